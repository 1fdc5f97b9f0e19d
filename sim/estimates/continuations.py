"""Continuing a state: copies under other rules and other seeds, and what is measured on them."""

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from sim.estimates.moments import Moment
from sim.model import SiegeModel
from sim.runs.run import copy_of
from sim.scenario.schema import Scenario
from sim.state.columns import Cause, Kind
from sim.state.draw import ESTIMATES, key_of, random_bits
from sim.state.siege import Siege

#: Days over which hazards are measured, as both sides smooth losses.
MONTH = 31


class RealisedValue(NamedTuple):
    """What happened, over the continuations of a state."""

    value: float | None  # None where there is no counterpart
    beyond: bool = False  # whether it had not come about by the last day; `value` is then the days followed


NOTHING = RealisedValue(None)


def evening_of(moment: Moment, scenario: Scenario) -> Siege:
    """The state after the day of a moment under the rules of a fork, as its next morning."""
    siege = copy_of(moment.siege)
    siege.scenario, siege.scenario_before = scenario, None
    model = SiegeModel(siege=siege)
    try:
        model.advance(1)
    finally:
        model.engine.close()
    return siege


def continued(evening: Siege, moment: Moment, scenario: Scenario, number: int) -> Iterator[Siege]:
    """Copies of a siege under other rules, each with a seed of its own: equal until now, other draws from now on."""
    key = key_of(moment.siege.seed, moment.siege.day, ESTIMATES)
    for k in range(number):
        siege = copy_of(evening)
        siege.scenario, siege.scenario_before = scenario, None
        siege.seed = int(random_bits(key, moment.number * number + k))
        yield siege


def follow(
    siege: Siege,
    days: int,
    *,
    until: Callable[[Siege], bool] | None = None,
    begin: Callable[[Siege], object] | None = None,
) -> None:
    """Run a siege for at most `days` days, to its end, or until a condition holds, which is checked every day.

    `begin` is called with the siege on its first morning.
    """
    last = siege.day + days
    model = SiegeModel(siege=siege)
    try:
        if begin:
            begin(siege)
        while model.running and siege.day < last and not (until and until(siege)):
            model.advance(1 if until else last - siege.day)
    finally:
        model.engine.close()


def dead_since(before: Siege, after: Siege, kind: Kind, causes: Sequence[Cause] = tuple(Cause)) -> int:
    """People of a kind who have died between two states of a siege, of these causes."""
    return int(sum(after.deaths[kind, cause] - before.deaths[kind, cause] for cause in causes))


def dead_per_day(before: Siege, after: Siege, causes: Sequence[Cause]) -> float:
    """Share of the fighters inside before who have died since, of these causes, per day."""
    died = dead_since(before, after, Kind.fighter, causes)
    return died / max(1, before.inside(Kind.fighter)) / max(1, after.day - before.day)


def median_days(days: Sequence[int | None], longest: int) -> RealisedValue:
    """Median of days until an event, None where it did not come about in `longest` days."""
    middle = median(longest + 1 if day is None else day for day in days)
    return RealisedValue(float(min(middle, longest)), middle > longest)


def mean_days(days: Sequence[int | None], longest: int) -> RealisedValue:
    """Mean days until an event of constant hazard, None where it did not come about in `longest` days.

    All days that were followed, over the number of events: what is left out at the end biases no mean. Where there was
    no event, the mean is longer than the days followed.
    """
    events = sum(day is not None for day in days)
    followed = sum(longest if day is None else day for day in days)
    return RealisedValue(followed / max(1, events), events == 0)
