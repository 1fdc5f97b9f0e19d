"""The view model of a siege: everything the pages show of its state, as plain data. People are in person_card.py."""

import bisect
import datetime
from typing import Any, NamedTuple

from sim.agents import road
from sim.agents.reporting import OBSERVERS
from sim.dashboard.theme import keep_numbers_whole
from sim.outcomes import DAILY
from sim.runs.dated import is_entry_of_changes
from sim.runs.narrative import ending, summary
from sim.runs.narrative.ledger import LedgerContext, date_of, ledger_context, sentence
from sim.runs.timeline_lanes import DealDays, deal_days
from sim.scenario.schedule_text import schedule_lines
from sim.scenario.schema import Scenario
from sim.state.columns import Kind, Status
from sim.state.events import Event
from sim.state.siege import Siege
from sim.state.siege_state import InitialCounts
from sim.text.format import number

#: Name of a daily series -> its column in a row.
COLUMN = {series.name: index for index, series in enumerate(DAILY)}
KINDS = {Kind.civilian: "civilian", Kind.fighter: "fighter", Kind.besieger: "besieger"}


class ConvoyView(NamedTuple):
    """A convoy between the pocket and its refuge."""

    km: float
    stages: tuple[tuple[str, str, float, float], ...]  # name, holder, start and end as shares of the route
    tranches: int
    boarded: int
    on_road: tuple[tuple[int, float], ...]  # number of the tranche, share of the route that it has covered
    aboard: int
    evacuated: int
    halted: bool
    stranded: bool
    secret: bool
    completed: bool
    broken: bool


class TheatreMember(NamedTuple):
    """One siege of a theatre, for the overview of all of them."""

    key: str  # its name in the theatre
    name: str  # for display
    day: int
    state: str
    kind: str  # "pending", "fighting", "truce", "deal" or "fallen": the colour of its card
    ties: str  # how it is linked to the others
    watched: bool


class SiegeView(NamedTuple):
    """A siege after a day. `rows` and `ledger` are shared and only ever grow: the first `days` and `events` count."""

    day: int  # days simulated, so that it is the day that comes next
    clock_day: int  # the day of the clock: the one that comes next, or that of the ending
    date: datetime.date  # of the clock's day
    start: datetime.date  # of day 0
    initial: InitialCounts  # people of day 0
    deals: tuple[DealDays, ...]
    rows: list[tuple[Any, ...]]  # the daily series
    days: int
    ledger: list[dict[str, Any]]
    events: int
    ledger_context: LedgerContext  # what sentences of the ledger need to know of the siege
    over: bool
    ended_day: int  # -1: it has not ended
    headline: str  # the dead, then how it ended; empty before a deal or an ending
    toll: str  # how deadly it was, as `sim.runs.narrative.ending.toll` says
    summary: str
    deaths: dict[str, int]  # by kind
    key_figures: dict[str, str]  # label -> today's value
    convoy: ConvoyView | None
    observers: str  # who observes how much, and the last report
    schedule: tuple[tuple[str, bool], ...]  # each entry in words, and whether it has acted
    now: Scenario  # with the values of today
    written: Scenario  # its starting values, and its schedule with every dated change
    frames: Any = None  # kept_frames.KeptFrames: maps of past days; None where none are kept
    changed: tuple[int, ...] = ()  # days on which a parameter was changed by hand
    theatre_day: int = -1  # where it is part of a theatre
    members: tuple[TheatreMember, ...] = ()


def clock_day(siege: Siege) -> int:
    """The day of the clock: the one that comes next, or that of the ending."""
    return siege.ending.day if siege.ending else siege.day


def view_of(siege: Siege) -> SiegeView:
    """The siege as it stands after its last day."""
    over = siege.ending is not None
    day = clock_day(siege)
    return SiegeView(
        day=siege.day,
        clock_day=day,
        date=date_of(siege, day),
        start=siege.scenario.clock.start,
        initial=siege.initial,
        deals=deal_days(siege),
        rows=siege.daily,
        days=len(siege.daily),
        ledger=siege.ledger,
        events=len(siege.ledger),
        ledger_context=ledger_context(siege),
        over=over,
        ended_day=siege.ending.day if siege.ending else -1,
        headline=ending.headline_with_deaths(siege) if over or siege.main_deal else "",
        toll=ending.toll(siege) if over or siege.main_deal else "",
        summary=summary.run_summary(siege) if over else "",
        deaths={KINDS[kind]: siege.people_in(kind, Status.dead) for kind in Kind},
        key_figures=key_figures_of(siege),
        convoy=convoy_of(siege),
        observers=observers_text(siege),
        schedule=schedule_of(siege),
        now=siege.scenario,
        written=siege.written_scenario,
    )


def schedule_of(siege: Siege) -> tuple[tuple[str, bool], ...]:
    """The entries of the schedule in words, and whether each has acted."""
    return tuple(
        (line if is_entry_of_changes(name) else f"{name.replace('_', ' ')}: {line}", name in siege.schedule.acted)
        for name, line in schedule_lines(siege.scenario)
    )


def per_cent(share: float) -> str:
    """A share in 0..1 as text, such as `95%`."""
    return keep_numbers_whole(f"{100 * share:.0f}%")


