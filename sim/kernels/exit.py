"""Ways out without a deal: gaps in the ring, desertion, flight, being overrun."""

from typing import Any

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.block import BLOCK, Scratch, fetch, list_marked
from sim.kernels.codes import (
    ASSAULT,
    BESIEGER,
    CIVILIAN,
    CROSSING,
    CUSTODY,
    DEAD,
    DESERTED,
    FIGHTER,
    FLED,
    HELD_BY_BESIEGER,
    HELD_BY_GARRISON,
    INSIDE,
    KINDS,
    NEXT,
    SMUGGLED,
)
from sim.kernels.keys import TickKeys
from sim.state.columns import FOREIGN, Groups, People, RowLayout
from sim.state.day_inputs import DayInputs, KernelParams
from sim.state.draw import (
    CROSS,
    GAP,
    OVERRUN,
    PASSED,
    PERMIT,
    ROLE,
    SMUGGLE,
    STEP_BACK,
    Key,
    key_of,
    random_bits,
    uniform,
)
from sim.state.grid import SECTORS, Grid
from sim.theory.exit import (
    SCREENED_PER_DAY,
    besieger_desertion_per_day,
    desertion_per_day,
    flight_per_day,
    had_leave,
    overrun_death,
)
from sim.theory.movement import reach_cells
from sim.theory.probability import event_probability
from sim.theory.supply import NEIGHBOUR_SECTORS, openness


@inlined
def measure_ring(
    people: People,
    layout: RowLayout,
    first_uid: np.uint32,
    grid: Grid,
    today: DayInputs,
    n_front: int,
    ring_men_per_km: np.float32,
    scratch: Scratch,
) -> None:
    """How open the ring is this morning, by sector, from the men who stand there.

    Writes ring_open, guards, line_cells, scratch.
    """
    men, cells = grid.guards, grid.line_cells
    men[:] = 0
    cells[:] = 0
    key = key_of(today.seed, 0, ROLE)
    a = layout.kind_start[BESIEGER]
    while a < layout.kind_start[KINDS]:
        b = min(a + BLOCK, layout.kind_start[KINDS])
        uid = first_uid + np.uint32(a - layout.kind_start[BESIEGER])
        count_guards(people.status[a:b], people.weight[a:b], key, uid, today.cordon, scratch.whole)
        where = people.cell[a:b]
        for i in range(where.size):
            men[grid.sector[np.uint32(where[i])]] += scratch.whole[i]
        a = b
    for i in range(n_front):
        c = grid.front[i]
        if grid.holder[c] == HELD_BY_BESIEGER:
            cells[grid.sector[c]] += 1
    for s in range(SECTORS):
        # Where a sector has no line (a river, a narrow pocket) nothing gets through it either.
        if cells[s] == 0:
            grid.ring_open[s] = 0.0
            continue
        # Patrols reach into the sectors on either side, which count for half.
        left, right = (s - 1) % SECTORS, (s + 1) % SECTORS
        guards = np.float32(men[s]) + np.float32(NEIGHBOUR_SECTORS) * np.float32(men[left] + men[right])
        line = np.float32(cells[s]) + np.float32(NEIGHBOUR_SECTORS) * np.float32(cells[left] + cells[right])
        km = line * today.cell_m / np.float32(1000.0)
        grid.ring_open[s] = openness(guards, km, ring_men_per_km)


@kernel
def count_guards(
    status: np.ndarray, weight: np.ndarray, key: Key, uid: np.uint32, cordon: float, men: np.ndarray
) -> None:
    """How many men each row puts into the ring.

    status : uint8 (rows,), in
    weight : uint16 (rows,), in
    men : int32 (at least rows,), out
    """
    person = np.uint32(uid)
    for i in range(status.size):
        watches = (status[i] == INSIDE) & (uniform(key, person) < cordon)
        men[i] = np.int32(weight[i]) if watches else np.int32(0)
        person = np.uint32(person + NEXT)


