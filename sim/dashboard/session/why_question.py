"""Why did the siege on the page end so? Answered by `safeconduct why` in a process of its own."""

import base64
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from sim.compare.counterfactuals.why import FIGURE, PAGE
from sim.dashboard import server_state
from sim.dashboard.session.asked_scenarios import asked_file
from sim.dashboard.session.background_command import BackgroundCommand
from sim.scenario.schema import Scenario

PROGRESS = re.compile(r"run (\d+) of (?:at most )?(\d+)")


class WhyQuestion(NamedTuple):
    """The siege that is asked about, and what it is compared with."""

    siege: Scenario  # with everything that was changed on its day
    seed: int
    reference: Scenario | None = None  # None: the shipped scenario of its name, or the levers


class WhyView(NamedTuple):
    """What the page shows of it."""

    state: str = "none"  # none, running, paused, stopped, done, failed
    question: WhyQuestion | None = None
    done: int = 0
    due: int = 0  # 0: not known yet
    note: str = ""  # the size of the question, or the progress, in the command's words
    document: dict[str, Any] | None = None  # of `safeconduct why --json`
    picture: str = ""  # as a data URL
    error: str = ""


class WhyAnswer:
    """Starts, pauses and stops it. `show` is called with each new view, from another thread."""

    def __init__(self, show: Callable[[WhyView], object]) -> None:
        self.view = WhyView()
        self._show, self._lock = show, threading.Lock()
        self._command: BackgroundCommand | None = None

    def start(self, question: WhyQuestion) -> None:
        """Do the runs of an answer.

        Raises ScenarioError where the scenario cannot be written.
        """
        self.close()
        arguments = ["why", str(asked_file(question.siege)), "--seed", str(question.seed), "--workers", "1"]
        if question.reference is not None:
            arguments += ["--against", str(asked_file(question.reference))]
        self._set(WhyView("running", question))
        self._command = BackgroundCommand([*arguments, "--out", str(Path.cwd() / server_state.results)], self._look)

    def pause(self, paused: bool) -> None:
        """Let it rest while nobody looks at the page, or go on."""
        if self._command is not None and self._command.running and self._command.paused != paused:
            self._command.pause(paused)
            self._set(self.view._replace(state="paused" if paused else "running"))

    def stop(self) -> None:
        """Stop it; nothing of it is kept."""
        if self._command is not None and self._command.running:
            self._command.stop()
            self._set(self.view._replace(state="stopped"))

    def close(self) -> None:
        """Stop it and forget it."""
        if self._command is not None:
            self._command.close()
            self._command = None
        self.view = WhyView()

    def _look(self) -> None:
        command = self._command
        if command is None or self.view.state not in ("running", "paused"):
            return
        if command.running:
            note = command.notes.rpartition("\n")[2]
            found = PROGRESS.search(note)
            done, due = (int(found[1]), int(found[2])) if found else (self.view.done, self.view.due)
            self._set(self.view._replace(done=done, due=due, note=note))
        elif (document := command.document) is not None:
            picture = _picture(Path(document["out"]))
            self._set(self.view._replace(state="done", note="", document=document, picture=picture))
        elif not command.stopped:
            self._set(self.view._replace(state="failed", error=command.error))

    def _set(self, view: WhyView) -> None:
        with self._lock:
            if view != self.view:
                self.view = view
                self._show(view)


def page_of(view: WhyView) -> str:
    """The file with the whole answer; empty before there is one."""
    return str(Path(view.document["out"]) / PAGE) if view.document else ""


def _picture(folder: Path) -> str:
    try:
        return f"data:image/png;base64,{base64.b64encode((folder / f'{FIGURE}.png').read_bytes()).decode()}"
    except OSError:
        return ""
