"""The estimates that are compared, each with what it is compared with."""

from typing import NamedTuple

DAYS = "day"

# The forks, as headings of the table.
ASSAULT = "An assault is ordered today and never called off"
HOLDING_OUT = "Nobody attacks, talks or leaves"
QUIET = "Nobody attacks or talks"
FREE = "The besieger attacks when he wants to, and nobody talks"
DEPARTURE = "All who would leave under a plain evacuation set out today"
SURRENDER = "All give up today"


class Estimate(NamedTuple):
    """One estimate of a party, and its counterpart in the model."""

    name: str
    unit: str
    label: str
    realised: str  # what it is compared with
    fork: str  # what happens in the fork


#: To add one: a line here, its value in `decision_round.py`, and its counterpart in a file of the forks.
ESTIMATES = (
    Estimate("storm_chance", "0-1", "chance to take the place", "assaults that took it", ASSAULT),
    Estimate("storm_days", DAYS, "days until it is taken", "mean days, where it was taken", ASSAULT),
    Estimate("own_dead", "person", "besiegers dead", "all causes", ASSAULT),
    Estimate("own_killed", "person", "besiegers dead", "killed, or of wounds", ASSAULT),
    Estimate("enemy_dead", "person", "fighters dead", "all causes, where it was taken", ASSAULT),
    Estimate("enemy_killed", "person", "fighters dead", "killed, or of wounds", ASSAULT),
    Estimate("fire_assault", "1/day", "fighter's hazard from fire", "killed in the first month", ASSAULT),
    Estimate("fire", "1/day", "fighter's hazard from fire", "killed in the next month", HOLDING_OUT),
    Estimate("hunger", "1/day", "fighter's hazard from hunger", "hunger, disease, next month", HOLDING_OUT),
    Estimate("stores", DAYS, "days until the stores are empty", "median days", HOLDING_OUT),
    Estimate("bodies", DAYS, "days until the fighters starve", "until half are at starving mass", HOLDING_OUT),
    Estimate("holding", DAYS, "days that it can hold out", "mean days to a collapse", QUIET),
    Estimate("endurance", DAYS, "days that it can last", "mean days, stormed or collapsed", FREE),
    Estimate("road_believed", "0-1", "chance to arrive, as believed", "fighters who arrived", DEPARTURE),
    Estimate("road_true", "0-1", "true credibility of the road", "fighters who arrived", DEPARTURE),
    Estimate("road_alive", "0-1", "chance to arrive, as believed", "fighters not killed on the way", DEPARTURE),
    Estimate("prison_local", "0-1", "chance that a local captive dies", "no counterpart", SURRENDER),
    Estimate("prison_foreign", "0-1", "chance that a foreign captive dies", "no counterpart", SURRENDER),
)
NAMES = tuple(each.name for each in ESTIMATES)
#: Why the estimates of captivity have no counterpart.
CAPTIVITY = "no counterpart: in the model nobody dies in captivity, and a siege ends with the surrender"