@kernel
def upper_bound(kind: int, exit: Any, days: np.float32) -> np.float32:
    """An upper bound of anyone's probability of leaving on his own: most draws lie above, and need no closer look."""
    if kind == CIVILIAN:
        return np.float32(event_probability(exit.flight_per_day, days))
    if kind == FIGHTER:
        return np.float32(
            event_probability(desertion_per_day(exit, exit.desertion_per_day, 0.0, 1.0, 0.0, False), days)
        )
    return np.float32(event_probability(besieger_desertion_per_day(exit, 0.0, 1.0), days))


@inlined
def leave(
    people: People,
    kind: int,
    uid: np.uint32,
    grid: Grid,
    groups: Groups,
    today: DayInputs,
    tick: int,
    keys: TickKeys,
    still: bool,
    params: KernelParams,
    scratch: Scratch,
    deaths: np.ndarray,
) -> None:
    """Those who leave on their own in one tick, and those behind whom the front line has moved.

    `still`: the garrison holds all of the pocket, and did before this tick. Then nobody but besiegers who were cut
    off and can move nowhere stands on the other side's ground. Writes status, health, cell, scratch, deaths.

    deaths : int64 (kinds, causes), inout, people
    """
    days = np.float32(1.0) / np.float32(today.ticks)
    at = today.day * today.ticks + tick
    go = keys.flee if kind == CIVILIAN else keys.desert
    bound = upper_bound(kind, params.exit, days)
    if not still:
        fetch(grid.holder, people.cell, scratch.whole)
        mark_cut_off(
            people.status, scratch.whole, HELD_BY_BESIEGER if kind == BESIEGER else HELD_BY_GARRISON, scratch.mark
        )
    if bound > 0.0:
        mark_below(people.status, go, uid, bound, not still, scratch.mark)
    elif still:
        return
    # The keys of rarer draws are made where they are needed.
    p_screened = np.float32(event_probability(SCREENED_PER_DAY, days))
    for k in range(list_marked(scratch.mark, people.cell.size, scratch.marked)):
        i = scratch.marked[k]
        person = uid + np.uint32(i)
        c = people.cell[i]
        draw = uniform(go, person)
        if kind == CIVILIAN:
            if grid.holder[c] == HELD_BY_BESIEGER:
                # The line has passed over them: screened and led out within about a day.
                if uniform(key_of(today.seed, at, PASSED), person) < p_screened:
                    people.status[i] = FLED
                continue
            if draw >= bound:
                continue
            gap = grid.ring_open[grid.sector[c]]
            hazard = flight_per_day(params.exit, people.mind[i], people.mass[i], gap, today.let_out)
            if draw < event_probability(hazard, days):
                # Of those who find a way, the share whose way was a leave rather than a gap.
                permitted = had_leave(uniform(key_of(today.seed, at, PERMIT), person), today.let_out, gap)
                cross = key_of(today.seed, at, CROSS)
                if not permitted and uniform(cross, person) < params.exit.crossing_death:
                    people.health[i] = 0.0
                    people.status[i] = DEAD
                    deaths[kind, CROSSING] += people.weight[i]
                elif not permitted and uniform(key_of(today.seed, at, SMUGGLE), person) < params.exit.smuggled_share:
                    people.status[i] = SMUGGLED
                else:
                    people.status[i] = FLED
        elif kind == FIGHTER:
            if grid.holder[c] != HELD_BY_GARRISON:
                overrun(people, i, person, grid, today, at, params, deaths)
                continue
            if draw >= bound:
                continue
            g = people.group[i]
            foreign = people.flags[i] & FOREIGN != 0
            danger = today.danger_foreign if foreign else today.danger_local
            hazard = desertion_per_day(
                params.exit, params.exit.desertion_per_day, people.mind[i], groups.gone[g], danger, foreign
            )
            if draw < event_probability(hazard, days):
                if uniform(key_of(today.seed, at, CROSS), person) < params.exit.crossing_death:
                    people.health[i] = 0.0
                    people.status[i] = DEAD
                    deaths[kind, CROSSING] += people.weight[i]
                elif uniform(key_of(today.seed, at, GAP), person) < grid.ring_open[grid.sector[c]]:
                    people.status[i] = DESERTED
                else:
                    people.status[i] = CUSTODY
        else:
            if grid.holder[c] == HELD_BY_GARRISON:  # asked first, for who is cut off does not desert
                step_back(people, i, person, grid, today, at, HELD_BY_BESIEGER, 1)
                continue
            if draw >= bound:
                continue
            hazard = besieger_desertion_per_day(params.exit, people.mind[i], groups.gone[people.group[i]])
            if draw < event_probability(hazard, days):
                people.status[i] = DESERTED


