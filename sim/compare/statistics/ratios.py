"""How many times one share or mean is another."""

import math

from sim.compare.statistics.estimate import Estimate, unknown


def ratio(first: Estimate, second: Estimate) -> Estimate:
    """Second over first, neither negative, from the intervals of both (Donner and Zou 2012, method MOVER-R).

    It takes the two as independent; where they share their seeds, and so go together, the interval is too wide
    rather than too narrow. It holds where the second is 0 of many.
    """
    one, two = first.value, second.value
    n = min(first.n, second.n)
    if not (one > 0 and all(map(math.isfinite, (*first[:3], *second[:3])))):
        return unknown(n)
    low = _end(one, two, second.low, first.high, -1)
    return Estimate(two / one, max(0.0, low), _end(one, two, second.high, first.low, 1), n)


def _end(one: float, two: float, of_two: float, of_one: float, side: int) -> float:
    """One end, from the end of either that drives it."""
    below = of_one * (2 * one - of_one)
    if below <= 0:
        return math.inf if side > 0 else 0.0
    root = math.sqrt(max(0.0, (one * two) ** 2 - of_two * (2 * two - of_two) * below))
    return (one * two + side * root) / below
