"""Counting: everyone once a day, by kind, faction and status, in whole numbers."""

import numpy as np

from sim.compiled import kernel
from sim.kernels.block import find
from sim.state.columns import FORCE, FOREIGN, IS_FIT, IS_WOUNDED, KIN, MASS, MIND, ONE, Status
from sim.theory.assault import strength
from sim.theory.bodies import FIT

INSIDE = np.uint8(Status.inside)
GARRISON, FIELDS = np.uint8(0), np.uint8(1)


@kernel
def census(people, kind, rules, counts, crowd, bench):
    """Add these rows to the counts, int64 (kind, foreign or kin, column), and to the crowd. Writes counts, crowd, bench.

    The two columns that nearly all rows are in, those present and those fit, are added up several rows at a time.
    """
    n = people.cell.size
    bit = np.uint8(FOREIGN if kind == 1 else KIN)
    status, cell, weight = people.status, people.cell, people.weight
    for side in range(2):
        tally(people, bit, np.uint8(bit * side), rules.assault, counts[kind, side], bench.whole)
    for i in range(n):
        present = np.int32(weight[i]) if status[i] == INSIDE else np.int32(0)
        crowd[np.uint32(cell[i])] += present
    for i in range(n):
        bench.mark[i] = status[i] != INSIDE
    for k in range(find(bench.mark, n, bench.marked)):
        i = bench.marked[k]
        counts[kind, 1 if people.flags[i] & bit != 0 else 0, status[i]] += weight[i]


@kernel
def tally(people, bit, wanted, assault, row, value):
    """Add those present whose flag is the wanted one to their row of the counts. Writes row, value."""
    status, flags, weight = people.status, people.flags, people.weight
    mind, mass, health = people.mind, people.mass, people.health
    n = status.size
    heads = fit = of_mind = of_mass = force = np.int64(0)
    for i in range(n):
        value[i] = np.int32(weight[i]) if (status[i] == INSIDE) & (flags[i] & bit == wanted) else np.int32(0)
    for i in range(n):
        heads += value[i]
        fit += value[i] if health[i] >= FIT else np.int32(0)
    for i in range(n):
        of_mind += np.int64(np.int32(mind[i] * ONE)) * value[i]
        of_mass += np.int64(np.int32(mass[i] * ONE)) * value[i]
    for i in range(n):
        own = np.int64(np.int32(strength(assault, mind[i], mass[i]) * ONE)) * value[i]
        force += own if health[i] >= FIT else np.int64(0)
    row[INSIDE] += heads
    row[MIND] += of_mind
    row[MASS] += of_mass
    row[FORCE] += force
    row[IS_FIT] += fit
    row[IS_WOUNDED] += heads - fit


@kernel
def survey(grid, held):
    """Cells that the garrison holds, of these the fields, their mean cover, and the ring's mean openness. Writes held.

    `held` is room for the cover of all cells, float32.
    """
    n = fields = 0
    for k in range(grid.pocket.size):
        c = grid.pocket[k]
        if grid.holder[c] == GARRISON:
            held[n] = grid.cover[c]
            n += 1
            if grid.terrain[c] == FIELDS:
                fields += 1
    cover = np.float64(total(held[:n]) / np.float32(n)) if n > 0 else 1.0
    return n, fields, cover, np.float64(total(grid.ring_open) / np.float32(grid.ring_open.size))


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
