"""Worker processes, each with its own pipe, so that one killed in the middle of a message blocks no other.

(`concurrent.futures` shares one pipe and its locks between all workers: a result cut short by a kill leaves the pool
waiting for the rest of it for ever.)
"""

import contextlib
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

from sim.scenario.errors import ScenarioError

CANNOT_START = (
    "worker processes cannot be started; a script that uses more than one must put its own code "
    'under `if __name__ == "__main__":`'
)
MAX_FAILED_STARTS = 3  # that may fail in a row
JOIN_TIMEOUT_S = 5.0  # for a process that has nothing left to do


class Worker[Task]:
    """A process that runs one task at a time."""

    def __init__(self, work: Callable[[Task], Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        with _sigint_blocked():
            self.process.start()
        theirs.close()
        self.started = self.alone = False
        self.task: Task | None = None

    def submit(self, task: Task, alone: bool = False) -> None:
        """Send it a task; a dead process is noticed when its result is due."""
        self.task, self.alone = task, alone
        with contextlib.suppress(OSError):
            self.connection.send(task)


class WorkerPool[Task]:
    """Up to `width` workers, each started when there is a task for it."""

    def __init__(self, width: int, work: Callable[[Task], Any]) -> None:
        self.width, self.work = width, work
        self.workers: list[Worker[Task]] = []
        self.failed_starts = 0

    @property
    def busy(self) -> list[Worker[Task]]:
        """Workers that have a task."""
        return [worker for worker in self.workers if worker.task is not None]

    @property
    def has_capacity(self) -> bool:
        """Whether another task can be submitted."""
        return len(self.busy) < self.width

    def give(self, task: Task, alone: bool = False) -> None:
        """Give a task to an idle worker, or to a new one."""
        idle = next((worker for worker in self.workers if worker.task is None), None)
        if idle is None:
            idle = Worker(self.work)
            self.workers.append(idle)
        idle.submit(task, alone)

    def results(self) -> Iterator[tuple[Worker[Task], Any]]:
        """Wait for the next results: each worker with its result, or None if it died. It keeps its task.

        Raises what a task raised, and ScenarioError where processes cannot be started.
        """
        heard = wait([worker.connection for worker in self.busy])
        for worker in self.busy:
            if worker.connection not in heard:
                continue
            try:
                output = worker.connection.recv()
            except (EOFError, OSError):
                self._discard(worker)
                yield worker, None
                continue
            if not worker.started:  # the first message of a process says that it has started
                worker.started, self.failed_starts = True, 0
                continue
            good, answer = output
            if not good:
                raise answer
            yield worker, answer

    def _discard(self, worker: Worker[Task]) -> None:
        self.workers.remove(worker)
        worker.connection.close()
        worker.process.join(JOIN_TIMEOUT_S)
        if not worker.started:
            self.failed_starts += 1
            if self.failed_starts >= MAX_FAILED_STARTS:
                raise ScenarioError(CANNOT_START)

    def shut_down(self, at_once: bool) -> None:
        """End all processes, at once or after their work."""
        for worker in self.workers:
            if at_once:
                worker.process.terminate()
            worker.connection.close()  # an idle process exits when its pipe is closed
        for worker in self.workers:
            worker.process.join(JOIN_TIMEOUT_S)
            if worker.process.is_alive():
                worker.process.kill()


@contextlib.contextmanager
def worker_pool[Task](width: int, work: Callable[[Task], Any]) -> Iterator[WorkerPool[Task]]:
    """A pool for the block; where that is left early, as by Ctrl-C, its processes are ended at once."""
    made = WorkerPool(width, work)
    try:
        yield made
    except BaseException:
        made.shut_down(at_once=True)
        raise
    made.shut_down(at_once=False)


@contextlib.contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Processes started inside ignore Ctrl-C from the beginning; their parent handles it."""
    resource_tracker.ensure_running()  # started later, it would let signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(line: Connection, work: Callable[[Any], Any]) -> None:
    """The loop of a worker process: run each task, until the parent closes the pipe or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        line.send(True)
        while True:
            line.send(_result_of(work, line.recv()))


def _result_of(work: Callable[[Any], Any], task: Any) -> tuple[bool, Any]:
    try:
        return True, work(task)
    except Exception as error:
        error.add_note(traceback.format_exc())
        return False, error


def _exit_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
