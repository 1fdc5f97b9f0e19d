"""Means, and how far two means are apart."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats

from sim.compare.statistics.estimate import LEVEL, Estimate, unknown
from sim.state.columns import Array


def mean(values: Array, clusters: Array | None = None, level: float = LEVEL) -> Estimate:
    """Mean with Student's interval; with clusters, from the variance between them (Cochran 1977, ch. 9).

    `values` is float64 (n,), `clusters` int64 (n,).
    """
    values = np.asarray(values, dtype=float)
    n = len(values)
    if n == 0:
        return unknown()
    value = float(values.mean())
    _, codes = np.unique(np.arange(n) if clusters is None else clusters, return_inverse=True)
    groups = int(codes.max()) + 1
    if groups == 1:
        return Estimate(value, math.nan, math.nan, n)
    totals = np.bincount(codes, values - value)
    error = np.sqrt(groups / (groups - 1) * float(totals @ totals)) / n
    half = float(stats.t.ppf(0.5 + level / 2, groups - 1) * error)
    return Estimate(value, value - half, value + half, n)


def paired_difference(first: Array, second: Array, level: float = LEVEL) -> Estimate:
    """Mean of second minus first over pairs, Student's interval. Both are float64 (n,)."""
    return mean(np.asarray(second, dtype=float) - np.asarray(first, dtype=float), level=level)


def unpaired_difference(first: Array, second: Array, level: float = LEVEL) -> Estimate:
    """Second mean minus first, of independent runs with variances of their own (Welch 1947).

    Both are float64, (n,) and (m,).
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    n = min(len(first), len(second))
    if n < 2:
        return unknown(n)
    value = float(second.mean() - first.mean())
    parts = np.array([first.var(ddof=1) / len(first), second.var(ddof=1) / len(second)])
    if parts.sum() == 0:
        return Estimate(value, value, value, n)
    free = parts.sum() ** 2 / (parts[0] ** 2 / (len(first) - 1) + parts[1] ** 2 / (len(second) - 1))
    half = float(stats.t.ppf(0.5 + level / 2, free) * np.sqrt(parts.sum()))
    return Estimate(value, value - half, value + half, n)


def contrast(
    cells: Sequence[Array], clusters: Sequence[Array], signs: Sequence[float], level: float = LEVEL
) -> Estimate:
    """Sum of the means of several cells of runs, each with its sign; runs of one cluster need not be independent.

    The variance is that between the clusters' contributions (Cochran 1977, ch. 9), with Student's quantile. `cells[i]`,
    float64, and `clusters[i]`, int64, are (runs of cell i,). n is the number of runs.
    """
    n = sum(map(len, cells))
    if not all(map(len, cells)):
        return unknown(n)
    average = [float(cell.mean()) for cell in cells]
    value = sum(sign * mid for sign, mid in zip(signs, average, strict=True))
    parts = [s * (cell - mid) / len(cell) for s, cell, mid in zip(signs, cells, average, strict=True)]
    _, codes = np.unique(np.concatenate(list(clusters)), return_inverse=True)
    totals = np.bincount(codes, np.concatenate(parts))
    groups = len(totals)
    if groups < 2:
        return Estimate(value, math.nan, math.nan, n)
    error = np.sqrt(groups / (groups - 1) * float(totals @ totals))
    half = float(stats.t.ppf(0.5 + level / 2, groups - 1) * error)
    return Estimate(value, value - half, value + half, n)


def paired_p(first: Array, second: Array) -> float:
    """Two-sided p of Student's test of pairs; of their signs where all differ by as much. Both are float64 (n,)."""
    d = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    if len(d) < 2 or np.ptp(d) == 0:
        return 1.0 if len(d) < 2 or d[0] == 0 else 2 * 0.5 ** len(d)
    return _p(stats.ttest_1samp(d, 0.0))


def unpaired_p(first: Array, second: Array) -> float:
    """Two-sided p of Welch's test; by permutation of the runs where neither side has a spread.

    Both are float64, (n,) and (m,).
    """
    if min(len(first), len(second)) < 2:
        return 1.0
    if np.ptp(first) == 0 and np.ptp(second) == 0:
        return 1.0 if first[0] == second[0] else min(1.0, 2 / math.comb(len(first) + len(second), len(first)))
    return _p(stats.ttest_ind(second, first, equal_var=False))


def wilcoxon_p(first: Array, second: Array) -> float:
    """Two-sided p of the signed-rank test of pairs, ties at zero by Pratt (1959). Both are float64 (n,)."""
    d = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    return _p(stats.wilcoxon(d, zero_method="pratt", method="asymptotic")) if d.any() else 1.0


def rank_sum_p(first: Array, second: Array) -> float:
    """Two-sided p of the rank-sum test of independent runs (Mann and Whitney 1947). Both are float64, (n,) and (m,)."""
    return _p(stats.mannwhitneyu(second, first))


def cohens_dz(first: Array, second: Array) -> float:
    """Effect size of pairs: mean difference over its own standard deviation (Cohen 1988). Both are float64 (n,)."""
    d = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    return _over(float(d.mean()), float(d.std(ddof=1)) if len(d) > 1 else 0.0)


def cohens_d(first: Array, second: Array) -> float:
    """Effect size of independent runs: difference of means over the pooled standard deviation (Cohen 1988).

    Both are float64, (n,) and (m,).
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    free = len(first) + len(second) - 2
    pooled = (first.var() * len(first) + second.var() * len(second)) / free if free > 0 else 0.0
    return _over(float(second.mean() - first.mean()), float(np.sqrt(pooled)))


def _p(test: Any) -> float:
    return float(test.pvalue)  # of a class that scipy types only in part


def _over(difference: float, deviation: float) -> float:
    return difference / deviation if deviation > 0 else (0.0 if difference == 0 else math.nan)
