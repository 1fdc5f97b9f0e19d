"""Rates and odds: how a rate per day becomes a chance (M1), and a difference becomes a share. Definitions."""

import math

from sim.compiled import rule


@rule
def event_probability(rate, days):
    """Chance that an event of this daily rate happens within so many days: 1 - exp(-rate days).

    The series in the denominator replaces the exponential, whose last bit differs between machines; for
    rate x days up to 1 it is right to 1.5 %, and two half steps give what one step gives.
    """
    x = rate * days
    return 1.0 - 1.0 / (1.0 + x * (1.0 + x * (0.5 + x * (0.166666667 + x * 0.041666667))))


@rule
def exp_approx(x):
    """exp(x) by eight squarings, right to 2 % for |x| up to 3: the same bits on every machine."""
    y = 1.0 + x * 0.00390625
    for _ in range(8):
        y = y * y
    return y


@rule
def logistic(x):
    """The logistic share 1 / (1 + exp(-x)) of a difference x measured in units of doubt."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, x))))


@rule
def clip(x, low, high):
    """x held between two bounds."""
    return max(low, min(high, x))
