"""Estimates against what happened, over many states: ratios, ranks, and how both respond to a cause."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.estimates.causes import COVER, Variant
from sim.estimates.declared import DAYS, ESTIMATES, Estimate
from sim.estimates.rows import Row

#: A ratio between these counts as right, about 20 % either way.
RIGHT = (0.8, 1.25)
#: Quantiles of the range that is given with a median: 80 % of the states lie within.
RANGE = (0.1, 0.9)
_UNITS = {each.name: each.unit for each in ESTIMATES}
#: States that a rank correlation needs at least.
FEWEST = 3


def comparisons(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """By name of the estimate, in the order of their declaration: how it compares over the states of these rows."""
    return {each.name: _comparison(each, [row for row in rows if row.estimate == each.name]) for each in ESTIMATES}


def _comparison(estimate: Estimate, rows: Sequence[Row]) -> dict[str, Any]:
    pairs = pairs_of(rows)
    ratios = [_ratio(e, r) for e, r in pairs]
    low, high = (_quantile(ratios, q) for q in RANGE)
    return {
        "label": estimate.label,
        "unit": estimate.unit,
        "realised_is": estimate.realised,
        "states": len(rows),
        "compared": len(pairs),
        "beyond": sum(row.beyond for row in rows),
        "estimated": _quantile([e for e, _ in pairs] or [row.estimated for row in rows], 0.5),
        "realised": _quantile([r for _, r in pairs], 0.5),
        "ratio": _quantile(ratios, 0.5),
        "ratio_low": low,
        "ratio_high": high,
        "right": sum(RIGHT[0] <= ratio <= RIGHT[1] for ratio in ratios) / len(ratios) if ratios else None,
        "rank_correlation": rank_correlation(pairs),
    }


def pairs_of(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Estimates with what happened, where both are known.

    Where something had not come about when a fork ended, the days of the fork stand for it if fewer were expected;
    otherwise the two do not contradict each other, and the state is left out. So are states in which both say that
    less than a day is left.
    """
    return [
        (row.estimated, row.realised)
        for row in rows
        if row.realised is not None
        and not (row.beyond and row.estimated >= row.realised)
        and not (_UNITS[row.estimate] == DAYS and max(row.estimated, row.realised) < 1.0)
    ]


def _ratio(estimated: float, realised: float) -> float:
    """Estimate over what happened; 1 where both are nothing, infinite where something was expected of nothing."""
    if realised <= 0.0 or estimated <= 0.0:
        return 1.0 if realised <= 0.0 and estimated <= 0.0 else math.inf if estimated > 0.0 else 0.0
    return estimated / realised


def _quantile(values: Sequence[float], q: float) -> float | None:
    """A quantile of values, some of which may be infinite; None where there are none, or it is infinite."""
    if not values:
        return None
    found = float(np.quantile(values, q, method="inverted_cdf" if any(map(math.isinf, values)) else "linear"))
    return found if math.isfinite(found) else None


def rank_correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Spearman's rank correlation; None where there are too few pairs, or one side does not vary."""
    from scipy.stats import rankdata

    if len(pairs) < FEWEST:
        return None
    a, b = (rankdata(side) for side in zip(*pairs, strict=True))
    if np.ptp(a) == 0.0 or np.ptp(b) == 0.0:
        return None
    return float(np.corrcoef(a, b)[0, 1])


def responses(rows: Mapping[tuple[str, float], Sequence[Row]], variants: Sequence[Variant]) -> list[dict[str, Any]]:
    """For each changed cause and estimate: the elasticities of both sides, over states that both scenarios have.

    An elasticity is the median over states of ln(changed / unchanged) / ln(factor): 1 where it changes in proportion.
    """
    base = {(row.seed, row.moment, row.estimate): row for row in rows["", 1.0]}
    made = []
    for variant in variants:
        if not variant.cause:
            continue
        own = rows[variant.cause, variant.factor]
        compared = comparisons(own)
        for estimate in ESTIMATES:
            pairs = [
                (base[key], row)
                for row in own
                if row.estimate == estimate.name and (key := (row.seed, row.moment, row.estimate)) in base
            ]
            one = compared[estimate.name]
            made.append(
                {
                    "cause": variant.cause,
                    "factor": variant.factor,
                    "estimate": estimate.name,
                    "states": len(pairs),
                    "estimated_elasticity": _elasticity(pairs, "estimated", variant),
                    "realised_elasticity": _elasticity(pairs, "realised", variant),
                    "ratio": one["ratio"],
                    "rank_correlation": one["rank_correlation"],
                }
            )
    return made


def _elasticity(pairs: Sequence[tuple[Row, Row]], side: str, variant: Variant) -> float | None:
    found = []
    for before, after in pairs:
        factor = after.cover / before.cover if variant.cause == COVER else variant.factor
        a, b = getattr(before, side), getattr(after, side)
        if a and b and a > 0.0 and b > 0.0 and factor not in (0.0, 1.0):
            found.append(math.log(b / a) / math.log(factor))
    return _quantile(found, 0.5)
