"""What strengthens a garrison, what breaks it, and how long it thinks that it can last (M15-M19).

How an assault campaign or a wait would go is worked out from these in `campaign_forecast`. The forms are assumptions.
"""

import math
from typing import Any

from sim.compiled import rule
from sim.constants import constant
from sim.theory.campaign import halt_per_day, order_per_day
from sim.theory.probability import logistic

ORDINARY = constant(0.75, "0-1", "morale x body of an ordinary fighter, who counts as one man", low=0.6, high=0.9)
FULL_STOCK_DAYS = constant(90.0, "day", "stores that strengthen a defence as fully as stores can", low=30.0, high=180.0)
STOCK_WEIGHT = constant(0.5, "share", "what full stores count against a full inflow", low=0.0, high=1.0)
BREAKING_WIDTH = constant(
    0.03, "0-1", "doubt about where a force breaks, in strength and in morale", low=0.01, high=0.1
)
LEAST_DEFENCE = 1e-6
LONGEST_RATE = 1e-4  # a garrison that nothing threatens can last 10 000 days


@rule
def support(inflow: float, stock: float, envelopment: float) -> float:
    """Factor by which food, ammunition and men that come in, or lie in store, strengthen a defence (M17; McQuie).

    g = 1 + envelopment x min(1, inflow + 0.5 min(1, stock / 90 days)); `stock` in days of full ration.

    >>> support(0.0, 0.0, 1.5)
    1.0
    """
    return 1.0 + envelopment * min(1.0, inflow + STOCK_WEIGHT * min(1.0, stock / FULL_STOCK_DAYS))


@rule
def sector_line(sector: float) -> float:
    """Cells on the line of a push: the rim of its third of a round pocket, 2 sqrt(pi c / 3) for its c cells."""
    return 2.0 * math.sqrt(math.pi * sector / 3.0)


@rule
def unopposed_days(held: float, goal: float, advance_m_day: float, cell_m: float) -> float:
    """Days to take `goal` of `held` cells unopposed: rolling up a third of a round pocket's rim, 2 pi r / 3 cells."""
    return goal / max(1.0, sector_line(held / 3.0) * advance_m_day / cell_m)


@rule
def endurance(holding: float, storming: float, storm_belief: float, pressed: bool) -> tuple[float, float]:
    """Days the garrison can last, and the chance that a storm ends it (M18): it is worn down, or attacked and stormed.

    While nobody attacks it ends at a rate h = 1 / holding, and a campaign is ordered at o; under attack it ends at
    s = 1 / storming, and the campaign is halted at x (`campaign_forecast` gives the days, `campaign` the rates).

    quiet: T = (s + x + o) / (h s + h x + o s), P = o s / (h s + h x + o s)
    attacked: T = (h + o + x) / (h s + h x + o s), P = (h + o) s / (h s + h x + o s)

    >>> days, by_storm = endurance(100.0, 50.0, 0.5, False)
    >>> round(days, 1), round(by_storm, 3)
    (71.9, 0.562)
    """
    h, s = max(LONGEST_RATE, 1.0 / max(1.0, holding)), 1.0 / max(1.0, storming)
    order, halt = order_per_day(storm_belief), halt_per_day(storm_belief)
    whole = h * s + h * halt + order * s
    if pressed:
        return (h + order + halt) / whole, (h + order) * s / whole
    return (s + halt + order) / whole, order * s / whole


@rule
def optimism(params: Any, day: float) -> float:
    """Factor by which the garrison overrates its endurance: e^(optimism e^(-day / optimism_days)); 1 in the end."""
    n = params[0].negotiation
    return math.exp(n.optimism * math.exp(-day / n.optimism_days))


@rule
def collapse_per_day(now: Any, utilities: Any) -> float:
    """Daily hazard that the force dissolves near its breaking points of strength and of morale (M19).

    rate x [L((force - s) / 0.03) e + L((morale point - m) / 0.03)]: s the strength that `breaking_strength` compares, e
    the enemy at hand (`breaking_threat`), m mean morale.
    """
    return breaks_per_day(utilities, now.breaking_strength, now.breaking_threat, now.morale)


@rule
def breaks_per_day(utilities: Any, strength: float, threat: float, morale: float) -> float:
    """The same of a force of such a `strength` toward breaking, of such a mean morale, under such a threat."""
    thin = logistic((utilities.collapse_force - strength) / BREAKING_WIDTH) * threat
    weary = logistic((utilities.collapse_morale - morale) / BREAKING_WIDTH)
    return utilities.collapse_per_day * (thin + weary)


@rule
def breaking_strength(strength: float, reference: float, breaking_days: float) -> float:
    """Strength as it counts toward breaking: over what it was lately, so that slow losses do not break a force.

    s / reference, at most 1; with `breaking_days` 0, over the ordinary strength of day 0, s / 0.75. `reference` is
    `reference_strength` as of the last decision round; both are fighters x morale x body over the first fighters.

    >>> breaking_strength(0.3, 0.6, 60.0)
    0.5
    """
    if breaking_days <= 0.0:
        return strength / ORDINARY
    return min(1.0, strength / max(LEAST_DEFENCE, reference))


@rule
def reference_strength(reference: float, strength: float, days: float, breaking_days: float) -> float:
    """The strength of the recent past after another `days`: exponential smoothing over `breaking_days`.

    A `reference` of 0 or less stands for none yet: then the strength itself.
    """
    if reference <= 0.0 or breaking_days <= 0.0:
        return strength
    return strength + (reference - strength) * math.exp(-days / breaking_days)


@rule
def breaking_threat(besiegers: float, fighters: float, breaking_days: float) -> float:
    """Weight of the enemy at hand on breaking: B / (B + F), men present; 1 with `breaking_days` 0.

    >>> breaking_threat(3000.0, 1000.0, 60.0)
    0.75
    """
    if breaking_days <= 0.0:
        return 1.0
    return besiegers / max(1.0, besiegers + fighters)
