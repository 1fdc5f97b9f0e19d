"""The intervention cards of the Live page: what can be changed during a siege, from which day, and how it stands."""

import datetime
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.dashboard.controls.parameter_controls import declared
from sim.runs.dated import ARRIVALS, DatedChange, entry_name
from sim.scenario.errors import ScenarioError, shorten
from sim.scenario.schedule_layers import SCHEDULE
from sim.scenario.schedule_text import schedule_lines
from sim.scenario.schema import Scenario, get_value
from sim.text.format import capitalized, number, percent_text


class InterventionField(NamedTuple):
    """One control of a card: a parameter that may change during a siege, or an effect of the schedule."""

    key: str
    label: str
    kind: str = "share"  # share (of 1, as a slider), number or choice
    high: float = 1.0  # of a number
    unit: str = ""
    suggested: float | str = 1.0  # what the control shows first, where that differs from how things stand
    otherwise: float | str = 0.0  # what it shows first where it does not
    brief: str = ""  # names a share on a card that has several
    options: tuple[tuple[str, str], ...] = ()  # value and text of each choice


class Intervention(NamedTuple):
    """A card: its name, what it does, and its controls."""

    name: str
    title: str
    about: str
    fields: tuple[InterventionField, ...]


INTERVENTIONS = (
    Intervention(
        "aid",
        "Aid let in",
        "Food waits outside, and the besieger lets a share of it in: what arrives is the product of the two shares.",
        (
            InterventionField(
                "supply.aid", "Aid outside, of what the town needs", suggested=0.6, otherwise=1.0, brief="outside"
            ),
            InterventionField("besieger.aid_allowed", "Let in by the besieger", brief="let in"),
        ),
    ),
    Intervention(
        "shelling",
        "Shelling",
        "Strikes during an offensive; in a blockade there are fewer.",
        (InterventionField("fire.strikes_km2_day", "Strikes", "number", 500, "a day and km²", 0.0, 5.0),),
    ),
    Intervention(
        "ceasefire",
        "Ceasefire",
        "Nobody fires for some days. Talks, flight and hunger continue.",
        (InterventionField("ceasefire", "Length", "number", 7300, "days", 14),),
    ),
    Intervention(
        "offensive",
        "Offensive",
        "Ordered from above, or called off.",
        (
            InterventionField(
                "offensive",
                "Order",
                "choice",
                suggested="halt",
                options=(("halt", "call it off"), ("begin", "begin it")),
            ),
        ),
    ),
    Intervention(
        "garrison",
        "Reinforce the garrison",
        "Fighters who slip in and join those inside. The siege is replayed with them.",
        (InterventionField("arrive.garrison", "Fighters", "number", 500_000, "", 100),),
    ),
    Intervention(
        "besieger",
        "Reinforce the besieger",
        "Men who join the ring. The siege is replayed with them.",
        (InterventionField("arrive.besieger", "Men", "number", 500_000, "", 300),),
    ),
    Intervention(
        "guarantor",
        "Guarantor",
        "A third party that protects those who leave under a deal.",
        (InterventionField("guarantor.strength", "Presence", suggested=0.9, otherwise=0.0),),
    ),
    Intervention(
        "press",
        "Press and monitors",
        "What is seen and reported.",
        (
            InterventionField("observers.journalists", "Press"),
            InterventionField("observers.monitors", "Monitors at the crossings"),
        ),
    ),
    Intervention(
        "talks",
        "Talks",
        "If they are forbidden, talks break off, and a deal that has not been carried out yet is void.",
        (
            InterventionField(
                "negotiation.allowed",
                "Talks are",
                "choice",
                suggested="false",
                otherwise="true",
                options=(("false", "forbidden"), ("true", "allowed")),
            ),
        ),
    ),
    Intervention(
        "ultimatum",
        "Ultimatum",
        "Given to the garrison on that day; it expires after the time set here.",
        (InterventionField("ultimatum", "Expires after", "number", 365, "days", 10),),
    ),
)
_BY_NAME = {one.name: one for one in INTERVENTIONS}


