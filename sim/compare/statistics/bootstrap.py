"""Intervals by drawing again from what was seen; the same data and seed give the same interval."""

from collections.abc import Callable, Sequence

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
    `values` is float64 (n,).
    """
    values = np.asarray(values, dtype=float)
    n = len(values)
    if n < 2:
        return unknown(n)
    value = float(values.mean())
    if np.ptp(values) == 0:
        return Estimate(value, value, value, n)
    result = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=draws,
        batch=max(1, BATCH // n),
        confidence_level=level,
        method="percentile" if n >= MANY else "BCa",
        rng=np.random.Generator(np.random.Philox(seed)),
    ).confidence_interval
    return Estimate(value, float(result.low), float(result.high), n)


def bootstrap_seeds(
    values: Sequence[Array],
    seeds: Sequence[Array],
    statistic: Callable[[list[Array]], float],
    seed: int = 1,
    draws: int = 2000,
    level: float = LEVEL,
) -> Estimate:
    """A figure of several cells of runs, with the percentile interval from drawing seeds, each with all of its runs.

    `values[i]`, float64, and `seeds[i]`, int64, are (runs of cell i,); `statistic` takes the values of all cells.
    """
    value = float(statistic(list(values)))
    names = np.unique(np.concatenate(list(seeds)))
    n = len(names)
    if n < 2 or not np.isfinite(value):
        return unknown(n)
    places = [_places(cell, names) for cell in seeds]
    luck = np.random.Generator(np.random.Philox(seed))
    drawn = []
    for _ in range(draws):
        chosen = luck.integers(0, n, n)
        again = [cell[_rows(chosen, *place)] for cell, place in zip(values, places, strict=True)]
        if all(map(len, again)):
            drawn.append(statistic(again))
    finite = np.array(drawn)[np.isfinite(drawn)]
    if len(finite) < draws / 2:
        return unknown(n)
    low, high = np.quantile(finite, [0.5 - level / 2, 0.5 + level / 2])
    return Estimate(value, float(low), float(high), n)


def _places(seeds: Array, names: Array) -> tuple[Array, Array, Array]:
    """Where the rows of each name are: order of rows by name, first place and number for each name."""
    order = np.argsort(seeds, kind="stable")
    first = np.searchsorted(seeds[order], names)
    return order, first, np.searchsorted(seeds[order], names, side="right") - first


def _rows(chosen: Array, order: Array, first: Array, number: Array) -> Array:
    """Rows of the chosen names, a name as often as it was chosen."""
    many = number[chosen]
    start = np.repeat(first[chosen], many)
    within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    return order[start + within]
