"""The lanes of a siege's timeline: bars for what lasts and marks for what happens on a day, for picture and page."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.state.columns import Array
from sim.state.events import Event
from sim.state.siege import Siege

ASSAULT, TALKS, OFFERS, ROAD, INTERVENTIONS, REPORTS = (
    "assault", "talks", "offers", "road", "interventions", "reports",
)  # fmt: skip
#: Lanes from top to bottom. The last two are drawn only where something of them happened.
LANES = (ASSAULT, TALKS, OFFERS, ROAD, INTERVENTIONS, REPORTS)
OCCASIONAL = (INTERVENTIONS, REPORTS)


class MarkStyle(NamedTuple):
    """How an event is marked in its lane."""

    lane: str
    marker: str  # a marker of Matplotlib
    colour: str  # name of a colour of `sim.runs.palette`, in lower case
    filled: bool
    label: str


#: The events that are marked.
MARKS = {
    Event.push_won: MarkStyle(ASSAULT, "^", "fire", True, "won"),
    Event.push_repulsed: MarkStyle(ASSAULT, "v", "fire", False, "repulsed"),
    Event.talks_opened: MarkStyle(TALKS, "o", "ink", False, "opened"),
    Event.talks_broken_off: MarkStyle(TALKS, "|", "ink", True, "broken"),
    Event.refused: MarkStyle(OFFERS, "x", "fire", True, "no"),
    Event.blocked: MarkStyle(OFFERS, "X", "fire", False, "veto"),
    Event.accepted: MarkStyle(OFFERS, "o", "convoy", True, "yes"),
    Event.surrendered_unprompted: MarkStyle(OFFERS, "D", "convoy", True, "unprompted"),
    Event.incident: MarkStyle(ROAD, "^", "fire", True, "attacked"),
    Event.deal_broken: MarkStyle(ROAD, "x", "fire", True, "turned back"),
    Event.completed: MarkStyle(ROAD, "s", "convoy", True, "done"),
    Event.parameter_changed: MarkStyle(INTERVENTIONS, "D", "ink", False, "changed"),
    Event.reinforced: MarkStyle(INTERVENTIONS, "P", "ink", True, "arrivals"),
    Event.ultimatum_given: MarkStyle(INTERVENTIONS, "X", "fire", True, "ultimatum"),
    Event.offensive_announced: MarkStyle(INTERVENTIONS, "^", "fire", False, "announced"),
    Event.ceasefire_began: MarkStyle(INTERVENTIONS, "o", "convoy", True, "ceasefire"),
    Event.reported: MarkStyle(REPORTS, "o", "truce", True, "reported"),
    Event.denied: MarkStyle(REPORTS, "x", "ink", True, "denied"),
    Event.exposed: MarkStyle(REPORTS, "D", "fire", True, "exposed"),
    Event.condemned: MarkStyle(REPORTS, "^", "fire", True, "condemned"),
}


class DealDays(NamedTuple):
    """When a deal was signed and completed; -1: not completed."""

    signed: int
    completed: int


class LaneBar(NamedTuple):
    """Something that lasts: from the morning of its first day to the evening before `after`."""

    lane: str
    first: int
    after: int
    colour: str  # as of MarkStyle
    opacity: float


class LaneMark(NamedTuple):
    """An event on its day."""

    lane: str
    event: Event
    day: int


class Lanes(NamedTuple):
    """What the lanes of one siege show."""

    names: tuple[str, ...]
    bars: tuple[LaneBar, ...]
    marks: tuple[LaneMark, ...]


def deal_days(siege: Siege) -> tuple[DealDays, ...]:
    """The days of each deal of a siege, in order."""
    return tuple(DealDays(deal.signed_day, deal.completed_day) for deal in siege.deals)


def spans(flags: Array) -> list[tuple[int, int]]:
    """Runs of days on which a flag is up: first day, day after the last. `flags` is bool (days,)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (np.asarray(flags) > 0).astype(int), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def lanes_of(
    days: Mapping[str, Array],
    ledger: Sequence[Mapping[str, Any]],
    deals: Sequence[DealDays],
    changed: Sequence[int] = (),
) -> Lanes:
    """The lanes of a siege so far.

    `days` holds the daily series by name, each (days,), one value per day from day 0 on; `changed` are days on which
    somebody changed a parameter by hand, which the ledger does not know.
    """
    last = len(days["day"])
    began = [e for e in ledger if e["event"] == Event.ceasefire_began]
    ceasefires = [(e["day"], min(last, e["day"] + int(e["value"]))) for e in began]
    scheduled = np.zeros(last, bool)
    for first, after in ceasefires:
        scheduled[first:after] = True
    bars = [LaneBar(ASSAULT, *span, "fire", 0.25) for span in spans(days["pressed"])]
    bars += [LaneBar(TALKS, *span, "soft", 0.25) for span in spans(days["talks"])]
    bars += [LaneBar(OFFERS, *span, "truce", 0.45) for span in spans((days["truce"] > 0) & ~scheduled)]
    bars += [LaneBar(INTERVENTIONS, *span, "truce", 0.45) for span in ceasefires]
    for deal in deals:
        over = [e["day"] for e in ledger if e["event"] == Event.deal_broken and e["day"] >= deal.signed]
        until = deal.completed if deal.completed >= 0 else min([*over, last])
        bars.append(LaneBar(ROAD, deal.signed, until + 1, "convoy", 0.35))
    marks = [LaneMark(MARKS[e["event"]].lane, Event(e["event"]), e["day"]) for e in ledger if e["event"] in MARKS]
    by_hand = [LaneMark(INTERVENTIONS, Event.parameter_changed, day) for day in changed]
    marks += [mark for mark in dict.fromkeys(by_hand) if mark not in marks]
    seen = {mark.lane for mark in marks} | {bar.lane for bar in bars}
    names = tuple(lane for lane in LANES if lane not in OCCASIONAL or lane in seen)
    return Lanes(names, tuple(bars), tuple(marks))
