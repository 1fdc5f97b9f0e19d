"""The value in the middle."""

import math

import numpy as np
from scipy import stats

from sim.compare.statistics.estimate import LEVEL, Estimate, unknown
from sim.state.columns import Array


def median(values: Array, level: float = LEVEL) -> Estimate:
    """Median with the interval between two of the values, free of any distribution (Conover 1999, 3.2)."""
    values = np.asarray(values, dtype=float)
    if len(values) == 0:
        return unknown()
    ends = stats.quantile_test(values, p=0.5, q=0.0).confidence_interval(level)
    low, high = (float(end) if math.isfinite(end) else math.nan for end in (ends.low, ends.high))
    return Estimate(float(np.median(values)), low, high, len(values))
