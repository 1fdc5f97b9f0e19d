"""From boarding to arrival: seats, who settles instead, what may happen on the road (M36, M37). Sizes: assumptions.

Breaches and bombs stand here. Whether the patron strikes the convoy or craters its road stands in `patron.response`;
`agents.convoy_attacks` puts all of them to the draw, day by day.
"""

import math
from typing import Any, NamedTuple

from sim.compiled import rule
from sim.constants import constant
from sim.theory.probability import logistic

ON_TRUCK = constant(40, "people", "people on one truck", low=20, high=80)
IN_CAR = constant(5, "people", "people in one car of their own", low=3, high=8)

SETTLING_DOUBT = constant(
    0.15, "lives", "scale of the logistic share that settles", low=0.05, high=0.4,
    source="al-Waer 60 % settled, Hameh 67 %, Daraya about none; assumption",
)  # fmt: skip
WITH_PAPERS = constant(
    2.0, "factor", "safety of a settled status that the terms promise, over one asked for alone", low=1.0, high=4.0
)

AT_BOARDING = constant(
    0.5, "0..1", "share of a journey's danger that lies in boarding and crossing the line", low=0.2, high=0.8,
    source="Aleppo, Tabqa; assumption",
)  # fmt: skip
SUREST_BREACH = constant(0.999, "0..1", "highest probability of a breach that a scenario can mean", low=0.99, high=1.0)
HUNGRY_GIVE_UP = constant(
    1.0, "share", "by how much more fighters give themselves up where nothing is left to eat", low=0.0, high=4.0
)
LONGEST_STRANDING = constant(
    4, "factor", "days after which a stranded column is freed or given up, over the mean", low=2, high=10
)


class StageRisk(NamedTuple):
    """What can happen on a stage of the road: factors on the dangers of a road that nobody stands for."""

    breach: float  # by the besieger's own men
    bomb: float  # of those left out of the deal
    reached: float  # share of the patron's reach


#: By `held_by` of a stage. The factors other than 0 and 1 are assumptions.
STAGES = {
    "besieger": StageRisk(
        1.0,
        constant(0.5, "factor", "bombs on a stage that the besieger holds", low=0.1, high=1.0),
        constant(0.5, "factor", "reach of the patron on a stage that the besieger holds", low=0.0, high=1.0),
    ),
    "third": StageRisk(
        constant(0.5, "factor", "breaches on a stage that third parties hold", low=0.0, high=1.0),
        1.0,
        constant(0.5, "factor", "reach of the patron on a stage that third parties hold", low=0.0, high=1.0),
    ),
    "patron_reach": StageRisk(
        constant(0.25, "factor", "breaches where the patron's aircraft reach best", low=0.0, high=1.0),
        constant(0.25, "factor", "bombs where the patron's aircraft reach best", low=0.0, high=1.0),
        1.0,
    ),
    "refuge": StageRisk(0.0, 0.0, 0.0),
}


@rule
def seats(buses: float, people_per_bus: float, trucks: float, cars: float) -> float:
    """People that a tranche can take, at least one; a whole number of whole numbers.

    >>> seats(buses=10, people_per_bus=50, trucks=2, cars=4)
    600
    """
    return max(1, buses * people_per_bus + trucks * ON_TRUCK + cars * IN_CAR)


@rule
def seats_of(road: Any) -> float:
    """People that a tranche can take; `road`: section `convoy`."""
    return seats(road.buses, road.people_per_bus, road.trucks, road.own_vehicles)


@rule
def expected_people(road: Any, fighters: float, families: float, civilians: float) -> float:
    """People of a column in which all fighters leave, their families, and the share of other civilians who join."""
    return fighters + families + road.civilians_join * max(0.0, civilians - families)


@rule
def expected_days(road: Any, people: float, road_km: float) -> float:
    """Days from the first tranche's boarding to the last one's arrival where nothing happens; a tranche a day."""
    return math.ceil(people / seats_of(road)) - 1.0 + max(1.0, math.ceil(road_km / road.km_per_day))


@rule
def settles(leave: float, give_up: float, home_ties: float, safety: float) -> float:
    """Share of the local fighters who settle with papers instead of leaving: p = ties L((U_S + safety - U_E) / 0.15).

    `leave` U_E and `give_up` U_S: utilities of leaving and of giving up, lives; `home_ties` 0..1; `safety`: by how much
    a settled status, asked for in the open and with neighbours watching, is safer than being taken, lives.
    """
    return home_ties * logistic((give_up + safety - leave) / SETTLING_DOUBT)


def settled_safety(safety: float, promised: bool) -> float:
    """By how much settling is safer than being taken, lives; more where the terms promise it."""
    return safety * (WITH_PAPERS if promised else 1.0)


def remnant(share: float, willing: float) -> float:
    """Share of the foreign fighters who stay and fight on: `share` of those who would rather not take the terms."""
    return share * (1.0 - willing)


def breaches(breach_chance: float, doubt: float) -> float:
    """Breaches expected on a whole journey: n = -ln(1 - b) doubt (M36).

    `breach_chance` b: probability on a road that nobody stands for. Doubt is (1 - rep)(1 - guarantor)(1 - 0.3 O)
    (1 - hostages), see `credibility.doubt`: a sure guarantor leaves none (Walter 1997).

    >>> round(breaches(0.7, 0.5), 3)
    0.602
    """
    return -math.log(1.0 - min(SUREST_BREACH, breach_chance)) * doubt


def danger_at_boarding(tranches: int) -> float:
    """A tranche's part of the journey's danger on the day on which it boards: half of it, split over the tranches."""
    return AT_BOARDING / max(1, tranches)


def danger_on_road(moved: float, danger: float, tranches: int) -> float:
    """A tranche's part of the journey's danger on a stretch of the road: the other half, split over the tranches.

    `moved`: the stretch as a share of the whole road; `danger`: factor of its stage. So many small tranches are as safe
    as one, and short days as long ones.
    """
    return (1.0 - AT_BOARDING) * moved * danger / max(1, tranches)


def grievance(fight: float, deal: float) -> float:
    """Lives that a deal takes from one who is left out of it: what he would have kept without it, at least 0."""
    return max(0.0, fight - deal)


def grievance_of_left_out(each: float, stayed: int, fighters: int) -> float:
    """Grievance of the fighters left out, by their share of the garrison at the signature, lives."""
    return each * stayed / max(1, fighters)


def grievance_of_partner(share_of_men: float, willingness: float) -> float:
    """Grievance of a partner of the besieger who abstained, by his share of the men and how unwilling he was."""
    return share_of_men * (1.0 - willingness)


def bomb_per_day(spoiler: float, stage_factor: float, danger: float, grievance: float) -> float:
    """Daily hazard of a bomb on the convoy: h = z f d (U_F - U_k)+ (M37).

    `spoiler` z: per day and life lost; `stage_factor` f by who holds the stage; `danger` d of the stage. Those left out
    of a deal may strike at it (Stedman 1997); most of them fail to end it (Reiter).
    """
    return spoiler * stage_factor * danger * grievance


def gives_up_per_day(per_day: float, provisions: float) -> float:
    """Daily hazard that a fighter of a stranded deal gives himself up; doubled where nothing is left to eat.

    `provisions`: ration on the road, share of full.
    """
    return per_day * (1.0 + HUNGRY_GIVE_UP - provisions)


def stranded_for_good(days: int, mean_days: float) -> bool:
    """Whether a stranded column has stood for so long that its fate is decided anyway."""
    return days >= LONGEST_STRANDING * mean_days


def halt_days(days: int) -> int:
    """Days for which a convoy halts after an attack, at least one."""
    return max(1, days)
