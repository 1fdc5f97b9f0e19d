"""The compiled day, in order: morning, then tick by tick fire, assault, minds, exit, movement, then the count.

The inputs of a day come as arrays of one record, `day_inputs` (`DayInputs`) and `kernel_params` (`KernelParams`).
Everything that a person does in a tick depends on fields computed before the tick's people are visited, and quantities
added over people are summed as integers; so rows may be visited in any order, in any number of chunks.
"""

from typing import NamedTuple

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels import assault, bodies, census, exit, fields, fire, morale, movement
from sim.kernels.block import BLOCK, Scratch
from sim.kernels.codes import BESIEGER, CIVILIAN, FIGHTER, HUNGER, KINDS
from sim.kernels.evening import Evening
from sim.kernels.keys import tick_keys
from sim.state.columns import MASS, MIND, ONE, Groups, People, RowLayout, Status
from sim.state.day_inputs import DayInputs, KernelParams
from sim.state.grid import Grid

INSIDE = int(Status.inside)  # a column of the counts


class SiegeArrays(NamedTuple):
    """The people and the ground of a siege, as compiled days read and write them."""

    people: People
    layout: RowLayout
    groups: Groups
    grid: Grid
    axial: np.ndarray  # uint8 (cells,), 1 on cells of the front line that the push aims at
    starvation: np.ndarray  # float32 (steps,), see `day_engine.starvation_table`


class Sums(NamedTuple):
    """What one chunk adds up, all integers. Where there is one chunk only, these are the siege's own arrays."""

    strength: np.ndarray  # int32 (2, cells)
    deaths: np.ndarray  # int64 (kinds, causes), deaths in people
    faction_counts: np.ndarray  # int64 (kinds, 2, columns)
    crowd: np.ndarray  # int32 (kinds, cells), people
    scratch: Scratch


@inlined
def rows(people: People, a: int, b: int) -> People:
    """The columns of rows a to b."""
    return People(
        people.cell[a:b],
        people.mass[a:b],
        people.mind[a:b],
        people.health[a:b],
        people.group[a:b],
        people.weight[a:b],
        people.status[a:b],
        people.flags[a:b],
        people.need[a:b],
        people.build[a:b],
    )


@inlined
def line_up(grid: Grid, axial: np.ndarray, today: DayInputs, n_front: int, moved: bool, params: KernelParams) -> int:
    """Forget the last contact; where the front line moved, find it and the ways to it again; returns its length.

    Writes risk, contested, front, distance, next_cell, step_probability, axial, queue.

    axial : uint8 (cells,), inout
    """
    assault.clear_contact(grid, n_front)
    if moved:
        n_front = fields.find_front(grid, today.width)
        fields.find_ways(grid, today, n_front)
        fields.find_axis(grid, axial, today, n_front)
        fields.even_out(grid, params, today, n_front)
    return n_front


@kernel
def morning(
    arrays: SiegeArrays,
    site: np.ndarray,
    day_inputs: np.ndarray,
    n_front: int,
    moved: bool,
    kernel_params: np.ndarray,
    scratch: Scratch,
) -> int:
    """What everyone finds when the day begins; returns the length of the front line.

    Writes risk, contested, front, mind, gone, lost, distance, next_cell, step_probability, axial, ring_open, queue,
    unrest, guards, line_cells, scratch.

    site : SiteInputs record (1,), in
    day_inputs : DayInputs record (1,), in
    kernel_params : KernelParams record (1,), in
    """
    today, params = day_inputs[0], kernel_params[0]
    people, layout, grid = arrays.people, arrays.layout, arrays.grid
    n_front = line_up(grid, arrays.axial, today, n_front, moved, params)
    if not moved:
        fields.even_out(grid, params, today, n_front)
    morale.update_squads(people, layout, site[0].first_group, arrays.groups)
    fields.point_shelter(grid, params, today)
    first_uid = np.uint32(BESIEGER + 1) << np.uint32(28)
    men_per_km = np.float32(site[0].ring_men_per_km)
    exit.measure_ring(people, layout, first_uid, grid, today, n_front, men_per_km, scratch)
    return n_front


@kernel
def bodies_day(
    arrays: SiegeArrays, part: int, parts: int, day_inputs: np.ndarray, kernel_params: np.ndarray, sums: Sums
) -> None:
    """The bodies of one chunk, for a day.

    day_inputs : DayInputs record (1,), in
    kernel_params : KernelParams record (1,), in
    """
    today, params, layout = day_inputs[0], kernel_params[0], arrays.layout
    for kind in range(KINDS):
        first = layout.kind_start[kind]
        n = layout.kind_start[kind + 1] - first
        a, end = first + n * part // parts, first + n * (part + 1) // parts
        while a < end:
            b = min(a + BLOCK, end)
            block = rows(arrays.people, a, b)
            uid = np.uint32((kind + 1) << 28) + np.uint32(a - first)
            bodies.update_bodies(block, kind, uid, today, params, arrays.starvation, sums.scratch, sums.deaths)
            a = b


@kernel
def ground_tick(
    arrays: SiegeArrays,
    day_inputs: np.ndarray,
    tick: int,
    n_front: int,
    moved: bool,
    whole: bool,
    kernel_params: np.ndarray,
) -> tuple[int, int, int, bool]:
    """The grid of one tick: strikes, contact, ground, threat.

    Returns the front line's length, cells fallen, strikes, and whether the garrison holds all of the pocket; `whole`
    is whether it did before, and stands if no cell falls.

    day_inputs : DayInputs record (1,), in
    kernel_params : KernelParams record (1,), in
    """
    today, params, grid = day_inputs[0], kernel_params[0], arrays.grid
    # Along a line that stands and is not assaulted, contact is the morning's none, or is written over in each cell.
    if moved or today.pushing == 1:
        n_front = line_up(grid, arrays.axial, today, n_front, moved, params)
    strikes = fire.bombard(grid, today, tick, params)
    fell = assault.contest(grid, arrays.axial, today, tick, n_front, params)
    fire.lay_out_threat(grid)
    return n_front, fell, strikes, fields.is_whole(grid) if fell > 0 else whole


