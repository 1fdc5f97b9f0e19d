"""What a question of the page has that a background command answers: start, pause, stop, and the view of it."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Protocol, Self

from sim.dashboard.session.background_command import BackgroundCommand


class QuestionView(Protocol):
    """What the page shows of a question, a NamedTuple; `state`: none, running, paused, stopped, done or failed."""

    @property
    def state(self) -> str:
        """How far it is."""
        ...

    def _replace(self, **values: Any) -> Self: ...


class BackgroundQuestion[View: QuestionView](ABC):
    """Pauses and stops a command, and shows how far it is. `show` gets each new view, from another thread."""

    def __init__(self, nothing: View, show: Callable[[View], object]) -> None:
        self.view = self._nothing = nothing
        self._show, self._lock = show, threading.Lock()
        self._command: BackgroundCommand | None = None

    @abstractmethod
    def _progress(self, command: BackgroundCommand) -> View:
        """The view of a command that is under way."""

    @abstractmethod
    def _answer(self, document: dict[str, Any]) -> View:
        """The view of a command that has ended well, with what it printed."""

    def pause(self, paused: bool) -> None:
        """Let it rest while nobody looks at the page, or go on."""
        if self._command is not None and self._command.running and self._command.paused != paused:
            self._command.pause(paused)
            self._set(self.view._replace(state="paused" if paused else "running"))

    def stop(self) -> None:
        """Stop it. What the command keeps of a part of its runs is kept for another start."""
        if self._command is not None and self._command.running:
            self._command.stop()
            self._set(self.view._replace(state="stopped"))

    def close(self) -> None:
        """Stop it and forget it."""
        if self._command is not None:
            self._command.close()
            self._command = None
        self.view = self._nothing

    def _run(self, view: View, arguments: Sequence[str]) -> None:
        self._set(view)
        self._command = BackgroundCommand(arguments, self._look)

    def _look(self) -> None:
        command = self._command
        if command is None or self.view.state not in ("running", "paused"):
            return
        if command.running:
            self._set(self._progress(command))
        elif (document := command.document) is not None:
            self._set(self._answer(document))
        elif not command.stopped:
            self._set(self.view._replace(state="failed", error=command.error))

    def _set(self, view: View) -> None:
        with self._lock:
            if view != self.view:
                self.view = view
                self._show(view)
