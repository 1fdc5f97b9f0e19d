"""What the fall of one place does to its neighbours: men, fear, reputation, hope (M61-M65).

Each channel has a strength of its own, 0 to 1, and 0 is off. A shock to morale alone would change nothing in the long
run: something must move, or something must be believed. That falls speed the next falls by freed men and by example
is how Mosul, Tal Afar and Hawija fell in nine months, eleven days and fifteen (Lehmann and Zhukov 2019 on surrender
that spreads by example).
"""

import math

from sim.compiled import rule
from sim.constants import constant

PRECEDENTS = constant(
    10.0, "deal", "weight of all that is known of a besieger's word beforehand", low=2.0, high=50.0
)
BREACH_WEIGHT = constant(2.0, "deal", "deals kept against which one breach counts", low=1.0, high=5.0)
HOPE_LOST = constant(0.25, "share", "part of the hope of relief that a fall takes at full strength", low=0.0, high=0.6)
FRIGHT = constant(
    0.2, "share", "part of the way to panic that news of a storm takes civilians at full strength", low=0.0, high=0.5
)


@rule
def march_days(distance_km: float, km_day: float) -> int:
    """Days on the march, at least one."""
    return max(1, math.ceil(distance_km / km_day))


@rule
def precedent(before: float, strength: float) -> float:
    """Belief that a storm will come, after one was seen next door: b + (1 - b) s.

    >>> precedent(0.5, 0.5)
    0.75
    """
    return before + (1.0 - before) * strength


@rule
def faded(precedent: float, memory_days: float) -> float:
    """The same a day later: an example is forgotten with time."""
    return precedent * math.exp(-1.0 / memory_days)


@rule
def frightened(fear: float, strength: float) -> float:
    """Fear of civilians who hear of it."""
    return fear + FRIGHT * strength * (1.0 - fear)


@rule
def reputation(before: float, honoured: bool, strength: float) -> float:
    """Belief in a besieger's word, the mean of a beta distribution: kept +1, broken +2 (M63).

    A breach weighs twice, so that the fall is faster than the recovery.
    """
    if honoured:
        return (before * PRECEDENTS + strength) / (PRECEDENTS + strength)
    return before * PRECEDENTS / (PRECEDENTS + BREACH_WEIGHT * strength)


@rule
def hope(before: float, strength: float) -> float:
    """Hope of relief over that of the first day, after another place has fallen."""
    return before * (1.0 - HOPE_LOST * strength)
