"""The forks without an assault from outside: holding out until food and bodies are used up, or until the end."""

from statistics import fmean

import numpy as np

from sim.estimates import forks
from sim.estimates.assault import KILLED, is_taken
from sim.estimates.continuations import (
    MONTH,
    NOTHING,
    RealisedValue,
    continued,
    dead_per_day,
    follow,
    mean_days,
    median_days,
)
from sim.estimates.decision_round import EMPTY, STARVING_MASS
from sim.estimates.moments import Moment
from sim.estimates.sizes import Sizes
from sim.kernels.series import Row
from sim.scenario.schema import Scenario
from sim.state.columns import Cause, Kind, Status
from sim.state.siege import Siege

#: Share of the fighters at starving mass, or dead of hunger, at which a garrison counts as starving.
STARVING_SHARE = 0.5
#: Mean body mass above which nobody needs to be weighed: half of the fighters cannot be at starving mass.
WELL_FED = 0.9
BY_HUNGER = Cause.hunger, Cause.disease
FOOD_DAYS = Row._fields.index("food_days")


def held_out(evening: Siege, moment: Moment, sizes: Sizes) -> dict[str, RealisedValue]:
    """What hunger and fire bring where nobody attacks, talks or leaves, by name of the estimate."""
    scenario = forks.holding_out(moment.siege, sizes.longest)
    fire, hunger = [], []
    stores: list[int | None] = []
    bodies: list[int | None] = []
    fighters = _fighters(evening)
    for siege in continued(evening, moment, scenario, sizes.continuations):
        found: dict[str, int] = {}

        def over(siege: Siege, found: dict[str, int] = found) -> bool:
            days = siege.day - evening.day
            if days == MONTH:
                fire.append(dead_per_day(evening, siege, KILLED))
                hunger.append(dead_per_day(evening, siege, BY_HUNGER))
            if siege.daily[-1][FOOD_DAYS] < EMPTY:
                found.setdefault("stores", days)
            if _starving(siege, fighters):
                found.setdefault("bodies", days)
            return len(found) == 2 and days >= MONTH

        follow(siege, sizes.longest, until=over)
        stores.append(found.get("stores"))
        bodies.append(found.get("bodies"))
    return {
        "fire": RealisedValue(fmean(fire)) if fire else NOTHING,
        "hunger": RealisedValue(fmean(hunger)) if hunger else NOTHING,
        "stores": median_days(stores, sizes.longest),
        "bodies": median_days(bodies, sizes.longest),
    }


def endured(evening: Siege, moment: Moment, scenario: Scenario, sizes: Sizes) -> dict[str, RealisedValue]:
    """How long the garrison lasts where nobody attacks, and where the besieger attacks when he wants to.

    `scenario` is the one as written.
    """
    quiet = forks.open_for(moment.siege, sizes.longest)
    free = forks.free_to_attack(moment.siege, scenario, sizes.longest)
    return {
        "holding": _lasted(evening, moment, quiet, sizes),
        "endurance": _lasted(evening, moment, free, sizes),
    }


def _lasted(evening: Siege, moment: Moment, scenario: Scenario, sizes: Sizes) -> RealisedValue:
    days: list[int | None] = []
    for siege in continued(evening, moment, scenario, sizes.continuations):
        follow(siege, sizes.longest)
        days.append(siege.day - evening.day if is_taken(siege) else None)
    return mean_days(days, sizes.longest)


def _fighters(siege: Siege) -> np.ndarray:
    """Rows of the fighters inside, int64 (n,)."""
    a, b = int(siege.layout.kind_start[Kind.fighter]), int(siege.layout.kind_start[Kind.besieger])
    return np.flatnonzero(siege.people.status[a:b] == Status.inside) + a


def _starving(siege: Siege, fighters: np.ndarray) -> bool:
    """Whether half of these fighters, of those not killed otherwise, are at starving mass; the dead weigh as they died.

    fighters : int64 (n,), rows
    """
    if siege.mean_mass(Kind.fighter) > WELL_FED:
        return False
    at_end = siege.people.mass[fighters] <= STARVING_MASS
    return siege.count_people(fighters[at_end]) >= STARVING_SHARE * siege.count_people(fighters)
