"""The fork in which an assault is ordered today and never called off."""

from statistics import fmean

from sim.estimates import forks
from sim.estimates.continuations import (
    MONTH,
    NOTHING,
    RealisedValue,
    continued,
    dead_per_day,
    dead_since,
    evening_of,
    follow,
)
from sim.estimates.moments import Moment
from sim.estimates.sizes import Sizes
from sim.outcomes import SiegeOutcome
from sim.state.columns import Cause, Kind
from sim.state.siege import Siege

#: Endings by which a place is taken.
TAKEN = tuple(outcome.name for outcome in SiegeOutcome if outcome.place_falls and not outcome.is_deal)
KILLED = Cause.bombardment, Cause.skirmish, Cause.assault, Cause.wounds, Cause.breakout


def assaulted(moment: Moment, sizes: Sizes) -> dict[str, RealisedValue]:
    """What an assault brings, by name of the estimate. Days count from the evening of the moment."""
    scenario = forks.assault_from(moment.siege, sizes.longest)
    evening = evening_of(moment, scenario)
    days: list[int] = []
    fire: list[float] = []
    own_dead, own_killed, enemy_dead, enemy_killed = [], [], [], []
    for siege in continued(evening, moment, scenario, sizes.continuations):
        follow(siege, min(MONTH, sizes.longest))
        fire.append(dead_per_day(evening, siege, KILLED))
        rest = sizes.longest - (siege.day - evening.day)
        if siege.ending is None and rest > 0:
            follow(siege, rest)
        own_dead.append(dead_since(evening, siege, Kind.besieger))
        own_killed.append(dead_since(evening, siege, Kind.besieger, KILLED))
        if is_taken(siege):
            days.append(siege.day - evening.day)
            enemy_dead.append(dead_since(evening, siege, Kind.fighter))
            enemy_killed.append(dead_since(evening, siege, Kind.fighter, KILLED))
    return {
        "storm_chance": RealisedValue(len(days) / sizes.continuations),
        "storm_days": RealisedValue(fmean(days)) if days else RealisedValue(float(sizes.longest), beyond=True),
        "own_dead": RealisedValue(fmean(own_dead)),
        "own_killed": RealisedValue(fmean(own_killed)),
        "enemy_dead": RealisedValue(fmean(enemy_dead)) if days else NOTHING,
        "enemy_killed": RealisedValue(fmean(enemy_killed)) if days else NOTHING,
        "fire_assault": RealisedValue(fmean(fire)),
    }


def is_taken(siege: Siege) -> bool:
    """Whether the place has been taken, or its garrison is no more."""
    return siege.ending is not None and siege.ending.outcome in TAKEN
