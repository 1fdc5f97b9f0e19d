"""One sweep on a folder at a time: a lock that the system takes back when its owner dies, and what the owner says."""

import fcntl
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.runs import store
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.scenario.writing import unwritable

LOCK, RUNNING = "lock", "running.json"
TRIES, PAUSE_S = 10, 0.05  # `owner` holds the lock for a moment
#: An owner on another machine that has said nothing for so long is taken for dead: locks may not reach that far.
SILENT_S = 60.0
#: So often an owner says that it lives, also while one long run keeps it waiting; four times may fail.
BEAT_S = 12.0


class Owner:
    """This process while it works on a folder: it says so at once, at each word on its runs, and from time to time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.running = folder, 0
        self.who = {"pid": os.getpid(), "host": socket.gethostname()}
        self._writing, self._over = threading.Lock(), threading.Event()
        self._heart = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def tell(self, running: int) -> None:
        """Say how many runs are under way."""
        words = self.who | {"running": running, "at": time.time()}
        with self._writing:
            self.running = running
            with store.replaced(self.folder / RUNNING, synced=False) as draft:
                store.write_json(draft, words)

    def _beat(self) -> None:
        while not self._over.wait(BEAT_S):
            with suppress(OSError):  # a disk that is full for a moment; who writes rows will say so
                self.tell(self.running)

    @contextmanager
    def alive(self) -> Iterator["Owner"]:
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
def held(folder: Path) -> Iterator[Owner]:
    """Keep other sweeps off a folder while the block lasts; ScenarioError where there is one."""
    path = folder / LOCK
    try:
        with path.open("a") as file:
            if not _taken(file.fileno()) or _elsewhere(folder):
                raise ScenarioError(f"{label_of(folder)}: {_said(folder)}; wait for it, or stop it first")
            with Owner(folder).alive() as owner:
                yield owner
    except PermissionError as error:
        raise unwritable(path, error) from None


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
    with suppress(OSError), (folder / LOCK).open() as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _words(folder) or {"running": 0}
        return _elsewhere(folder)
    return None


def _elsewhere(folder: Path) -> dict[str, Any] | None:
    """The same of an owner on another machine, from which the lock may not be seen."""
    words = _words(folder)
    alive = words and words.get("host") != socket.gethostname() and time.time() - words.get("at", 0) < SILENT_S
    return words if alive else None


def _words(folder: Path) -> dict[str, Any]:
    try:
        words = json.loads((folder / RUNNING).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return words if isinstance(words, dict) else {}


def _said(folder: Path) -> str:
    words = _words(folder)
    by = f" by process {words['pid']} on {words['host']}" if {"pid", "host"} <= set(words) else ""
    return f"is being worked on{by}"
