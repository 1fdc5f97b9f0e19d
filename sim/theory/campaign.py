"""The assault campaign and its end: when the besieger orders it, halts it, pushes, breaks off, or marches home (M22).

A doubt of a tenth of V keeps the order from being a cliff. A campaign is a sequence of pushes, each with a fortune of
its own; the sizes are assumptions.
"""

import math
from typing import Any

from sim.compiled import rule
from sim.constants import constant
from sim.theory.probability import logistic

STORM_DOUBT = constant(0.10, "share of V", "gain over which his propensity to storm turns", low=0.02, high=0.3)
ORDER_DAYS = constant(14.0, "day", "time in which a besieger who is sure to storm orders it", low=3.0, high=60.0)
LIFT_DOUBT = constant(0.05, "share of V", "gain over which his propensity to lift the siege turns", low=0.01, high=0.2)
LEAST_PUSH_DAYS = constant(2, "day", "shortest time that a push is given", low=1, high=7)


@rule
def is_ordered(offensive_day: float, day: float, allowed: float) -> bool:
    """Whether an announced offensive runs: its commander storms or deals, he neither waits nor goes home.

    `allowed` is 0 where he may not storm: then what he has announced is a bluff.

    >>> is_ordered(-1.0, 5.0, 1.0), is_ordered(5.0, 5.0, 1.0), is_ordered(5.0, 5.0, 0.0)
    (False, True, False)
    """
    return allowed != 0.0 and 0.0 <= offensive_day <= day


@rule
def disagreement_value(ordered: bool, storm: float, wait: float, lift: float) -> float:
    """Utility of the besieger's best option without a deal, own lives."""
    return storm if ordered else max(storm, wait, lift)


@rule
def storm_propensity(storm: float, otherwise: float, value: float) -> float:
    """How far he leans to storming, 0..1 (M22): L((storm - otherwise) / 0.1 V)."""
    return logistic((storm - otherwise) / (STORM_DOUBT * value))


@rule
def order_per_day(propensity: float) -> float:
    """Daily rate at which a campaign is ordered: once in 14 days where the propensity is 1."""
    return propensity / ORDER_DAYS


@rule
def halt_per_day(propensity: float) -> float:
    """Daily rate at which a campaign is halted: once in 14 days where the propensity is 0."""
    return (1.0 - propensity) / ORDER_DAYS


@rule
def lift_per_day(params: Any, lift: float, otherwise: float, value: float) -> float:
    """Daily hazard that he marches off: weekly rate / 7 x L((lift - otherwise) / 0.05 V).

    `otherwise` is his best option, a deal among them. Under an announced offensive nobody asks.
    """
    return params[0].utilities.lift_per_week / 7.0 * logistic((lift - otherwise) / (LIFT_DOUBT * value))


def push_fortune(median: float, spread: float, z: float, own_strike: float) -> float:
    """Factor on the attackers' strength in a push: median x e^(spread z) x own strike, z standard normal."""
    return median * math.exp(spread * z) * own_strike


def push_goal(held: int, cells: int, objective_share: float) -> int:
    """Cells that a push has to take: a share of the first pocket, at least one, at most all that is held."""
    return min(held, max(1, round(objective_share * cells)))


def push_days(unopposed: float, patience: float) -> int:
    """Days that a push is given: patience x what it would take unopposed, at least two."""
    return max(LEAST_PUSH_DAYS, round(patience * unopposed))


def is_broken_off(dead: float, attackers: float, breakoff_loss: float, is_late: bool) -> bool:
    """Whether a push that has not won is broken off: it is too costly, or too slow."""
    return dead >= breakoff_loss * attackers or is_late
