"""Which end comes by which day, when several compete and some runs are cut before any."""

from typing import NamedTuple

import numpy as np
from scipy import stats

from sim.compare.statistics.estimate import LEVEL, Estimate
from sim.state.columns import Array

CENSORED = 0


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
    """Days on which something ended (T,), ends by cause (causes, T), runs still at risk that morning (T,)."""
    days, causes = np.asarray(days), np.asarray(causes)
    times = np.unique(days[causes != CENSORED])
    ends = np.stack(
        [np.bincount(np.searchsorted(times, days[causes == k]), minlength=len(times)) for k in range(1, n_causes + 1)]
    )
    return times, ends, len(days) - np.searchsorted(np.sort(days), times, side="left")


def cumulative_incidence(days: Array, causes: Array, n_causes: int, level: float = LEVEL) -> Incidence:
    """Aalen and Johansen's (1978) estimate; variance by the delta method (Marubini and Valsecchi 1995, eq. 10.12).

    `causes` holds 0 for a run that was censored on its day, else 1 ... `n_causes`. The interval is symmetric on
    the log(-log) scale, so that it stays within 0 and 1. A run that is censored on a day was at risk on it.
    """
    times, ends, at_risk = counts(days, causes, n_causes)
    total = ends.sum(axis=0)
    left = np.cumprod(1 - total / at_risk) if len(times) else np.empty(0)
    before = np.concatenate([[1.0], left[:-1]]) if len(times) else left
    share = np.cumsum(before * ends / at_risk, axis=1)

    with np.errstate(divide="ignore", invalid="ignore"):
        lost = np.where(at_risk > total, total / (at_risk * (at_risk - total)), 0.0)
    own = before**2 * (at_risk - ends) * ends / at_risk.astype(float) ** 3
    mixed = before * ends / at_risk.astype(float) ** 2

    def so_far(terms: Array) -> Array:
        return np.cumsum(terms, axis=1)

    # sum over t_i <= t of (F(t) - F(t_i))^2 lost + own - 2 (F(t) - F(t_i)) mixed, multiplied out
    variance = share**2 * np.cumsum(lost) - 2 * share * so_far(share * lost) + so_far(share**2 * lost)
    variance += so_far(own) - 2 * (share * so_far(mixed) - so_far(share * mixed))
    low, high = _log_log(share, np.sqrt(np.maximum(variance, 0.0)), level)
    return Incidence(times, share, low, high, len(np.asarray(days)))


def _log_log(share: Array, error: Array, level: float) -> tuple[Array, Array]:
    z = stats.norm.ppf(0.5 + level / 2)
    inside = (share > 0) & (share < 1 - 1e-12)
    p = np.where(inside, share, 0.5)
    wide = np.exp(z * error / (p * np.abs(np.log(p))))
    return np.where(inside, p**wide, share), np.where(inside, p ** (1 / wide), share)
