"""Running the chunks of a sweep on an existing Dask cluster."""

import contextlib
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sim.runs.executor import TaskHandler
from sim.scenario.errors import ScenarioError, shorten

if TYPE_CHECKING:
    from distributed import Client

CONNECT_TIMEOUT_S = 15.0
WORKERS_TIMEOUT_S = 600.0  # for the first worker, which may wait in the cluster's queue
GONE = "the scheduler is not reachable any more; finished runs are saved; start it and run the same command again"


@contextlib.contextmanager
def connected(address: str) -> "Iterator[Client]":
    """A client connected to the scheduler at an address. Raises ScenarioError if it cannot be reached."""
    fix = "give the address that the scheduler prints, such as tcp://10.0.0.5:8786"
    if not re.fullmatch(r"[a-z]+://.+:\d+", address):
        raise ScenarioError(f"scheduler = {shorten(address)}: is not an address; {fix}")
    try:
        from distributed import Client
    except ImportError:
        raise ScenarioError(
            f"scheduler = {shorten(address)}: needs Dask; install it with `pip install 'safeconduct[cluster]'`"
        ) from None
    try:
        client = Client(address, timeout=CONNECT_TIMEOUT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ScenarioError(f"scheduler = {shorten(address)}: cannot be reached: {shorten(why, 200)}; {fix}") from None
    try:
        with client.as_current():
            yield client
    finally:
        client.close()


def slots(client: Any) -> int:
    """Number of tasks that the workers can run at a time; waits for the first worker.

    Raises ScenarioError if no worker connects.
    """
    try:
        client.wait_for_workers(1, timeout=WORKERS_TIMEOUT_S)
    except TimeoutError:
        raise ScenarioError(
            f"scheduler = {client.scheduler_info()['address']}: no worker connected within {WORKERS_TIMEOUT_S:.0f} s"
        ) from None
    return max(1, sum(client.nthreads().values()))


def map_on_cluster[Task, Output](
    client: Any, tasks: Iterable[Task], handler: TaskHandler[Task, Output]
) -> Iterator[Output]:
    """Run tasks on the cluster and yield their outputs in order of completion.

    Dask retries a task when its worker dies. A task that has killed several workers is split; a single run that has
    killed several workers is recorded as failed. Raises ScenarioError if the scheduler is gone.
    """
    from distributed import CancelledError, wait

    source, split = iter(tasks), deque[Any]()
    running: dict[Any, Task] = {}
    try:
        while True:
            while len(running) < 2 * slots(client):
                task = split.popleft() if split else next(source, None)
                if task is None:
                    break
                running[client.submit(handler.run, task, pure=False)] = task
            if not running:
                return
            done: Any = wait(list(running), return_when="FIRST_COMPLETED")
            for future in done.done:
                if future.status in ("pending", "lost"):  # its worker died with the result: Dask repeats it
                    continue
                task = running.pop(future)
                if not _killed(future):
                    yield future.result()
                elif len(parts := handler.split(task)) > 1:
                    split.extend(parts)
                else:
                    yield handler.lost(task)
    except (OSError, CancelledError):  # the scheduler does not answer
        raise ScenarioError(GONE) from None
    finally:
        with contextlib.suppress(Exception):
            client.cancel(list(running))


def _killed(future: Any) -> bool:
    """Whether a task killed its workers. Raises ScenarioError if the cluster itself failed."""
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
