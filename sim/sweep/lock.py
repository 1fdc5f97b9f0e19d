"""One sweep on a folder at a time: a lock that the system takes back when its owner dies, and what the owner says."""

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
#: An owner on another machine that has said nothing for so long is taken for dead: locks may not reach that far. How
#: long is told by the clock of the file system alone, since those of two machines may differ.
SILENT_S = 60.0
#: So often an owner says that it lives, also while one long run keeps it waiting; four times may fail.
BEAT_S = 12.0


class Heartbeat:
    """This process while it works on a folder: it says so at once, at each word on its runs, and from time to time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.running = folder, 0
        self.who = {"pid": os.getpid(), "host": socket.gethostname()}
        self._writing, self._over = threading.Lock(), threading.Event()
        self._heart = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def tell(self, running: int) -> None:
        """Say how many runs are under way."""
        words = self.who | {"running": running, "at": time.time()}  # `at` is for people: no decision rests on it
        with self._writing:
            self.running = running
            with store.atomic_write(self.folder / RUNNING, synced=False) as draft:
                store.write_json(draft, words)

    def _beat(self) -> None:
        while not self._over.wait(BEAT_S):
            with suppress(OSError):  # a disk that is full for a moment; who writes rows will say so
                self.tell(self.running)

    @contextmanager
    def alive(self) -> Iterator["Heartbeat"]:
        """Say that this process works on the folder as long as the block lasts."""
        self.tell(0)
        self._heart.start()
        try:
            yield self
        finally:
            self._over.set()
            self._heart.join()
            (self.folder / RUNNING).unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[Heartbeat]:
    """Keep other sweeps off a folder while the block lasts; ScenarioError where there is one."""
    with _opened(folder / LOCK, os.O_RDWR | os.O_CREAT) as file:
        if not _taken(file):
            raise ScenarioError(f"{label_of(folder)}: {_said(folder)}; wait for it or stop it first")
        _clear(folder / RUNNING)
        left = _seconds_left(folder)
        if left is not None:
            raise ScenarioError(
                f"{label_of(folder)}: {_said(folder)}; wait for it or stop it there; if it has died, the folder is "
                f"free in {left:.0f} s, or at once if you delete {label_of(folder / RUNNING)}"
            )
        with Heartbeat(folder).alive() as owner:
            yield owner


@contextmanager
def _opened(path: Path, how: int) -> Iterator[int]:
    """The lock as an open file; ScenarioError where something else lies in its place."""
    try:
        file = os.open(path, how | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)  # a pipe would wait for its other end
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
    """Take away what is no file where an owner says that it works: a pipe would wait, a link lead elsewhere."""
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
    """What the sweep that works on a folder says of itself; nothing where there is none."""
    with suppress(OSError, ScenarioError), _opened(folder / LOCK, os.O_RDONLY) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return {"running": 0} | _words(folder)
        words, age = _words(folder), _age(folder)
        return words if _elsewhere(words) and age is not None and abs(age) < SILENT_S else None
    return None


def _seconds_left(folder: Path) -> float | None:
    """How long an owner on another machine, from which the lock may not be seen, may still be alive without a word."""
    age = _age(folder) if _elsewhere(_words(folder)) else None
    if age is not None and age < 0:  # a copy that kept its time, or a clock that was set back: counted from now on
        os.utime(folder / RUNNING)
        age = 0.0
    return SILENT_S - age if age is not None and age < SILENT_S else None


def _age(folder: Path) -> float | None:
    """Seconds since the last word of an owner, nothing where there was none, by the clock of the file system alone."""
    with suppress(OSError):
        last = (folder / RUNNING).stat().st_mtime
        try:
            os.utime(folder / LOCK)
            return (folder / LOCK).stat().st_mtime - last
        except OSError:  # a folder that may only be read
            return time.time() - last
    return None


def _elsewhere(words: dict[str, Any]) -> bool:
    return words.get("host") not in (None, socket.gethostname())


def _words(folder: Path) -> dict[str, Any]:
    """What an owner said last, as far as it makes sense: `running`, and `pid` and `host` together."""
    try:
        said = read_json(folder / RUNNING)
    except (OSError, ValueError):
        return {}
    said = said if isinstance(said, dict) else {}
    words = {name: said[name] for name in ("running", "pid") if type(said.get(name)) is int and 0 <= said[name] < 2**63}
    if "pid" in words and isinstance(said.get("host"), str):
        words["host"] = shorten(said["host"], 255)
    else:
        words.pop("pid", None)
    return {"running": 0} | words


def _said(folder: Path) -> str:
    words = _words(folder)
    by = f" by process {words['pid']} on {words['host']}" if "pid" in words else ""
    return f"is in use{by}"
