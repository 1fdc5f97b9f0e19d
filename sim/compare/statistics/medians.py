"""The value in the middle."""

import math

import numpy as np
from scipy import stats

from sim.compare.statistics.estimate import LEVEL, Estimate, unknown
from sim.compare.statistics.proportions import effective_n
from sim.intervals import wilson
from sim.state.columns import Array

#: Fewer independent values than this have no 95% interval of their median between two of them.
FEWEST_CLUSTERS = 6


def median(values: Array, clusters: Array | None = None, level: float = LEVEL) -> Estimate:
    """Median with the interval between two of the values, free of any distribution (Conover 1999, 3.2).

    With clusters it lies between the values at the ends of the interval of one half (Woodruff 1952), by as many
    independent rows as tell as much about the share below the median (`proportions.share`). It is unknown from fewer
    clusters than an interval needs of independent values. `values` is float64 (n,), `clusters` int64 (n,).
    """
    values = np.asarray(values, dtype=float)
    if len(values) == 0:
        return unknown()
    if clusters is not None and len(np.unique(clusters)) < len(values):
        middle = float(np.median(values))
        if len(np.unique(clusters)) < FEWEST_CLUSTERS:
            return Estimate(middle, math.nan, math.nan, len(values))
        alike = effective_n(np.asarray(values <= middle, dtype=float), clusters, level)
        low, high = np.quantile(values, wilson(alike / 2, alike, level), method="inverted_cdf")
        return Estimate(middle, float(low), float(high), len(values))
    ends = stats.quantile_test(values, p=0.5, q=0.0).confidence_interval(level)
    low, high = (float(end) if math.isfinite(end) else math.nan for end in (ends.low, ends.high))
    return Estimate(float(np.median(values)), low, high, len(values))
