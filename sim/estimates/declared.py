"""The estimates that are compared, each with what it is compared with."""

from typing import NamedTuple

DAYS = "day"

# The forks, as headings of the table.
ASSAULT = "An assault is ordered today and never called off"
HOLDING_OUT = "Nobody attacks, talks or leaves"
QUIET = "Nobody attacks or talks"
FREE = "The besieger attacks when it chooses, and nobody talks"
DEPARTURE = "All who would leave under a plain evacuation set out today"
SURRENDER = "Everyone surrenders today"


class Estimate(NamedTuple):
    """One estimate of a party, and its counterpart in the model."""

    name: str
    unit: str
    label: str
    realised: str  # what it is compared with
    fork: str  # what happens in the fork


#: To add one: a line here, its value in `decision_round.py`, and its counterpart in a file of the forks.
ESTIMATES = (
    Estimate("storm_chance", "0-1", "probability of taking the place", "share of assaults that took it", ASSAULT),
    Estimate("storm_days", DAYS, "days until it is taken", "mean days, if taken", ASSAULT),
    Estimate("own_dead", "person", "besiegers' deaths", "all causes", ASSAULT),
    Estimate("own_killed", "person", "besiegers' deaths", "in combat or of wounds", ASSAULT),
    Estimate("enemy_dead", "person", "fighters' deaths", "all causes, if taken", ASSAULT),
    Estimate("enemy_killed", "person", "fighters' deaths", "in combat or of wounds", ASSAULT),
    Estimate("fire_assault", "1/day", "fighter's hazard from fire", "killed in a month of assault", ASSAULT),
    Estimate("fire", "1/day", "fighter's hazard from fire", "killed in a month without assault", HOLDING_OUT),
    Estimate("hunger", "1/day", "fighter's hazard from hunger", "dead of hunger, disease in a month", HOLDING_OUT),
    Estimate("stores", DAYS, "days until stores are empty", "median days", HOLDING_OUT),
    Estimate("bodies", DAYS, "days until fighters starve", "half at starvation mass", HOLDING_OUT),
    Estimate("holding", DAYS, "days the garrison can hold out", "mean days to collapse", QUIET),
    Estimate("endurance", DAYS, "days until the place falls", "mean days", FREE),
    Estimate("road_believed", "0-1", "believed probability of arrival", "share of fighters who arrived", DEPARTURE),
    Estimate("road_true", "0-1", "the same without excess fear", "share of fighters who arrived", DEPARTURE),
    Estimate("road_alive", "0-1", "believed probability of arrival", "share not killed on the way", DEPARTURE),
    Estimate("prison_local", "0-1", "local captive's risk of death", "no counterpart", SURRENDER),
    Estimate("prison_foreign", "0-1", "foreign captive's risk of death", "no counterpart", SURRENDER),
)
NAMES = tuple(each.name for each in ESTIMATES)
#: Why the estimates of captivity have no counterpart.
CAPTIVITY = "no counterpart: in the model nobody dies in captivity, and a siege ends with the surrender"
