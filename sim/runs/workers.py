"""Many runs at once: each in a process of its own, and each a row, also where it fails."""

import contextlib
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, NamedTuple

from sim.runs.plan import Plan


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


def carry_out_all(plans: Iterable[Plan], workers: int, work: Callable[[Plan], Done] | None = None) -> Iterator[Done]:
    """Carry out plans and yield what each came to, as they finish; in processes, if more than one."""
    work = work or attempt
    queue: deque[Plan] = deque(plans)
    if workers <= 1:
        while queue:
            yield work(queue.popleft())
        return
    from sim.runs.run import warm_up

    warm_up()  # so that the processes only read the machine code
    suspects: deque[Plan] = deque()
    while queue or suspects:
        # A process that dies takes the pool with it and does not say whose work killed it, so that whatever
        # was under way is tried again, one by one.
        source, width = (suspects, 1) if suspects else (queue, workers)
        running: dict[Future[Done], Plan] = {}
        try:
            yield from _spread(source, running, width, work)
        except BrokenProcessPool:
            if width == 1:
                yield from (failure(plan, "the process died, perhaps for want of memory") for plan in running.values())
            else:
                suspects.extend(running.values())


def _spread(
    source: deque[Plan], running: dict[Future[Done], Plan], width: int, work: Callable[[Plan], Done]
) -> Iterator[Done]:
    with _pool(width) as pool:
        while source or running:
            while source and len(running) < width:
                plan = source.popleft()
                running[pool.submit(work, plan)] = plan
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                said = future.result()
                del running[future]
                yield said


@contextlib.contextmanager
def _pool(width: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that leave at once when the block is left early, as by Ctrl-C."""
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(width, multiprocessing.get_context("spawn"), initializer=_leave_signals_to_parent)
    try:
        yield pool
    except BaseException:
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _leave_signals_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def attempt(plan: Plan) -> Done:
    """One run, whatever happens in it."""
    from sim.outcomes import OUTCOMES
    from sim.runs.run import carry_out

    try:
        result = carry_out(plan)
        measures = {measure.name: measure.of(result.siege) for measure in OUTCOMES}
        return Done({**result.document(), "error": None}, measures)
    except Exception as error:
        return failure(plan, f"{type(error).__name__}: {error}")


def failure(plan: Plan, error: str) -> Done:
    """A run of which only its failure is known."""
    key = {"scenario": plan.scenario.name, "scenario_hash": plan.scenario_hash, "seed": plan.seed}
    return Done({**key, "error": error}, {})
