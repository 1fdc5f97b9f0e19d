"""The schedule: what happens on the morning of a day because the scenario says so."""

from typing import Any

import numpy as np

from sim.agents import campaign, deadlines
from sim.kernels.series import Row
from sim.scenario.schedule import Entry, comparisons
from sim.scenario.schedule_rules import OFFENSIVE, ULTIMATUM, changes_of, with_values
from sim.scenario.schema import get_value
from sim.state.arrivals import KIND_OF, ArrivalRows, arrival_rows
from sim.state.columns import Kind, Status
from sim.state.events import Event
from sim.state.siege import Siege

#: Place of each quantity in a row of the daily series.
PLACE = {name: place for place, name in enumerate(Row._fields)}


def morning(siege: Siege) -> bool:
    """Let today's arrivals and entries act. Returns whether the value of a parameter changed.

    Writes scenario, people, campaign, talks, schedule, ledger.
    """
    before, today = siege.scenario, siege.day
    if not before.schedule and not before.reinforcements:
        return False
    if siege.talks.ceasefire_until == today - 1 >= 0:
        siege.log_event(Event.ceasefire_ended, "siege")
    start = before.clock.start
    for name, entry in before.schedule.items():
        day = entry.day_after(start)
        if day is not None and entry.announced is not None and day - entry.announced == today:
            _set(siege, {OFFENSIVE: day})
            siege.log_event(Event.offensive_announced, "besieger", value=float(day))
        if day == today or (day is None and _condition_holds(siege, name, entry)):
            _act(siege, name, entry)
    for block in _waiting(siege):
        if _is_due(siege, block):
            _join(siege, block)
    return siege.scenario is not before


def next_day(siege: Siege) -> int | None:
    """The next day after today on which anything may happen, or None: every day where a condition is open."""
    scenario, today = siege.scenario, siege.day
    days = [more.day for more in scenario.reinforcements]
    if siege.talks.ceasefire_until >= today:
        days.append(siege.talks.ceasefire_until + 1)
    for name, entry in scenario.schedule.items():
        day = entry.day_after(scenario.clock.start)
        if day is not None:
            days += [day, day - (entry.announced or 0)]
        elif entry.repeat or name not in siege.schedule.acted:
            return today + 1
    return min((day for day in days if day > today), default=None)


def lifts(siege: Siege) -> bool:
    """Whether an entry by which the besieger lifts the siege has acted."""
    entries = siege.scenario.schedule
    return any(name in siege.schedule.acted for name, entry in entries.items() if entry.lift)


def _condition_holds(siege: Siege, name: str, entry: Entry) -> bool:
    """Whether an entry with a condition acts this morning, by the figures of last evening. Writes schedule."""
    done = siege.schedule
    if name in done.acted and not entry.repeat:
        return False
    row = siege.daily[-1] if siege.day > 0 and siege.daily else None
    holds = row is not None and all(
        row[PLACE[each.quantity]] is not None and each.holds(row[PLACE[each.quantity]])
        for each in comparisons(entry.condition or "")
    )
    if not entry.repeat:
        return holds
    held, done.held[name] = done.held.get(name, False), holds
    return holds and not held


def _act(siege: Siege, name: str, entry: Entry) -> None:
    today = siege.day
    siege.schedule.acted[name] = today
    for dotted, value in entry.set.items():
        siege.log_event(
            Event.parameter_changed,
            "schedule",
            reason=dotted,
            value=float(value),
            alternative_value=float(get_value(siege.scenario, dotted)),
        )
    _set(siege, changes_of(entry, today))
    if entry.ceasefire is not None:
        siege.talks.ceasefire_until = max(siege.talks.ceasefire_until, today + entry.ceasefire - 1)
        siege.log_event(Event.ceasefire_began, "siege", value=float(siege.talks.ceasefire_until - today + 1))
    if entry.ultimatum is not None:
        deadlines.reopen(siege, "ultimatum_day")
        siege.log_event(Event.ultimatum_given, "besieger", value=float(get_value(siege.scenario, ULTIMATUM)))
    if entry.offensive == "halt" and siege.campaign.pressed:
        campaign.halt(siege, "scheduled")


def _set(siege: Siege, changes: dict[str, Any]) -> None:
    if any(get_value(siege.scenario, dotted) != value for dotted, value in changes.items()):
        siege.scenario_before = siege.written_scenario
        siege.scenario = with_values(siege.scenario, changes)


def _waiting(siege: Siege) -> list[ArrivalRows]:
    """The arrivals that have not joined yet."""
    reserved = siege.initial.reserve_fighters, siege.initial.reserve_besiegers
    blocks = arrival_rows(siege.scenario, siege.layout.kind_start, reserved)
    return [block for block in blocks if siege.people.status[block.first] == Status.awaited]


def _is_due(siege: Siege, block: ArrivalRows) -> bool:
    """Whether an arrival joins today: its day has come, and nobody enters a town that is being evacuated."""
    day, entry = block.arriving.day, block.arriving.entry
    has_come = day <= siege.day if day is not None else entry in siege.schedule.acted
    return has_come and not (block.arriving.people.side == "garrison" and siege.convoy.under_way)


def _join(siege: Siege, block: ArrivalRows) -> None:
    """People who arrive join those of their side; fighters stand where the garrison stands, in turn. Writes people."""
    rows, kind = np.arange(block.first, block.last), KIND_OF[block.arriving.people.side]
    if kind == Kind.fighter:
        a, b = (int(row) for row in siege.layout.kind_start[kind : kind + 2])
        cells = siege.people.cell[a:b][siege.people.status[a:b] == Status.inside]
        siege.people.cell[rows] = cells[np.arange(rows.size) % cells.size]
    siege.set_status(rows, Status.inside)
    siege.log_event(Event.reinforced, block.arriving.people.side, value=float(siege.count_people(rows)))
