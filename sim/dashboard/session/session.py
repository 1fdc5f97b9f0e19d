"""One browser session: its runs, the latest view of them, and what is released when the browser tab closes."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import threading
import time
from collections.abc import Callable
from typing import Any

import solara

from sim.dashboard import server_state
from sim.dashboard.run_setup import RunSetup, load_setup, scenario_in
from sim.dashboard.session.runner import Runner
from sim.dashboard.session.session_limit import SESSIONS
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.session.watched_runs import AnyRun
from sim.scenario.errors import ScenarioError
from sim.scenario.schema import Scenario

UPDATE_S, RETRY_S = 0.2, 2.0


class Session:
    """State of one browser tab; nothing of it is shared with another."""

    def __init__(self) -> None:
        self.scenario_name = server_state.scenario
        self.initial: RunSetup = load_setup(server_state.scenario)  # as it was chosen, before any change
        self.resumed = False  # the run did not start here, so no command line reproduces it
        self.runner: Runner | None = None
        self.view: solara.Reactive[SessionView | None] = solara.reactive(None)
        self.error: solara.Reactive[str] = solara.reactive("")
        self.waiting: solara.Reactive[bool] = solara.reactive(False)  # for another session to end
        self._first_seed: int | None = None  # chosen on another page, before there is a runner
        self._requested = False
        #: The past day whose evening the page shows, set by `show_day`; None: today.
        self.shown_day: solara.Reactive[int | None] = solara.reactive(None)
        self._closed = threading.Event()

    def open(self) -> Callable[[], None]:
        """Returns the function that closes the session. Only the Live page needs a siege, and requests it."""
        return self.close

    def request(self) -> None:
        """Start the siege, as soon as the limit of sessions allows; from the second time on does nothing."""
        if self._requested:
            return
        self._requested = True
        if SESSIONS.acquire(self):
            self._start()
        else:
            self.waiting.set(True)
            threading.Thread(target=self._wait, name="waiting session", daemon=True).start()

    def _wait(self) -> None:
        while not self._closed.wait(RETRY_S):
            if SESSIONS.acquire(self):
                self._start()
                return

    def _start(self) -> None:
        runner = Runner(self.initial) if self._first_seed is None else Runner(self.initial, self._first_seed)
        self.runner = runner
        runner.start()
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
            if runner.shown_day is None and self.shown_day.value is not None:
                self.shown_day.set(None)  # playing and new runs return to today
            time.sleep(UPDATE_S)

    def show_day(self, day: int | None) -> None:
        """Show the evening of a past day, or of the day nearest to it that is kept; None or the last day: today."""
        runner, view = self.runner, self.view.value
        if runner is None or view is None:
            return
        longest = max(view.runs, key=lambda run: run.days)
        if day is not None:
            kept = longest.frames.at(max(0, day))
            day = kept.day if kept is not None and 0 <= kept.day < longest.days - 1 else None
        runner.show_day(day)
        self.shown_day.set(day)

    def close(self) -> None:
        """Release everything."""
        self._closed.set()
        SESSIONS.release(self)
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
        """Start a siege or theatre that is loaded already; without a runner yet, as soon as there is one."""
        self.scenario_name, self.initial, self.resumed = name, setup, resumed
        if self.runner is None:
            self._first_seed = seed
        else:
            self.runner.reset(setup, seed)

    def resume(self, run: AnyRun) -> None:
        """Continue with a saved run."""
        assert self.runner is not None
        self.initial, self.resumed = run.setup, True
        self.scenario_name = self.initial.name
        self.runner.resume(run)


session_context: Any = solara.create_context(None)


def use_session() -> Session:
    """The session of the page being rendered."""
    return solara.use_context(session_context)
