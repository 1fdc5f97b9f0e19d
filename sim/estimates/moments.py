"""The states that are compared: random days in the life of a siege in which the parties do nothing."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.estimates import forks
from sim.kernels.decision_round import is_due
from sim.model import SiegeModel
from sim.runs.run import copy_of
from sim.scenario.schema import Scenario
from sim.state.columns import Kind
from sim.state.draw import ESTIMATES, key_of, uniform
from sim.state.siege import Siege

OPEN_GROUND = 1.0  # lowest cover


class Moment(NamedTuple):
    """A state: the morning of a day with a decision round."""

    number: int  # of the draw, from 0
    siege: Siege


def days_of(scenario: Scenario, seed: int, moments: int, cover: float = 1.0) -> list[int]:
    """Days drawn uniformly among those with a decision round in the quiet life of a siege, one for each moment.

    Empty where that life has none.
    """
    model = _start(scenario, seed, cover)
    decision_days = model.decision_days
    while model.running and model.siege.inside(Kind.fighter) > 0:
        model.advance(scenario.clock.horizon_days)
    model.engine.close()
    due = [day for day in range(model.siege.day - 1) if is_due(day, decision_days)]
    key = key_of(seed, 0, ESTIMATES)
    return [due[int(float(uniform(key, np.uint32(i))) * len(due))] for i in range(moments) if due]


def moments_of(scenario: Scenario, seed: int, days: list[int], cover: float = 1.0) -> Iterator[Moment]:
    """The states of a quiet siege on these days, in their order in time; those after its end are left out.

    Each siege shares nothing mutable with another.
    """
    model = _start(scenario, seed, cover)
    try:
        for day, number in sorted((day, number) for number, day in enumerate(days)):
            while model.running and model.siege.day < day:
                model.advance(day - model.siege.day)
            if not model.running or model.siege.inside(Kind.fighter) == 0:
                return
            yield Moment(number, copy_of(model.siege))
    finally:
        model.engine.close()


def _start(scenario: Scenario, seed: int, cover: float) -> SiegeModel:
    """A quiet siege on its first morning, the cover of its ground multiplied by `cover`, but never below the open's."""
    model = SiegeModel(forks.quiet(scenario), seed=seed)
    if cover != 1.0:
        layer = model.siege.grid.cover
        np.maximum(layer * np.float32(cover), np.float32(OPEN_GROUND), out=layer)
        model.engine.count()
    return model
