"""Counting: everyone once a day, by kind, faction and status, in whole numbers."""

import numpy as np

from sim.compiled import kernel
from sim.state.columns import FORCE, FOREIGN, IS_FIT, IS_WOUNDED, KIN, MASS, MIND, ONE, Status
from sim.theory.assault import strength
from sim.theory.bodies import FIT

INSIDE = np.uint8(Status.inside)


@kernel
def census(people, kind, rules, counts, crowd):
    """Add these rows to the counts, int64 (kind, foreign or kin, column), and to the crowd. Writes counts, crowd."""
    mark = FOREIGN if kind == 1 else KIN
    for i in range(people.cell.size):
        row = counts[kind, 1 if people.flags[i] & mark != 0 else 0]
        weight = np.int64(people.weight[i])
        row[people.status[i]] += weight
        if people.status[i] != INSIDE:
            continue
        crowd[people.cell[i]] += np.int32(people.weight[i])
        row[MIND] += np.int64(people.mind[i] * ONE) * weight
        row[MASS] += np.int64(people.mass[i] * ONE) * weight
        if people.health[i] >= FIT:
            row[IS_FIT] += weight
            row[FORCE] += np.int64(strength(rules.assault, people.mind[i], people.mass[i]) * ONE) * weight
        else:
            row[IS_WOUNDED] += weight
