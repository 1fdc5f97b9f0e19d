"""One day of eating, wasting, healing and dying without a shot."""

from typing import Any

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.block import Scratch, fetch, list_marked
from sim.kernels.codes import ABOARD, BESIEGER, DEAD, DISEASE, FIGHTER, HUNGER, INSIDE, NEXT, WOUNDS
from sim.state import draw
from sim.state.columns import TRAIT_STEP, People
from sim.state.day_inputs import DayInputs, KernelParams
from sim.state.draw import Key, key_of, uniform
from sim.theory.bodies import (
    FIT,
    build_factor,
    disease_per_day,
    healed,
    mass_step,
    need_factor,
    wound_death_per_day,
)
from sim.theory.probability import event_probability

#: Resolution of the table of starvation: body mass index in steps of 1/64.
BMI_STEPS = 64
#: A probability of starving. As long as that of the thinnest does not exceed it, it stands as the upper bound for all,
#: and only those who draw less are looked up in the table; otherwise everyone is.
LOOKED_UP = 0.02


@inlined
def update_bodies(
    people: People,
    kind: int,
    uid: np.uint32,
    today: DayInputs,
    params: KernelParams,
    starvation: np.ndarray,
    scratch: Scratch,
    deaths: np.ndarray,
) -> None:
    """A day of the body for everyone present. Writes mass, health, status, scratch, deaths.

    starvation : float32 (steps,), in, a day's probability of starving by body mass index in steps of 1/64, from 0
        (`day_engine.starvation_table`)
    deaths : int64 (kinds, causes), inout, people
    """
    seed, day = today.seed, today.day
    hunger_key, disease_key = key_of(seed, day, draw.HUNGER), key_of(seed, day, draw.DISEASE)
    wound_key = key_of(seed, day, draw.WOUND)
    care = today.care if kind != BESIEGER else np.float32(1.0)
    n = people.cell.size
    if kind != BESIEGER:
        eat(
            people, today.fighter_intake if kind == FIGHTER else today.civilian_intake, today.road_intake, params.bodies
        )
        thinnest = find_bmi(people, params.bodies, np.int32(starvation.size - 1), scratch.whole)
        if starvation[thinnest] > LOOKED_UP:
            fetch(starvation, scratch.whole[:n], scratch.first)
        else:
            scratch.first[:n] = starvation[thinnest]
        mark_at_risk(people, scratch.first, hunger_key, disease_key, uid, today.water, params.bodies, scratch.mark)
    else:
        for i in range(n):
            scratch.mark[i] = (people.health[i] < np.float32(1.0)) & (people.status[i] <= ABOARD)
    for k in range(list_marked(scratch.mark, n, scratch.marked)):
        i = scratch.marked[k]
        person = uid + np.uint32(i)
        cause = -1
        if kind != BESIEGER:
            if uniform(hunger_key, person) < starvation[scratch.whole[i]]:
                cause = HUNGER
            if uniform(disease_key, person) < disease_per_day(params.bodies, today.water, people.mass[i]):
                cause = DISEASE
        if people.health[i] < np.float32(1.0):
            if people.health[i] < FIT and uniform(wound_key, person) < event_probability(
                wound_death_per_day(params.bodies, care), np.float32(1.0)
            ):
                cause = WOUNDS
            people.health[i] = healed(params.bodies, people.health[i], care)
        if cause >= 0:
            people.health[i] = 0.0
            people.status[i] = DEAD
            deaths[kind, cause] += people.weight[i]


@kernel
def eat(people: People, intake: float, on_road: float, bodies: Any) -> None:
    """Body mass after a day's ration; those on the road eat what they carry or are given. Fills people.mass."""
    status, mass, need, build = people.status, people.mass, people.need, people.build
    step = np.float32(TRAIT_STEP)
    for i in range(status.size):
        first = build_factor(bodies.bmi_spread, np.float32(build[i]) * step)
        needed = need_factor(bodies.need_spread, np.float32(need[i]) * step, first)
        eaten = intake if status[i] == INSIDE else on_road
        fed = mass_step(mass[i], eaten / needed, bodies.mass_days)
        mass[i] = np.float32(fed) if status[i] <= ABOARD else mass[i]


@kernel
def find_bmi(people: People, bodies: Any, last: np.int32, slot: np.ndarray) -> np.int32:
    """Where each body mass index lies in the table of starvation; returns the lowest of those present.

    slot : int32 (at least rows,), out, 0 to `last`
    """
    mass, build, status, lowest = people.mass, people.build, people.status, last
    for i in range(mass.size):
        bmi = bodies.bmi * build_factor(bodies.bmi_spread, np.float32(build[i]) * np.float32(TRAIT_STEP)) * mass[i]
        slot[i] = min(np.int32(bmi * np.float32(BMI_STEPS)), last)
        lowest = min(lowest, slot[i] if status[i] <= ABOARD else last)
    return lowest


@kernel
def mark_at_risk(
    people: People,
    starving: np.ndarray,
    hunger_key: Key,
    disease_key: Key,
    uid: np.uint32,
    water: float,
    bodies: Any,
    mark: np.ndarray,
) -> None:
    """Mark those present who might die of hunger or disease, and the wounded.

    Of disease, whoever draws more than the probability of someone whose body has wasted away needs no closer look.

    starving : float32 (at least rows,), in, an upper bound of each row's probability of starving
    mark : uint8 (at least rows,), out
    """
    status, health = people.status, people.health
    worst = np.float32(1.01 * disease_per_day(bodies, water, 0.0))
    person = np.uint32(uid)
    for i in range(status.size):
        starves = uniform(hunger_key, person) < starving[i]
        sickens = uniform(disease_key, person) < worst
        mark[i] = (starves | sickens | (health[i] < np.float32(1.0))) & (status[i] <= ABOARD)
        person = np.uint32(person + NEXT)
