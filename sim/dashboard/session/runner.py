"""What a page may ask of the runs of one session. It knows no page and is tested without one."""

from typing import Any

from sim.dashboard.run_setup import (
    ALWAYS,
    RunSetup,
    is_between,
    name_in,
    scenario_in,
    value_in,
    watched_in,
    with_change,
)
from sim.dashboard.session.stepper import PAUSED, PLAYING, Stepper
from sim.dashboard.session.watched_runs import AnyRun, begun
from sim.dashboard.session.watched_theatre import WatchedTheatre
from sim.scenario.errors import ScenarioError
from sim.scenario.schema import Scenario

#: Days a second; the last one is as fast as it goes.
SPEEDS = (1, 2, 5, 10, 30, 100, 0)


class Runner(Stepper):
    """What may be asked; each returns when it is done."""

    def __init__(self, world: RunSetup, seed: int = 1) -> None:
        self.world, self.seed = world, seed  # of the next start
        self.watched = watched_in(world)
        super().__init__(begun(world, seed))

    @property
    def scenario(self) -> Scenario:
        """Of the siege that is looked at, at the next start."""
        return scenario_in(self.world, self.watched)

    def play(self) -> None:
        """Let days pass."""
        self._ask(lambda: self._set(PLAYING))

    def pause(self) -> None:
        """Stop after the day under way."""
        self._ask(lambda: self._set(PAUSED))

    def one_day(self) -> None:
        """One day, then wait."""

        def step() -> None:
            self._set(PAUSED)
            self._step()

        self._ask(step)

    def set_speed(self, days: int) -> None:
        """So many days a second; 0: as fast as it goes."""
        self.speed, self._next = days, 0.0
        self._wake.set()

    def reset(self, world: RunSetup | None = None, seed: int | None = None) -> None:
        """Start anew, with what waited for it."""

        def begin() -> None:
            chosen, luck = self.world if world is None else world, self.seed if seed is None else seed
            watched = self.watched if world is None else watched_in(world)
            run = begun(chosen, luck, watched)
            self.world, self.seed, self.watched, self.waiting = chosen, luck, watched, {}
            self._put([run], -1)

        self._ask(begin)

    def change(self, dotted: str, value: Any) -> str:
        """Set a parameter; returns `now`, `tomorrow` or `start`: from when on it counts. ScenarioError if it cannot."""
        return self._ask(lambda: self._change(dotted, value))

    def fork(self) -> None:
        """Let the siege go on twice from here, so far alike."""

        def split() -> None:
            if len(self.runs) == 1:
                self._put([self.runs[0], self.runs[0].twin()], self.runs[0].day)

        self._ask(split)

    def unfork(self, keep: int = 0) -> None:
        """Go on with one of two."""

        def join() -> None:
            if len(self.runs) == 2:
                self._put([self.runs[keep]], -1)
                self.world = self.runs[0].world if keep else self.world

        self._ask(join)

    def take_up(self, run: AnyRun) -> None:
        """Go on with what was kept."""

        def begin() -> None:
            self.world, self.seed, self.waiting = run.world, run.seed, {}
            self.watched = watched_in(self.world)
            self._put([run], -1)

        self._ask(begin)

    def watch(self, name: str) -> None:
        """Look at another siege of a theatre."""

        def turn() -> None:
            run = self.runs[0]
            if isinstance(run, WatchedTheatre):
                run.watch(name)
                self.watched = name

        self._ask(turn)

    def _change(self, dotted: str, value: Any) -> str:
        run, forked, watched = self.runs[-1], len(self.runs) == 2, self.watched
        if not forked and (run.day == 0 or dotted not in ALWAYS):
            self.world = with_change(self.world, watched, dotted, value)
            if run.day == 0:
                self._put([begun(self.world, self.seed, watched)], -1)
                self.waiting = {}
                return "now"
            self.waiting[name_in(self.world, watched, dotted)] = value
            return "start"
        if dotted not in ALWAYS:
            raise ScenarioError(f"{dotted}: matters only at the start of a siege, which a fork leaves as it was")
        was, now = run.world, with_change(run.world, watched, dotted, value)
        if (run if is_between(dotted) else run.here).over:
            raise ScenarioError(f"{dotted}: this siege is over; start anew to change it")
        run.rule(now)  # type: ignore[arg-type]
        run.note(dotted, value_in(was, watched, dotted), value_in(now, watched, dotted))
        if not forked:
            self.world = with_change(self.world, watched, dotted, value)
        return "tomorrow"
