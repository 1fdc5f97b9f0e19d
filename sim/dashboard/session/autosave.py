"""What every session shows is kept in a small file, so that it can be continued after the server has gone."""

import contextlib
import json
import threading
import time
import uuid
from pathlib import Path
from typing import NamedTuple

from sim.dashboard import server_state
from sim.dashboard.session.links import day_text, link_of, offered
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.session.view_link import LONGEST, LiveLink, format_live, parse_live
from sim.scenario.writing import atomic_write

#: Seconds between two writes, and files that are kept.
EVERY_S, MOST = 5.0, 12
#: Files of the sessions that are open on this server.
_OPEN: set[str] = set()
_LOCK = threading.Lock()


class AutosaveEntry(NamedTuple):
    """What a session showed last."""

    text: str
    link: LiveLink


class Autosave:
    """The file of one session, written anew as its siege goes on. A siege without a day is not kept."""

    def __init__(self) -> None:
        self.name = f"{uuid.uuid4().hex}.json"
        self._written, self._at = "", 0.0
        self._writing = threading.Lock()  # its session ends in another thread than the one that updates its page
        with _LOCK:
            _OPEN.add(self.name)

    def keep(self, view: SessionView) -> None:
        """Write what is shown, at most every few seconds; a folder that cannot be written is left alone."""
        if time.monotonic() - self._at >= EVERY_S:
            self.write(view)

    def write(self, view: SessionView) -> None:
        """Write what is shown, if it has changed and the session is not over."""
        link = link_of(view)
        query = format_live(link)
        with self._writing, contextlib.suppress(OSError):
            if self.name not in _OPEN or not link.day or query == self._written or len(query) > LONGEST:
                return
            self._written, self._at = query, time.monotonic()
            folder = autosave_folder()
            folder.mkdir(parents=True, exist_ok=True)
            with atomic_write(folder / self.name) as draft:
                draft.write_text(json.dumps({"query": query}), encoding="utf-8")
            for old in _newest_first()[MOST:]:
                old.unlink(missing_ok=True)

    def close(self) -> None:
        """The session is over: what it showed can be continued by another."""
        with _LOCK:
            _OPEN.discard(self.name)


def autosave_folder() -> Path:
    """Beside the saved runs."""
    return server_state.results / "saved" / "autosave"


def latest() -> AutosaveEntry | None:
    """What was shown last by a session that is no longer open; None where there is none or it cannot be used."""
    with _LOCK:
        taken = set(_OPEN)
    for file in _newest_first():
        if file.name in taken:
            continue
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            if file.stat().st_size > 4 * LONGEST:
                continue
            link, problems = parse_live(json.loads(file.read_text("utf-8"))["query"], offered())
            if not problems:
                return AutosaveEntry(day_text(link), link)
    return None


def _newest_first() -> list[Path]:
    by_age: list[tuple[float, Path]] = []
    with contextlib.suppress(OSError):
        for file in autosave_folder().glob("*.json"):
            with contextlib.suppress(OSError):  # another session has deleted it meanwhile
                by_age.append((file.stat().st_mtime, file))
    return [file for _, file in sorted(by_age, reverse=True)]
