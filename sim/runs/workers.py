"""Many pieces of work at once, in processes; one that fails or dies becomes a row and stops nothing."""

import contextlib
import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait as wait_for
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.runs.plan import Plan
from sim.scenario.errors import ScenarioError

if TYPE_CHECKING:
    from sim.runs.result import Result

DIED = "the process died, perhaps for want of memory"
NO_START = (
    "the worker processes cannot be started; a script that uses more than one needs "
    'its own work under `if __name__ == "__main__":`'
)


class Done(NamedTuple):
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


class Labour[Task, Said](NamedTuple):
    """What is done with a task, and what where a process died of it."""

    work: Callable[[Task], Said]  # can be pickled
    lost: Callable[[Task], Said]  # in the place of a task of which a process died even though it was alone
    split: Callable[[Task], list[Task]]  # what to try one by one


def carry_out_all(plans: Iterable[Plan], workers: int, work: Callable[[Plan], Done] | None = None) -> Iterator[Done]:
    """Carry out plans and yield what each came to, as they finish; in processes, if more than one."""
    return spread(plans, workers, Labour(work or attempt, lambda plan: failure(plan, DIED), lambda plan: [plan]))


def spread[Task, Said](tasks: Iterable[Task], workers: int, labour: Labour[Task, Said]) -> Iterator[Said]:
    """Work on tasks and yield what each came to, as they finish; a task is taken when there is room for it."""
    source = iter(tasks)
    if workers <= 1:
        yield from map(labour.work, source)
        return
    suspects: deque[Task] = deque()
    finished = False
    while suspects or not finished:
        # A process that dies takes the pool with it and does not say whose work killed it, so that whatever
        # was under way is tried again, one by one.
        alone = bool(suspects)
        running: dict[Future[Said], Task] = {}
        try:
            yield from _in_pool(_drained(suspects) if alone else source, running, 1 if alone else workers, labour.work)
            finished = finished or not alone
        except BrokenProcessPool:
            if alone:
                yield from map(labour.lost, running.values())
            else:
                suspects.extend(part for task in running.values() for part in labour.split(task))


def _drained[Task](queue: deque[Task]) -> Iterator[Task]:
    while queue:
        yield queue.popleft()


def _in_pool[Task, Said](
    source: Iterator[Task], running: dict[Future[Said], Task], width: int, work: Callable[[Task], Said]
) -> Iterator[Said]:
    ahead = 2 * width if width > 1 else 1  # a task each in hand and one to go on with; alone means alone
    first = next(source, None)
    if first is None:
        return
    from sim.runs.run import warm_up

    warm_up()  # so that the processes only read the machine code
    source = itertools.chain([first], source)
    with _pool(width) as pool:
        while True:
            while len(running) < ahead and (task := next(source, None)) is not None:
                running[_submitted(pool, work, task, running)] = task
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                said = future.result()
                del running[future]
                yield said


def _submitted[Task, Said](
    pool: ProcessPoolExecutor, work: Callable[[Task], Said], task: Task, running: dict[Future[Said], Task]
) -> Future[Said]:
    try:
        with _undisturbed():
            return pool.submit(work, task)
    except BrokenProcessPool:
        running[Future()] = task  # it was taken, so it counts as under way
        raise


@contextlib.contextmanager
def _pool(width: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that leave at once when the block is left early, as by Ctrl-C."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(width, multiprocessing.get_context("spawn"), initializer=_settle)
    try:
        try:
            with _undisturbed():
                first = pool.submit(os.getpid)
            first.result()
        except BrokenProcessPool:
            raise ScenarioError(NO_START) from None
        yield pool
    except BaseException:
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """A process that is started inside leaves Ctrl-C to its parent from its first moment on."""
    if threading.current_thread() is not threading.main_thread():  # only that one has a say in signals
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _settle() -> None:
    """What a process does first: leave signals to its parent, and not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def attempt(plan: Plan) -> Done:
    """One run, whatever happens in it."""
    return tried(plan)[0]


def tried(plan: Plan) -> tuple[Done, "Result | None"]:
    """One run, whatever happens in it, and the whole of its result if there is one."""
    from sim.outcomes import OUTCOMES
    from sim.runs.run import carry_out

    try:
        result = carry_out(plan)
        measures = {measure.name: measure.of(result.siege) for measure in OUTCOMES}
        return Done({**result.document(), "error": None}, measures), result
    except Exception as error:
        return failure(plan, f"{type(error).__name__}: {error}"), None


def failure(plan: Plan, error: str) -> Done:
    """A run of which only its failure is known."""
    key = {"scenario": plan.scenario.name, "scenario_hash": plan.scenario_hash, "seed": plan.seed}
    return Done({**key, "error": error}, {})
