"""One day of eating, wasting, healing and dying without a shot."""

import numpy as np

from sim.compiled import kernel
from sim.state.columns import TRAIT_STEP, Cause, Status
from sim.state.draw import DISEASE, HUNGER, WOUND, key_of, share_of, uniform, words
from sim.theory.bodies import FIT, disease_per_day, mass_step, wound_death_per_day
from sim.theory.chance import chance

INSIDE, ABOARD, DEAD = np.uint8(Status.inside), np.uint8(Status.aboard), np.uint8(Status.dead)
OF_HUNGER, OF_DISEASE, OF_WOUNDS = int(Cause.hunger), int(Cause.disease), int(Cause.wounds)
#: Resolution of the table of starvation: body mass index in steps of 1/64.
BMI_STEPS = 64


@kernel
def live(people, kind, uid, moment, rules, starvation, luck, toll):
    """A day of the body for everyone present. Writes mass, health, status, luck, toll.

    `starvation` is the hazard of `theory.bodies.starvation_per_day` by body mass index in 1/64, from 0.
    """
    seed, day = moment.seed, moment.day
    hungry, sick, wounded = key_of(seed, day, HUNGER), key_of(seed, day, DISEASE), key_of(seed, day, WOUND)
    intake = moment.fighter_intake if kind == 1 else moment.civilian_intake
    heal = (np.float32(1.0) - np.float32(0.4)) / rules.bodies.wound_days
    care = moment.care if kind < 2 else np.float32(1.0)
    words(sick, uid, people.cell.size, luck)
    for i in range(people.cell.size):
        if people.status[i] != INSIDE and people.status[i] != ABOARD:
            continue
        person = uid + np.uint32(i)
        cause = -1
        if kind < 2:
            spread = rules.bodies.need_spread * np.float32(people.need[i]) * np.float32(TRAIT_STEP)
            # Those on the road eat what they carry and what they are given.
            eaten = intake if people.status[i] == INSIDE else np.float32(1.0)
            mass = mass_step(
                people.mass[i], eaten / max(np.float32(0.4), np.float32(1.0) + spread), rules.bodies.mass_days
            )
            people.mass[i] = mass
            build = rules.bodies.bmi_spread * np.float32(people.build[i]) * np.float32(TRAIT_STEP)
            bmi = rules.bodies.bmi * max(np.float32(0.6), np.float32(1.0) + build) * mass
            slot = min(np.int64(bmi * np.float32(BMI_STEPS)), np.int64(starvation.size - 1))
            if starvation[slot] > 0.0 and uniform(hungry, person) < chance(starvation[slot], np.float32(1.0)):
                cause = OF_HUNGER
            if share_of(luck[i]) < disease_per_day(rules.bodies, moment.water, mass):
                cause = OF_DISEASE
        if people.health[i] < np.float32(1.0):
            if people.health[i] < FIT and uniform(wounded, person) < chance(
                wound_death_per_day(rules.bodies, care), np.float32(1.0)
            ):
                cause = OF_WOUNDS
            people.health[i] = min(
                np.float32(1.0), people.health[i] + heal * (np.float32(0.3) + np.float32(0.7) * care)
            )
        if cause >= 0:
            people.health[i] = 0.0
            people.status[i] = DEAD
            toll[kind, cause] += people.weight[i]
