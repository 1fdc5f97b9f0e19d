"""What the fall of one place does to its neighbours: men, fear, reputation, hope (M61-M65).

Each way has a strength of its own, 0 to 1, and 0 is off. A shock to morale alone would change nothing in the long
run: something must move, or something must be believed. That falls speed the next falls by freed men and by example
is how Mosul, Tal Afar and Hawija fell in nine months, eleven days and fifteen (Lehmann and Zhukov 2019 on surrender
that spreads by example).
"""

import math

from sim.compiled import rule

#: Weight of all that is known of a besieger's word beforehand, in deals: assumption.
PRECEDENTS = 10.0
#: A breach counts for so many honoured deals (assumption).
BREACH_WEIGHT = 2.0
#: How much of the hope of relief each fall takes at full strength: it is left at 0.75 (assumption).
HOPE_LOST = 0.25
#: How much of the way to panic the news of a storm takes civilians at full strength: assumption.
FRIGHT = 0.2


@rule
def march_days(distance_km, km_day):
    """Days on the march, at least one."""
    return max(1, math.ceil(distance_km / km_day))


@rule
def precedent(before, strength):
    """Belief that a storm will come, after one was seen next door: b + (1 - b) s."""
    return before + (1.0 - before) * strength


@rule
def faded(precedent, memory_days):
    """The same a day later: an example is forgotten with time."""
    return precedent * math.exp(-1.0 / memory_days)


@rule
def frightened(fear, strength):
    """Fear of civilians who hear of it."""
    return fear + FRIGHT * strength * (1.0 - fear)


@rule
def reputation(before, honoured, strength):
    """Belief in a besieger's word, the mean of a beta distribution: kept +1, broken +2 (M63).

    A breach weighs twice, so that the fall is faster than the recovery.
    """
    if honoured:
        return (before * PRECEDENTS + strength) / (PRECEDENTS + strength)
    return before * PRECEDENTS / (PRECEDENTS + BREACH_WEIGHT * strength)


@rule
def hope(before, strength):
    """Hope of relief over that of the first day, after another place has fallen."""
    return before * (1.0 - HOPE_LOST * strength)
