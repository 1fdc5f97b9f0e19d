"""Many tasks at once, in worker processes; a task that fails, or kills its process, becomes a row and stops nothing."""

import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.runs.plan import Plan
from sim.runs.process_pool import WorkerPool, worker_pool

if TYPE_CHECKING:
    from sim.runs.result import Result

PROCESS_DIED = "the process died, possibly out of memory"


class FinishedRun(NamedTuple):
    """One finished run, successful or failed."""

    document: dict[str, Any]  # of a failed run: only which it was, and its error
    measures: dict[str, Any]  # `sim.outcomes.OUTCOMES` by name

    @property
    def seed(self) -> int:
        """The seed of the run."""
        return self.document["seed"]

    @property
    def failed(self) -> bool:
        """Whether the run failed."""
        return self.document["error"] is not None


class TaskHandler[Task, Output](NamedTuple):
    """How a task is run, and what happens when its process dies."""

    run: Callable[[Task], Output]  # can be pickled
    lost: Callable[[Task], Output]  # the output in place of a task whose process died with nothing running beside it
    split: Callable[[Task], list[Task]]  # the parts of a task that are retried one by one


def run_all(
    plans: Iterable[Plan], workers: int, work: Callable[[Plan], FinishedRun] | None = None
) -> Generator[FinishedRun]:
    """Run plans and yield each finished run, in order of completion; in `workers` processes, if more than one."""
    return map_unordered(
        plans, workers, TaskHandler(work or attempt, lambda plan: failed_run(plan, PROCESS_DIED), lambda plan: [plan])
    )


def map_unordered[Task, Output](
    tasks: Iterable[Task], workers: int, handler: TaskHandler[Task, Output]
) -> Generator[Output]:
    """Run tasks and yield their outputs in order of completion; a task is taken when a worker is free for it.

    Raises ScenarioError if worker processes cannot be started, and whatever a task raises.
    """
    source = iter(tasks)
    if workers <= 1:
        yield from map(handler.run, source)
        return
    first = next(source, None)
    if first is None:
        return
    with executor(workers, handler) as map_tasks:
        yield from map_tasks(itertools.chain([first], source))


@contextlib.contextmanager
def executor[Task, Output](
    workers: int, handler: TaskHandler[Task, Output], ahead: int = 0
) -> Iterator[Callable[[Iterable[Task]], Iterator[Output]]]:
    """What runs tasks as `map_unordered` does, with its processes; they end with the block.

    Up to `ahead` processes are started at once where they can be forked: later this process may have threads.
    """
    if workers <= 1:
        yield lambda tasks: map(handler.run, tasks)
        return
    from sim.runs.run import warm_up

    warm_up()  # so that the processes have the machine code, or only read it
    with worker_pool(workers, handler.run) as pool:
        pool.fork_ahead(ahead)
        yield lambda tasks: _run_in_pool(tasks, pool, handler)


def _run_in_pool[Task, Output](
    tasks: Iterable[Task], pool: WorkerPool[Task], handler: TaskHandler[Task, Output]
) -> Generator[Output]:
    source = iter(tasks)
    #: Tasks whose process died, in parts: each is retried with nothing running beside it, as memory may have run out.
    #: Tasks whose process died before it started.
    suspects: deque[Task] = deque()
    unbegun: deque[Task] = deque()
    outputs: deque[Output] = deque()
    while True:
        while pool.has_capacity and not suspects and (task := _next(unbegun, source)) is not None:
            pool.give(task)
        if suspects and not pool.busy:
            pool.give(suspects.popleft(), alone=True)
        if outputs:
            yield outputs.popleft()  # the workers are busy while this is stored
        elif not pool.busy:
            return
        for worker, output in pool.results(0.0 if outputs or not pool.busy else None):
            task, worker.task = worker.task, None
            assert task is not None
            if output is not None:
                outputs.append(output)
            elif not worker.started:
                (suspects if worker.alone else unbegun).appendleft(task)
            elif worker.alone:
                outputs.append(handler.lost(task))
            else:
                suspects.extend(handler.split(task))


def _next[Task](queue: deque[Task], source: Iterator[Task]) -> Task | None:
    return queue.popleft() if queue else next(source, None)


def attempt(plan: Plan) -> FinishedRun:
    """Run a plan; an exception becomes the `error` of its row."""
    return attempt_with_result(plan)[0]


def attempt_with_result(plan: Plan) -> tuple[FinishedRun, "Result | None"]:
    """Like `attempt`, with the full result of a successful run."""
    from sim.outcomes import OUTCOMES
    from sim.runs.run import run_plan

    try:
        result = run_plan(plan)
        measures = {measure.name: measure.of(result.siege) for measure in OUTCOMES}
        return FinishedRun({**result.document(), "error": None}, measures), result
    except Exception as error:
        return failed_run(plan, f"{type(error).__name__}: {error}"), None


def failed_run(plan: Plan, error: str) -> FinishedRun:
    """The row of a run that failed."""
    key = {"scenario": plan.scenario.name, "scenario_hash": plan.scenario_hash, "seed": plan.seed}
    return FinishedRun({**key, "error": error}, {})
