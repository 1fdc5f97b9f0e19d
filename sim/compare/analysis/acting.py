"""Whether a lever acts at all, by runs that differ only in it; and what may keep it from acting."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.compare.analysis.effect_cells import cells_of
from sim.compare.sweep_data import SweepData
from sim.scenario.errors import ScenarioError, shown
from sim.sweep.experiment import Effect


class Gate(NamedTuple):
    """A value of another parameter with which a lever has no effect."""

    dotted: str
    value: Any
    why: str  # as part of a sentence


#: Lever -> the values that keep it from acting.
GATES: Mapping[str, tuple[Gate, ...]] = {
    "supply.aid": (Gate("besieger.aid_allowed", 0, "nothing is let in"),),
    "besieger.aid_allowed": (Gate("supply.aid", 0, "there is no aid to let in"),),
    "guarantor.strength": (Gate("negotiation.allowed", False, "there are no talks"),),
    "mediator.skill": (Gate("negotiation.allowed", False, "there are no talks"),),
    "assault.exchange": (Gate("assault.allowed", False, "the besieger does not storm"),),
}


def share_that_acts(sweep: SweepData, dotted: str) -> float:
    """Share of pairs of runs, at the first and the last level of a lever, that differ at all; NaN where not known."""
    levers = [axis.dotted for axis in sweep.levers if axis.dotted != "scenario"]
    if dotted not in levers or sweep.sampled:
        return math.nan
    try:
        return cells_of(sweep, Effect(along=dotted)).share_that_differs()
    except (ScenarioError, IndexError, ValueError):  # such as one level so far
        return math.nan


def reason(dotted: str, values: Mapping[str, Any]) -> str:
    """Why a lever cannot act, given the values of other parameters: nothing is let in (besieger.aid_allowed is 0)."""
    for gate in GATES.get(dotted, ()):
        value = values.get(gate.dotted)
        if value is not None and value == gate.value:
            return f"{gate.why} ({gate.dotted} is {shown(gate.value)})"
    return ""
