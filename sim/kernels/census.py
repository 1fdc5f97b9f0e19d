"""Counting: everyone once a day, by kind, faction and status, in whole numbers."""

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.block import find
from sim.kernels.codes import FIGHTER, HELD_BY_GARRISON, INSIDE
from sim.state.columns import FORCE, FOREIGN, IS_FIT, IS_WOUNDED, KIN, MASS, MIND, ONE
from sim.state.grid import Terrain
from sim.theory.assault import strength
from sim.theory.bodies import FIT

FIELDS = np.uint8(Terrain.fields)


@inlined
def census(people, kind, params, counts, crowd, scratch):
    """Add these rows to the counts, int64 (kind, foreign or kin, column), and to the crowd.

    Writes counts, crowd, scratch. The columns of those present, nearly all, are added up several rows at a time.
    """
    n = people.cell.size
    bit = np.uint8(FOREIGN if kind == FIGHTER else KIN)
    status, cell, weight = people.status, people.cell, people.weight
    for i in range(n):
        scratch.whole[i] = np.int32(weight[i]) if status[i] == INSIDE else np.int32(0)
        scratch.mark[i] = status[i] != INSIDE
    gather(cell, scratch.whole, crowd)
    tally(people, bit, params.assault, scratch.whole, counts[kind, 0], counts[kind, 1])
    for k in range(find(scratch.mark, n, scratch.marked)):
        i = scratch.marked[k]
        counts[kind, 1 if people.flags[i] & bit != 0 else 0, status[i]] += weight[i]


@kernel
def gather(cell, present, crowd):
    """Add people to their cells, from eight places of the block in turn: neighbours in it often share a cell, and then
    each sum would wait for the one before. Fills crowd."""
    part = np.uint64(cell.size // 8)
    for i in range(part):
        for place in range(np.uint64(8)):
            k = i + place * part
            crowd[np.uint32(cell[k])] += present[k]
    for i in range(np.uint64(8) * part, np.uint64(cell.size)):
        crowd[np.uint32(cell[i])] += present[i]


@kernel
def tally(people, bit, assault, present, others, flagged):
    """Add people `present`, int32 a row, to the counts of those without and with a flag. Fills others, flagged.

    In words of 32 bits as far as they reach: a block's people are below 2**31, one row's minds below 2**32.
    """
    flags, mind, mass, health = people.flags, people.mind, people.mass, people.health
    number, fit, minds, bodies, force = np.int32(0), np.int32(0), np.uint64(0), np.uint64(0), np.uint64(0)
    number_1, fit_1, minds_1, bodies_1, force_1 = np.int32(0), np.int32(0), np.uint64(0), np.uint64(0), np.uint64(0)
    for i in range(flags.size):
        with_flag = present[i] if flags[i] & bit != 0 else np.int32(0)
        sound = health[i] >= FIT
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
    for i in range(flags.size):
        sound = np.uint32(present[i] if health[i] >= FIT else np.int32(0))
        men = np.uint32(np.uint32(np.int32(strength(assault, mind[i], mass[i]) * ONE)) * sound)
        force += men
        force_1 += men if flags[i] & bit != 0 else np.uint32(0)
    add(flagged, number_1, fit_1, minds_1, bodies_1, force_1)
    add(others, number - number_1, fit - fit_1, minds - minds_1, bodies - bodies_1, force - force_1)


@kernel
def add(row, number, fit, minds, bodies, force):
    """Add the sums of those present to their row of the counts. Fills row."""
    row[INSIDE] += number
    row[MIND] += np.int64(minds)
    row[MASS] += np.int64(bodies)
    row[FORCE] += np.int64(force)
    row[IS_FIT] += fit
    row[IS_WOUNDED] += number - fit


@inlined
def survey(grid, cover):
    """Cells that the garrison holds, of these the fields, their mean cover, and the ring's mean openness. Writes cover.

    `cover` is room for the cover of all cells, float32.
    """
    n = fields = 0
    for k in range(grid.pocket.size):
        c = grid.pocket[k]
        if grid.holder[c] == HELD_BY_GARRISON:
            cover[n] = grid.cover[c]
            n += 1
            if grid.terrain[c] == FIELDS:
                fields += 1
    mean_cover = np.float64(total(cover[:n]) / np.float32(n)) if n > 0 else 1.0
    return n, fields, mean_cover, np.float64(total(grid.ring_open) / np.float32(grid.ring_open.size))


@kernel
def total(values):
    """Sum of float32 in pairs of halves, each of eight lanes, as NumPy adds: its error hardly grows with the number."""
    n = values.size
    if n > 128:
        half = n // 2
        half -= half % 8
        return total(values[:half]) + total(values[half:])
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
