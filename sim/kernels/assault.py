"""The line: who faces whom, what that costs each side, and which cells change hands."""

import numpy as np

from sim.compiled import inlined, kernel
from sim.state.draw import GROUND, key_of, uniform
from sim.state.grid import ATTACK, DEFENCE
from sim.theory.assault import (
    attacker_hits_per_day,
    defender_hits_per_day,
    odds_of_ground,
    regained_per_day,
    taken_per_day,
)
from sim.theory.chance import chance
from sim.theory.fire import exposed_share

GARRISON, BESIEGER = np.uint8(0), np.uint8(1)
CIVILIAN, FIGHTER, SOLDIER = 0, 1, 2
ONE, TWO = np.uint32(1), np.uint32(2)


@kernel
def around(strength, c, width):
    """Strength in the three by three cells around, in men."""
    total = np.int64(0)
    for step in (-width, 0, width):
        first = np.uint32(c + step - 1)
        total += np.int64(strength[first]) + np.int64(strength[first + ONE]) + np.int64(strength[first + TWO])
    return np.float32(total) / np.float32(256.0)


@kernel
def best_cover(grid, c, width):
    """Cover of the best ground that faces a cell."""
    cover = np.float32(1.0)
    for step in (-1, 1, -width, width):
        there = np.uint32(c + step)
        if grid.holder[there] == GARRISON:
            cover = max(cover, grid.cover[there])
    return cover


@kernel
def calm(grid, n_front):
    """Forget the last tick's contact. Writes risk, fight."""
    for i in range(n_front):
        c = np.uint32(grid.front[i])
        grid.fight[c] = 0
        for kind in range(3):
            grid.risk[kind, c] = 0.0


@inlined
def contest(grid, axial, moment, tick, n_front, rules):
    """Contact along the line in one tick; returns how many cells changed hands. Writes risk, fight, holder, queue.

    Every cell is judged by the line as it stood, and only then do cells change hands, so that order does not matter.
    """
    if moment.truce:
        return 0
    width = moment.width
    days = np.float32(1.0) / np.float32(moment.ticks)
    key = key_of(moment.seed, moment.day * moment.ticks + tick, GROUND)
    flips = grid.queue
    n_flips = 0
    for i in range(n_front):
        c = grid.front[i]
        attack = around(grid.strength[ATTACK], c, width)
        defence = around(grid.strength[DEFENCE], c, width)
        if attack <= 0.0 and defence <= 0.0:
            continue
        fought = moment.pushing == 1 and axial[c] == 1
        if grid.holder[c] == GARRISON:
            if fought:
                hits = defender_hits_per_day(rules.assault, attack, defence)
            else:
                hits = 2.0 * rules.fire.skirmish_per_day * exposed_share(defence, attack)
            grid.risk[FIGHTER, c] = chance(hits, days)
            grid.risk[CIVILIAN, c] = chance(hits * 0.5 * rules.fire.civilian_exposure, days)
        else:
            cover = best_cover(grid, c, width)
            if fought:
                hits = attacker_hits_per_day(rules.assault, attack, defence, cover)
            else:
                hits = (
                    2.0
                    * rules.fire.skirmish_per_day
                    * rules.assault.exchange
                    * cover
                    / 1.5
                    * exposed_share(attack, defence)
                )
            grid.risk[SOLDIER, c] = chance(hits, days)
        if not fought:
            continue
        grid.fight[c] = 1
        if grid.holder[c] == GARRISON:
            if attack > 0.0:
                odds = odds_of_ground(attack, defence, grid.cover[c], moment.support, moment.fortune)
                rate = taken_per_day(odds, rules.assault.advance_m_day, moment.cell_m)
                if uniform(key, c) < chance(rate, days):
                    flips[n_flips] = c
                    n_flips += 1
        elif grid.first_holder[c] == GARRISON and defence > 0.0:
            odds = odds_of_ground(attack, defence, grid.cover[c], moment.support, moment.fortune)
            rate = regained_per_day(odds, rules.assault.advance_m_day, moment.cell_m)
            if uniform(key, c) < chance(rate, days):
                flips[n_flips] = c
                n_flips += 1
    for i in range(n_flips):
        c = flips[i]
        grid.holder[c] = BESIEGER if grid.holder[c] == GARRISON else GARRISON
    return n_flips
