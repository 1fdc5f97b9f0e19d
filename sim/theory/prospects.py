"""How long the garrison can still last: what both sides reckon with, each in his own way (M14-M19).

The odds are a fit to 672 engagements (The Dupuy Institute); the other forms are assumptions.
"""

import math
from typing import NamedTuple

from sim.compiled import rule
from sim.theory.probability import logistic


class Situation(NamedTuple):
    """What the war looks like today. Shares are of the first day, times in days, rates per day."""

    day: float
    ground: float  # share of the pocket still held
    stock: float  # days of full ration in the stores
    inflow: float  # food coming in, share of need
    mass_fighters: float
    mass_civilians: float
    strength: float  # fighters x mind x body, over fighters at full
    morale: float
    fighters: float  # men who still fight
    first_fighters: float
    foreign: float  # share of them
    besiegers: float  # men he can bring to an assault
    all_besiegers: float
    cover: float  # mean of the ground held
    conquest: float  # days to take all of the first pocket at even odds
    fire: float  # believed hazard of a fighter from fire, a day
    starve: float  # believed hazard from hunger, a day
    exits: float  # share of the fighters who desert a day
    pressed: float  # 1 while an assault campaign runs
    relief: float  # hazard of relief a day
    civilians: float  # civilians still inside, over those of day 0
    rent: float  # what officers earn at the crossings, 0..1
    left: float  # days until the besieger must be done; many when nothing presses
    date: float  # days until one would leave by a date
    dated: float  # 1 while a date ahead is known to both sides
    linked: float  # 1 where the siege is linked to another
    attention: float  # public attention, 0..1


@rule
def p_win_assault(men, defence, cover):
    """Commanders' estimate that an assault wins: logit P = -0.07 + 0.94 ln(men / (cover x defence)) (M14)."""
    ratio = max(0.01, men / max(1e-6, cover * defence))
    return logistic(-0.07 + 0.94 * math.log(ratio))


@rule
def support(inflow, stock, envelopment):
    """How much food, ammunition and men that come in, or lie in store, strengthen a defence (M17; McQuie)."""
    return 1.0 + envelopment * min(1.0, inflow + 0.5 * min(1.0, stock / 90.0))


@rule
def defence(now, envelopment):
    """Fighting strength in men, as an assault meets it; 0.75 is the mind of an ordinary garrison."""
    return now.strength * now.first_fighters / 0.75 * support(now.inflow, now.stock, envelopment)


@rule
def unopposed_days(held, goal, advance_m_day, cell_m):
    """Days to take `goal` of `held` cells unopposed: rolling up a third of a round pocket's rim, 2 pi r / 3 cells."""
    rim = 2.0 * math.sqrt(math.pi * held) / 3.0
    return goal / max(1.0, rim * advance_m_day / cell_m)


@rule
def conquest_days(cells, objective_share, regroup_days, advance_m_day, cell_m):
    """Days that commanders reckon for the whole pocket at even odds: half of the pushes won, with their pauses."""
    goal = max(1.0, objective_share * cells)
    days = unopposed_days(cells, goal, advance_m_day, cell_m)
    return 2.0 / objective_share * (1.5 * days + regroup_days)


@rule
def storm_days(now, odds):
    """Days until an assault campaign has taken what is left: ground x conquest / (2 P) (M15)."""
    return now.ground * now.conquest / max(0.04, 2.0 * odds)


@rule
def food_days(now, target, fighters_first, mass_days):
    """Days until fighters starve: what the stores last, then what the bodies last."""
    gap = max(0.01, target - now.inflow)
    stores = now.stock / gap
    reserve = mass_days * max(0.0, now.mass_fighters - 0.75) / max(0.02, 0.62 - fighters_first * now.inflow)
    return stores + reserve


@rule
def endurance(now, starving, storming, storm_belief, breaking):
    """Days the garrison can last: hunger, storm, desertion and collapse as competing ends: their rates add up (M18)."""
    rate = 1.0 / max(1.0, starving) + storm_belief / max(1.0, storming) + now.exits / 0.7 + breaking
    return 1.0 / max(1e-4, rate)


@rule
def breaking_per_day(now, rules):
    """Daily hazard that the force dissolves, near its breaking points of strength and of morale (M19)."""
    relative = now.strength / 0.75
    thin = logistic((rules.collapse_force - relative) / 0.03)
    weary = logistic((rules.collapse_morale - now.morale) / 0.03)
    return rules.collapse_per_day * (thin + weary)
