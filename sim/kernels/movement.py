"""Walking: each to where he is needed, or where it is calmer; and who is strong where."""

from typing import Any

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.block import Scratch, bernoulli, fetch, list_marked
from sim.kernels.codes import (
    BESIEGER,
    CIVILIAN,
    FIGHTER,
    FIT_HEALTH,
    FULL_MASS,
    HELD_BY_BESIEGER,
    HELD_BY_GARRISON,
    INSIDE,
    NEXT,
)
from sim.kernels.keys import TickKeys
from sim.state.columns import People
from sim.state.day_inputs import DayInputs, KernelParams
from sim.state.draw import MOBILE, Key, key_of, uniform
from sim.state.grid import ATTACK, DEFENCE, TO_ASSAULT, TO_FRONT, TO_PUSH, TO_RING, TO_SHELTER, Grid
from sim.theory.assault import strength
from sim.theory.movement import hops

#: Goal of one who stays.
NOWHERE = np.int32(-1)


@inlined
def walk(
    people: People,
    kind: int,
    uid: np.uint32,
    grid: Grid,
    today: DayInputs,
    keys: TickKeys,
    params: KernelParams,
    scratch: Scratch,
    strengths: np.ndarray,
) -> None:
    """Steps of one tick, then where strength stands. Writes cell, scratch, strengths.

    strengths : int32 (2, cells), inout, by side, in 1/256 men
    """
    days = np.float32(1.0) / np.float32(today.ticks)
    hop, way_key, role = keys.hop, keys.way, keys.role
    n = people.cell.size
    pushing = kind != CIVILIAN and today.pushing == 1
    usual_goal = TO_SHELTER if kind == CIVILIAN else TO_FRONT if kind == FIGHTER else TO_RING  # unless there is a push
    if kind == CIVILIAN:
        mean = np.float32(hops(params.movement.civilian_m_day, days, today.cell_m))
        mark_frightened(people.status, people.mind, mean, hop, uid, scratch.mark)
        afraid = scratch.marked[: list_marked(scratch.mark, n, scratch.marked)]
        first_step(people, afraid, mean, grid.step_probability[TO_SHELTER], scratch.first)
        walkers = bernoulli(afraid, scratch.first, way_key, uid, scratch.mark, scratch.chosen)
        several = mean > np.float32(1.0)
    else:
        speed = params.movement.fighter_m_day if kind == FIGHTER else params.movement.besieger_m_day
        mean = np.float32(hops(speed, days, today.cell_m))
        if pushing:
            choose_goals(people, kind, uid, grid, today, params.movement.mobile_share, role, scratch.whole)
            for i in range(n):
                scratch.first[i] = grid.step_probability[
                    np.uint32(max(np.int32(0), scratch.whole[i])), np.uint32(people.cell[i])
                ]
        else:
            fetch(grid.step_probability[usual_goal], people.cell, scratch.first)
        several = mean > np.float32(1.0)
        mark_walkers(people.status, scratch.first, several, way_key, uid, scratch.mark)
        if several:
            walkers = list_marked(scratch.mark, n, scratch.chosen)
        else:
            listed = scratch.marked[: list_marked(scratch.mark, n, scratch.marked)]
            scratch.second[: listed.size] = mean
            walkers = bernoulli(listed, scratch.second, hop, uid, scratch.mark, scratch.chosen)
    own = HELD_BY_BESIEGER if kind == BESIEGER else HELD_BY_GARRISON
    for k in range(walkers):
        i = np.uint32(scratch.chosen[k])
        person = uid + i
        goal = scratch.whole[i] if pushing else usual_goal
        if goal == NOWHERE or (kind == BESIEGER and not pushing and in_reserve(role, person, today)):
            continue
        c = people.cell[i]
        if not several:  # whoever is listed takes one step: his draws are those of the filters
            there = grid.next_cell[goal, c]
            people.cell[i] = there if grid.holder[there] == own else c
            continue
        reach = mean * people.mind[i] if kind == CIVILIAN else mean
        whole = np.int32(reach)
        steps = whole + (1 if uniform(hop, person) < reach - np.float32(whole) else 0)
        if grid.step_probability[goal, c] <= 0.0:
            continue
        # Each further step has a key of its own: the uid is shifted by the number of the step.
        for step in range(steps):
            if uniform(way_key, person + np.uint32(step) * np.uint32(0x61C88647)) < grid.step_probability[goal, c]:
                there = grid.next_cell[goal, c]
                if grid.holder[there] == own:  # ways are the morning's, and the line may have moved since
                    c = there
        people.cell[i] = c
    if kind != CIVILIAN:
        if kind == FIGHTER and has_wasted(people.mass):
            compute_force(people, params.assault, scratch.whole)
        else:
            compute_full_force(people, scratch.whole)
        strong = strengths[DEFENCE if kind == FIGHTER else ATTACK]
        for i in range(people.cell.size):
            strong[np.uint32(people.cell[i])] += scratch.whole[i]


