"""Intervals by drawing again from what was seen; the same data and seed give the same interval."""

import numpy as np
from scipy import stats

from sim.compare.statistics.estimate import LEVEL, Estimate, unknown
from sim.state.columns import Array

#: The correction of bias leaves out each value in turn, which is not worth it where there are this many.
MANY = 2000
BATCH = 10_000_000  # numbers drawn at a time


def bootstrap_mean(values: Array, seed: int = 1, draws: int = 4000, level: float = LEVEL) -> Estimate:
    """Mean with the BCa interval (Efron 1987), the percentile one from 2000 values on.

    Of pairs, hand in the differences. The draws come from a counter-based generator (Philox, Salmon et al. 2011).
    """
    values = np.asarray(values, dtype=float)
    n = len(values)
    if n < 2:
        return unknown(n)
    value = float(values.mean())
    if np.ptp(values) == 0:
        return Estimate(value, value, value, n)
    found = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=draws,
        batch=max(1, BATCH // n),
        confidence_level=level,
        method="percentile" if n >= MANY else "BCa",
        rng=np.random.Generator(np.random.Philox(seed)),
    ).confidence_interval
    return Estimate(value, float(found.low), float(found.high), n)
