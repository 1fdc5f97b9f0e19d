"""What the fall of one place does to its neighbours: men, fear, reputation, hope (M61-M65).

Each channel has a strength of its own, 0 to 1, and 0 is off. A shock to morale alone would change nothing in the long
run: something must move, or something must be believed. That falls hasten the next falls by freed men and by example is
how Mosul, Tal Afar and Hawija fell in nine months, eleven days and fifteen (Lehmann and Zhukov 2019 on surrender that
spreads by example).
"""

import math
from typing import Any

from sim.compiled import rule
from sim.constants import constant

PRECEDENTS = constant(10.0, "deals", "weight of all that is known of a besieger's word beforehand", low=2.0, high=50.0)
BREACH_WEIGHT = constant(2.0, "deals", "deals honoured that a breach outweighs", low=1.0, high=5.0)
HOPE_LOST = constant(
    0.25, "0..1", "share of the hope of relief that each fall takes, at full strength", low=0.0, high=0.6
)
FRIGHT = constant(
    0.2, "0..1", "part of the way to panic that civilians go who hear of a storm, at full strength", low=0.0, high=0.6
)
FORGOTTEN = constant(1e-4, "0..1", "precedent that no longer adds anything to a belief", low=0.0, high=0.01)


@rule
def march_days(distance_km: float, km_day: float) -> int:
    """Whole days on the march, at least one (M61).

    >>> march_days(61.0, 30.0)
    3
    """
    return max(1, math.ceil(distance_km / km_day))


def attraction(distance_km: float) -> float:
    """Weight of a ring among those that freed besiegers go to: 1 / distance (M61)."""
    return 1.0 / distance_km


@rule
def precedent(before: float, strength: float) -> float:
    """Belief that a storm will come, after one was seen next door: b + (1 - b) s (M62)."""
    return before + (1.0 - before) * strength


@rule
def faded(precedent: float, memory_days: float) -> float:
    """The precedent a day later: b e^(-1 / memory), 0 where hardly anything is left."""
    left = precedent * math.exp(-1.0 / memory_days)
    return left if left >= FORGOTTEN else 0.0


@rule
def frightened(fear: Any, strength: Any) -> Any:
    """Fear of civilians, 0..1, who hear of a storm: f + 0.2 s (1 - f) (M62). Numbers or arrays, float32 (n,)."""
    return fear + FRIGHT * strength * (1.0 - fear)


@rule
def reputation(before: float, honoured: bool, strength: float) -> float:
    """Belief in a besieger's word, the mean of a beta distribution: honoured +s, broken +2 s (M63).

    A breach weighs twice, so that the fall is faster than the recovery.

    >>> reputation(0.5, True, 1.0) > 0.5 > reputation(0.5, False, 1.0)
    True
    """
    if honoured:
        return (before * PRECEDENTS + strength) / (PRECEDENTS + strength)
    return before * PRECEDENTS / (PRECEDENTS + BREACH_WEIGHT * strength)


@rule
def hope(before: float, strength: float) -> float:
    """Hope of relief over that of the first day, after another place has fallen: h (1 - 0.25 s) (M64)."""
    return before * (1.0 - HOPE_LOST * strength)
