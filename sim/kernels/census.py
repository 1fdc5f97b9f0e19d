"""Counting: everyone once a day, by kind, faction and status, as integers."""

from typing import Any

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.block import Scratch, list_marked
from sim.kernels.codes import FIGHTER, FIT_HEALTH, FULL_MASS, HELD_BY_GARRISON, INSIDE
from sim.state.columns import FORCE, FOREIGN, IS_FIT, IS_WOUNDED, KIN, MASS, MIND, ONE, People
from sim.state.day_inputs import KernelParams
from sim.state.grid import Grid, Terrain
from sim.theory.assault import strength

FIELDS = np.uint8(Terrain.fields)


@inlined
def census(
    people: People, kind: int, params: KernelParams, counts: np.ndarray, crowd: np.ndarray, scratch: Scratch
) -> None:
    """Add these rows to the counts and to the crowd. Writes counts, crowd, scratch.

    Nearly all rows are present; their columns are added up several rows at a time.

    counts : int64 (kinds, 2, columns), inout; the second index is 1 for foreign fighters and for kin
    crowd : int32 (cells,), inout, people inside
    """
    n = people.cell.size
    bit = np.uint8(FOREIGN if kind == FIGHTER else KIN)
    status, cell, weight = people.status, people.cell, people.weight
    for i in range(n):
        scratch.whole[i] = np.int32(weight[i]) if status[i] == INSIDE else np.int32(0)
        scratch.mark[i] = status[i] != INSIDE
    add_to_cells(cell, scratch.whole, crowd)
    count_present(people, bit, params.assault, scratch.whole, counts[kind, 0], counts[kind, 1])
    for k in range(list_marked(scratch.mark, n, scratch.marked)):
        i = scratch.marked[k]
        counts[kind, 1 if people.flags[i] & bit != 0 else 0, status[i]] += weight[i]


@kernel
def add_to_cells(cell: np.ndarray, present: np.ndarray, crowd: np.ndarray) -> None:
    """Add people to their cells.

    From eight places of the block in turn: neighbours in it often share a cell, and then each sum would wait for the
    one before.

    cell : int32 (rows,), in
    present : int32 (at least rows,), in, people
    crowd : int32 (cells,), inout
    """
    part = np.uint64(cell.size // 8)
    for i in range(part):
        for place in range(np.uint64(8)):
            k = i + place * part
            crowd[np.uint32(cell[k])] += present[k]
    for i in range(np.uint64(8) * part, np.uint64(cell.size)):
        crowd[np.uint32(cell[i])] += present[i]


@kernel
def count_present(
    people: People, bit: np.uint8, assault: Any, present: np.ndarray, others: np.ndarray, flagged: np.ndarray
) -> None:
    """Add people to the counts of those without and with a flag.

    In words of 32 bits as far as they reach: a block's people are below 2**31, one row's minds below 2**32.

    present : int32 (at least rows,), in, people inside
    others : int64 (columns,), inout
    flagged : int64 (columns,), inout
    """
    flags, mind, mass, health = people.flags, people.mind, people.mass, people.health
    number, fit, minds, bodies, force = np.int32(0), np.int32(0), np.uint64(0), np.uint64(0), np.uint64(0)
    number_1, fit_1, minds_1, bodies_1, force_1 = np.int32(0), np.int32(0), np.uint64(0), np.uint64(0), np.uint64(0)
    thin = False
    for i in range(flags.size):
        with_flag = present[i] if flags[i] & bit != 0 else np.int32(0)
        sound = health[i] >= FIT_HEALTH
        thin |= (mass[i] < FULL_MASS) & (present[i] > 0)
        number = np.int32(number + present[i])
        number_1 = np.int32(number_1 + with_flag)
        fit = np.int32(fit + (present[i] if sound else np.int32(0)))
        fit_1 = np.int32(fit_1 + (with_flag if sound else np.int32(0)))
    for i in range(flags.size):
        spirit = np.uint32(np.uint32(np.int32(mind[i] * np.float32(ONE))) * np.uint32(present[i]))
        body = np.uint32(np.uint32(np.int32(mass[i] * np.float32(ONE))) * np.uint32(present[i]))
        minds += spirit
        minds_1 += spirit if flags[i] & bit != 0 else np.uint32(0)
        bodies += body
        bodies_1 += body if flags[i] & bit != 0 else np.uint32(0)
    if thin:
        for i in range(flags.size):
            sound = np.uint32(present[i] if health[i] >= FIT_HEALTH else np.int32(0))
            men = np.uint32(np.uint32(np.int32(strength(assault, mind[i], mass[i]) * ONE)) * sound)
            force += men
            force_1 += men if flags[i] & bit != 0 else np.uint32(0)
    else:  # where everybody's body is at full strength, what counts is the mind
        for i in range(flags.size):
            sound = np.uint32(present[i] if health[i] >= FIT_HEALTH else np.int32(0))
            men = np.uint32(np.uint32(np.int32(mind[i] * np.float32(ONE))) * sound)
            force += men
            force_1 += men if flags[i] & bit != 0 else np.uint32(0)
    add_to_row(flagged, number_1, fit_1, minds_1, bodies_1, force_1)
    add_to_row(others, number - number_1, fit - fit_1, minds - minds_1, bodies - bodies_1, force - force_1)


@kernel
def add_to_row(
    row: np.ndarray, number: np.int32, fit: np.int32, minds: np.uint64, bodies: np.uint64, force: np.uint64
) -> None:
    """Add the sums of those present to their row of the counts.

    row : int64 (columns,), inout
    """
    row[INSIDE] += number
    row[MIND] += np.int64(minds)
    row[MASS] += np.int64(bodies)
    row[FORCE] += np.int64(force)
    row[IS_FIT] += fit
    row[IS_WOUNDED] += number - fit


@kernel
def survey(grid: Grid, cover: np.ndarray) -> tuple[int, int, float, float]:
    """Cells that the garrison holds, of these the fields, their mean cover, and the ring's mean openness. Writes cover.

    cover : float32 (cells,), out, work space
    """
    n = fields = 0
    for k in range(grid.pocket.size):
        c = grid.pocket[k]
        if grid.holder[c] == HELD_BY_GARRISON:
            cover[n] = grid.cover[c]
            n += 1
            if grid.terrain[c] == FIELDS:
                fields += 1
    mean_cover = np.float64(pairwise_sum(cover[:n]) / np.float32(n)) if n > 0 else 1.0
    return n, fields, mean_cover, np.float64(pairwise_sum(grid.ring_open) / np.float32(grid.ring_open.size))


@kernel
def pairwise_sum(values: np.ndarray) -> np.float32:
    """Sum by halves, each of eight lanes, as `numpy.sum` computes it: the rounding error hardly grows with the number.

    values : float32 (n,), in
    """
    n = values.size
    if n > 128:
        half = n // 2
        half -= half % 8
        return pairwise_sum(values[:half]) + pairwise_sum(values[half:])
    added = np.float32(0.0)
    whole = n - n % 8
    if whole > 0:
        a, b, c, d, e, f, g, h = values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]
        for i in range(8, whole, 8):
            a += values[i]
            b += values[i + 1]
            c += values[i + 2]
            d += values[i + 3]
            e += values[i + 4]
            f += values[i + 5]
            g += values[i + 6]
            h += values[i + 7]
        added = ((a + b) + (c + d)) + ((e + f) + (g + h))
    for i in range(whole, n):
        added += values[i]
    return added
