"""A siege that nobody has observed yet, whose uneventful days can be run many at a time.

Mesa's `batch_run` steps a model to its end and reads nothing but `running` until then. So a model that has not been
observed lets its siege run ahead over uneventful days. The first access ends this for good, since the caller may keep a
reference to the state or change it.
"""

from typing import Any

from sim.scenario.maps import map_of
from sim.state.build import build
from sim.state.siege import Siege

#: More days than any siege has; `advance` stops by itself where somebody acts.
MANY = 10**6


class FirstAccessAttribute:
    """An attribute that `model.materialize()` creates on first access."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, model: Any, owner: type | None = None) -> Any:
        if model is None:
            return self
        model.materialize()
        return vars(model)[self.name]


def on_first_access() -> Any:
    """Declare such an attribute."""
    return FirstAccessAttribute()


class LazySiege:
    """A siege that nobody has observed. It may be ahead of the day that an observer is due to see."""

    def __init__(self, siege: Siege, model: type, threads: int) -> None:
        self.first, self.model, self.threads = siege, model, threads
        self.days = 0  # steps taken, as seen from outside
        self.ahead: Any = None  # the model that steps the siege

    def step(self) -> bool:
        """One more day; returns whether the siege continues after it."""
        self.days += 1
        if self.ahead is None:
            self.ahead = self.model(siege=self.first, threads=self.threads)
        if self.ahead.siege.day < self.days:  # the first day alone, since models that are observed daily are seen then
            self.ahead.advance(1 if self.days == 1 else MANY)
        return self.ahead.running or self.days < self.ahead.siege.day

    def materialize(self) -> Siege:
        """The siege on its day. Where it is ahead it is run again: the same days have the same bits."""
        ahead, self.ahead = self.ahead, None
        if ahead is None:
            return self.first
        if ahead.siege.day > self.days:
            ahead.engine.close()
            scenario, seed = self.first.scenario, self.first.seed
            ahead = self.model(siege=build(scenario, map_of(scenario), seed), threads=self.threads)
            while ahead.siege.day < self.days:
                ahead.advance(self.days - ahead.siege.day)
        ahead.engine.close()
        return ahead.siege
