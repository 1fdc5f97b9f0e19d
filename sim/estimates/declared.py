"""The estimates that are compared, each with what it is compared with."""

from typing import Literal, NamedTuple

CHANCE, DAYS, PEOPLE, RATE = "probability", "day", "person", "1/day"


class Estimate(NamedTuple):
    """One estimate of a party, and its counterpart in the model."""

    name: str
    unit: str
    label: str
    realised: str  # what it is compared with
    fork: Literal["assault", "hold", "own", "road", "prison"]  # the fork in which that is measured


#: To add an estimate: one line here, its value in `decision_round.py`, its counterpart in `continuations.py`.
ESTIMATES = (
    Estimate("storm_chance", CHANCE, "An assault takes the place", "share of assaults that took it", "assault"),
    Estimate("storm_days", DAYS, "Days until the place is taken", "median days until it was taken", "assault"),
    Estimate("own_dead", PEOPLE, "Besiegers who die in taking it", "mean dead, of all causes", "assault"),
    Estimate("own_dead_assault", PEOPLE, "Besiegers who die in taking it", "mean dead, killed in assaults", "assault"),
    Estimate("enemy_dead", PEOPLE, "Fighters who die in its fall", "mean dead, of all causes", "assault"),
    Estimate("enemy_dead_assault", PEOPLE, "Fighters who die in its fall", "mean dead, killed in assaults", "assault"),
)
NAMES = tuple(each.name for each in ESTIMATES)
