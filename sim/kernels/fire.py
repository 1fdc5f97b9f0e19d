"""Strikes bombard on cells; strikes, skirmish and assault hit people."""

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.block import Scratch, bernoulli, fetch, list_marked
from sim.kernels.codes import (
    ASSAULT,
    BOMBARDMENT,
    CIVILIAN,
    DEAD,
    HELD_BY_GARRISON,
    INSIDE,
    NEXT,
    SKIRMISH,
)
from sim.kernels.fields import pocket_span
from sim.kernels.keys import TickKeys
from sim.state.columns import People
from sim.state.day_inputs import DayInputs, KernelParams
from sim.state.draw import STRIKE, Key, key_of, uniform
from sim.state.grid import Grid
from sim.theory.bodies import FIT, WOUNDED
from sim.theory.fire import RUIN_COVER, STRIKE_FEAR, danger_kept, hit_by_strike, ruined
from sim.theory.probability import event_probability


@inlined
def bombard(grid: Grid, today: DayInputs, tick: int, params: KernelParams) -> int:
    """Strikes of one tick on ground that the garrison holds; returns how many.

    Writes struck, danger, rubble, cover, mark, queue.
    """
    days = np.float32(1.0) / np.float32(today.ticks)
    first, end = pocket_span(grid)
    fade(grid.danger[first:end], danger_kept(params.fire, days))
    grid.struck[:] = 0
    strikes = 0
    p = np.float32(0.0)
    if not today.truce:
        p = np.float32(event_probability(today.strikes, days))
    if p <= 0.0:
        return strikes
    key = key_of(today.seed, today.day * today.ticks + tick, STRIKE)
    for k in range(draw_strikes(grid.pocket, key, p, grid.mark, grid.queue)):
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
def fade(danger: np.ndarray, keep: float) -> None:
    """Danger is forgotten; the share `keep` stays.

    danger : float32 (n,), inout
    """
    for c in range(danger.size):
        danger[c] *= keep


@kernel
def draw_strikes(cells: np.ndarray, key: Key, p: np.float32, mark: np.ndarray, listed: np.ndarray) -> np.int64:
    """List which of some cells are struck, each with probability `p`; returns how many.

    cells : int32 (n,), in
    mark : uint8 (at least n; a multiple of 8,), out
    listed : int32 (at least n,), out, places in `cells`
    """
    for k in range(cells.size):
        mark[k] = uniform(key, np.uint32(cells[k])) < p
    return list_marked(mark, cells.size, listed)


@kernel
def lay_out_threat(grid: Grid) -> None:
    """Lay out what civilians meet in this tick. Writes threat.

    They fetch one number from their cell instead of two: the remembered danger, whose sign is a flag. It is negative
    (-0.0 where there is no danger) exactly where civilians may be hit in this tick, which is in few cells;
    `flag_danger` sets the sign and `read_flags` takes it off.
    """
    a, b = pocket_span(grid)
    flag_danger(grid.danger[a:b], grid.struck[a:b], grid.risk[CIVILIAN, a:b], grid.threat[a:b])


@kernel
def flag_danger(danger: np.ndarray, struck: np.ndarray, risk: np.ndarray, threat: np.ndarray) -> None:
    """Danger, negative where civilians may be hit.

    danger : float32 (n,), in, 0 or more
    struck : uint8 (n,), in
    risk : float32 (n,), in, of civilians
    threat : float32 (n,), out
    """
    for c in range(danger.size):
        threat[c] = -danger[c] if (struck[c] == 1) | (risk[c] > np.float32(0.0)) else danger[c]


@inlined
def hit_people(
    people: People,
    kind: int,
    uid: np.uint32,
    grid: Grid,
    today: DayInputs,
    keys: TickKeys,
    strikes: int,
    params: KernelParams,
    scratch: Scratch,
    deaths: np.ndarray,
) -> None:
    """Those in struck or contested cells may be hit: killed, or wounded. Writes health, status, scratch, deaths.

    Of civilians, `scratch.danger` then holds the danger in each one's cell.

    deaths : int64 (kinds, causes), inout, people
    """
    risk = grid.risk[kind]
    exposure = params.fire.civilian_exposure if kind == CIVILIAN else np.float32(1.0)
    n = people.cell.size
    if kind == CIVILIAN:
        fetch(grid.threat, people.cell, scratch.danger)
        read_flags(scratch.danger, n, scratch.mark)
        near = scratch.marked[: list_marked(scratch.mark, n, scratch.marked)]
        civilian_risk(people.cell, near, grid.struck, risk, scratch.second)
        n_chosen = bernoulli(near, scratch.second, keys.combat, uid, scratch.mark, scratch.chosen)
    else:
        fetch(risk, people.cell, scratch.first)
        if strikes > 0:
            fetch(grid.struck, people.cell, scratch.mark)
        mark_hit(people.status, keys.combat, uid, scratch.first, strikes > 0, scratch.mark)
        n_chosen = list_marked(scratch.mark, n, scratch.chosen)
    for k in range(n_chosen):
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
def read_flags(threat: np.ndarray, n: int, mark: np.ndarray) -> None:
    """Mark those of n rows whose danger is negative, -0.0 included, and make it positive.

    threat : float32 (at least n,), inout
    mark : uint8 (at least n,), out
    """
    bits = threat.view(np.int32)
    for i in range(n):
        mark[i] = bits[i] < 0
    for i in range(n):
        bits[i] &= np.int32(0x7FFFFFFF)


@kernel
def civilian_risk(cell: np.ndarray, rows: np.ndarray, struck: np.ndarray, risk: np.ndarray, risks: np.ndarray) -> None:
    """The risk that each of some civilians meets; 1 where strikes fell, so that all of them are looked at.

    cell : int32 (rows,), in
    rows : int32 (n,), in, places in the block
    struck : uint8 (cells,), in
    risk : float32 (cells,), in, of civilians
    risks : float32 (at least n,), out
    """
    for k in range(rows.size):
        c = np.uint32(cell[np.uint32(rows[k])])
        risks[k] = np.float32(1.0) if struck[c] == 1 else risk[c]


@kernel
def mark_hit(
    status: np.ndarray, key: Key, uid: np.uint32, risk: np.ndarray, more: bool | np.bool, mark: np.ndarray
) -> None:
    """Mark those present whose draw lies under their risk; with `more`, also those present who are marked already.

    status : uint8 (rows,), in
    risk : float32 (at least rows,), in
    mark : uint8 (at least rows,), inout
    """
    person = np.uint32(uid)
    if more:
        for i in range(status.size):
            mark[i] = ((mark[i] != 0) | (uniform(key, person) < risk[i])) & (status[i] == INSIDE)
            person = np.uint32(person + NEXT)
    else:
        for i in range(status.size):
            mark[i] = (uniform(key, person) < risk[i]) & (status[i] == INSIDE)
            person = np.uint32(person + NEXT)
