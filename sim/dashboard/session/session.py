"""One browser session: its runs, the latest view of them, and what is released when the browser tab closes."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import solara

from sim.dashboard.run_setup import RunSetup, load_setup, scenario_in
from sim.dashboard.session.autosave import Autosave
from sim.dashboard.session.links import first_shown, go_to, link_of, origin_of, shown_name
from sim.dashboard.session.runner import Origin, Runner, Shown
from sim.dashboard.session.saved_runs import saved_day
from sim.dashboard.session.session_limit import SESSIONS
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.session.view_link import LiveLink
from sim.scenario.errors import ScenarioError
from sim.scenario.schema import Scenario

UPDATE_S, RETRY_S = 0.2, 2.0
#: Steps that can be undone.
MOST_UNDONE = 50


class Done(NamedTuple):
    """Something that was done on the page, and the link of the page before it."""

    what: str
    before: LiveLink


class Session:
    """State of one browser tab; nothing of it is shared with another."""

    def __init__(self, query: str = "") -> None:
        self.origin, self._first, problems = first_shown(query)
        self.runner: Runner | None = None
        self.view: solara.Reactive[SessionView | None] = solara.reactive(None)
        self.error: solara.Reactive[str] = solara.reactive("\n".join(problems))
        #: The day whose evening the page shows; None: today.
        self.shown_day: solara.Reactive[int | None] = solara.reactive(None)
        #: What was done, with the link of the page before it, newest last.
        self.done: solara.Reactive[tuple[Done, ...]] = solara.reactive(())
        self.autosave = Autosave()
        self._closed = threading.Event()

    @property
    def initial(self) -> RunSetup:
        """The siege or theatre as it was chosen, before any change."""
        return self.runner.origin.initial if self.runner else self.origin.initial

    @property
    def scenario_name(self) -> str:
        """What the siege is called in the selection."""
        return self.runner.origin.name if self.runner else self.origin.name

    def open(self) -> Callable[[], None]:
        """Start as soon as the limit of sessions allows; returns the function that closes the session."""
        if SESSIONS.acquire(self):
            self._start()
        else:
            threading.Thread(target=self._wait, name="waiting session", daemon=True).start()
        return self.close

    def _wait(self) -> None:
        while not self._closed.wait(RETRY_S):
            if SESSIONS.acquire(self):
                self._start()
                return

    def _start(self) -> None:
        runner = Runner(self.origin.initial, origin=self.origin)
        runner.start()
        if self._first is not None:
            self.attempt(runner.show, self._first)
        self.runner = runner
        self.view.set(runner.view)
        threading.Thread(target=self._update_page, args=(runner,), name="page updates", daemon=True).start()

    def _update_page(self, runner: Runner) -> None:
        """Update the page a few times per second, in a thread of its own: rendering must not slow the stepper."""
        while not self._closed.is_set():
            runner.changed.wait()
            runner.changed.clear()
            if self._closed.is_set():
                return
            self.view.set(runner.view)
            self.autosave.keep(runner.view)
            time.sleep(UPDATE_S)

    def close(self) -> None:
        """Release everything."""
        self._closed.set()
        SESSIONS.release(self)
        self.autosave.close()
        if self.runner is not None:
            self.runner.close()

    @property
    def initial_scenario(self) -> Scenario:
        """Of the watched siege, before any change."""
        assert self.runner is not None
        return scenario_in(self.initial, self.runner.watched)

    def attempt(self, action: Callable[..., Any], *values: Any) -> Any:
        """What `action` returns; where it raises a ScenarioError, None, and the page shows the message."""
        try:
            result = action(*values)
        except ScenarioError as error:
            self.error.set(str(error))
            return None
        self.error.set("")
        return result

    def choose(self, name: str, seed: int | None = None, overrides: Any = ()) -> None:
        """Load another siege or theatre by name and start it.

        Raises ScenarioError where it cannot be loaded.
        """
        setup = load_setup(name, overrides)
        self.start(name, setup, seed)

    def start(self, name: str, setup: RunSetup, seed: int | None = None, resumed: bool = False) -> None:
        """Start a siege or theatre that is loaded already."""
        self._show_origin(Origin(name, setup), seed)

    def open_run_of_sweep(self, sweep: str, key: str) -> None:
        """Start a run of a sweep again, by the name of the sweep's folder and the key of the run.

        Raises ScenarioError where there is no such run.
        """
        origin, seed = origin_of(LiveLink(sweep=sweep, run=key))
        self._show_origin(origin, seed)

    def open_saved(self, name: str) -> None:
        """Continue with a saved run.

        Raises ScenarioError where there is none of this name or it cannot be used.
        """
        with self.undoable(f"opening {name}"):
            self._go(LiveLink(saved=name, day=saved_day(name)))

    def _show_origin(self, origin: Origin, seed: int | None) -> None:
        runner = self._runner()
        with self.undoable(f"choosing {shown_name(origin)}"):
            runner.show(Shown(origin.initial, runner.seed if seed is None else seed, origin=origin))

    @property
    def link(self) -> LiveLink:
        """The link of what the page shows."""
        return link_of(self.runner.view) if self.runner else LiveLink()

    def go(self, link: LiveLink) -> None:
        """Show what a link says; names what of it could not be used.

        Raises ScenarioError where the siege itself cannot be loaded.
        """
        with self.undoable("following a link"):
            self._go(link)

    def undo(self) -> None:
        """Take back what was done last.

        Raises ScenarioError where what was there before cannot be loaded any more.
        """
        if self.done.value:
            *rest, last = self.done.value
            self.done.set(tuple(rest))
            self._go(last.before)

    @contextlib.contextmanager
    def undoable(self, what: str) -> Iterator[None]:
        """What happens inside can be taken back."""
        before = self.link
        yield
        if self.link != before:
            self.done.set((*self.done.value, Done(what, before))[-MOST_UNDONE:])

    def _go(self, link: LiveLink) -> None:
        problems = go_to(self._runner(), link)
        self.shown_day.set(None)
        if problems:
            self.error.set("\n".join(problems))

    def _runner(self) -> Runner:
        assert self.runner is not None
        return self.runner


session_context: Any = solara.create_context(None)


def use_session() -> Session:
    """The session of the page being rendered."""
    return solara.use_context(session_context)
