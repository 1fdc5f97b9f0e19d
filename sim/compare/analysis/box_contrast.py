"""Whether a PRIM box is more than any slice of the runs of its size would be."""

import numpy as np
import pandas as pd

from sim.compare.analysis.prim import PrimBox, find_box, rows_within
from sim.compare.statistics import proportions
from sim.state.columns import Array

#: A slice chosen without regard to the ending holds as large a part of these runs as of the others. A box must differ
#: from that by this much.
LEAST_CONTRAST = 0.25


def stands_out(box: PrimBox, axes: pd.DataFrame, cases: Array, clusters: Array) -> bool:
    """Whether a box is a finding: large in contrast, and as a rule that holds for runs from which it was not chosen.

    The contrast is the share of the cases that lie inside less that of the other runs (Youden 1950). For the second
    test a box is chosen from one half of the clusters, and in the other half the share of cases must be clearly higher
    inside than outside. `axes` has one row per run; `cases` bool (runs,), `clusters` int64 (runs,).
    """
    if box.coverage - float(box.inside[~cases].mean()) < LEAST_CONTRAST:
        return False
    _, codes = np.unique(clusters, return_inverse=True)
    half = codes % 2 == 0
    chosen = find_box(axes[half], cases[half])
    if chosen is None or not chosen.limits or half.all():
        return False
    inside = rows_within(axes, chosen.limits)
    apart = [part & ~half for part in (~inside, inside)]
    if not all(part.any() for part in apart):
        return False
    flags, groups = (tuple(each[part] for part in apart) for each in (cases, clusters))
    return proportions.unpaired_difference(flags[0], flags[1], (groups[0], groups[1])).low > 0
