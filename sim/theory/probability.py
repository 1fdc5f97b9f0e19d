"""From rates to probabilities, and from differences to shares (M1). Definitions, not assumptions."""

import math

from sim.compiled import rule


@rule
def event_probability(rate: float, days: float) -> float:
    """Probability that an event of a daily hazard happens within some days: p = 1 - exp(-rate days).

    The first terms of the series of exp stand in the denominator, for the last bit of exp differs between machines. For
    rate x days up to 1 the result is right to 1.5 %, and two half steps give what one step gives.
    """
    x = rate * days
    return 1.0 - 1.0 / (1.0 + x * (1.0 + x * (0.5 + x * (0.166666667 + x * 0.041666667))))


@rule
def exp_approx(x: float) -> float:
    """exp(x) as (1 + x / 256)^256, right to 2 % for |x| up to 3: the same bits on every machine."""
    y = 1.0 + x * 0.00390625
    for _ in range(8):
        y = y * y
    return y


@rule
def logistic(x: float) -> float:
    """Logistic function 1 / (1 + exp(-x)) of a difference in units of doubt; |x| is cut at 60, where it is flat.

    >>> logistic(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, x))))


@rule
def clip(x: float, low: float, high: float) -> float:
    """x bounded to low..high."""
    return max(low, min(high, x))