@kernel
def mark_cut_off(status: np.ndarray, holder: np.ndarray, own: np.uint8, mark: np.ndarray) -> None:
    """Mark those present who stand on the other side's ground.

    status : uint8 (rows,), in
    holder : int32 (at least rows,), in, who holds each one's cell
    mark : uint8 (at least rows,), out
    """
    for i in range(status.size):
        mark[i] = (holder[i] != own) & (status[i] == INSIDE)


@kernel
def mark_below(status: np.ndarray, key: Key, uid: np.uint32, bound: np.float32, more: bool, mark: np.ndarray) -> None:
    """Mark those present whose draw lies under the bound; with `more`, besides those already marked.

    status : uint8 (rows,), in
    mark : uint8 (at least rows,), inout
    """
    person = np.uint32(uid)
    if more:
        for i in range(status.size):
            mark[i] |= (uniform(key, person) < bound) & (status[i] == INSIDE)
            person = np.uint32(person + NEXT)
    else:
        for i in range(status.size):
            mark[i] = (uniform(key, person) < bound) & (status[i] == INSIDE)
            person = np.uint32(person + NEXT)


@kernel
def overrun(
    people: People,
    i: int,
    person: np.uint32,
    grid: Grid,
    today: DayInputs,
    at: int,
    params: KernelParams,
    deaths: np.ndarray,
) -> None:
    """A fighter whose cell has fallen: killed there, slipped back to ground still held, or cut off.

    Held ground within a day's walk can be reached through ruins and by night. One who is cut off surrenders with the
    probability with which he expects to survive it, and otherwise fights where he stands.

    deaths : int64 (kinds, causes), inout, people
    """
    draw = uniform(key_of(today.seed, at, OVERRUN), person)
    dies = draw < params.assault.overrun_killed
    if not dies:
        reach = reach_cells(params.movement, today.cell_m)
        if step_back(people, i, person, grid, today, at, HELD_BY_GARRISON, reach):
            return
        danger = today.danger_foreign if people.flags[i] & FOREIGN != 0 else today.danger_local
        dies = draw < overrun_death(params.assault, danger)
    if dies:
        people.health[i] = 0.0
        people.status[i] = DEAD
        deaths[FIGHTER, ASSAULT] += people.weight[i]
    else:
        people.status[i] = CUSTODY


@kernel
def step_back(
    people: People,
    i: int,
    person: np.uint32,
    grid: Grid,
    today: DayInputs,
    at: int,
    side: np.uint8,
    reach: int | np.int64,
) -> bool:
    """Move to the nearest ground of one's side in one of the eight directions, starting anywhere; False for none."""
    c = people.cell[i]
    width = today.width
    height = grid.holder.size // width
    x, y = c % width, c // width
    turn = random_bits(key_of(today.seed, at, STEP_BACK), person) & np.uint32(7)
    across, down = (-1, -1, 0, 1, 1, 1, 0, -1), (0, -1, -1, -1, 0, 1, 1, 1)
    for far in range(1, reach + 1):
        for k in range(8):
            way = np.int64((turn + np.uint32(k)) & np.uint32(7))
            column, row = x + far * across[way], y + far * down[way]
            if 0 <= column < width and 0 <= row < height and grid.holder[row * width + column] == side:
                people.cell[i] = row * width + column
                return True
    return False
