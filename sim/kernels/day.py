"""The compiled day, in order: morning, then tick by tick fire, assault, minds, exit, movement, then the count.

What a day is told comes as arrays of one record, `day_inputs` (`DayInputs`) and `kernel_params` (`KernelParams`).
Everything that a person does in a tick depends on fields made before the tick's people are visited, and
what people add up to is summed in whole numbers; so rows may be visited in any order, in any number of chunks.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels import assault, bodies, census, exit, fields, fire, morale, movement
from sim.kernels.block import BLOCK
from sim.kernels.codes import BESIEGER, CIVILIAN, FIGHTER, HUNGER, KINDS
from sim.state.columns import MASS, MIND, ONE, People, Status
from sim.state.draw import COMBAT, DESERT, FLEE, HIT, HOP, KILL, ROLE, WAY, key_of

INSIDE = int(Status.inside)  # a column of the counts


class Sums(NamedTuple):
    """What one chunk adds up, all whole numbers. Where there is one chunk only, these are the siege's own arrays."""

    strength: Any  # int32 (2, C)
    deaths: Any  # int64 (3, causes), deaths in people by kind and cause
    faction_counts: Any  # int64 (3, 2, COUNT_WIDTH)
    crowd: Any  # int32 (3, C), people by kind and cell
    scratch: Any  # Scratch, work space for a block


class TickKeys(NamedTuple):
    """The keys of one tick's lots, each of two uint32; those of rarer lots are made where they are drawn."""

    hit: Any
    combat: Any
    kill: Any
    flee: Any
    desert: Any
    hop: Any
    way: Any
    role: Any  # that of a man, for the whole siege


@kernel
def tick_keys(seed, at):
    """The keys of a tick."""
    return TickKeys(
        key_of(seed, at, HIT),
        key_of(seed, at, COMBAT),
        key_of(seed, at, KILL),
        key_of(seed, at, FLEE),
        key_of(seed, at, DESERT),
        key_of(seed, at, HOP),
        key_of(seed, at, WAY),
        key_of(seed, 0, ROLE),
    )


@inlined
def rows(people, a, b):
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
def line_up(grid, axial, today, n_front, moved, params):
    """Forget the last contact; where the line moved, find it and the ways to it anew; returns its length.

    Writes risk, contested, front, distance, next_cell, step_probability, axial, queue.
    """
    assault.calm(grid, n_front)
    if moved:
        n_front = fields.find_front(grid, today.width)
        fields.find_ways(grid, today, n_front)
        fields.find_axis(grid, axial, today, n_front)
        fields.even_out(grid, params, today, n_front)
    return n_front


@inlined
def morning(
    people,
    layout,
    first_group,
    grid,
    axial,
    groups,
    day_inputs,
    n_front,
    moved,
    kernel_params,
    ring_men_per_km,
    scratch,
):
    """What everyone finds when the day begins; returns the length of the line.

    Writes risk, contested, front, mind, gone, lost, distance, next_cell, step_probability, axial, ring_open, queue,
    unrest, guards, line_cells, scratch.
    """
    today, params = day_inputs[0], kernel_params[0]
    n_front = line_up(grid, axial, today, n_front, moved, params)
    if not moved:
        fields.even_out(grid, params, today, n_front)
    morale.meet(people, layout, first_group, groups)
    fields.point_shelter(grid, params, today)
    exit.watch(
        people, layout, np.uint32(BESIEGER + 1) << np.uint32(28), grid, today, n_front, params, ring_men_per_km, scratch
    )
    return n_front


@inlined
def bodies_day(people, layout, part, parts, day_inputs, kernel_params, starvation, sums):
    """The bodies of one chunk, for a day."""
    today, params = day_inputs[0], kernel_params[0]
    for kind in range(KINDS):
        first = layout.kind_start[kind]
        n = layout.kind_start[kind + 1] - first
        a, end = first + n * part // parts, first + n * (part + 1) // parts
        while a < end:
            b = min(a + BLOCK, end)
            uid = np.uint32((kind + 1) << 28) + np.uint32(a - first)
            bodies.live(rows(people, a, b), kind, uid, today, params, starvation, sums.scratch, sums.deaths)
            a = b


