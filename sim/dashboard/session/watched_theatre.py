"""A theatre being watched: all of its sieges step, and one of them at a time is looked at."""

from typing import Any

from sim.dashboard.live.theatre_view import theatre_members
from sim.dashboard.live.view_model import SiegeView
from sim.dashboard.run_setup import name_in
from sim.dashboard.session.watched_run import WatchedRun
from sim.scenario.errors import ScenarioError
from sim.scenario.theatre import Theatre
from sim.theatre.model import TheatreModel

NO_FORK = "a theatre cannot be forked yet: run it twice with the same seed, once with what you would change"


class WatchedTheatre:
    """A WatchedRun for each siege, `here` the one that is looked at. Only the runner's thread steps or changes it."""

    def __init__(self, whole: TheatreModel, seed: int, watched: str) -> None:
        self.whole, self.seed, self.watched = whole, seed, watched
        self.runs = {name: WatchedRun(model=model) for name, model in whole.models.items()}
        self.from_day = whole.day
        self.changes: list[tuple[int, str, object, object]] = []  # day, parameter, was, is

    @property
    def here(self) -> WatchedRun:
        """The siege that is looked at."""
        return self.runs[self.watched]

    @property
    def world(self) -> Theatre:
        """The theatre as it goes by now."""
        return self.whole.theatre

    @property
    def day(self) -> int:
        """Days of the theatre carried out so far."""
        return self.whole.day

    @property
    def over(self) -> bool:
        """Whether all of its sieges have ended."""
        return not self.whole.running

    def step(self) -> None:
        """One day, in every siege that has begun and is not over."""
        days = {name: run.day for name, run in self.runs.items()}
        self.whole.step()
        for name, run in self.runs.items():
            if run.day > days[name]:
                run.keep_day()

    def watch(self, name: str) -> None:
        """Look at another of its sieges."""
        if name not in self.runs:
            raise ScenarioError(f"{name}: this theatre has no such siege; it has {', '.join(self.runs)}")
        self.watched = name

    def told(self) -> SiegeView:
        """How the siege that is looked at stands, and in a line each of them."""
        day = self.here.told()
        return day._replace(over=self.over, world_day=self.day, members=theatre_members(self.whole, self.watched))

    def rule(self, world: Theatre) -> None:
        """Go on under other rules from tomorrow."""
        self.whole.theatre = world
        for name, run in self.runs.items():
            if world.sieges[name] != run.world:
                run.rule(world.sieges[name])
                self.whole.models[name] = run.model

    def note(self, dotted: str, was: Any, now: Any) -> None:
        """Keep what was changed on the way."""
        self.changes.append((self.day, name_in(self.world, self.watched, dotted), was, now))

    def twin(self) -> WatchedRun:
        """There is none; ScenarioError says what to do instead."""
        raise ScenarioError(NO_FORK)

    def close(self) -> None:
        """Let its threads go."""
        self.whole.close()