@kernel
def people_tick(
    arrays: SiegeArrays,
    part: int,
    parts: int,
    day_inputs: np.ndarray,
    tick: int,
    strikes: int,
    still: bool,
    kernel_params: np.ndarray,
    sums: Sums,
) -> None:
    """The people of one chunk, for a tick; `still` as in `exit.leave`.

    day_inputs : DayInputs record (1,), in
    kernel_params : KernelParams record (1,), in
    """
    today, params = day_inputs[0], kernel_params[0]
    layout, groups, grid = arrays.layout, arrays.groups, arrays.grid
    keys = tick_keys(today.seed, today.day * today.ticks + tick)
    sums.strength[:] = 0
    for kind in range(KINDS):
        first = layout.kind_start[kind]
        n = layout.kind_start[kind + 1] - first
        a, end = first + n * part // parts, first + n * (part + 1) // parts
        while a < end:
            b = min(a + BLOCK, end)
            block = rows(arrays.people, a, b)
            uid = np.uint32((kind + 1) << 28) + np.uint32(a - first)
            fire.hit_people(block, kind, uid, grid, today, keys, strikes, params, sums.scratch, sums.deaths)
            morale.update_minds(block, kind, groups, today, params, sums.scratch)
            exit.leave(block, kind, uid, grid, groups, today, tick, keys, still, params, sums.scratch, sums.deaths)
            movement.walk(block, kind, uid, grid, today, keys, params, sums.scratch, sums.strength)
            a = b


@kernel
def count(arrays: SiegeArrays, part: int, parts: int, kernel_params: np.ndarray, sums: Sums) -> None:
    """The count of one chunk, and who is where.

    kernel_params : KernelParams record (1,), in
    """
    params, layout = kernel_params[0], arrays.layout
    sums.faction_counts[:] = 0
    sums.crowd[:] = 0
    for kind in range(KINDS):
        first = layout.kind_start[kind]
        n = layout.kind_start[kind + 1] - first
        a, end = first + n * part // parts, first + n * (part + 1) // parts
        while a < end:
            b = min(a + BLOCK, end)
            census.census(rows(arrays.people, a, b), kind, params, sums.faction_counts, sums.crowd[kind], sums.scratch)
            a = b


@kernel
def evening(grid: Grid, faction_counts: np.ndarray, deaths: np.ndarray, found: Evening) -> None:
    """What can be counted of an evening: people, foreign fighters, dead of hunger, and `census.survey`.

    The mean of nobody's mind is 0, that of nobody's mass 1. Writes counts, means, cover, ground.

    faction_counts : int64 (kinds, 2, columns), in
    deaths : int64 (kinds, causes), in
    """
    counts, means = found.counts, found.means
    for kind in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            counts[kind, column] = faction_counts[kind, 0, column] + faction_counts[kind, 1, column]
        here = counts[kind, INSIDE]
        means[0, kind] = counts[kind, MIND] / ONE / here if here > 0 else 0.0
        means[1, kind] = counts[kind, MASS] / ONE / here if here > 0 else 1.0
    ground = found.ground[0]
    ground.foreign = faction_counts[FIGHTER, 1, INSIDE]
    ground.starved = deaths[CIVILIAN, HUNGER] + deaths[FIGHTER, HUNGER] + deaths[BESIEGER, HUNGER]
    ground.held, ground.fields, ground.cover, ground.ring_open = census.survey(grid, found.cover)


@inlined
def whole_day(
    arrays: SiegeArrays,
    site: np.ndarray,
    day_inputs: np.ndarray,
    n_front: int,
    moved: bool,
    kernel_params: np.ndarray,
    sums: Sums,
    found: Evening,
) -> tuple[int, int]:
    """A day on one thread; returns the length of the front line, and how many cells changed hands.

    site : SiteInputs record (1,), in
    day_inputs : DayInputs record (1,), in
    kernel_params : KernelParams record (1,), in
    """
    n_front = morning(arrays, site, day_inputs, n_front, moved, kernel_params, sums.scratch)
    bodies_day(arrays, 0, 1, day_inputs, kernel_params, sums)
    changed = 0
    fell = 0
    whole = fields.is_whole(arrays.grid)
    for tick in range(day_inputs[0].ticks):
        n_front, fell, strikes, whole = ground_tick(arrays, day_inputs, tick, n_front, fell > 0, whole, kernel_params)
        changed += fell
        still = whole and fell == 0
        people_tick(arrays, 0, 1, day_inputs, tick, strikes, still, kernel_params, sums)
    count(arrays, 0, 1, kernel_params, sums)
    evening(arrays.grid, sums.faction_counts, sums.deaths, found)
    return n_front, changed


@kernel
def merge(into: np.ndarray, first: np.ndarray, second: np.ndarray) -> None:
    """Add up what two chunks counted. Writes into.

    into : int32 (n, cells), out
    first : int32 (n, cells), in
    second : int32 (n, cells), in
    """
    for row in range(into.shape[0]):
        for c in range(into.shape[1]):
            into[row, c] = first[row, c] + second[row, c]
