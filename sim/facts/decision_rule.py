"""Whether an estimate confirms a claim: one rule for all facts."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from sim.compare.statistics.estimate import Estimate
from sim.facts.fact import Claim

CONFIRMED, CONTRADICTED, NOT_SHOWN = "confirmed", "contradicted", "not shown"
#: Value of each measure when there is no effect.
NO_EFFECT = {"difference": 0.0, "ratio": 1.0, "hazard_ratio": 1.0, "part_of_change": 0.0}


class Verdict(NamedTuple):
    """The verdict on a claim, with the reason where it is not shown."""

    word: str
    why: str = ""


def decide(claim: Claim, estimated: Estimate) -> Verdict:
    """Confirmed, contradicted or not shown.

    An effect of a minimum (or maximum) size is *confirmed* if the estimate reaches that size and the entire interval
    lies on the predicted side of no effect, *contradicted* if the entire interval lies on the other side. For bounds,
    and where a level rather than an effect is predicted, the entire interval has to lie within, or outside, them.
    Where there is no effect, the probability of a wrong "confirmed" (or "contradicted") is at most 2.5%. An effect
    that exceeds the predicted size by half the interval width is confirmed with a probability of about 97.5%.
    """
    if not all(map(math.isfinite, (estimated.value, estimated.low, estimated.high))):
        return Verdict(NOT_SHOWN, "too few runs" if estimated.n else "not run yet")
    if claim.between is not None or claim.measure not in NO_EFFECT:
        return _within(estimated, *bounds(claim))
    up = claim.at_least is not None
    predicted = claim.at_least if claim.at_least is not None else claim.at_most
    assert predicted is not None
    none = NO_EFFECT[claim.measure]
    side = (estimated.low > none) if up else (estimated.high < none)
    other = (estimated.high < none) if up else (estimated.low > none)
    enough = (estimated.value >= predicted) if up else (estimated.value <= predicted)
    if side and enough:
        return Verdict(CONFIRMED)
    if other:
        return Verdict(CONTRADICTED)
    if side:
        return Verdict(NOT_SHOWN, "right direction, but smaller than predicted")
    # The interval includes "no effect". Does it also include the predicted effect?
    reaches = estimated.high >= predicted if up else estimated.low <= predicted
    return Verdict(NOT_SHOWN, "interval too wide" if reaches else "no effect of the predicted size")


def _within(estimated: Estimate, low: float, high: float) -> Verdict:
    if low <= estimated.low and estimated.high <= high:
        return Verdict(CONFIRMED)
    if estimated.high < low or estimated.low > high:
        return Verdict(CONTRADICTED)
    return Verdict(NOT_SHOWN, "the interval crosses a bound")


def bounds(claim: Claim) -> tuple[float, float]:
    """Lower and upper bound of the prediction; infinite where there is none."""
    if claim.between is not None:
        return claim.between[0], claim.between[1]
    low = -math.inf if claim.at_least is None else claim.at_least
    return low, math.inf if claim.at_most is None else claim.at_most


def is_narrow_enough(claim: Claim, estimated: Estimate) -> bool:
    """Whether the interval is at most as wide as the predicted effect."""
    return relative_width(claim, estimated) <= 1.0


def seeds_needed(claim: Claim, estimated: Estimate) -> float:
    """Approximate number of seeds for an interval as narrow as the predicted effect; NaN where unknown.

    The width of an interval falls with the square root of the number of seeds.
    """
    return estimated.n * relative_width(claim, estimated) ** 2


def relative_width(claim: Claim, estimated: Estimate) -> float:
    """Width of the interval relative to the predicted effect, or to the distance between the bounds.

    Increases of a ratio are compared on a log scale, decreases on a linear one, so that an effect that vanishes does
    not count as less precise than one that is halved.
    """
    low, high = bounds(claim)
    none = NO_EFFECT.get(claim.measure)
    if claim.between is None:
        if none is None:
            return 0.0  # a level with one bound predicts no size
        low, high = sorted((none, low if math.isfinite(low) else high))
    if none == 1.0 and high > 1.0 and estimated.low > 0:
        return math.log(estimated.high / estimated.low) / math.log(high / low)
    return estimated.width / (high - low)


def overall_verdict(verdicts: Sequence[Verdict]) -> str:
    """The verdict on a fact: confirmed if all claims are, contradicted if any claim is, otherwise not shown."""
    words = {verdict.word for verdict in verdicts}
    if CONTRADICTED in words:
        return CONTRADICTED
    return CONFIRMED if words == {CONFIRMED} else NOT_SHOWN