@inlined
def ground_tick(grid, axial, day_inputs, tick, n_front, moved, whole, kernel_params):
    """The grid of one tick: strikes, contact, ground, threat.

    Returns the line's length, cells fallen, strikes, and whether the garrison holds all of the pocket, as it did
    before if no cell falls.
    """
    today, params = day_inputs[0], kernel_params[0]
    n_front = line_up(grid, axial, today, n_front, moved, params)
    strikes = fire.fall(grid, today, tick, params)
    fell = assault.contest(grid, axial, today, tick, n_front, params)
    fire.imperil(grid, strikes)
    return n_front, fell, strikes, fields.is_whole(grid) if fell > 0 else whole


@inlined
def people_tick(people, layout, part, parts, grid, groups, day_inputs, tick, strikes, still, kernel_params, sums):
    """The people of one chunk, for a tick; `still` as in `exit.leave`."""
    today, params = day_inputs[0], kernel_params[0]
    keys = tick_keys(today.seed, today.day * today.ticks + tick)
    sums.strength[:] = 0
    for kind in range(KINDS):
        first = layout.kind_start[kind]
        n = layout.kind_start[kind + 1] - first
        a, end = first + n * part // parts, first + n * (part + 1) // parts
        while a < end:
            b = min(a + BLOCK, end)
            block = rows(people, a, b)
            uid = np.uint32((kind + 1) << 28) + np.uint32(a - first)
            fire.suffer(block, kind, uid, grid, today, keys, strikes, params, sums.scratch, sums.deaths)
            morale.feel(block, kind, groups, today, params, sums.scratch)
            exit.leave(block, kind, uid, grid, groups, today, tick, keys, still, params, sums.scratch, sums.deaths)
            movement.walk(block, kind, uid, grid, today, keys, params, sums.scratch, sums.strength)
            a = b


@kernel
def count(people, layout, part, parts, kernel_params, sums):
    """The count of one chunk, and who is where."""
    params = kernel_params[0]
    sums.faction_counts[:] = 0
    sums.crowd[:] = 0
    for kind in range(KINDS):
        first = layout.kind_start[kind]
        n = layout.kind_start[kind + 1] - first
        a, end = first + n * part // parts, first + n * (part + 1) // parts
        while a < end:
            b = min(a + BLOCK, end)
            census.census(rows(people, a, b), kind, params, sums.faction_counts, sums.crowd[kind], sums.scratch)
            a = b


@kernel
def evening(grid, faction_counts, deaths, counts, means, cover, ground):
    """What can be counted of an evening: foreign fighters, dead of hunger, and `census.survey`.

    `means` is float64 (2, 3): of the minds, 0 of nobody's, and of the bodies' mass, 1 of nobody's; by kind.
    Writes counts, means, cover, ground.
    """
    for kind in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            counts[kind, column] = faction_counts[kind, 0, column] + faction_counts[kind, 1, column]
        here = counts[kind, INSIDE]
        means[0, kind] = counts[kind, MIND] / ONE / here if here > 0 else 0.0
        means[1, kind] = counts[kind, MASS] / ONE / here if here > 0 else 1.0
    found = ground[0]
    found.foreign = faction_counts[FIGHTER, 1, INSIDE]
    found.starved = deaths[CIVILIAN, HUNGER] + deaths[FIGHTER, HUNGER] + deaths[BESIEGER, HUNGER]
    found.held, found.fields, found.cover, found.ring_open = census.survey(grid, cover)


@inlined
def whole_day(
    people, layout, grid, groups, sums, first_group, axial, day_inputs, n_front, moved, kernel_params, ring, starvation,
    counts, means, cover, ground,
):  # fmt: skip
    """A day on one thread; returns the length of the line, and how many cells changed hands."""
    n_front = morning(
        people, layout, first_group, grid, axial, groups, day_inputs, n_front, moved, kernel_params, ring, sums.scratch
    )
    bodies_day(people, layout, 0, 1, day_inputs, kernel_params, starvation, sums)
    changed = 0
    fell = 0
    whole = fields.is_whole(grid)
    for tick in range(day_inputs[0].ticks):
        n_front, fell, strikes, whole = ground_tick(
            grid, axial, day_inputs, tick, n_front, fell > 0, whole, kernel_params
        )
        changed += fell
        still = whole and fell == 0
        people_tick(people, layout, 0, 1, grid, groups, day_inputs, tick, strikes, still, kernel_params, sums)
    count(people, layout, 0, 1, kernel_params, sums)
    evening(grid, sums.faction_counts, sums.deaths, counts, means, cover, ground)
    return n_front, changed


@kernel
def merge(into, first, second):
    """Add up what two chunks counted. Writes into."""
    for row in range(into.shape[0]):
        for c in range(into.shape[1]):
            into[row, c] = first[row, c] + second[row, c]
