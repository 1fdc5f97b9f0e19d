"""How long the garrison can still last, and whether it could be stormed: estimates that both sides make (M14-M19).

The probability that an assault wins is a fit to 672 engagements (The Dupuy Institute); the other forms are
assumptions.
"""

import math
from typing import Any

from sim.compiled import rule
from sim.constants import constant
from sim.theory.probability import logistic

DUPUY = "fit to 672 engagements of 1904-1991 (The Dupuy Institute)"

LOG_ODDS_AT_PARITY = constant(
    -0.07, "log odds", "an assault by as many men as defend, in the open", low=-0.3, high=0.2, source=DUPUY
)
LOG_ODDS_PER_LOG_RATIO = constant(
    0.94, "log odds", "what each unit of the log force ratio adds", low=0.6, high=1.4, source=DUPUY
)
ORDINARY = constant(0.75, "0-1", "morale x body of an ordinary fighter, who counts as one man", low=0.6, high=0.9)
FULL_STOCK_DAYS = constant(90.0, "day", "stores that strengthen a defence as fully as stores can", low=30.0, high=180.0)
STOCK_WEIGHT = constant(0.5, "share", "what full stores count against a full inflow", low=0.0, high=1.0)
LEAST_P_WIN = constant(0.02, "0-1", "probability of success at which storming takes the longest", low=0.005, high=0.1)
PUSH_DELAY = constant(1.5, "ratio", "days of a push over those that it would take unopposed", low=1.0, high=3.0)
STARVING_MASS = constant(
    0.75, "share", "body mass at which a fighter is at his end", low=0.65, high=0.8,
    source="Minnesota experiment, Keys et al. 1950: 24 weeks of semi-starvation",
)  # fmt: skip
STARVING_NEED = constant(0.62, "share", "mean need of a body on the way there, over that of day 0", low=0.5, high=0.75)
LEAST_DEFICIT = constant(0.02, "share", "smallest deficit by which bodies are used up", low=0.005, high=0.1)
DESERTED = constant(0.7, "share", "share of the fighters whose desertion ends a defence", low=0.4, high=0.9)
BREAKING_WIDTH = constant(
    0.03, "0-1", "doubt about where a force breaks, in strength and in morale", low=0.01, high=0.1
)
LEAST_GAP = 0.01  # keeps a ratio finite
LEAST_RATIO = 0.01  # its logarithm stays finite
LEAST_DEFENCE = 1e-6
LONGEST_RATE = 1e-4  # a garrison that nothing threatens can last 10 000 days


@rule
def p_win_assault(men: float, defence: float, cover: float) -> float:
    """Commanders' estimate that an assault wins (M14): logit P = -0.07 + 0.94 ln(men / (cover x defence)).

    `men` of the assault, `defence` in ordinary men, `cover` 1 in the open.

    >>> round(p_win_assault(3000.0, 1000.0, 1.0), 2)
    0.72
    """
    ratio = max(LEAST_RATIO, men / max(LEAST_DEFENCE, cover * defence))
    return logistic(LOG_ODDS_AT_PARITY + LOG_ODDS_PER_LOG_RATIO * math.log(ratio))


@rule
def support(inflow: float, stock: float, envelopment: float) -> float:
    """Factor by which food, ammunition and men that come in, or lie in store, strengthen a defence (M17; McQuie).

    g = 1 + envelopment x min(1, inflow + 0.5 min(1, stock / 90 days)); `stock` in days of full ration.

    >>> support(0.0, 0.0, 1.5)
    1.0
    """
    return 1.0 + envelopment * min(1.0, inflow + STOCK_WEIGHT * min(1.0, stock / FULL_STOCK_DAYS))


@rule
def defence(now: Any, envelopment: float) -> float:
    """Fighting strength in ordinary men, as an assault meets it (M15): strength / 0.75 x support."""
    return now.strength * now.first_fighters / ORDINARY * support(now.inflow, now.stock, envelopment)


@rule
def unopposed_days(held: float, goal: float, advance_m_day: float, cell_m: float) -> float:
    """Days to take `goal` of `held` cells unopposed: rolling up a third of a round pocket's rim, 2 pi r / 3 cells."""
    rim = 2.0 * math.sqrt(math.pi * held) / 3.0
    return goal / max(1.0, rim * advance_m_day / cell_m)


@rule
def conquest_days(
    cells: float, objective_share: float, regroup_days: float, advance_m_day: float, cell_m: float
) -> float:
    """Days that commanders expect the whole pocket to take at even odds: half of the pushes won, with their pauses."""
    goal = max(1.0, objective_share * cells)
    days = unopposed_days(cells, goal, advance_m_day, cell_m)
    return 2.0 / objective_share * (PUSH_DELAY * days + regroup_days)


@rule
def storm_days(now: Any, p_win: float) -> float:
    """Days until an assault campaign has taken what is left (M15): ground x conquest / (2 P)."""
    return now.ground * now.conquest / max(2.0 * LEAST_P_WIN, 2.0 * p_win)


@rule
def food_days(now: Any, target: float, fighters_first: float, mass_days: float) -> float:
    """Days until fighters starve (M18): what the stores last, then what the bodies last.

    T_food = stock / (target - inflow) + mass_days (w - 0.75) / (0.62 - fighters_first x inflow), w their body mass.
    """
    gap = max(LEAST_GAP, target - now.inflow)
    stores = now.stock / gap
    deficit = max(LEAST_DEFICIT, STARVING_NEED - fighters_first * now.inflow)
    reserve = mass_days * max(0.0, now.mass_fighters - STARVING_MASS) / deficit
    return stores + reserve


@rule
def endurance(now: Any, starving: float, storming: float, storm_belief: float, collapse: float) -> float:
    """Days the garrison can last (M18): hunger, storm, desertion and collapse compete, so their rates add up.

    1 / T = 1 / starving + storm_belief / storming + exits / 0.7 + collapse; `starving` and `storming` in days,
    `collapse` per day.
    """
    rate = 1.0 / max(1.0, starving) + storm_belief / max(1.0, storming) + now.exits / DESERTED + collapse
    return 1.0 / max(LONGEST_RATE, rate)


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
    thin = logistic((utilities.collapse_force - now.breaking_strength) / BREAKING_WIDTH) * now.breaking_threat
    weary = logistic((utilities.collapse_morale - now.morale) / BREAKING_WIDTH)
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
