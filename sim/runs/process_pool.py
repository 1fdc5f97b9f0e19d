"""Worker processes, each with its own pipe, so that one killed in the middle of a message blocks no other.

(`concurrent.futures` shares one pipe and its locks between all workers: a result cut short by a kill leaves the pool
waiting for the rest of it for ever.)

A worker is a fork of this process where that is safe: it starts in milliseconds, with the model loaded. Elsewhere it is
spawned: a new interpreter, which imports and loads what its work needs, as a command does.
"""

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any

from sim.runs.deferred_imports import defer_imports
from sim.scenario.errors import ScenarioError

CANNOT_START = (
    "worker processes cannot be started; a script that uses more than one must put its own code "
    'under `if __name__ == "__main__":`'
)
MAX_FAILED_STARTS = 3  # that may fail in a row
JOIN_TIMEOUT_S = 5.0  # for a process that has nothing left to do
STDERR = 2  # the last of the three standard streams, which workers share with this process


class Worker[Task]:
    """A process that runs one task at a time."""

    def __init__(self, work: Callable[[Task], Any]) -> None:
        fork = can_fork()
        context: Any = multiprocessing.get_context("fork" if fork else "spawn")
        self.connection, theirs = context.Pipe()
        serve: Any = _serve_as_fork if fork else _serve_as_command
        given = work if fork else bytes(ForkingPickler.dumps(work))  # read once imports are deferred
        self.process = context.Process(target=serve, args=(theirs, given), daemon=True)
        if not fork:
            resource_tracker.ensure_running()  # started below, it would let signals through again
        with signals_blocked(STOPPING if fork else {signal.SIGINT}), warnings.catch_warnings():
            # Python counts the threads of NumPy's and Arrow's libraries, too, which are made for being forked.
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
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

    def fork_ahead(self, workers: int) -> None:
        """Start up to this number of workers before there are tasks, while this process can still be forked."""
        while can_fork() and len(self.workers) < min(workers, self.width):
            self.workers.append(Worker(self.work))

    def give(self, task: Task, alone: bool = False) -> None:
        """Give a task to an idle worker, or to a new one."""
        idle = next((worker for worker in self.workers if worker.task is None), None)
        if idle is None:
            idle = Worker(self.work)
            self.workers.append(idle)
        idle.submit(task, alone)

    def results(self, timeout: float | None = None) -> Iterator[tuple[Worker[Task], Any]]:
        """Wait for the next results: each worker with its result, or None if it died. It keeps its task.

        After `timeout` seconds there may be none. Raises what a task raised, and ScenarioError where processes cannot
        be started.
        """
        ready = wait([worker.connection for worker in self.busy], timeout)
        for worker in self.busy:
            if worker.connection not in ready:
                continue
            try:
                message = worker.connection.recv()
            except (EOFError, OSError):
                self._discard(worker)
                yield worker, None
                continue
            if not worker.started:  # the first message of a process says that it has started
                worker.started, self.failed_starts = True, 0
                continue
            good, answer = message
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


def can_fork() -> bool:
    """Whether a fork of this process can work: on Linux, as long as it has no second Python thread.

    A lock that another thread holds at that moment would never be released in the fork. Elsewhere system libraries do
    not survive a fork (macOS), or there is none (Windows).
    """
    return sys.platform == "linux" and threading.active_count() == 1


#: Signals that end a process or interrupt its work.
STOPPING = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}


@contextlib.contextmanager
def signals_blocked(signals: set[signal.Signals]) -> Iterator[None]:
    """Hold signals back during the block; processes started inside begin with them blocked."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve_as_fork(line: Connection, work: Callable[[Any], Any]) -> None:
    """The loop of a forked worker, once it has let go of what it took over from its parent."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if callable(signal.getsignal(number)):  # a handler of the parent; what is ignored stays ignored
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    _release_files(line)
    gc.freeze()  # a search for cycles among the parent's objects would copy the memory that they are in
    _serve(line, work)


def _serve_as_command(line: Connection, pickled_work: bytes) -> None:
    """The loop of a spawned worker, which imports and loads no more than it uses, as a command does."""
    from sim.compiled.loading import load_without_compiler

    defer_imports()
    load_without_compiler()
    _serve(line, pickle.loads(pickled_work))


def _release_files(line: Connection) -> None:
    """Let go of the parent's open files but the standard streams: its locks, and its ends of other workers' pipes.

    Each number is turned to the null device instead of being closed, as an object of the parent may still close it.
    """
    parent = multiprocessing.parent_process()
    kept = {line.fileno(), parent.sentinel if parent else -1}
    null = os.open(os.devnull, os.O_RDWR)
    for number in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
        if number > STDERR and number not in kept:
            with contextlib.suppress(OSError):  # that of the listing itself
                os.fstat(number)
                os.dup2(null, number, inheritable=False)


def _serve(line: Connection, work: Callable[[Any], Any]) -> None:
    """The loop of a worker process: run each task, until the parent closes the pipe or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        line.send(True)
        while True:
            line.send(_result_of(work, line.recv()))
    gc.freeze()  # the parent waits for the end of this process, which would begin with a search for cycles


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
