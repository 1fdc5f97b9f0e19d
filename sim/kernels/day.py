"""The compiled day, in order: morning, then tick by tick fire, assault, minds, exit, movement, then the count.

What a day is told comes as arrays of one record, `today` (a Moment) and `rulebook` (Rules).
Everything that a person does in a tick depends on fields made before the tick's people are visited, and
what people add up to is summed in whole numbers; so rows may be visited in any order, in any number of chunks.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels import assault, bodies, census, exit, fields, fire, morale, movement
from sim.kernels.block import BLOCK
from sim.state.columns import MASS, MIND, ONE, Cause, People, Status
from sim.state.draw import COMBAT, DESERT, FLEE, HIT, HOP, KILL, ROLE, WAY, key_of

INSIDE, HUNGER = int(Status.inside), int(Cause.hunger)


class Sums(NamedTuple):
    """What one chunk adds up, all whole numbers. Where there is one chunk only, these are the siege's own arrays."""

    strength: Any  # int32 (2, C)
    toll: Any  # int64 (3, causes), deaths in people by kind and cause
    counts: Any  # int64 (3, 2, COUNT_WIDTH)
    crowd: Any  # int32 (3, C), people by kind and cell
    bench: Any  # Bench, work space for a block


class Luck(NamedTuple):
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
def luck_of(seed, at):
    """The keys of a tick."""
    return Luck(
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
def line_up(grid, axial, moment, n_front, moved, rules):
    """Forget the last contact; where the line moved, find it and the ways to it anew; returns its length.

    Writes risk, fight, front, distance, way, chance, axial, queue.
    """
    assault.calm(grid, n_front)
    if moved:
        n_front = fields.find_front(grid, moment.width)
        fields.find_ways(grid, moment, n_front)
        fields.find_axis(grid, axial, moment, n_front)
        fields.even_out(grid, rules, moment, n_front)
    return n_front


@inlined
def morning(people, roll, first_group, grid, axial, groups, today, n_front, moved, rulebook, ring_men_per_km, bench):
    """What everyone finds when the day begins; returns the length of the line.

    Writes risk, fight, front, mind, gone, lost, distance, way, chance, axial, ring_open, queue, unrest, guards,
    stretch, bench.
    """
    moment, rules = today[0], rulebook[0]
    n_front = line_up(grid, axial, moment, n_front, moved, rules)
    if not moved:
        fields.even_out(grid, rules, moment, n_front)
    morale.meet(people, roll, first_group, groups)
    fields.point_shelter(grid, rules, moment)
    exit.watch(people, roll, np.uint32(3) << np.uint32(28), grid, moment, n_front, rules, ring_men_per_km, bench)
    return n_front


@inlined
def bodies_of(people, roll, part, parts, today, rulebook, starvation, sums):
    """The bodies of one chunk, for a day."""
    moment, rules = today[0], rulebook[0]
    for kind in range(3):
        first = roll.start[kind]
        n = roll.start[kind + 1] - first
        a, end = first + n * part // parts, first + n * (part + 1) // parts
        while a < end:
            b = min(a + BLOCK, end)
            uid = np.uint32((kind + 1) << 28) + np.uint32(a - first)
            bodies.live(rows(people, a, b), kind, uid, moment, rules, starvation, sums.bench, sums.toll)
            a = b


@inlined
def ground(grid, axial, today, tick, n_front, moved, whole, rulebook):
    """The grid of one tick: strikes, contact, ground, threat.

    Returns the line's length, cells fallen, strikes, and whether the garrison holds all of the pocket, as it did
    before if no cell falls.
    """
    moment, rules = today[0], rulebook[0]
    n_front = line_up(grid, axial, moment, n_front, moved, rules)
    strikes = fire.fall(grid, moment, tick, rules)
    fell = assault.contest(grid, axial, moment, tick, n_front, rules)
    fire.imperil(grid, strikes)
    return n_front, fell, strikes, fields.is_whole(grid) if fell > 0 else whole


@inlined
def people_of(people, roll, part, parts, grid, groups, today, tick, strikes, still, rulebook, sums):
    """The people of one chunk, for a tick; `still` as in `exit.leave`."""
    moment, rules = today[0], rulebook[0]
    luck = luck_of(moment.seed, moment.day * moment.ticks + tick)
    sums.strength[:] = 0
    for kind in range(3):
        first = roll.start[kind]
        n = roll.start[kind + 1] - first
        a, end = first + n * part // parts, first + n * (part + 1) // parts
        while a < end:
            b = min(a + BLOCK, end)
            block = rows(people, a, b)
            uid = np.uint32((kind + 1) << 28) + np.uint32(a - first)
            fire.suffer(block, kind, uid, grid, moment, luck, strikes, rules, sums.bench, sums.toll)
            morale.feel(block, kind, groups, moment, rules, sums.bench)
            exit.leave(block, kind, uid, grid, groups, moment, tick, luck, still, rules, sums.bench, sums.toll)
            movement.walk(block, kind, uid, grid, moment, luck, rules, sums.bench, sums.strength)
            a = b


@kernel
def count(people, roll, part, parts, rulebook, sums):
    """The count of one chunk, and who is where."""
    rules = rulebook[0]
    sums.counts[:] = 0
    sums.crowd[:] = 0
    for kind in range(3):
        first = roll.start[kind]
        n = roll.start[kind + 1] - first
        a, end = first + n * part // parts, first + n * (part + 1) // parts
        while a < end:
            b = min(a + BLOCK, end)
            census.census(rows(people, a, b), kind, rules, sums.counts, sums.crowd[kind], sums.bench)
            a = b


@kernel
def evening(grid, counts, toll, heads, means, held, survey):
    """What can be counted of an evening: foreign fighters, dead of hunger, and `census.survey`.

    `means` is float64 (2, 3): of the minds, 0 of nobody's, and of the bodies' mass, 1 of nobody's; by kind.
    Writes heads, means, held, survey.
    """
    for kind in range(counts.shape[0]):
        for column in range(counts.shape[2]):
            heads[kind, column] = counts[kind, 0, column] + counts[kind, 1, column]
        here = heads[kind, INSIDE]
        means[0, kind] = heads[kind, MIND] / ONE / here if here > 0 else 0.0
        means[1, kind] = heads[kind, MASS] / ONE / here if here > 0 else 1.0
    seen = survey[0]
    seen.foreign, seen.starved = counts[1, 1, INSIDE], toll[0, HUNGER] + toll[1, HUNGER] + toll[2, HUNGER]
    seen.held, seen.fields, seen.cover, seen.ring_open = census.survey(grid, held)


@inlined
def whole_day(
    people, roll, grid, groups, sums, first_group, axial, today, n_front, moved, rulebook, ring, starvation, heads,
    means, held, survey,
):  # fmt: skip
    """A day on one thread; returns the length of the line, and how many cells changed hands."""
    n_front = morning(people, roll, first_group, grid, axial, groups, today, n_front, moved, rulebook, ring, sums.bench)
    bodies_of(people, roll, 0, 1, today, rulebook, starvation, sums)
    changed = 0
    fell = 0
    whole = fields.is_whole(grid)
    for tick in range(today[0].ticks):
        n_front, fell, strikes, whole = ground(grid, axial, today, tick, n_front, fell > 0, whole, rulebook)
        changed += fell
        still = whole and fell == 0
        people_of(people, roll, 0, 1, grid, groups, today, tick, strikes, still, rulebook, sums)
    count(people, roll, 0, 1, rulebook, sums)
    evening(grid, sums.counts, sums.toll, heads, means, held, survey)
    return n_front, changed


@kernel
def merge(into, first, second):
    """Add up what two chunks counted. Writes into."""
    for row in range(into.shape[0]):
        for c in range(into.shape[1]):
            into[row, c] = first[row, c] + second[row, c]
