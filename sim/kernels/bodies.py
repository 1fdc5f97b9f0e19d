"""One day of eating, wasting, healing and dying without a shot."""

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.block import fetch, find
from sim.kernels.codes import ABOARD, BESIEGER, DEAD, DISEASE, FIGHTER, HUNGER, INSIDE, WOUNDS
from sim.state import draw
from sim.state.columns import TRAIT_STEP
from sim.state.draw import key_of, uniform
from sim.theory.bodies import FIT, LEAST_BUILD, LEAST_NEED, disease_per_day, healed, mass_step, wound_death_per_day
from sim.theory.probability import event_probability

#: Resolution of the table of starvation: body mass index in steps of 1/64.
BMI_STEPS = 64
#: A chance to starve. Where that of the thinnest is not above it, his stands for all, and only who draws less is looked
#: up in the table; else everyone is.
LOOKED_UP = 0.02


@inlined
def live(people, kind, uid, today, params, starvation, scratch, deaths):
    """A day of the body for everyone present. Writes mass, health, status, scratch, deaths.

    `starvation` is the day's chance to starve by body mass index in 1/64, from 0 (`threads.starvation_table`).
    """
    seed, day = today.seed, today.day
    hungry, sick = key_of(seed, day, draw.HUNGER), key_of(seed, day, draw.DISEASE)
    wounded = key_of(seed, day, draw.WOUND)
    care = today.care if kind != BESIEGER else np.float32(1.0)
    n = people.cell.size
    if kind != BESIEGER:
        eat(
            people, today.fighter_intake if kind == FIGHTER else today.civilian_intake, today.road_intake, params.bodies
        )
        thinnest = waste(people, params.bodies, np.int32(starvation.size - 1), scratch.whole)
        if starvation[thinnest] > LOOKED_UP:
            fetch(starvation, scratch.whole[:n], scratch.first)
        else:
            scratch.first[:n] = starvation[thinnest]
        fail(people, scratch.first, hungry, sick, uid, today.water, params.bodies, scratch.mark)
    else:
        for i in range(n):
            scratch.mark[i] = (people.health[i] < np.float32(1.0)) & (people.status[i] <= ABOARD)
    for k in range(find(scratch.mark, n, scratch.marked)):
        i = scratch.marked[k]
        person = uid + np.uint32(i)
        cause = -1
        if kind != BESIEGER:
            if uniform(hungry, person) < starvation[scratch.whole[i]]:
                cause = HUNGER
            if uniform(sick, person) < disease_per_day(params.bodies, today.water, people.mass[i]):
                cause = DISEASE
        if people.health[i] < np.float32(1.0):
            if people.health[i] < FIT and uniform(wounded, person) < event_probability(
                wound_death_per_day(params.bodies, care), np.float32(1.0)
            ):
                cause = WOUNDS
            people.health[i] = healed(params.bodies, people.health[i], care)
        if cause >= 0:
            people.health[i] = 0.0
            people.status[i] = DEAD
            deaths[kind, cause] += people.weight[i]


@kernel
def eat(people, intake, on_road, bodies):
    """Body mass after a day's ration; those on the road eat what they carry or are given. Fills mass."""
    status, mass, need = people.status, people.mass, people.need
    for i in range(status.size):
        spread = bodies.need_spread * np.float32(need[i]) * np.float32(TRAIT_STEP)
        eaten = intake if status[i] == INSIDE else on_road
        fed = mass_step(mass[i], eaten / max(np.float32(LEAST_NEED), np.float32(1.0) + spread), bodies.mass_days)
        mass[i] = np.float32(fed) if status[i] <= ABOARD else mass[i]


@kernel
def waste(people, bodies, last, slot):
    """Where each body mass index lies in the table of starvation; returns the lowest of those present. Fills slot."""
    mass, build, status, lowest = people.mass, people.build, people.status, last
    for i in range(mass.size):
        more = bodies.bmi_spread * np.float32(build[i]) * np.float32(TRAIT_STEP)
        bmi = bodies.bmi * max(np.float32(LEAST_BUILD), np.float32(1.0) + more) * mass[i]
        slot[i] = min(np.int32(bmi * np.float32(BMI_STEPS)), last)
        lowest = min(lowest, slot[i] if status[i] <= ABOARD else last)
    return lowest


@kernel
def fail(people, starving, hungry, sick, uid, water, bodies, mark):
    """Mark those present who might die of hunger or disease, and the wounded. Fills mark.

    `starving` is at least one's chance to starve. Of disease, whoever draws more than the chance of one who has wasted
    away needs no closer look.
    """
    status, health = people.status, people.health
    worst = np.float32(1.01 * disease_per_day(bodies, water, 0.0))
    for i in range(status.size):
        person = uid + np.uint32(i)
        starves = uniform(hungry, person) < starving[i]
        sickens = uniform(sick, person) < worst
        mark[i] = (starves | sickens | (health[i] < np.float32(1.0))) & (status[i] <= ABOARD)
