"""Counting: everyone once a day, by kind, faction and status, in whole numbers."""

import numpy as np

from sim.compiled import kernel
from sim.kernels.block import find
from sim.state.columns import FORCE, FOREIGN, IS_FIT, IS_WOUNDED, KIN, MASS, MIND, ONE, Status
from sim.theory.assault import strength
from sim.theory.bodies import FIT

INSIDE = np.uint8(Status.inside)


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
