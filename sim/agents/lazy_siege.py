"""Days that nobody looks at: carried out many at a time, and found as they would be one by one.

Mesa's `batch_run` steps a model to its end and looks at nothing but `running` until then. So a model at which nobody
has looked yet lets its siege run ahead, through quiet days in a row. The first look ends this for good, since whoever
has seen the siege may keep a reference or change it.
"""

from typing import Any

from sim.scenario.maps import map_of
from sim.state.build import build
from sim.state.siege import Siege

#: More days than any siege has; `advance` stops by itself where somebody acts.
MANY = 10**6


class FirstAccessAttribute:
    """An attribute that `model.look()` makes, when it is first asked for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, model: Any, owner: type | None = None) -> Any:
        if model is None:
            return self
        model.look()
        return vars(model)[self.name]


def on_first_access() -> Any:
    """Declare such an attribute."""
    return FirstAccessAttribute()


class LazySiege:
    """A siege at which nobody has looked. It may be ahead of the day on which it would be found."""

    def __init__(self, siege: Siege, model: type, threads: int) -> None:
        self.first, self.model, self.threads = siege, model, threads
        self.days = 0  # carried out, for all that the outside knows
        self.ahead: Any = None  # the model that steps the siege

    def step(self) -> bool:
        """One day more; whether the siege goes on after it."""
        self.days += 1
        if self.ahead is None:
            self.ahead = self.model(siege=self.first, threads=self.threads)
        if self.ahead.siege.day < self.days:  # a model that is looked at daily shows it on the first day
            self.ahead.advance(1 if self.days == 1 else MANY)
        return self.ahead.running or self.days < self.ahead.siege.day

    def found(self) -> Siege:
        """The siege on its day. Where it is ahead it starts again, for the same days have the same bits."""
        ahead, self.ahead = self.ahead, None
        if ahead is None:
            return self.first
        if ahead.siege.day > self.days:
            ahead.calendar.close()
            world, seed = self.first.scenario, self.first.seed
            ahead = self.model(siege=build(world, map_of(world), seed), threads=self.threads)
            while ahead.siege.day < self.days:
                ahead.advance(self.days - ahead.siege.day)
        ahead.calendar.close()
        return ahead.siege