def cards(now: Scenario) -> list[dict[str, Any]]:
    """The cards as the template needs them; `now` has the values that hold today."""
    return [
        {
            "name": one.name,
            "title": one.title,
            "about": one.about,
            "now": ", ".join(text for field in one.fields if (text := _now(now, field))),
            "fields": [_field(now, field) for field in one.fields],
        }
        for one in INTERVENTIONS
    ]


def _value(now: Scenario, field: InterventionField) -> float | str | None:
    """How things stand; None for an effect, which does not last."""
    if field.key not in declared():
        return None
    value = get_value(now, field.key)
    return str(value).lower() if isinstance(value, bool) else float(value)


def _now(now: Scenario, field: InterventionField) -> str:
    value = _value(now, field)
    if value is None:
        return ""
    if isinstance(value, str):
        return dict(field.options)[value]
    return (
        f"{percent_text(value)}% {field.brief}".strip() if field.kind == "share" else f"{value:g} {field.unit}".strip()
    )


def _field(now: Scenario, field: InterventionField) -> dict[str, Any]:
    first = field.otherwise if _value(now, field) == field.suggested else field.suggested
    return {
        **field._asdict(),
        "options": [{"value": value, "text": text} for value, text in field.options],
        "first": first,
        "now": _now(now, field),
    }


def dated(name: str, day: Any, values: Mapping[str, Any], prefix: str = "") -> list[DatedChange]:
    """The dated changes of a card that was filled in; `prefix` names the siege of a theatre.

    Raises ScenarioError where the day or a value cannot be used.
    """
    card = _BY_NAME.get(name)
    if card is None:
        raise ScenarioError(f"{shorten(name)}: there is no such intervention")
    when = str(day).strip()
    if not when.isdecimal():
        raise ScenarioError(f"day = {shorten(when) or 'nothing'}: must be a whole number, the day from which it counts")
    return [
        DatedChange(str(int(when)), f"{prefix}{field.key}", _text(field, values.get(field.key)))
        for field in card.fields
    ]


def _text(field: InterventionField, value: Any) -> str:
    """What was entered, as the command line takes it. Raises ScenarioError where it is not a value."""
    if field.kind == "choice":
        if value not in dict(field.options):
            raise ScenarioError(f"{field.label}: choose one of {', '.join(text for _, text in field.options)}")
        return str(value)
    high = 1.0 if field.kind == "share" else field.high
    try:
        entered = float(value)
    except (TypeError, ValueError):
        entered = math.nan
    whole = field.key in ARRIVALS or field.key in ("ceasefire", "ultimatum")
    low = 1 if whole else 0
    if not low <= entered <= high or (whole and not entered.is_integer()):
        kind = "a whole number" if whole else "a number"
        raise ScenarioError(f"{field.label}: must be {kind} from {low} to {number(high)}")
    return str(int(entered)) if whole else str(entered)


def change_text(scenario: Scenario, change: DatedChange) -> str:
    """A dated change in words, without its day. `scenario` is that of its siege, as written."""
    entry = scenario.schedule.get(entry_name(change))
    if entry is None:
        return ""
    key = change.local_key
    only = entry.model_copy(
        update={
            "set": {key: entry.set[key]} if key in entry.set else {},
            "arrive": entry.arrive if key in ARRIVALS else None,
            "lift": entry.lift and key == "lift",
            **{name: getattr(entry, name) if key == name else None for name in ("ceasefire", "ultimatum", "offensive")},
        }
    )
    ((_, line),) = schedule_lines(scenario.model_copy(update={SCHEDULE: {"change": only}}))
    return capitalized(line.partition(": ")[2])


def date_text(start: datetime.date, day: int) -> str:
    """The date of a day."""
    date = start + datetime.timedelta(days=day)
    return f"{date.day} {date:%b %Y}"
