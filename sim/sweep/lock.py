"""One sweep on a folder at a time: a lock that the system takes back when its owner dies, and what the owner says."""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.runs import store
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of

LOCK, RUNNING = "lock", "running.json"
TRIES, PAUSE_S = 10, 0.05  # `owner` holds the lock for a moment
#: An owner on another machine that has said nothing for so long is taken for dead: locks may not reach that far.
SILENT_S = 60.0


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other sweeps off a folder while the block lasts; ScenarioError where there is one."""
    path = folder / LOCK
    try:
        with path.open("a") as file:
            if not _taken(file.fileno()) or _elsewhere(folder):
                raise ScenarioError(f"{label_of(folder)}: {_said(folder)}; wait for it, or stop it first")
            try:
                yield
            finally:
                (folder / RUNNING).unlink(missing_ok=True)
    except PermissionError as error:
        raise store.unwritable(path, error) from None


def _taken(file: int) -> bool:
    for _ in range(TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(PAUSE_S)
    return False


def tell(folder: Path, running: int) -> None:
    """Say who works on a folder and how many runs are under way."""
    with store.replaced(folder / RUNNING) as draft:
        store.write_json(
            draft, {"pid": os.getpid(), "host": socket.gethostname(), "running": running, "at": time.time()}
        )


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