def key_figures_of(siege: Siege) -> dict[str, str]:
    """Label -> today's value of the figures under the map."""
    civilians, fighters, besiegers = (siege.inside(kind) for kind in Kind)
    figures = {
        "Civilians inside": number(civilians),
        "Fighters inside": number(fighters),
        "Besiegers": number(besiegers),
        "Ground held": per_cent(siege.ground_share()),
        "Ration": per_cent(siege.stores.civilian_ration),
    }
    if siege.in_truce():
        figures["Fighting"] = "truce"
    elif siege.campaign.pressed:
        figures["Fighting"] = "assault"
    public = siege.public
    if public.attention >= 0.01:
        figures["Public attention"] = per_cent(public.attention)
    if public.denied:
        figures["Deal"] = "exposed" if 0 <= public.exposed_day <= siege.day else "denied"
    return figures


def convoy_of(siege: Siege) -> ConvoyView | None:
    """The convoy of the last deal; None before a deal is signed, or where nobody was to leave."""
    convoy = siege.convoy
    if not siege.deals or not convoy.tranches:
        return None
    deal, length = siege.deals[-1], road.length_km(siege)
    ends = [0.0]
    for stage in road.stages(siege):
        ends.append(ends[-1] + stage.km / length)
    return ConvoyView(
        km=length,
        stages=tuple(
            (stage.name, stage.held_by, start, end)
            for stage, start, end in zip(road.stages(siege), ends, ends[1:], strict=False)
        ),
        tranches=convoy.tranches,
        boarded=convoy.boarding,
        on_road=tuple((number, min(1.0, km / length)) for number, km in enumerate(convoy.km, 1) if km >= 0.0),
        aboard=sum(siege.people_in(kind, Status.aboard) for kind in Kind),
        evacuated=sum(siege.people_in(kind, Status.evacuated) for kind in Kind),
        halted=is_halted(siege),
        stranded=convoy.under_way and convoy.stranded_since >= 0,
        secret=convoy.secret,
        completed=deal.completed_day >= 0,
        broken=deal.broken,
    )


def is_halted(siege: Siege) -> bool:
    """Whether a convoy is under way but does not move."""
    convoy = siege.convoy
    return convoy.under_way and (siege.day <= convoy.halted_until or convoy.stranded_since >= 0)


def observer_coverage(siege: Siege) -> dict[str, float]:
    """Share of events, 0..1, that each kind of observer sees. Observers have no position in the model."""
    names = [observer.source for observer in OBSERVERS]
    return {name: float(getattr(siege.scenario.observers, name)) for name in names}


#: Reported event -> where on the map it took place: on the front, or where a convoy boards. Talks have no location.
LOCATION_OF = dict.fromkeys((Event.push_won, Event.push_repulsed), "front") | dict.fromkeys(
    (Event.tranche_left, Event.incident, Event.completed), "boarding"
)
RECENT_DAYS = 3  # for which a report is shown


def recent_reports(siege: Siege) -> list[dict[str, Any]]:
    """Entries of the ledger for what observers reported in the last days, newest first."""
    convoys = []
    for entry in reversed(siege.ledger):
        if siege.day - entry["day"] > RECENT_DAYS:
            break
        if entry["event"] == Event.reported:
            convoys.append(entry)
    return convoys


def observers_text(siege: Siege) -> str:
    """What share of events each kind of observer sees, and the latest report."""
    shares = [f"{label} {per_cent(share)}" for label, share in observer_coverage(siege).items() if share > 0]
    if not shares:
        return "No observers"
    text = f"Events seen by observers: {', '.join(shares)}"
    reports = recent_reports(siege)
    if reports:
        text += f". Day {reports[0]['day']}: {sentence(reports[0])}"
    return text


def ledger_lines(view: SiegeView, limit: int) -> list[dict[str, Any]]:
    """The newest events as sentences, newest first: `day`, `topic` and `text` of each."""
    lines = []
    for entry in reversed(view.ledger[max(0, view.events - limit) : view.events]):
        text = keep_numbers_whole(sentence(entry, view.ledger_context))
        lines.append({"day": entry["day"], "topic": Event(entry["event"]).topic, "text": text})
    return lines


def events_of_day(view: SiegeView, day: int) -> list[dict[str, Any]]:
    """The events of one day as sentences, in order: `topic` and `text` of each."""
    entries = view.ledger[: view.events]
    first = bisect.bisect_left(entries, day, key=lambda entry: entry["day"])
    after = bisect.bisect_right(entries, day, key=lambda entry: entry["day"])
    return [
        {
            "topic": Event(entry["event"]).topic,
            "text": keep_numbers_whole(sentence(entry, view.ledger_context)),
        }
        for entry in entries[first:after]
    ]


def view_on(view: SiegeView, day: int) -> SiegeView:
    """The siege as the page shows it on the evening of a past day: its map's figures, its convoy and its dead."""
    kept = view.frames.at(day) if view.frames is not None else None
    if kept is None or not 0 <= day < view.days:
        return view
    row = view.rows[day]
    deaths = {kind: row[COLUMN[f"dead_{kind}s"]] for kind in view.deaths}
    return view._replace(
        day=kept.day, clock_day=kept.day, date=view.start + datetime.timedelta(days=kept.day), deaths=deaths,
        key_figures=kept.key_figures, convoy=kept.convoy,
    )  # fmt: skip
