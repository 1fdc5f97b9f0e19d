"""One tab of a browser: its siege, what it was told last, and what goes with it when it closes."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import threading
import time
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

BEAT_S, TRY_AGAIN_S = 0.2, 2.0


class Session:
    """State of one tab; nothing of it is shared with another."""

    def __init__(self) -> None:
        self.scenario_name = server_state.scenario
        self.first: RunSetup = load_setup(server_state.scenario)  # as it was chosen, before any change
        self.resumed = False  # the siege did not begin here, so that no command line tells it
        self.runner: Runner | None = None
        self.told: solara.Reactive[SessionView | None] = solara.reactive(None)
        self.error: solara.Reactive[str] = solara.reactive("")
        self._closed = threading.Event()

    def open(self) -> Any:
        """Begin when there is a place, at once or later; returns what closes it."""
        if SESSIONS.enter(self):
            self._begin()
        else:
            threading.Thread(target=self._wait, name="waiting", daemon=True).start()
        return self.close

    def _wait(self) -> None:
        while not self._closed.wait(TRY_AGAIN_S):
            if SESSIONS.enter(self):
                self._begin()
                return

    def _begin(self) -> None:
        runner = Runner(self.first)
        self.runner = runner
        runner.start()
        self.told.set(runner.told)
        threading.Thread(target=self._herald, args=(runner,), name="herald", daemon=True).start()

    def _herald(self, runner: Runner) -> None:
        """Carry news to the page, a few times a second; drawing charts must not hold up the siege."""
        while not self._closed.is_set():
            runner.news.wait()
            runner.news.clear()
            if self._closed.is_set():
                return
            self.told.set(runner.told)
            time.sleep(BEAT_S)

    def close(self) -> None:
        """Give everything back."""
        self._closed.set()
        SESSIONS.leave(self)
        if self.runner is not None:
            self.runner.close()

    @property
    def first_scenario(self) -> Scenario:
        """Of the siege that is looked at, before any change."""
        assert self.runner is not None
        return scenario_in(self.first, self.runner.watched)

    def attempt(self, deed: Any, *values: Any) -> Any:
        """Do something for the reader; what is wrong with it is said on the page."""
        try:
            done = deed(*values)
        except ScenarioError as error:
            self.error.set(str(error))
            return None
        self.error.set("")
        return done

    def choose(self, name: str, seed: int | None = None, overrides: Any = ()) -> None:
        """Begin another siege."""
        world = load_setup(name, overrides)
        self.begin(name, world, seed)

    def begin(self, name: str, world: RunSetup, seed: int | None = None, resumed: bool = False) -> None:
        """Begin a siege or a theatre that is there already."""
        assert self.runner is not None
        self.scenario_name, self.first, self.resumed = name, world, resumed
        self.runner.reset(world, seed)

    def take_up(self, run: AnyRun) -> None:
        """Go on with what was kept."""
        assert self.runner is not None
        self.first, self.resumed = run.world, True
        self.scenario_name = self.first.name
        self.runner.take_up(run)


here: Any = solara.create_context(None)


def use_session() -> Session:
    """The tab of the page being drawn."""
    return solara.use_context(here)