@kernel
def mark_frightened(
    status: np.ndarray, mind: np.ndarray, mean: np.float32, hop: Key, uid: np.uint32, mark: np.ndarray
) -> None:
    """Mark the civilians present who take at least a step; how far they walk depends on their fear.

    status : uint8 (rows,), in
    mind : float32 (rows,), in
    mark : uint8 (at least rows,), out
    """
    person = np.uint32(uid)
    for i in range(status.size):
        reach = mean * mind[i]
        whole = np.float32(np.int32(reach))
        walks = (whole > 0.0) | (uniform(hop, person) < reach - whole)
        mark[i] = walks & (status[i] == INSIDE)
        person = np.uint32(person + NEXT)


@kernel
def first_step(people: People, rows: np.ndarray, mean: np.float32, share: np.ndarray, probability: np.ndarray) -> None:
    """Each of some civilians' probability of taking his first step; 1 for one who has several to take.

    rows : int32 (n,), in, places in the block
    share : float32 (cells,), in, share of the people in a cell who take its step
    probability : float32 (at least n,), out
    """
    for k in range(rows.size):
        i = np.uint32(rows[k])
        several = (mean > np.float32(1.0)) & (mean * people.mind[i] >= np.float32(1.0))
        at_all = share[np.uint32(people.cell[i])]
        probability[k] = np.float32(1.0) if several and at_all > 0.0 else at_all


@kernel
def in_reserve(role: Key, person: np.uint32, today: DayInputs) -> np.bool:
    """Whether a besieger is held in reserve, neither in the ring nor in the assault."""
    rank = uniform(role, person)
    return rank >= today.cordon and rank < today.cordon + today.reserve


@kernel
def choose_goals(
    people: People,
    kind: int,
    uid: np.uint32,
    grid: Grid,
    today: DayInputs,
    mobile_share: np.float32,
    role: Key,
    goal: np.ndarray,
) -> None:
    """Where each armed man wants to go while there is a push.

    goal : int32 (at least rows,), out, a row of `Grid.next_cell`, or NOWHERE
    """
    cell = people.cell
    cordon, reserve = today.cordon, today.cordon + today.reserve
    if kind == FIGHTER:
        mobile = key_of(today.seed, 0, MOBILE)
        for i in range(cell.size):
            goal[i] = TO_FRONT
            if uniform(mobile, uid + np.uint32(i)) < mobile_share and grid.distance[TO_PUSH, cell[i]] >= 0:
                goal[i] = TO_PUSH
        return
    for i in range(cell.size):
        rank = uniform(role, uid + np.uint32(i))
        goal[i] = NOWHERE if (rank >= cordon) & (rank < reserve) else np.int32(TO_RING)
    for i in range(cell.size):
        rank = uniform(role, uid + np.uint32(i))
        if rank >= reserve and grid.distance[TO_ASSAULT, cell[i]] >= 0:
            goal[i] = TO_ASSAULT


@kernel
def mark_walkers(
    status: np.ndarray, probability: np.ndarray, several: bool | np.bool, key: Key, uid: np.uint32, mark: np.ndarray
) -> None:
    """Mark the armed men present who take their first step, or who have several to take.

    status : uint8 (rows,), in
    probability : float32 (at least rows,), in
    mark : uint8 (at least rows,), out
    """
    person = np.uint32(uid)
    for i in range(status.size):
        walks = (several & (probability[i] > 0.0)) | (uniform(key, person) < probability[i])
        mark[i] = walks & (status[i] == INSIDE)
        person = np.uint32(person + NEXT)


@kernel
def has_wasted(mass: np.ndarray) -> bool:
    """Whether anyone's body is too thin for full strength.

    mass : float32 (rows,), in
    """
    thin = False
    for i in range(mass.size):
        thin |= mass[i] < FULL_MASS
    return thin


@kernel
def compute_force(people: People, assault: Any, force: np.ndarray) -> None:
    """What each contributes to a fight, in 1/256 men; nothing from those who are wounded or absent.

    force : int32 (at least rows,), out
    """
    status, mind, mass, health, weight = people.status, people.mind, people.mass, people.health, people.weight
    for i in range(status.size):
        man = np.int32(strength(assault, mind[i], mass[i]) * np.float32(256.0)) * np.int32(weight[i])
        force[i] = np.int32(man) if (status[i] == INSIDE) & (health[i] >= FIT_HEALTH) else np.int32(0)


@kernel
def compute_full_force(people: People, force: np.ndarray) -> None:
    """`compute_force` of those whose bodies are at full strength, as besiegers' always are: what counts is their mind.

    force : int32 (at least rows,), out
    """
    status, mind, health, weight = people.status, people.mind, people.health, people.weight
    for i in range(status.size):
        man = np.int32(np.int32(mind[i] * np.float32(256.0)) * np.int32(weight[i]))
        force[i] = man if (status[i] == INSIDE) & (health[i] >= FIT_HEALTH) else np.int32(0)
