"""The runner: what a page can ask of the runs of one session. It knows no page and is tested without one."""

from typing import Any

from sim.dashboard.run_setup import (
    CHANGEABLE,
    RunSetup,
    first_watched,
    full_name,
    is_theatre_parameter,
    scenario_in,
    value_in,
    with_change,
)
from sim.dashboard.session.stepper import PAUSED, PLAYING, Stepper
from sim.dashboard.session.watched_runs import AnyRun, new_run
from sim.dashboard.session.watched_theatre import WatchedTheatre
from sim.scenario.errors import ScenarioError
from sim.scenario.schema import Scenario

#: Days per second; 0 is as fast as possible.
SPEEDS = (1, 2, 5, 10, 30, 100, 0)


class Runner(Stepper):
    """A stepper with controls; each call returns once it has taken effect."""

    def __init__(self, setup: RunSetup, seed: int = 1) -> None:
        self.setup, self.seed = setup, seed  # of the next start
        self.watched = first_watched(setup)
        super().__init__(new_run(setup, seed))

    @property
    def scenario(self) -> Scenario:
        """Of the watched siege, at the next start."""
        return scenario_in(self.setup, self.watched)

    def play(self) -> None:
        """Simulate day after day, and show today."""

        def start() -> None:
            self.shown_day = None
            self._set_state(PLAYING)

        self._call(start)

    def pause(self) -> None:
        """Stop after the current day."""
        self._call(lambda: self._set_state(PAUSED))

    def one_day(self) -> None:
        """Simulate one day, then pause."""

        def step() -> None:
            self.shown_day = None
            self._set_state(PAUSED)
            self._step()

        self._call(step)

    def set_speed(self, days: int) -> None:
        """Days per second; 0: as fast as possible."""
        self.speed, self._next_day_at = days, 0.0
        self._wake.set()

    def reset(self, setup: RunSetup | None = None, seed: int | None = None) -> None:
        """Start again, with all pending changes.

        Raises ScenarioError where `seed` is not a valid seed.
        """

        def restart() -> None:
            new_setup, new_seed = self.setup if setup is None else setup, self.seed if seed is None else seed
            watched = self.watched if setup is None else first_watched(setup)
            run = new_run(new_setup, new_seed, watched)
            self.setup, self.seed, self.watched, self.pending = new_setup, new_seed, watched, {}
            self._set_runs([run], -1)

        self._call(restart)

    def change(self, dotted: str, value: Any) -> str:
        """Set a parameter. Returns from when on it counts: `now`, `tomorrow` or `start` (after a restart).

        Raises ScenarioError where the value is not allowed or can no longer be changed.
        """
        return self._call(lambda: self._change(dotted, value))

    def fork(self) -> None:
        """Branch into a factual and a counterfactual run, which are identical up to now.

        Raises ScenarioError where the run is a theatre.
        """

        def branch() -> None:
            if len(self.runs) == 1:
                self._set_runs([self.runs[0], self.runs[0].copy()], self.runs[0].day)

        self._call(branch)

    def unfork(self, keep: int = 0) -> None:
        """Continue with one run of a fork: 0 the factual, 1 the counterfactual."""

        def join() -> None:
            if len(self.runs) == 2:
                self._set_runs([self.runs[keep]], -1)
                self.setup = self.runs[0].setup if keep else self.setup

        self._call(join)

    def resume(self, run: AnyRun) -> None:
        """Continue with a saved run."""

        def restart() -> None:
            self.setup, self.seed, self.pending = run.setup, run.seed, {}
            self.watched = first_watched(self.setup)
            self._set_runs([run], -1)

        self._call(restart)

    def watch(self, name: str) -> None:
        """Show another siege of a theatre.

        Raises ScenarioError where the theatre has no siege of this name.
        """

        def switch() -> None:
            run = self.runs[0]
            if isinstance(run, WatchedTheatre):
                run.watch(name)
                self.watched = name

        self._call(switch)

    def _change(self, dotted: str, value: Any) -> str:
        run, forked, watched = self.runs[-1], len(self.runs) == 2, self.watched
        if not forked and (run.day == 0 or dotted not in CHANGEABLE):
            self.setup = with_change(self.setup, watched, dotted, value)
            if run.day == 0:
                self._set_runs([new_run(self.setup, self.seed, watched)], -1)
                self.pending = {}
                return "now"
            self.pending[full_name(self.setup, watched, dotted)] = value
            return "start"
        if dotted not in CHANGEABLE:
            raise ScenarioError(f"{dotted}: is read on the first day only, so it cannot be changed in a fork")
        old, new = run.setup, with_change(run.setup, watched, dotted, value)
        if (run if is_theatre_parameter(dotted) else run.watched_run).over:
            raise ScenarioError(f"{dotted}: this siege is over; reset it to change parameters")
        run.change_setup(new)  # type: ignore[arg-type]
        run.log_change(dotted, value_in(old, watched, dotted), value_in(new, watched, dotted))
        if not forked:
            self.setup = with_change(self.setup, watched, dotted, value)
        return "tomorrow"
