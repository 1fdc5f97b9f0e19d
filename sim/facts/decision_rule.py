"""Whether an estimate bears a claim out: one rule for all facts, and none that looks at the theory."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from sim.compare.statistics.estimate import Estimate
from sim.facts.fact import Claim

CONFIRMED, CONTRADICTED, NOT_SHOWN = "confirmed", "contradicted", "not shown"
#: What a measure says when there is no effect at all.
NO_EFFECT = {"difference": 0.0, "ratio": 1.0, "hazard_ratio": 1.0, "part_of_change": 0.0}


class Verdict(NamedTuple):
    """What is said of a claim, and why where it is not shown."""

    word: str
    why: str = ""


def decide(claim: Claim, found: Estimate) -> Verdict:
    """Confirmed, contradicted or not shown.

    An effect of at least (at most) some size is *confirmed* if the estimate is so large and its whole interval lies
    on the predicted side of no effect, *contradicted* if the whole interval lies on the other side. Between two
    bounds, and where a level rather than an effect is predicted, the interval has to lie wholly within, or without.
    So an effect that is not there is confirmed, or contradicted, with a chance of 2.5 % at most, half of what a 95 %
    interval misses; one that exceeds what was asked for by half an interval or more is confirmed with 97.5 %.
    """
    if not all(map(math.isfinite, (found.value, found.low, found.high))):
        return Verdict(NOT_SHOWN, "too few runs to tell" if found.n else "not run yet")
    if claim.between is not None or claim.measure not in NO_EFFECT:
        return _within(found, *bounds(claim))
    up = claim.at_least is not None
    asked = claim.at_least if claim.at_least is not None else claim.at_most
    assert asked is not None
    none = NO_EFFECT[claim.measure]
    side = (found.low > none) if up else (found.high < none)
    other = (found.high < none) if up else (found.low > none)
    enough = (found.value >= asked) if up else (found.value <= asked)
    if side and enough:
        return Verdict(CONFIRMED)
    if other:
        return Verdict(CONTRADICTED)
    if side:
        return Verdict(NOT_SHOWN, "right direction, smaller than asked for")
    # The interval holds "no effect". Does it also hold the effect asked for?
    reaches = found.high >= asked if up else found.low <= asked
    return Verdict(NOT_SHOWN, "interval too wide" if reaches else "no effect of the size asked for")


def _within(found: Estimate, low: float, high: float) -> Verdict:
    if low <= found.low and found.high <= high:
        return Verdict(CONFIRMED)
    if found.high < low or found.low > high:
        return Verdict(CONTRADICTED)
    return Verdict(NOT_SHOWN, "the interval crosses a bound")


def bounds(claim: Claim) -> tuple[float, float]:
    """From where to where the figure is predicted to lie."""
    if claim.between is not None:
        return claim.between[0], claim.between[1]
    low = -math.inf if claim.at_least is None else claim.at_least
    return low, math.inf if claim.at_most is None else claim.at_most


def is_narrow_enough(claim: Claim, found: Estimate) -> bool:
    """Whether the interval is narrower than the effect asked for."""
    return relative_width(claim, found) <= 1.0


def seeds_needed(claim: Claim, found: Estimate) -> float:
    """About how many seeds would make the interval as narrow as the effect asked for; NaN where that cannot be told.

    An interval narrows with the root of the number of seeds.
    """
    return found.n * relative_width(claim, found) ** 2


def relative_width(claim: Claim, found: Estimate) -> float:
    """How many times as wide as the effect asked for the interval is; of bounds, as their distance.

    A rise is compared by ratio, a fall to a part in parts of what it falls from, so that a thing that vanishes is no
    vaguer than one that is halved.
    """
    low, high = bounds(claim)
    none = NO_EFFECT.get(claim.measure)
    if claim.between is None:
        if none is None:
            return 0.0  # a level with one bound asks for no size
        low, high = sorted((none, low if math.isfinite(low) else high))
    if none == 1.0 and high > 1.0 and found.low > 0:
        return math.log(found.high / found.low) / math.log(high / low)
    return found.width / (high - low)


def overall_verdict(verdicts: Sequence[Verdict]) -> str:
    """Of a fact: confirmed where all of its claims are, contradicted where one is, else not shown."""
    words = {verdict.word for verdict in verdicts}
    if CONTRADICTED in words:
        return CONTRADICTED
    return CONFIRMED if words == {CONFIRMED} else NOT_SHOWN
