"""What the model does from a state: the fork of each estimate, continued under several seeds."""

from collections.abc import Callable, Iterator
from statistics import fmean, median

from sim.estimates import forks
from sim.estimates.moments import Moment
from sim.model import SiegeModel
from sim.runs.run import copy_of
from sim.scenario.schema import Scenario
from sim.state.columns import Cause, Kind
from sim.state.draw import ESTIMATES, key_of, random_bits
from sim.state.siege import Siege

#: Endings by which a place is taken.
TAKEN = ("stormed", "collapse")


def evening_of(moment: Moment, scenario: Scenario) -> Siege:
    """The state after the day of a moment under the rules of a fork."""
    siege = copy_of(moment.siege)
    siege.scenario, siege.scenario_before = scenario, None
    model = SiegeModel(siege=siege)
    try:
        model.advance(1)
    finally:
        model.engine.close()
    return siege


def continued(evening: Siege, moment: Moment, number: int) -> Iterator[Siege]:
    """Copies of a siege, each with a seed of its own: equal until now, with other random numbers from now on."""
    key = key_of(moment.siege.seed, moment.siege.day, ESTIMATES)
    for k in range(number):
        siege = copy_of(evening)
        siege.seed = int(random_bits(key, moment.number * number + k))
        yield siege


def follow(siege: Siege, days: int, until: Callable[[Siege], bool] = lambda siege: False, step: int = 0) -> None:
    """Run a siege for at most `days` days, or to its end, or until a condition that is checked every `step` days."""
    last = siege.day + days
    model = SiegeModel(siege=siege)
    try:
        while model.running and siege.day < last and not until(siege):
            model.advance(min(step or days, last - siege.day))
    finally:
        model.engine.close()


def realised(moment: Moment, continuations: int, longest: int) -> dict[str, float | None]:
    """The counterpart of each estimate from one state; None where there is none, or it did not come about."""
    return assaulted(moment, continuations, longest)


def assaulted(moment: Moment, continuations: int, longest: int) -> dict[str, float | None]:
    """What an assault brings that is ordered today and never called off.

    Days count from the evening of the moment; None where at most half of the assaults took the place in `longest` days.
    """
    evening = evening_of(moment, forks.assault_from(moment.siege, longest))
    dead = {kind: (_dead(evening, kind), _dead(evening, kind, Cause.assault)) for kind in (Kind.fighter, Kind.besieger)}
    taken: list[bool] = []
    days: list[float] = []
    lost: dict[Kind, list[tuple[int, int]]] = {kind: [] for kind in dead}
    for siege in continued(evening, moment, continuations):
        follow(siege, longest)
        taken.append(siege.ending is not None and siege.ending.outcome in TAKEN)
        days.append(siege.day - evening.day if taken[-1] else float("inf"))
        for kind, (of_all, in_assaults) in dead.items():
            lost[kind].append((_dead(siege, kind) - of_all, _dead(siege, kind, Cause.assault) - in_assaults))
    middle = median(days)
    return {
        "storm_chance": fmean(taken),
        "storm_days": middle if middle < float("inf") else None,
        "own_dead": fmean(each for each, _ in lost[Kind.besieger]),
        "own_dead_assault": fmean(each for _, each in lost[Kind.besieger]),
        "enemy_dead": fmean(each for each, _ in lost[Kind.fighter]),
        "enemy_dead_assault": fmean(each for _, each in lost[Kind.fighter]),
    }


def _dead(siege: Siege, kind: Kind, cause: Cause | None = None) -> int:
    """People of a kind who have died so far, of one cause or of all."""
    deaths = siege.deaths[kind]
    return int(deaths.sum() if cause is None else deaths[cause])
