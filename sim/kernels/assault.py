"""The line: who faces whom, what that costs each side, and which cells change hands."""

from typing import Any

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.codes import BESIEGER, CIVILIAN, FIGHTER, HELD_BY_BESIEGER, HELD_BY_GARRISON, KINDS
from sim.state.day_inputs import DayInputs, KernelParams
from sim.state.draw import GROUND, key_of, uniform
from sim.state.grid import ATTACK, DEFENCE, Grid
from sim.theory.assault import (
    attacker_hits_per_day,
    civilian_hits_per_day,
    defender_hits_per_day,
    odds_of_ground,
    regained_per_day,
    taken_per_day,
)
from sim.theory.fire import exposed_share, skirmish_hits_per_day
from sim.theory.probability import event_probability

ONE, TWO = np.uint32(1), np.uint32(2)


@kernel
def strength_around(strength: np.ndarray, c: np.uint32, width: int) -> np.float32:
    """Strength in the three by three cells around, in men.

    strength : int32 (cells,), in, of one side, in 1/256 men
    """
    total = np.int64(0)
    for step in (-width, 0, width):
        first = np.uint32(c + step - 1)
        total += np.int64(strength[first]) + np.int64(strength[first + ONE]) + np.int64(strength[first + TWO])
    return np.float32(total) / np.float32(256.0)


@kernel
def best_cover(grid: Grid, c: np.uint32, width: int) -> np.float32:
    """Cover of the best ground that faces a cell."""
    cover = np.float32(1.0)
    for step in (-1, 1, -width, width):
        there = np.uint32(c + step)
        behind = grid.cover[there]
        faces = (grid.holder[there] == HELD_BY_GARRISON) & (behind > cover)
        cover = behind if faces else cover
    return cover


@kernel
def clear_contact(grid: Grid, n_front: int) -> None:
    """Forget the last tick's contact. Writes risk, contested."""
    for i in range(n_front):
        c = np.uint32(grid.front[i])
        grid.contested[c] = 0
        for kind in range(KINDS):
            grid.risk[kind, c] = 0.0


@inlined
def contest(grid: Grid, axial: np.ndarray, today: DayInputs, tick: int, n_front: int, params: KernelParams) -> int:
    """Contact along the line in one tick; returns how many cells changed hands.

    Every cell is judged by the line as it stood, and only then do cells change hands, so that order does not matter.
    Writes risk, contested, holder, queue, contact.

    axial : uint8 (cells,), in, 1 on cells of the front line that the push aims at
    """
    if today.truce:
        return 0
    days = np.float32(1.0) / np.float32(today.ticks)
    own, enemy, cover = grid.contact[0], grid.contact[1], grid.contact[2]
    measure_contact(grid, today.width, n_front, own, enemy, cover)
    skirmish(grid, own, enemy, cover, days, n_front, params)
    if today.pushing == 0:
        return 0
    key = key_of(today.seed, today.day * today.ticks + tick, GROUND)
    flips = grid.queue
    n_flips = 0
    for i in range(n_front):
        c = grid.front[i]
        if axial[c] != 1 or (own[i] <= 0.0 and enemy[i] <= 0.0):
            continue
        grid.contested[c] = 1
        rate = 0.0
        if grid.holder[c] == HELD_BY_GARRISON:
            attack, defence = enemy[i], own[i]
            hits = defender_hits_per_day(params.assault, attack, defence)
            grid.risk[FIGHTER, c] = event_probability(hits, days)
            grid.risk[CIVILIAN, c] = event_probability(civilian_hits_per_day(hits, params.fire.civilian_exposure), days)
            if attack > 0.0:
                odds = odds_of_ground(attack, defence, grid.cover[c], today.support, today.attack_factor)
                rate = taken_per_day(odds, params.assault.advance_m_day, today.cell_m)
        else:
            attack, defence = own[i], enemy[i]
            hits = attacker_hits_per_day(params.assault, attack, defence, cover[i])
            grid.risk[BESIEGER, c] = event_probability(hits, days)
            if grid.first_holder[c] == HELD_BY_GARRISON and defence > 0.0:
                odds = odds_of_ground(attack, defence, grid.cover[c], today.support, today.attack_factor)
                rate = regained_per_day(odds, params.assault.advance_m_day, today.cell_m)
        if rate > 0.0 and uniform(key, c) < event_probability(rate, days):
            flips[n_flips] = c
            n_flips += 1
    for i in range(n_flips):
        c = flips[i]
        grid.holder[c] = HELD_BY_BESIEGER if grid.holder[c] == HELD_BY_GARRISON else HELD_BY_GARRISON
    return n_flips


@kernel
def measure_contact(
    grid: Grid, width: int, n_front: int, own: np.ndarray, enemy: np.ndarray, cover: np.ndarray
) -> None:
    """Strengths on either side around each cell of the line, and the cover that an attacker's fire must get through.

    own : float32 (at least front,), out, men
    enemy : float32 (at least front,), out, men
    cover : float32 (at least front,), out, 0 for a defender
    """
    for i in range(n_front):
        c = grid.front[i]
        attack = strength_around(grid.strength[ATTACK], c, width)
        defence = strength_around(grid.strength[DEFENCE], c, width)
        if grid.holder[c] == HELD_BY_GARRISON:
            own[i], enemy[i], cover[i] = defence, attack, 0.0
        else:
            own[i], enemy[i], cover[i] = attack, defence, best_cover(grid, c, width)


@inlined
def skirmish(
    grid: Grid,
    own: np.ndarray,
    enemy: np.ndarray,
    cover: np.ndarray,
    days: np.float32,
    n_front: int,
    params: KernelParams,
) -> None:
    """Fire across the line, also where nobody attacks. Writes risk, contact.

    own : float32 (at least front,), in, as `measure_contact` fills it
    enemy : float32 (at least front,), in
    cover : float32 (at least front,), in
    """
    chances, to_civilians = grid.contact[3], grid.contact[4]
    skirmish_probabilities(
        own[:n_front], enemy, cover, days, params.fire, params.assault.exchange, chances, to_civilians
    )
    for i in range(n_front):
        c = np.uint32(grid.front[i])
        defends = grid.holder[c] == HELD_BY_GARRISON
        grid.risk[FIGHTER, c] = chances[i] if defends else np.float32(0.0)
        grid.risk[CIVILIAN, c] = to_civilians[i] if defends else np.float32(0.0)
        grid.risk[BESIEGER, c] = np.float32(0.0) if defends else chances[i]


@kernel
def skirmish_probabilities(
    own: np.ndarray,
    enemy: np.ndarray,
    cover: np.ndarray,
    days: np.float32,
    fire: Any,
    exchange: np.float32,
    chances: np.ndarray,
    to_civilians: np.ndarray,
) -> None:
    """Probabilities of being hit across the line, for the armed and for civilians.

    own : float32 (front,), in, men
    enemy : float32 (at least front,), in, men
    cover : float32 (at least front,), in
    chances : float32 (at least front,), out
    to_civilians : float32 (at least front,), out
    """
    for i in range(own.size):
        share = exposed_share(own[i], enemy[i])
        hits = skirmish_hits_per_day(fire, exchange, cover[i], share, cover[i] == 0.0)
        chances[i] = event_probability(hits, days)
        to_civilians[i] = event_probability(civilian_hits_per_day(hits, fire.civilian_exposure), days)
