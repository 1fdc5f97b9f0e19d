"""The fork in which an assault is ordered today and never called off."""

from statistics import fmean

from sim.estimates import forks
from sim.estimates.continuations import MONTH, Realised, continued, dead, evening_of, follow, median_days
from sim.estimates.moments import Moment
from sim.estimates.sizes import Sizes
from sim.state.columns import Cause, Kind
from sim.state.siege import Siege

#: Endings by which a place is taken.
TAKEN = ("stormed", "collapse")
BY_FIRE = Cause.bombardment, Cause.skirmish, Cause.assault, Cause.wounds


def assaulted(moment: Moment, sizes: Sizes) -> dict[str, Realised]:
    """What an assault brings, by name of the estimate. Days count from the evening of the moment."""
    scenario = forks.assault_from(moment.siege, sizes.longest)
    evening = evening_of(moment, scenario)
    days: list[int | None] = []
    fire: list[float] = []
    lost: dict[str, list[int]] = {"own_dead": [], "own_dead_assault": [], "enemy_dead": [], "enemy_dead_assault": []}
    for siege in continued(evening, moment, scenario, sizes.continuations):
        follow(siege, min(MONTH, sizes.longest))
        fire.append(killed_per_day(evening, siege))
        follow_on = sizes.longest - (siege.day - evening.day)
        if siege.ending is None and follow_on > 0:
            follow(siege, follow_on)
        days.append(siege.day - evening.day if is_taken(siege) else None)
        for name, kind in (("own_dead", Kind.besieger), ("enemy_dead", Kind.fighter)):
            lost[name].append(dead(siege, kind) - dead(evening, kind))
            lost[f"{name}_assault"].append(dead(siege, kind, Cause.assault) - dead(evening, kind, Cause.assault))
    return {
        "storm_chance": Realised(fmean(day is not None for day in days)),
        "storm_days": median_days(days, sizes.longest),
        "fire_assault": Realised(fmean(fire)),
        **{name: Realised(fmean(values)) for name, values in lost.items()},
    }


def is_taken(siege: Siege) -> bool:
    """Whether the place has been taken, or its garrison is no more."""
    return siege.ending is not None and siege.ending.outcome in TAKEN


def killed_per_day(before: Siege, after: Siege, causes: tuple[Cause, ...] = BY_FIRE) -> float:
    """Share of the fighters inside before who were killed since, by these causes, per day."""
    killed = dead(after, Kind.fighter, *causes) - dead(before, Kind.fighter, *causes)
    return killed / max(1, before.inside(Kind.fighter)) / max(1, after.day - before.day)
