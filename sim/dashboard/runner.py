"""The siege of one tab, or both after a fork: what a page may ask of it. It knows no page and is tested without one."""

from typing import Any

from sim.dashboard.clockwork import PAUSED, PLAYING, Clockwork
from sim.dashboard.lanes import AnyLane, begun
from sim.dashboard.theatre_lane import TheatreLane
from sim.dashboard.worlds import (
    ALWAYS,
    World,
    is_between,
    name_in,
    scenario_in,
    value_in,
    watched_in,
    with_change,
)
from sim.scenario.errors import ScenarioError
from sim.scenario.schema import Scenario

#: Days a second; the last one is as fast as it goes.
SPEEDS = (1, 2, 5, 10, 30, 100, 0)


class Runner(Clockwork):
    """What may be asked; each returns when it is done."""

    def __init__(self, world: World, seed: int = 1) -> None:
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

    def reset(self, world: World | None = None, seed: int | None = None) -> None:
        """Start anew, with what waited for it."""

        def begin() -> None:
            chosen, luck = self.world if world is None else world, self.seed if seed is None else seed
            watched = self.watched if world is None else watched_in(world)
            lane = begun(chosen, luck, watched)
            self.world, self.seed, self.watched, self.waiting = chosen, luck, watched, {}
            self._put([lane], -1)

        self._ask(begin)

    def change(self, dotted: str, value: Any) -> str:
        """Set a parameter; returns `now`, `tomorrow` or `start`: from when on it counts. ScenarioError if it cannot."""
        return self._ask(lambda: self._change(dotted, value))

    def fork(self) -> None:
        """Let the siege go on twice from here, so far alike."""

        def split() -> None:
            if len(self.lanes) == 1:
                self._put([self.lanes[0], self.lanes[0].twin()], self.lanes[0].day)

        self._ask(split)

    def unfork(self, keep: int = 0) -> None:
        """Go on with one of two."""

        def join() -> None:
            if len(self.lanes) == 2:
                self._put([self.lanes[keep]], -1)
                self.world = self.lanes[0].world if keep else self.world

        self._ask(join)

    def take_up(self, lane: AnyLane) -> None:
        """Go on with what was kept."""

        def begin() -> None:
            self.world, self.seed, self.waiting = lane.world, lane.seed, {}
            self.watched = watched_in(self.world)
            self._put([lane], -1)

        self._ask(begin)

    def watch(self, name: str) -> None:
        """Look at another siege of a theatre."""

        def turn() -> None:
            lane = self.lanes[0]
            if isinstance(lane, TheatreLane):
                lane.watch(name)
                self.watched = name

        self._ask(turn)

    def _change(self, dotted: str, value: Any) -> str:
        lane, forked, watched = self.lanes[-1], len(self.lanes) == 2, self.watched
        if not forked and (lane.day == 0 or dotted not in ALWAYS):
            self.world = with_change(self.world, watched, dotted, value)
            if lane.day == 0:
                self._put([begun(self.world, self.seed, watched)], -1)
                self.waiting = {}
                return "now"
            self.waiting[name_in(self.world, watched, dotted)] = value
            return "start"
        if dotted not in ALWAYS:
            raise ScenarioError(f"{dotted}: matters only at the start of a siege, which a fork leaves as it was")
        was, now = lane.world, with_change(lane.world, watched, dotted, value)
        if (lane if is_between(dotted) else lane.here).over:
            raise ScenarioError(f"{dotted}: this siege is over; start anew to change it")
        lane.rule(now)  # type: ignore[arg-type]
        lane.note(dotted, value_in(was, watched, dotted), value_in(now, watched, dotted))
        if not forked:
            self.world = with_change(self.world, watched, dotted, value)
        return "tomorrow"
