"""A theatre being watched: all of its sieges step, and one of them at a time is looked at."""

import dataclasses
from typing import Any

from sim.dashboard.lane import Lane
from sim.dashboard.layers import Lens
from sim.dashboard.members import members_of
from sim.dashboard.reading import Day
from sim.dashboard.reel import Reel
from sim.model import SiegeModel
from sim.runs.result import Frame
from sim.scenario.errors import ScenarioError
from sim.scenario.schema import Scenario
from sim.scenario.theatre import Theatre
from sim.state.siege import Siege
from sim.theatre.model import TheatreModel

NO_FORK = "a theatre cannot be forked yet: run it twice with the same seed, once with what you would change"


class TheatreLane:
    """A Lane in all that a runner asks. Only the runner's thread steps or changes it."""

    def __init__(self, whole: TheatreModel, seed: int, watched: str) -> None:
        self.whole, self.seed, self.watched = whole, seed, watched
        self.lanes = {name: Lane(model=model) for name, model in whole.models.items()}
        self.from_day = whole.day
        self.changes: list[tuple[int, str, object, object]] = []  # day, parameter, was, is

    @property
    def here(self) -> Lane:
        """The siege that is looked at."""
        return self.lanes[self.watched]

    @property
    def theatre(self) -> Theatre:
        """The theatre as it goes by now."""
        return self.whole.theatre

    @property
    def model(self) -> SiegeModel:
        """Of the siege that is looked at, as are the next four."""
        return self.here.model

    @property
    def siege(self) -> Siege:
        """Its state."""
        return self.here.siege

    @property
    def lens(self) -> Lens:
        """How it is pictured."""
        return self.here.lens

    @property
    def reel(self) -> Reel:
        """Its film."""
        return self.here.reel

    @property
    def frames(self) -> list[Frame]:
        """Its days for the books."""
        return self.here.frames

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
        days = {name: lane.siege.day for name, lane in self.lanes.items()}
        self.whole.step()
        for name, lane in self.lanes.items():
            if lane.siege.day > days[name]:
                lane.keep_day()

    def watch(self, name: str) -> None:
        """Look at another of its sieges."""
        if name not in self.lanes:
            raise ScenarioError(f"{name}: this theatre has no such siege; it has {', '.join(self.lanes)}")
        self.watched = name

    def told(self) -> Day:
        """How the siege that is looked at stands, and in a line each of them."""
        day = self.here.told()
        return day._replace(over=self.over, world_day=self.day, members=members_of(self.whole, self.watched))

    def frame(self) -> bytes:
        """Today's picture."""
        return self.here.frame()

    def rule(self, world: Scenario) -> None:
        """Let the siege that is looked at go on under other rules from tomorrow."""
        self.here.rule(world)
        self.whole.models[self.watched] = self.here.model
        self.whole.theatre = dataclasses.replace(self.theatre, sieges={**self.theatre.sieges, self.watched: world})

    def note(self, dotted: str, was: Any, now: Any) -> None:
        """Keep what was changed on the way."""
        self.changes.append((self.day, f"sieges.{self.watched}.{dotted}", was, now))

    def twin(self) -> Lane:
        """There is none; ScenarioError says what to do instead."""
        raise ScenarioError(NO_FORK)

    def close(self) -> None:
        """Let its threads go."""
        self.whole.close()
