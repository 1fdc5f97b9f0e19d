"""The rows of the comparison: one for each state and estimate, measured seed by seed."""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.estimates.causes import Variant
from sim.estimates.declared import NAMES
from sim.estimates.sizes import Sizes
from sim.runs.executor import PROCESS_DIED, TaskHandler, map_unordered
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from sim.estimates.continuations import RealisedValue
    from sim.estimates.moments import Moment


class Task(NamedTuple):
    """The states of one seed of one variant; `scenario` without a change of a cause gives the days of the states."""

    original: Variant
    variant: Variant
    seed: int
    sizes: Sizes


class Row(NamedTuple):
    """One estimate in one state."""

    cause: str  # that was changed; "" for none
    factor: float  # by which
    seed: int
    moment: int  # number of the draw
    day: int
    cover: float  # mean of the ground held, since cover cannot always be multiplied in full
    estimate: str
    estimated: float
    realised: float | None  # None where it has no counterpart
    beyond: bool  # whether it had not come about on the last day, so that it took more than `realised` days


class TaskResult(NamedTuple):
    """What came of a task."""

    cause: str
    factor: float
    seed: int
    rows: list[Row]
    error: str | None


def measure(task: Task) -> TaskResult:
    """The rows of one seed; an exception becomes the error of its task."""
    try:
        return _done(task, _rows(task), None)
    except Exception as error:
        return _done(task, [], f"{type(error).__name__}: {error}")


def measure_all(tasks: Sequence[Task], workers: int) -> Generator[TaskResult]:
    """Measure tasks in worker processes and yield what came of them, in order of completion."""
    handler = TaskHandler(measure, lambda task: _done(task, [], PROCESS_DIED), lambda task: [task])
    return map_unordered(tasks, workers, handler)


def _done(task: Task, rows: list[Row], error: str | None) -> TaskResult:
    return TaskResult(task.variant.cause, task.variant.factor, task.seed, rows, error)


def _rows(task: Task) -> list[Row]:
    from sim.estimates import decision_round, forks, moments
    from sim.runs.run import copy_of

    variant, seed, sizes = task.variant, task.seed, task.sizes
    days = moments.days_of(task.original.scenario, seed, sizes.moments)
    rows = []
    for moment in moments.moments_of(variant.scenario, seed, days, variant.cover):
        morning = copy_of(moment.siege)
        morning.scenario, morning.scenario_before = forks.as_written(morning, variant.scenario), None
        estimated = decision_round.estimates_of(morning)
        realised = _realised(moment, variant.scenario, sizes)
        head = variant.cause, variant.factor, seed, moment.number, estimated.day, estimated.cover
        for name in NAMES:
            value, beyond = realised.get(name, (None, False))
            rows.append(Row(*head, name, estimated.values[name], value, beyond))
    return rows


def _realised(moment: "Moment", scenario: Scenario, sizes: Sizes) -> "dict[str, RealisedValue]":
    """What happens from one state, by name of the estimate; nothing for those without a counterpart."""
    from sim.estimates import continuations
    from sim.estimates.assault import assaulted
    from sim.estimates.departure import departed
    from sim.estimates.holding_out import endured, held_out

    evening = continuations.evening_of(moment, moment.siege.scenario)
    return {
        **assaulted(moment, sizes),
        **held_out(evening, moment, sizes),
        **endured(evening, moment, scenario, sizes),
        **departed(evening, moment, sizes),
    }
