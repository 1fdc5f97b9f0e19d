"""How fast one cause ends the runs that are still going on, whatever else may end them."""

import math

import numpy as np
from scipy import stats

from sim.compare.statistics.estimate import LEVEL, Estimate, unknown
from sim.compare.statistics.incidence import counts, groups_of
from sim.state.columns import Array

#: A log ratio beyond this has run away: at no time were both arms under way and one of them ended so.
RUN_AWAY = 10.0


def cumulative_hazard(days: Array, happened: Array) -> tuple[Array, Array, Array]:
    """Nelson and Aalen's (1978) cause-specific cumulative hazard: days (T,), hazard (T,), standard error (T,).

    `happened` says of which runs this cause was the end; all others are censored on their day. `days` is int64 (runs,),
    `happened` bool (runs,).
    """
    times, ends, at_risk = counts(days, np.asarray(happened, dtype=int), 1)
    return times, np.cumsum(ends[0] / at_risk), np.sqrt(np.cumsum(ends[0] / at_risk.astype(float) ** 2))


def hazard_ratio(
    days: tuple[Array, Array],
    happened: tuple[Array, Array],
    clusters: tuple[Array, Array],
    level: float = LEVEL,
) -> Estimate:
    """Cause-specific hazard of the second arm over the first: Cox's (1972) regression on the arm, ties by Efron (1977).

    Of each arm, (runs,): `days` to the end or the cut, float64; whether the ending `happened`, bool; `clusters`, int64.
    Standard error by leaving out clusters in turn (seeds, which both arms share; in 50 groups where there are
    more), the grouped jackknife of Shao and Tu (1995); Student's quantile.
    """
    n = min(len(days[0]), len(days[1]))
    arm = np.repeat([0, 1], [len(days[0]), len(days[1])])
    day, flag = np.concatenate(days), np.concatenate(happened).astype(bool)
    group = groups_of(np.concatenate(clusters))
    times = np.unique(day[flag])
    if not all(flag[arm == a].any() for a in (0, 1)):
        return unknown(n)
    ends, risk = _by_group(day, flag, arm, group, times)
    whole = _log_ratio(ends.sum(axis=0), risk.sum(axis=0))
    groups = len(ends)
    left_out = [_log_ratio(ends.sum(axis=0) - ends[g], risk.sum(axis=0) - risk[g]) for g in range(groups)]
    logs = np.array([x for x in left_out if math.isfinite(x)])
    if not math.isfinite(whole):
        return unknown(n)
    if len(logs) < max(2, groups - 1):
        return Estimate(math.exp(whole), math.nan, math.nan, n)
    error = math.sqrt((groups - 1) / groups * float(((logs - logs.mean()) ** 2).sum()))
    half = float(stats.t.ppf(0.5 + level / 2, groups - 1)) * error
    return Estimate(math.exp(whole), math.exp(whole - half), math.exp(whole + half), n)


def _by_group(day: Array, flag: Array, arm: Array, group: Array, times: Array) -> tuple[Array, Array]:
    """Ends and runs at risk, (groups, 2, T) both."""
    groups, steps = int(group.max()) + 1, len(times)
    ends = np.zeros((groups, 2, steps))
    np.add.at(ends, (group[flag], arm[flag], np.searchsorted(times, day[flag])), 1)
    last = np.searchsorted(times, day, side="right")  # at risk at the times before this
    over = np.zeros((groups, 2, steps + 1))
    np.add.at(over, (group, arm, last), 1)
    return ends, over[..., ::-1].cumsum(axis=-1)[..., ::-1][..., 1:]


def _log_ratio(ends: Array, risk: Array) -> float:
    """Root of the score of the partial likelihood; ends, risk: (2, T). Infinite where it has none."""
    ends, risk = np.round(ends), np.round(risk)
    if ends[0].sum() == 0 or ends[1].sum() == 0:
        return math.copysign(math.inf, ends[1].sum() - ends[0].sum())
    total = ends.sum(axis=0).astype(int)
    step = np.repeat(np.arange(len(total)), total)
    turn = np.arange(len(step)) - np.repeat(np.cumsum(total) - total, total)
    done = turn / total[step]  # of those tied, the part that no longer counts as at risk
    first, second = (risk[a, step] - done * ends[a, step] for a in (0, 1))
    beta = 0.0
    for _ in range(50):
        share = second * math.exp(beta) / (first + second * math.exp(beta))
        information = float((share * (1 - share)).sum())
        if information <= 0:
            return math.nan
        change = (float(ends[1].sum()) - float(share.sum())) / information
        beta += max(-1.0, min(1.0, change))
        if abs(change) < 1e-10:
            break
        if abs(beta) > RUN_AWAY:
            return math.copysign(math.inf, beta)
    return beta
