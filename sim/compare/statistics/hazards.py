"""How fast one cause ends the runs that are still going on, whatever else may end them."""

import math
from typing import NamedTuple

import numpy as np
from scipy import stats

from sim.compare.statistics.estimate import LEVEL, Estimate, unknown
from sim.compare.statistics.incidence import counts, groups_of
from sim.compare.statistics.medians import FEWEST_CLUSTERS
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


class HazardArms(NamedTuple):
    """Two arms of runs followed in time; of each, (runs,)."""

    days: tuple[Array, Array]  # float64, to the event, or to the end or the cut
    happened: tuple[Array, Array]  # bool: whether the day is that of the event
    clusters: tuple[Array, Array]  # int64: seeds, which both arms share, or points
    strata: tuple[Array, Array] | None = None  # int64: runs are compared with those of their own stratum alone


def hazard_ratio(
    days: tuple[Array, Array],
    happened: tuple[Array, Array],
    clusters: tuple[Array, Array],
    strata: tuple[Array, Array] | None = None,
    level: float = LEVEL,
) -> Estimate:
    """Cause-specific hazard of the second arm over the first: Cox's (1972) regression on the arm, ties by Efron (1977).

    Of each arm, (runs,): `days` float64, `happened` bool, `clusters` and `strata` int64, as in `HazardArms`. Each
    stratum has a baseline hazard of its own. Standard error by leaving out clusters in turn (in 50 groups where there
    are more), the grouped jackknife of Shao and Tu (1995); Student's quantile. There is no interval where the events of
    an arm come from fewer than `FEWEST_CLUSTERS` clusters.
    """
    n = min(len(days[0]), len(days[1]))
    if not all(np.any(flags) for flags in happened):
        return unknown(n)
    group, arms = groups_of(np.concatenate(clusters)), HazardArms(days, happened, clusters, strata)
    logs = _left_out(arms, group, int(group.max()) + 1)
    return _exp(_jackknife(logs, level, _fewest_clusters(arms)), n)


def hazard_interaction(first: HazardArms, second: HazardArms, level: float = LEVEL) -> Estimate:
    """Hazard ratio in the second pair of arms over that in the first, which share their clusters.

    The exponential of the interaction in Cox's regression, stratified by the pair. Standard error as `hazard_ratio`.
    """
    n = min(len(days) for arms in (first, second) for days in arms.days)
    if not all(np.any(flags) for arms in (first, second) for flags in arms.happened):
        return unknown(n)
    lengths = [sum(map(len, arms.clusters)) for arms in (first, second)]
    group = groups_of(np.concatenate([*first.clusters, *second.clusters]))
    parts = zip((first, second), np.split(group, lengths[:1]), strict=True)
    logs = [_left_out(arms, part, int(group.max()) + 1) for arms, part in parts]
    with np.errstate(invalid="ignore"):
        fewest = min(map(_fewest_clusters, (first, second)))
        return _exp(_jackknife(logs[1] - logs[0], level, fewest), n)


def _fewest_clusters(arms: HazardArms) -> int:
    """Clusters with an event, in the arm with fewer of them."""
    return min(len(np.unique(own[flags])) for own, flags in zip(arms.clusters, arms.happened, strict=True))


def _left_out(arms: HazardArms, group: Array, groups: int) -> Array:
    """Log hazard ratio of all runs, then without each group in turn, float64 (1 + groups,).

    `group` is int64 (runs,).
    """
    arm = np.repeat([0, 1], [len(each) for each in arms.days])
    day, flag = np.concatenate(arms.days), np.concatenate(arms.happened).astype(bool)
    stratum = np.zeros(len(day), dtype=int) if arms.strata is None else np.concatenate(arms.strata)
    parts = []
    for own in (stratum == each for each in np.unique(stratum)):
        times = np.unique(day[own & flag])
        parts.append(_by_group(day[own], flag[own], arm[own], group[own], times, groups))
    ends, risk = (np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))
    whole = ends.sum(axis=0), risk.sum(axis=0)
    left_out = [_log_ratio(whole[0] - ends[g], whole[1] - risk[g]) for g in range(len(ends))]
    return np.array([_log_ratio(*whole), *left_out])


def _jackknife(logs: Array, level: float, clusters: int) -> tuple[float, float]:
    """An estimate and half the width of its interval, from all runs and without each group; NaN where unknown.

    `clusters` had an event in the arm with fewest.
    """
    whole, groups = float(logs[0]), len(logs) - 1
    left_out = logs[1:]
    if clusters < FEWEST_CLUSTERS or not np.isfinite(logs).all():
        return whole, math.nan
    error = math.sqrt((groups - 1) / groups * float(((left_out - left_out.mean()) ** 2).sum()))
    return whole, float(stats.t.ppf(0.5 + level / 2, groups - 1)) * error


def _exp(log: tuple[float, float], n: int) -> Estimate:
    value, half = log
    if not math.isfinite(value):
        return unknown(n)
    return Estimate(math.exp(value), math.exp(value - half), math.exp(value + half), n)


def _by_group(day: Array, flag: Array, arm: Array, group: Array, times: Array, groups: int) -> tuple[Array, Array]:
    """Ends and runs at risk, (groups, 2, T) both."""
    steps = len(times)
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
