"""Whether a lever acts at all, by runs that differ only in it; and what may keep it from acting."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.compare.analysis.effect_cells import cells_of
from sim.compare.sweep_data import SweepData
from sim.scenario.errors import ScenarioError, shown
from sim.sweep.experiment import Effect
from sim.text.format import join_and


class Gate(NamedTuple):
    """Values of other parameters that together keep a lever from acting."""

    closed: Mapping[str, Any]
    why: str  # as part of a sentence


NOTHING_LET_IN = Gate({"besieger.aid_allowed": 0}, "nothing is let in")
NO_TALKS = Gate({"negotiation.allowed": False}, "there are no talks")
NO_PATRON = Gate({"patron.reach": 0, "patron.veto": 0}, "there is no patron")
NO_AIR_POWER = Gate({"besieger.air_dependence": 0}, "the besieger depends on nobody's aircraft")
#: By which aid may come: a share of the need of day 0, or other units.
AID = ("supply.aid", "supply.aid_tonnes", "supply.aid_grams", "supply.aid_share")
OF_PATRONS = (
    "threat_bearer", "audience_cost", "restraint", "rival_request", "veto_price", "crater_price", "strike_price",
    "doubt",
)  # fmt: skip
#: Lever -> the values that keep it from acting.
GATES: Mapping[str, tuple[Gate, ...]] = {
    **dict.fromkeys(AID, (NOTHING_LET_IN,)),
    "besieger.aid_allowed": (Gate(dict.fromkeys(AID, 0), "there is no aid to let in"),),
    "guarantor.stays_days": (NO_TALKS, Gate({"guarantor.strength": 0}, "there is no guarantor")),
    "mediator.skill": (NO_TALKS,),
    "observers.kept_out": (Gate({"observers.journalists": 0}, "there are no journalists"),),
    **dict.fromkeys(("besieger.dependence_strike", "besieger.dependence_price"), (NO_AIR_POWER,)),
    **{f"patron.{name}": (NO_PATRON,) for name in OF_PATRONS},
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
        if all(values.get(name) is not None and values[name] == value for name, value in gate.closed.items()):
            return f"{gate.why} ({join_and([f'{name} is {shown(value)}' for name, value in gate.closed.items()])})"
    return ""
