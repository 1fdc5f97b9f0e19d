"""Hidden types: what nobody else can know of a command, drawn once for each siege (M2).

Persistent types keep choices from being cliffs and make one siege differ from the next under the same parameters. z are
standard normal draws. The forms are assumptions.
"""

import math

from sim.constants import constant

SHARED = constant(
    0.7,
    "ratio",
    "weight of the locals' hidden resolve in the foreigners', and of the foreigners' own",
    low=0.0,
    high=1.0,
)


def local_resolve(spread: float, z: float) -> float:
    """Hidden resolve of the locals, in lives: spread x z."""
    return spread * z


def foreign_resolve(local: float, spread: float, z: float) -> float:
    """Hidden resolve of the foreigners, in lives: 0.7 of the locals' and 0.7 of one of their own."""
    return SHARED * local + SHARED * spread * z


def bias(spread: float, z: float) -> float:
    """A besieger's bias for one of his options, share of V: spread x z."""
    return spread * z


def endurance_factor(spread: float, z: float) -> float:
    """What a besieger takes the garrison's endurance for at first, over what it is: e^(spread z)."""
    return math.exp(spread * z)
