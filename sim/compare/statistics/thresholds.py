"""Where along a lever a mean or share reaches a value."""

import math
from typing import NamedTuple

import numpy as np

from sim.compare.statistics.estimate import LEVEL
from sim.state.columns import Array

DRAWS = 2000


class Crossing(NamedTuple):
    """Where a response crosses a value, by interpolation between levels; infinite where it lies beyond the levels."""

    value: float  # the first crossing; NaN where there is none within the levels
    low: float
    high: float
    crossings: int  # between neighbouring levels
    within: float  # share of the drawn samples in which it lies within the levels


def crossing(
    at: Array, level: Array, outcome: Array, clusters: Array, target: float, seed: int = 1, coverage: float = LEVEL
) -> Crossing:
    """Where the mean outcome by level first reaches `target`, with the percentile interval from drawing clusters.

    `at` float64 (levels,) are the levels, rising; `level` int64, `outcome` float64 and `clusters` int64 are (runs,).
    In a drawn sample without a crossing it lies beyond the levels, on the side towards which the response moves.
    """
    _, codes = np.unique(clusters, return_inverse=True)
    sums, counts = (np.zeros((int(codes.max()) + 1, len(at))) for _ in range(2))
    np.add.at(sums, (codes, level), outcome)
    np.add.at(counts, (codes, level), 1.0)
    means = sums.sum(axis=0) / counts.sum(axis=0)
    rising = bool(means[-1] >= means[0])
    generator = np.random.Generator(np.random.Philox(seed))
    weights = generator.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), DRAWS).astype(float)
    with np.errstate(invalid="ignore"):
        drawn = (weights @ sums) / (weights @ counts)
    found = _first(at, drawn[np.isfinite(drawn).all(axis=1)], target, rising)
    crossings = int(np.count_nonzero(np.diff(means >= target)))
    value = float(_first(at, means[None, :], target, rising)[0])
    if len(sums) < 2 or not len(found):
        return Crossing(value if math.isfinite(value) else math.nan, math.nan, math.nan, crossings, math.nan)
    low, high = np.quantile(found, [0.5 - coverage / 2, 0.5 + coverage / 2], method="inverted_cdf")
    within = float(np.isfinite(found).mean())
    return Crossing(value if math.isfinite(value) else math.nan, float(low), float(high), crossings, within)


def _first(at: Array, means: Array, target: float, rising: bool) -> Array:
    """The first crossing of each sample, linear between levels, float64 (samples,); infinite where there is none.

    `means` is float64 (samples, levels).
    """
    above = means >= target
    change = above[:, 1:] != above[:, :-1]
    i, rows = change.argmax(axis=1), np.arange(len(means))
    before, after = means[rows, i], means[rows, i + 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        within = at[i] + (target - before) / (after - before) * (at[i + 1] - at[i])
    beyond = np.where(above[:, 0] == rising, -np.inf, np.inf)
    return np.where(change.any(axis=1), within, beyond)
