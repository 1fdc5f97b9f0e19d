"""Many pieces of work at once, in processes; one that fails or dies becomes a row and stops nothing."""

import itertools
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.runs.plan import Plan
from sim.runs.process_pool import worker_pool

if TYPE_CHECKING:
    from sim.runs.result import Result

PROCESS_DIED = "the process died, perhaps for want of memory"


class FinishedRun(NamedTuple):
    """What became of one run."""

    document: dict[str, Any]  # of a failed run: only which it was, and its error
    measures: dict[str, Any]  # `sim.outcomes.OUTCOMES` by name

    @property
    def seed(self) -> int:
        """Which replicate it was."""
        return self.document["seed"]

    @property
    def failed(self) -> bool:
        """Whether there is an error in the place of a result."""
        return self.document["error"] is not None


class TaskHandler[Task, Said](NamedTuple):
    """What is done with a task, and what where a process died of it."""

    run: Callable[[Task], Said]  # can be pickled
    lost: Callable[[Task], Said]  # in the place of a task of which a process died even though it was alone
    split: Callable[[Task], list[Task]]  # what to try one by one


def run_all(
    plans: Iterable[Plan], workers: int, work: Callable[[Plan], FinishedRun] | None = None
) -> Generator[FinishedRun]:
    """Carry out plans and yield what each came to, as they finish; in processes, if more than one."""
    return map_unordered(
        plans, workers, TaskHandler(work or attempt, lambda plan: failed_run(plan, PROCESS_DIED), lambda plan: [plan])
    )


def map_unordered[Task, Said](tasks: Iterable[Task], workers: int, labour: TaskHandler[Task, Said]) -> Generator[Said]:
    """Work on tasks and yield what each came to, as they finish; a task is taken when there is room for it."""
    source = iter(tasks)
    if workers <= 1:
        yield from map(labour.run, source)
        return
    first = next(source, None)
    if first is None:
        return
    from sim.runs.run import warm_up

    warm_up()  # so that the processes only read the machine code
    source = itertools.chain([first], source)
    #: Tasks of a process that died, in parts: each is tried again with nothing beside it, for want of memory may
    #: have been the cause. And tasks of a process that died before it could begin.
    suspects: deque[Task] = deque()
    unbegun: deque[Task] = deque()
    heard: list[Said] = []
    with worker_pool(workers, labour.run) as hands:
        while True:
            while hands.has_capacity and not suspects and (task := _next(unbegun, source)) is not None:
                hands.give(task)
            if suspects and not hands.busy:
                hands.give(suspects.popleft(), alone=True)
            yield from heard  # the hands are at work again while these are kept
            heard = []
            if not hands.busy:
                return
            for hand, said in hands.results():
                task, hand.task = hand.task, None
                assert task is not None
                if said is not None:
                    heard.append(said)
                elif not hand.started:
                    (suspects if hand.alone else unbegun).appendleft(task)
                elif hand.alone:
                    heard.append(labour.lost(task))
                else:
                    suspects.extend(labour.split(task))


def _next[Task](queue: deque[Task], source: Iterator[Task]) -> Task | None:
    return queue.popleft() if queue else next(source, None)


def attempt(plan: Plan) -> FinishedRun:
    """One run, whatever happens in it."""
    return attempt_with_result(plan)[0]


def attempt_with_result(plan: Plan) -> tuple[FinishedRun, "Result | None"]:
    """One run, whatever happens in it, and the whole of its result if there is one."""
    from sim.outcomes import OUTCOMES
    from sim.runs.run import run_plan

    try:
        result = run_plan(plan)
        measures = {measure.name: measure.of(result.siege) for measure in OUTCOMES}
        return FinishedRun({**result.document(), "error": None}, measures), result
    except Exception as error:
        return failed_run(plan, f"{type(error).__name__}: {error}"), None


def failed_run(plan: Plan, error: str) -> FinishedRun:
    """A run of which only its failure is known."""
    key = {"scenario": plan.scenario.name, "scenario_hash": plan.scenario_hash, "seed": plan.seed}
    return FinishedRun({**key, "error": error}, {})
