"""Strikes fall on cells; strikes, skirmish and assault hit people."""

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.block import drawn, fetch, find
from sim.kernels.codes import (
    ASSAULT,
    BESIEGER,
    BOMBARDMENT,
    CIVILIAN,
    DEAD,
    FIGHTER,
    HELD_BY_GARRISON,
    INSIDE,
    SKIRMISH,
)
from sim.kernels.fields import span
from sim.state.draw import STRIKE, key_of, uniform
from sim.theory.bodies import FIT, WOUNDED
from sim.theory.fire import RUIN_COVER, STRIKE_FEAR, danger_kept, hit_by_strike, ruined
from sim.theory.probability import event_probability


@inlined
def fall(grid, today, tick, params):
    """Strikes of one tick on ground that the garrison holds; returns how many.

    Writes struck, danger, rubble, cover, mark, queue.
    """
    days = np.float32(1.0) / np.float32(today.ticks)
    first, end = span(grid)
    fade(grid.danger[first:end], danger_kept(params.fire, days))
    grid.struck[:] = 0
    strikes = 0
    p = np.float32(0.0)
    if not today.truce:
        p = np.float32(event_probability(today.strikes, days))
    if p <= 0.0:
        return strikes
    key = key_of(today.seed, today.day * today.ticks + tick, STRIKE)
    for k in range(aimed_at(grid.pocket, key, p, grid.mark, grid.queue)):
        c = grid.pocket[grid.queue[k]]
        if grid.holder[c] != HELD_BY_GARRISON:
            continue
        strikes += 1
        grid.struck[c] = 1
        grid.danger[c] += np.float32(STRIKE_FEAR)
        for row in (-today.width, 0, today.width):  # half of it is felt all around
            for step in (-1, 0, 1):
                if grid.first_holder[c + row + step] == HELD_BY_GARRISON:
                    grid.danger[c + row + step] += np.float32(STRIKE_FEAR)
        more = ruined(params.fire, grid.rubble[c])
        grid.rubble[c] += more
        # Ruins shelter those who fight in them about half as much again as the buildings did.
        grid.cover[c] += np.float32(RUIN_COVER) * more
    return strikes


@kernel
def fade(danger, keep):
    """Danger is forgotten. Fills danger."""
    for c in range(danger.size):
        danger[c] *= keep


@kernel
def aimed_at(cells, key, p, mark, listed):
    """List which of some cells draw a strike; returns how many. Fills mark, listed."""
    for k in range(cells.size):
        mark[k] = uniform(key, np.uint32(cells[k])) < p
    return find(mark, cells.size, listed)


@kernel
def imperil(grid, strikes):
    """Lay out what each kind meets in this tick: civilians their danger, the armed their risk. Writes threat.

    Where civilians may be hit, few places, their danger has its sign turned; where strikes fell, the armed have a
    risk of 1, so that each of them is looked at. Without strikes the risk is all that the armed meet.
    """
    a, b = span(grid)
    lay_danger(grid.danger[a:b], grid.struck[a:b], grid.risk[CIVILIAN, a:b], grid.threat[CIVILIAN, a:b])
    if strikes > 0:
        for kind in (FIGHTER, BESIEGER):
            lay_risk(grid.struck, grid.risk[kind], grid.threat[kind])


@kernel
def lay_danger(danger, struck, risk, threat):
    """Danger, with its sign turned where civilians may be hit. Fills threat."""
    for c in range(danger.size):
        threat[c] = -danger[c] if (struck[c] == 1) | (risk[c] > np.float32(0.0)) else danger[c]


@kernel
def lay_risk(struck, risk, threat):
    """Risk, 1 where strikes fell. Fills threat."""
    for c in range(risk.size):
        threat[c] = np.float32(1.0) if struck[c] == 1 else risk[c]


@inlined
def suffer(people, kind, uid, grid, today, keys, strikes, params, scratch, deaths):
    """Those in struck or contested cells may be hit: killed, or wounded.

    Writes health, status, scratch, deaths.
    """
    risk = grid.risk[kind]
    exposure = params.fire.civilian_exposure if kind == CIVILIAN else np.float32(1.0)
    fetch(grid.threat[kind] if kind == CIVILIAN or strikes > 0 else risk, people.cell, scratch.first)
    n = people.cell.size
    if kind == CIVILIAN:
        in_peril(scratch.first, n, scratch.mark)
        near = scratch.marked[: find(scratch.mark, n, scratch.marked)]
        exposed(people.cell, near, grid.struck, risk, scratch.second)
        threatened = drawn(near, scratch.second, keys.combat, uid, scratch.mark, scratch.chosen)
    else:
        in_reach(people.status, keys.combat, uid, scratch.first, scratch.mark)
        threatened = find(scratch.mark, n, scratch.chosen)
    for k in range(threatened):
        i = scratch.chosen[k]
        if people.status[i] != INSIDE:
            continue
        c = people.cell[i]
        person = uid + np.uint32(i)
        cause = -1
        if grid.struck[c] == 1 and uniform(keys.hit, person) < exposure * hit_by_strike(
            params.fire, today.cell_m, grid.cover[c]
        ):
            cause = BOMBARDMENT
        # The wounded are out of the line: neither skirmish nor assault reaches them.
        if risk[c] > 0.0 and people.health[i] >= FIT and uniform(keys.combat, person) < risk[c]:
            cause = ASSAULT if grid.contested[c] == 1 else SKIRMISH
        if cause >= 0:
            if people.health[i] < FIT or uniform(keys.kill, person) < params.fire.killed_share:
                people.health[i] = 0.0
                people.status[i] = DEAD
                deaths[kind, cause] += people.weight[i]
            else:
                people.health[i] = WOUNDED


@kernel
def in_peril(threat, n, mark):
    """Mark those of n rows whose danger has its sign turned, -0 too, and turn it back. Fills mark, threat."""
    bits = threat.view(np.int32)
    for i in range(n):
        mark[i] = bits[i] < 0
    for i in range(n):
        bits[i] &= np.int32(0x7FFFFFFF)


@kernel
def exposed(cell, rows, struck, risk, odds):
    """The risk that each of some civilians meets, 1 where strikes fell: they are looked at. Fills odds."""
    for k in range(rows.size):
        c = np.uint32(cell[np.uint32(rows[k])])
        odds[k] = np.float32(1.0) if struck[c] == 1 else risk[c]


@kernel
def in_reach(status, key, uid, risk, mark):
    """Mark those present whose draw lies under their risk. Fills mark."""
    for i in range(status.size):
        hit = uniform(key, uid + np.uint32(i)) < risk[i]
        mark[i] = hit & (status[i] == INSIDE)
