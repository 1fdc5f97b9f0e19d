"""The same work on a Dask cluster that is already running."""

import contextlib
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sim.runs.executor import TaskHandler
from sim.scenario.errors import ScenarioError, shorten

if TYPE_CHECKING:
    from distributed import Client

PATIENCE_S = 15.0  # for an answer of the scheduler
WORKERS_S = 600.0  # for the first worker: a queue of a cluster may be long
GONE = "the scheduler is not reachable any more; finished runs are saved; start it and run the same command again"


@contextlib.contextmanager
def connected(address: str) -> "Iterator[Client]":
    """A client of the scheduler at an address; ScenarioError where there is none."""
    way_out = "give the address that the scheduler prints, such as tcp://10.0.0.5:8786"
    if not re.fullmatch(r"[a-z]+://.+:\d+", address):
        raise ScenarioError(f"scheduler = {shorten(address)}: is not an address; {way_out}")
    try:
        from distributed import Client
    except ImportError:
        raise ScenarioError(
            f"scheduler = {shorten(address)}: needs Dask; install it with `pip install 'safeconduct[cluster]'`"
        ) from None
    try:
        client = Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ScenarioError(
            f"scheduler = {shorten(address)}: cannot be reached: {shorten(why, 200)}; {way_out}"
        ) from None
    try:
        with client.as_current():
            yield client
    finally:
        client.close()


def hands(client: Any) -> int:
    """How many tasks the workers can take at a time; waits for the first worker.

    Raises ScenarioError where none comes.
    """
    try:
        client.wait_for_workers(1, timeout=WORKERS_S)
    except TimeoutError:
        raise ScenarioError(
            f"scheduler = {client.scheduler_info()['address']}: no worker connected within {WORKERS_S:.0f} s"
        ) from None
    return max(1, sum(client.nthreads().values()))


def map_on_cluster[Task, Said](client: Any, tasks: Iterable[Task], labour: TaskHandler[Task, Said]) -> Iterator[Said]:
    """Work on tasks and yield what each came to, as they finish.

    Dask itself tries a task again when its worker dies; one on which several have died is split, and a single run on
    which several have died is lost. Raises ScenarioError where the scheduler is gone.
    """
    from distributed import CancelledError, wait

    source, split = iter(tasks), deque[Any]()
    running: dict[Any, Task] = {}
    try:
        while True:
            while len(running) < 2 * hands(client):
                task = split.popleft() if split else next(source, None)
                if task is None:
                    break
                running[client.submit(labour.run, task, pure=False)] = task
            if not running:
                return
            done: Any = wait(list(running), return_when="FIRST_COMPLETED")
            for future in done.done:
                if future.status in ("pending", "lost"):  # its worker died with the result: Dask does it again
                    continue
                task = running.pop(future)
                if not _killed(future):
                    yield future.result()
                elif len(parts := labour.split(task)) > 1:
                    split.extend(parts)
                else:
                    yield labour.lost(task)
    except (OSError, CancelledError):  # no word from the scheduler
        raise ScenarioError(GONE) from None
    finally:
        with contextlib.suppress(Exception):
            client.cancel(list(running))


def _killed(future: Any) -> bool:
    """Whether workers died of a task; ScenarioError where it is the cluster that failed."""
    if future.status == "finished":
        return False
    from distributed import KilledWorker

    error = future.exception() if future.status == "error" else None
    if isinstance(error, KilledWorker):
        return True
    if isinstance(error, ScenarioError):
        raise error
    if isinstance(error, ImportError):
        raise ScenarioError(
            f"a worker of the cluster cannot import what it needs ({error}); install the same version of "
            "Safe Conduct where the workers run"
        )
    if error is None:
        raise ScenarioError(GONE)
    raise error
