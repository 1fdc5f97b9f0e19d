"""Shares of runs, and how far two shares are apart."""

import math
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from sim.compare.statistics.estimate import LEVEL, Estimate, unknown
from sim.intervals import wilson
from sim.state.columns import Array


class Table(NamedTuple):
    """Pairs by what happened in either arm."""

    both: int
    first_only: int
    second_only: int
    neither: int


def share(flags: Array, clusters: Array | None = None, level: float = LEVEL) -> Estimate:
    """Share of true flags. Rows of one cluster (a seed met at many points, say) need not be independent.

    With clusters the number of rows is replaced by the number of independent ones that would give the variance
    between clusters, with Student's quantile for few of them (Korn and Graubard 1998), in Wilson's interval. `flags` is
    bool (n,), `clusters` int64 (n,).
    """
    flags = np.asarray(flags, dtype=float)
    n = len(flags)
    if n == 0:
        return unknown()
    value = float(flags.mean())
    alike = n if clusters is None else effective_n(flags, clusters, level)
    return Estimate(value, *wilson(value * alike, alike, level), n)


def effective_n(flags: Array, clusters: Array, level: float = LEVEL) -> float:
    """Independent rows that tell as much as these; never more than there are.

    `flags` is bool (n,), `clusters` int64 (n,).
    """
    n = len(flags)
    _, codes = np.unique(clusters, return_inverse=True)
    groups = int(codes.max()) + 1
    if groups == n:
        return float(n)
    value = flags.mean()
    if groups == 1 or value in (0.0, 1.0):
        return float(groups)
    totals = np.bincount(codes, flags - value)
    variance = groups / (groups - 1) * float(totals @ totals) / n**2
    few = (stats.norm.ppf(0.5 + level / 2) / stats.t.ppf(0.5 + level / 2, groups - 1)) ** 2
    return float(few * min(n, value * (1 - value) / variance)) if variance > 0 else float(few * n)


def unpaired_difference(
    first: Array, second: Array, clusters: tuple[Array | None, Array | None] = (None, None), level: float = LEVEL
) -> Estimate:
    """Second share minus first, of independent runs, or clusters of runs (Newcombe 1998a, method 10).

    Flags are bool, (n,) and (m,); clusters int64.
    """
    one, two = share(first, clusters[0], level), share(second, clusters[1], level)
    return _newcombe(two, one, 0.0)


def paired_difference(first: Array, second: Array, level: float = LEVEL) -> Estimate:
    """Second share minus first, of pairs (Newcombe 1998b, method 10). Both are bool (n,)."""
    one, two = share(first, level=level), share(second, level=level)
    return _newcombe(two, one, _phi(table_of(first, second)))


def _newcombe(plus: Estimate, minus: Estimate, phi: float) -> Estimate:
    """Square-and-add of two Wilson intervals."""

    def half(a: float, b: float) -> float:
        return float(np.sqrt(max(0.0, a * a - 2 * phi * a * b + b * b)))

    value = plus.value - minus.value
    low = value - half(plus.value - plus.low, minus.high - minus.value)
    high = value + half(plus.high - plus.value, minus.value - minus.low)
    return Estimate(value, low, high, min(plus.n, minus.n))


def shares_differ(first: tuple[float, int], second: tuple[float, int], alpha: float) -> bool:
    """Whether two independent shares, each with its number of runs, differ at level `alpha` (Newcombe's method 10)."""
    one, two = (Estimate(p, *wilson(p * n, n, 1 - alpha), n) for p, n in (first, second))
    return _newcombe(two, one, 0.0).clear


def table_of(first: Array, second: Array) -> Table:
    """Count the pairs. Both are bool (n,)."""
    a, b = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    return Table(int((a & b).sum()), int((a & ~b).sum()), int((~a & b).sum()), int((~a & ~b).sum()))


def _phi(t: Table) -> float:
    """Correlation of the pairs, with Newcombe's correction towards none."""
    margins = (t.both + t.first_only) * (t.second_only + t.neither) * (t.both + t.second_only)
    margins *= t.first_only + t.neither
    if margins == 0:
        return 0.0
    cross = t.both * t.neither - t.first_only * t.second_only
    return (max(0.0, cross - sum(t) / 2) if cross > 0 else cross) / float(np.sqrt(float(margins)))


def mcnemar(t: Table) -> float:
    """Exact two-sided p that pairs differ either way equally often (McNemar 1947)."""
    unlike = t.first_only + t.second_only
    return float(stats.binomtest(t.second_only, unlike, 0.5).pvalue) if unlike else 1.0


def fisher(first: Array, second: Array) -> float:
    """Exact two-sided p of independent shares (Fisher 1935). Both are bool, (n,) and (m,)."""
    a, b = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    result: Any = stats.fisher_exact([[a.sum(), (~a).sum()], [b.sum(), (~b).sum()]])
    return float(result.pvalue)


def cohens_h(first: float, second: float) -> float:
    """Effect size of two shares: difference of their arcsine transforms (Cohen 1988)."""
    return float(2 * np.arcsin(np.sqrt(second)) - 2 * np.arcsin(np.sqrt(first)))


def paired_odds_ratio(t: Table, level: float = LEVEL) -> Estimate:
    """Conditional odds ratio of pairs, second over first, exact interval (Breslow and Day 1980)."""
    n = t.first_only + t.second_only
    if n == 0:
        return unknown(sum(t))
    ends = stats.binomtest(t.second_only, n).proportion_ci(level, method="exact")
    value, low, high = (p / (1 - p) if p < 1 else math.inf for p in (t.second_only / n, ends.low, ends.high))
    return Estimate(value, low, high, sum(t))


def odds_ratio(first: Array, second: Array, level: float = LEVEL) -> Estimate:
    """Odds ratio of independent runs, second over first, with a half added to each cell (Haldane 1956, Woolf 1955).

    Both are bool, (n,) and (m,).
    """
    a, b = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    cells = np.array([b.sum(), (~b).sum(), a.sum(), (~a).sum()]) + 0.5
    log = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    half = stats.norm.ppf(0.5 + level / 2) * np.sqrt((1 / cells).sum())
    return Estimate(float(np.exp(log)), float(np.exp(log - half)), float(np.exp(log + half)), min(len(a), len(b)))
