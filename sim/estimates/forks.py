"""The rules of the forks: who may act, and what is ordered from outside."""

from collections.abc import Mapping
from typing import Any

from sim.scenario.schedule import Entry
from sim.scenario.schedule_layers import SCHEDULE
from sim.scenario.schedule_rules import with_values
from sim.scenario.schema import Scenario, get_value
from sim.state.siege import Siege

#: Nobody attacks, talks, lifts the siege or relieves it.
QUIET: dict[str, Any] = {
    "assault.allowed": False,
    "besieger.offensive_day": -1,
    "deadline.ultimatum_day": -1,
    "negotiation.allowed": False,
    "negotiation.lift_per_week": 0.0,
    "relief.rate_per_week": 0.0,
}
NOBODY_LEAVES = {"exit.desertion_per_day": 0.0, "exit.flight_per_day": 0.0, "negotiation.collapse_per_day": 0.0}
LONGEST_HORIZON = 7300  # days, the largest that a scenario can have


def quiet(scenario: Scenario) -> Scenario:
    """The scenario in which the parties do nothing; of its schedule only what comes from outside is left."""
    return with_values(scenario, QUIET).model_copy(update={SCHEDULE: _from_outside(scenario.schedule)})


def as_written(siege: Siege, scenario: Scenario) -> Scenario:
    """The scenario of a quiet siege with the parties' freedom restored, for the day on which they estimate.

    Keeps what the schedule has set so far, except for what `quiet` holds fixed.
    """
    own = {name: get_value(scenario, name) for name in QUIET}
    return with_values(siege.scenario, own).model_copy(update={SCHEDULE: scenario.schedule})


def assault_from(siege: Siege, days: int) -> Scenario:
    """The scenario of a quiet siege in which an assault is ordered today and never called off."""
    ordered = {"assault.allowed": True, "besieger.offensive_day": siege.day, "besieger.offensive_binding": True}
    return with_values(siege.scenario, {**ordered, **_open_for(siege, days)})


def open_for(siege: Siege, days: int) -> Scenario:
    """The scenario of a quiet siege, with a horizon that many days from today."""
    return with_values(siege.scenario, _open_for(siege, days))


def holding_out(siege: Siege, days: int) -> Scenario:
    """The scenario of a quiet siege in which nobody leaves, and the garrison does not dissolve."""
    return with_values(siege.scenario, {**NOBODY_LEAVES, **_open_for(siege, days)})


def free_to_attack(siege: Siege, scenario: Scenario, days: int) -> Scenario:
    """The scenario of a quiet siege in which the besieger attacks when he wants to; there are no talks and no relief.

    `scenario` is the one as written, which says whether he may.
    """
    own = {name: get_value(scenario, name) for name in ("assault.allowed", "besieger.offensive_day")}
    return with_values(siege.scenario, {**own, **_open_for(siege, days)})


def leaving(siege: Siege, days: int) -> Scenario:
    """The scenario of a quiet siege in which a deal that is signed is carried out."""
    return with_values(siege.scenario, {"negotiation.allowed": True, **_open_for(siege, days)})


def _open_for(siege: Siege, days: int) -> dict[str, Any]:
    """The horizon of a fork that is followed for that many days from today."""
    return {"clock.horizon_days": min(LONGEST_HORIZON, siege.day + days + 2)}


def _from_outside(schedule: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries of a schedule without what the parties do: offensives, ultimatums, ceasefires, lifting."""
    kept = {}
    for name, entry in schedule.items():
        values = {dotted: value for dotted, value in entry.set.items() if dotted not in QUIET}
        if values or entry.arrive:
            none = {"ceasefire": None, "ultimatum": None, "offensive": None, "lift": False, "announced": None}
            kept[name] = entry.model_copy(update={"set": values, **none})
    return kept
