"""The lock of a sweep folder, which the system releases when its owner dies, and the owner's heartbeat file."""

import errno
import fcntl
import os
import socket
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.runs import store
from sim.scenario.errors import ScenarioError, shorten
from sim.scenario.files import label_of
from sim.scenario.writing import cannot_write
from sim.sweep.manifest import read_json

LOCK, RUNNING = "lock", "running.json"
TRIES, PAUSE_S = 10, 0.05  # `owner` holds the lock for a moment
#: An owner on another machine counts as dead after this silence, since locks may not reach across machines. Ages are
#: measured by the clock of the file system alone, because the clocks of two machines may differ.
SILENT_S = 60.0
#: Interval between heartbeats, also during one long run; four in a row may fail.
BEAT_S = 12.0


class Heartbeat:
    """The heartbeat of this process while it works on a folder: written at the start, at each report, and regularly."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.running = folder, 0
        self.who = {"pid": os.getpid(), "host": socket.gethostname()}
        self._writing, self._over = threading.Lock(), threading.Event()
        self._heart = threading.Thread(target=self._repeat, name="heartbeat", daemon=True)

    def beat(self, running: int) -> None:
        """Write a heartbeat with the number of runs in progress."""
        document = self.who | {"running": running, "at": time.time()}  # `at` is for people: nothing depends on it
        with self._writing:
            self.running = running
            with store.atomic_write(self.folder / RUNNING, synced=False) as draft:
                store.write_json(draft, document)

    def _repeat(self) -> None:
        while not self._over.wait(BEAT_S):
            with suppress(OSError):  # such as a full disk, which writing the rows will report
                self.beat(self.running)

    @contextmanager
    def alive(self) -> Iterator["Heartbeat"]:
        """Keep the heartbeat going while the block runs."""
        self.beat(0)
        self._heart.start()
        try:
            yield self
        finally:
            self._over.set()
            self._heart.join()
            (self.folder / RUNNING).unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[Heartbeat]:
    """Lock a folder against other sweeps while the block runs. Raises ScenarioError if another one uses it."""
    with _opened(folder / LOCK, os.O_RDWR | os.O_CREAT) as file:
        if not _taken(file):
            raise ScenarioError(f"{label_of(folder)}: {_in_use(folder)}; wait for it or stop it first")
        _clear(folder / RUNNING)
        left = _seconds_left(folder)
        if left is not None:
            raise ScenarioError(
                f"{label_of(folder)}: {_in_use(folder)}; wait for it or stop it there; if it has died, the folder is "
                f"free in {left:.0f} s, or at once if you delete {label_of(folder / RUNNING)}"
            )
        with Heartbeat(folder).alive() as owner:
            yield owner


@contextmanager
def _opened(path: Path, how: int) -> Iterator[int]:
    """The lock as an open file. Raises ScenarioError if something other than a file is in its place."""
    try:
        file = os.open(path, how | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)  # opening a pipe would block
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise cannot_write(path, error) from None
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise _in_the_way(path) from None
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise _in_the_way(path)
        yield file
    finally:
        os.close(file)


def _clear(path: Path) -> None:
    """Remove anything but a file in place of the heartbeat: a pipe would block, a link point elsewhere."""
    if path.is_dir() and not path.is_symlink():
        raise _in_the_way(path)
    if path.is_symlink() or (path.exists() and not path.is_file()):
        path.unlink()


def _in_the_way(path: Path) -> ScenarioError:
    return ScenarioError(f"{label_of(path)}: must be a file but is something else; it holds no results, so remove it")


def _taken(file: int) -> bool:
    for _ in range(TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(PAUSE_S)
    return False


def owner(folder: Path) -> dict[str, Any] | None:
    """The last heartbeat of the sweep that uses a folder; None if there is none."""
    with suppress(OSError, ScenarioError), _opened(folder / LOCK, os.O_RDONLY) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return {"running": 0} | _heartbeat(folder)
        heartbeat, age = _heartbeat(folder), _age(folder)
        return heartbeat if _elsewhere(heartbeat) and age is not None and abs(age) < SILENT_S else None
    return None


def _seconds_left(folder: Path) -> float | None:
    """Seconds until an owner on another machine, whose lock may not be visible here, counts as dead; or None."""
    age = _age(folder) if _elsewhere(_heartbeat(folder)) else None
    if age is not None and age < 0:  # a copy that kept its time, or a clock that was set back: start from now
        os.utime(folder / RUNNING)
        age = 0.0
    return SILENT_S - age if age is not None and age < SILENT_S else None


def _age(folder: Path) -> float | None:
    """Seconds since the last heartbeat, None if there was none, by the clock of the file system alone."""
    with suppress(OSError):
        last = (folder / RUNNING).stat().st_mtime
        try:
            os.utime(folder / LOCK)
            return (folder / LOCK).stat().st_mtime - last
        except OSError:  # a read-only folder
            return time.time() - last
    return None


def _elsewhere(heartbeat: dict[str, Any]) -> bool:
    return heartbeat.get("host") not in (None, socket.gethostname())


def _heartbeat(folder: Path) -> dict[str, Any]:
    """The valid entries of the last heartbeat: `running`, and `pid` and `host` together."""
    try:
        data = read_json(folder / RUNNING)
    except (OSError, ValueError):
        return {}
    data = data if isinstance(data, dict) else {}
    valid = {name: data[name] for name in ("running", "pid") if type(data.get(name)) is int and 0 <= data[name] < 2**63}
    if "pid" in valid and isinstance(data.get("host"), str):
        valid["host"] = shorten(data["host"], 255)
    else:
        valid.pop("pid", None)
    return {"running": 0} | valid


def _in_use(folder: Path) -> str:
    heartbeat = _heartbeat(folder)
    by = f" by process {heartbeat['pid']} on {heartbeat['host']}" if "pid" in heartbeat else ""
    return f"is in use{by}"
