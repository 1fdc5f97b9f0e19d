"""The difference between two arms in one outcome: interval, effect size, test, and replicates needed."""

import math
from typing import NamedTuple

import numpy as np

from sim.compare.comparison.matched_runs import MatchedRuns, Observations
from sim.compare.outcomes import ENDINGS, OPEN
from sim.compare.statistics import means, proportions
from sim.compare.statistics.bootstrap import bootstrap_mean
from sim.compare.statistics.estimate import Estimate, unknown
from sim.compare.statistics.hazards import hazard_ratio
from sim.compare.statistics.precision import more_for_mean, more_for_share

FEWEST = 2  # pairs, or runs of an arm, that an estimate needs


class Difference(NamedTuple):
    """Second arm minus first. Shares are 0..1; numbers have the outcome's unit."""

    first: float  # mean, or share
    second: float
    difference: Estimate  # n: pairs, or the smaller number of independent units
    bootstrap: Estimate  # unknown for binary outcomes, and where unpaired
    effect: float
    effect_size: str  # its name
    odds: Estimate
    p: float
    test: str
    p_rank: float  # of the rank test, which is robust to a few extreme runs
    width: float  # target width of the interval
    more: int | None  # further replicates until the interval is that narrow; None where not estimable


def estimate_difference(units: Observations, paired: bool, width: float | None, is_share: bool = False) -> Difference:
    """The difference in one outcome; the target width defaults to half of the present width.

    The interval of a difference between shares, also of shares averaged by seed, stays within -1 and 1.
    """
    one, two = units.first, units.second
    if min(len(one), len(two)) < FEWEST:
        n = min(len(one), len(two))
        first, second = (float(side.mean()) if len(side) else math.nan for side in (one, two))
        nan, none = math.nan, unknown(n)
        return Difference(first, second, none, none, nan, "", none, nan, "", nan, nan, None)
    difference = _shares(one, two, paired) if units.binary else _numbers(one, two, paired)
    if is_share:
        clipped = difference.difference
        clipped = clipped._replace(low=max(-1.0, clipped.low), high=min(1.0, clipped.high))
        difference = difference._replace(difference=clipped)
    wanted = width if width is not None else difference.difference.width / 2
    return difference._replace(width=wanted, more=_more(difference.difference, one, two, paired, units.binary, wanted))


def _shares(one: np.ndarray, two: np.ndarray, paired: bool) -> Difference:
    n = min(len(one), len(two))
    if paired:
        table = proportions.table_of(one, two)
        estimate = proportions.paired_difference(one, two)
        odds, p, test = proportions.paired_odds_ratio(table), proportions.mcnemar(table), "McNemar, exact"
    else:
        estimate = proportions.unpaired_difference(one, two)
        odds, p, test = proportions.odds_ratio(one, two), proportions.fisher(one, two), "Fisher, exact"
    effect = proportions.cohens_h(float(one.mean()), float(two.mean()))
    return Difference(
        float(one.mean()),
        float(two.mean()),
        estimate,
        unknown(n),
        effect,
        "Cohen's h",
        odds,
        p,
        test,
        math.nan,
        0.0,
        None,
    )


def _numbers(one: np.ndarray, two: np.ndarray, paired: bool) -> Difference:
    ends = float(one.mean()), float(two.mean())
    n = min(len(one), len(two))
    if paired:
        estimate, effect = means.paired_difference(one, two), means.cohens_dz(one, two)
        tests = means.paired_p(one, two), "Student, paired", means.wilcoxon_p(one, two)
        return Difference(
            *ends, estimate, bootstrap_mean(two - one), effect, "Cohen's d_z", unknown(n), *tests, 0.0, None
        )
    estimate, effect = means.unpaired_difference(one, two), means.cohens_d(one, two)
    tests = means.unpaired_p(one, two), "Welch", means.rank_sum_p(one, two)
    return Difference(*ends, estimate, unknown(n), effect, "Cohen's d", unknown(n), *tests, 0.0, None)


def _more(estimate: Estimate, one: np.ndarray, two: np.ndarray, paired: bool, binary: bool, width: float) -> int | None:
    if not math.isfinite(width) or width <= 0:
        return 0 if estimate.width == 0 else None
    if binary or not paired:
        return more_for_share(estimate, width)
    return more_for_mean(float((two - one).std(ddof=1)), len(one), width)


def hazard_ratios(sides: MatchedRuns) -> dict[str, Estimate]:
    """Cause-specific hazard ratio of each ending, and of a deal: second arm over first."""
    ratios = {}
    days = tuple(side["exit_day"].to_numpy(dtype=float) for side in (sides.first, sides.second))
    seeds = tuple(side["seed"].to_numpy() for side in (sides.first, sides.second))
    for end in ("deal", *(end for end in ENDINGS if end != OPEN)):
        happened = tuple(
            (side["deal"] if end == "deal" else side["ending"] == end).to_numpy()
            for side in (sides.first, sides.second)
        )
        if happened[0].any() or happened[1].any():
            ratios[end] = hazard_ratio((days[0], days[1]), (happened[0], happened[1]), (seeds[0], seeds[1]))
    return ratios
