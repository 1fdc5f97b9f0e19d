"""From boarding to arrival: who settles instead, and what may happen on the road (M36). Sizes are assumptions."""

import math

from sim.compiled import rule
from sim.theory.probability import logistic

#: Share of a journey's danger that lies in boarding and the crossing of the line (Aleppo, Tabqa; assumption).
AT_BOARDING = 0.5
#: Danger of a stage by who holds it: of a breach by the besieger's own men, and of a bomb (assumption).
BREACH = {"besieger": 1.0, "third": 0.5, "patron_reach": 0.25, "refuge": 0.0}
BOMB = {"besieger": 0.5, "third": 1.0, "patron_reach": 0.25, "refuge": 0.0}
#: How far the patron's reach goes on a stage.
REACHED = {"besieger": 0.5, "third": 0.5, "patron_reach": 1.0, "refuge": 0.0}


@rule
def settles(leave, give_up, home_ties, settled_danger_relief):
    """Chance that a local fighter settles with papers rather than leave (al-Waer 60 %, Hameh 67 %, Daraya about 0).

    A settled status, asked for in the open and with neighbours watching, is a little safer than being taken.
    """
    return home_ties * logistic((give_up + settled_danger_relief - leave) / 0.15)


def breaches(breach_chance: float, doubt: float) -> float:
    """Breaches expected on a whole journey: -ln(1 - b) x doubt, b the chance on a road that nobody stands for.

    Doubt is (1 - rep)(1 - guarantor)(1 - 0.3 O)(1 - hostages): a sure guarantor leaves none (Walter 1997).
    """
    return -math.log(1.0 - min(0.999, breach_chance)) * doubt


def share_of_journey(boarded: bool, moved: float, danger: float, tranches: int) -> float:
    """A tranche's part of that on one day: half at boarding, half along the way, split over the tranches.

    `moved`: share of the road covered today; `danger`: of the stage. Many small tranches are no safer and no worse,
    nor are short days.
    """
    at_start = AT_BOARDING if boarded else 0.0
    return (at_start + (1.0 - AT_BOARDING) * moved * danger) / max(1, tranches)


def gives_up(per_day: float, provisions: float) -> float:
    """Daily hazard that a fighter of a stranded deal gives himself up: doubled where nothing is left to eat."""
    return per_day * (2.0 - provisions)
