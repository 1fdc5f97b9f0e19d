"""Which end comes by which day, when several compete and some runs are cut before any."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from sim.compare.statistics.estimate import LEVEL, Estimate
from sim.state.columns import Array

CENSORED = 0
#: Groups of clusters left out in turn; more tell little more.
GROUPS = 50


class Incidence(NamedTuple):
    """Cumulative incidence of each cause, as steps at the days on which anything ended."""

    days: Array  # (T,)
    share: Array  # (causes, T): ended of this cause by the evening of the day
    low: Array  # (causes, T)
    high: Array  # (causes, T)
    n: int

    def at(self, cause: int, day: float) -> Estimate:
        """Share ended of a cause (1, 2, ...) by a day."""
        step = int(np.searchsorted(self.days, day, side="right")) - 1
        if step < 0:
            return Estimate(0.0, 0.0, 0.0, self.n)
        value, low, high = (float(part[cause - 1, step]) for part in (self.share, self.low, self.high))
        return Estimate(value, low, high, self.n)

    def day_of(self, cause: int, share: float = 0.5) -> float:
        """First day by which so large a share of all runs has ended of a cause; NaN if that never comes."""
        reached = self.share[cause - 1] >= share - 1e-12
        return float(self.days[np.argmax(reached)]) if reached.any() else float("nan")


def counts(days: Array, causes: Array, n_causes: int) -> tuple[Array, Array, Array]:
    """Days on which something ended (T,), ends by cause (causes, T), runs still at risk that morning (T,).

    `days` and `causes` are int64 (runs,).
    """
    days, causes = np.asarray(days), np.asarray(causes)
    times = np.unique(days[causes != CENSORED])
    ends = np.stack(
        [np.bincount(np.searchsorted(times, days[causes == k]), minlength=len(times)) for k in range(1, n_causes + 1)]
    )
    return times, ends, len(days) - np.searchsorted(np.sort(days), times, side="left")


def groups_of(clusters: Array) -> Array:
    """Clusters by number, int (rows,); where there are more than can be left out one by one, in groups.

    `clusters` is (rows,) of integers or strings.
    """
    _, codes = np.unique(clusters, return_inverse=True)
    return codes % min(GROUPS, int(codes.max(initial=0)) + 1)


def cumulative_incidence(
    days: Array, causes: Array, n_causes: int, clusters: Array | None = None, level: float = LEVEL
) -> Incidence:
    """Aalen and Johansen's (1978) estimate with an interval for each day by itself.

    `causes` holds 0 for a run that was censored on its day, else 1 ... `n_causes`. The interval is symmetric on
    the log(-log) scale, so that it stays within 0 and 1. A run that is censored on a day was at risk on it.
    Variance of independent runs by the delta method (Marubini and Valsecchi 1995, eq. 10.12). Runs of one cluster (a
    seed met at many points, say) need not be independent: the variance is then that of leaving out clusters in
    turn (in 50 groups where there are more), the grouped jackknife of Shao and Tu (1995); Student's quantile. `days`,
    `causes` and `clusters` are int64 (runs,).
    """
    times, ends, at_risk = counts(days, causes, n_causes)
    before, share = _shares(ends, at_risk)
    if clusters is None:
        error, quantile = _delta(before, share, ends, at_risk), float(stats.norm.ppf(0.5 + level / 2))
    else:
        group = groups_of(clusters)
        groups = int(group.max(initial=0)) + 1
        error = _left_out(np.asarray(days), np.asarray(causes), group, times, n_causes)
        quantile = float(stats.t.ppf(0.5 + level / 2, groups - 1)) if groups > 1 else np.nan
    low, high = _log_log(share, quantile * error)
    return Incidence(times, share, low, high, len(np.asarray(days)))


def _shares(ends: Array, at_risk: Array) -> tuple[Array, Array]:
    """Share that had not ended before each day (..., T), and that had ended of each cause by it (..., causes, T)."""
    risk = np.maximum(at_risk, 1)  # where nobody is left at risk nothing ends either
    left = np.cumprod(1 - ends.sum(axis=-2) / risk, axis=-1)
    before = np.concatenate([np.ones_like(left[..., :1]), left[..., :-1]], axis=-1)
    return before, np.cumsum((before / risk)[..., None, :] * ends, axis=-1)


def _left_out(days: Array, causes: Array, group: Array, times: Array, n_causes: int) -> Array:
    """Standard error (causes, T) from leaving out each group in turn."""
    groups, steps = int(group.max(initial=0)) + 1, len(times)
    ends, over = np.zeros((groups, n_causes, steps)), np.zeros((groups, steps + 1))
    ended = causes != CENSORED
    np.add.at(ends, (group[ended], causes[ended] - 1, np.searchsorted(times, days[ended])), 1)
    np.add.at(over, (group, np.searchsorted(times, days, side="right")), 1)
    risk = over[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    _, share = _shares(ends.sum(axis=0) - ends, risk.sum(axis=0) - risk)
    return np.sqrt((groups - 1) / groups * ((share - share.mean(axis=0)) ** 2).sum(axis=0))


def _delta(before: Array, share: Array, ends: Array, at_risk: Array) -> Array:
    """Standard error (causes, T) of independent runs."""
    total = ends.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = np.where(at_risk > total, total / (at_risk * (at_risk - total)), 0.0)
    own = before**2 * (at_risk - ends) * ends / at_risk.astype(float) ** 3
    mixed = before * ends / at_risk.astype(float) ** 2

    def so_far(terms: Array) -> Array:
        return np.cumsum(terms, axis=1)

    # sum over t_i <= t of (F(t) - F(t_i))^2 lost + own - 2 (F(t) - F(t_i)) mixed, multiplied out
    variance = share**2 * np.cumsum(lost) - 2 * share * so_far(share * lost) + so_far(share**2 * lost)
    variance += so_far(own) - 2 * (share * so_far(mixed) - so_far(share * mixed))
    return np.sqrt(np.maximum(variance, 0.0))


def _log_log(share: Array, half: Array) -> tuple[Array, Array]:
    """Ends of intervals whose halves are so wide on the scale of shares, symmetric on that of log(-log)."""
    inside = (share > 0) & (share < 1 - 1e-12)
    p = np.where(inside, share, 0.5)
    wide = np.exp(half / (p * np.abs(np.log(p))))
    return np.where(inside, p**wide, share), np.where(inside, p ** (1 / wide), share)
