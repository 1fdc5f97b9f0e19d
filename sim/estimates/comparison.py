"""Estimates against what happened, over many states: ratios, ranks, and how both respond to a cause."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.estimates.causes import COVER
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


def responses(before: Sequence[Row], after: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """By name of the estimate: how both sides respond to a changed cause, over the states that both lists have.

    An elasticity is the median over states of ln(changed / unchanged) / ln(factor): 1 where a quantity changes in
    proportion to the cause. With it come the ratio and the rank correlation under the change.
    """
    unchanged = {(row.seed, row.moment, row.estimate): row for row in before}
    pairs = [(old, row) for row in after if (old := unchanged.get((row.seed, row.moment, row.estimate))) is not None]
    compared = comparisons(after)
    return {
        estimate.name: _response([pair for pair in pairs if pair[1].estimate == estimate.name], compared[estimate.name])
        for estimate in ESTIMATES
    }


def _response(pairs: Sequence[tuple[Row, Row]], compared: Mapping[str, Any]) -> dict[str, Any]:
    known = [(old, row) for old, row in pairs if old.realised is not None and not old.beyond and not row.beyond]
    return {
        "states": len(pairs),
        "estimated_elasticity": _quantile([e for old, row in pairs for e in _elasticity(old, row, "estimated")], 0.5),
        "realised_elasticity": _quantile([e for old, row in known for e in _elasticity(old, row, "realised")], 0.5),
        "ratio": compared["ratio"],
        "rank_correlation": compared["rank_correlation"],
    }


def _elasticity(before: Row, after: Row, side: str) -> list[float]:
    """The elasticity of one state, as a list of one; empty where there is none, since something is nothing."""
    factor = after.cover / before.cover if after.cause == COVER else after.factor
    a, b = getattr(before, side), getattr(after, side)
    return [math.log(b / a) / math.log(factor)] if a and b and factor not in (0.0, 1.0) else []
