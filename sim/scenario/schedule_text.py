"""The schedule in words, an entry a line."""

import datetime
from collections.abc import Iterator

from sim.scenario.explain import UNITLESS
from sim.scenario.parameters import find_parameter
from sim.scenario.schedule import Entry
from sim.scenario.schema import Scenario
from sim.text.format import count, number


def schedule_lines(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Each entry: its name, and when it acts with what happens then. Dated ones come first, in order."""
    start = scenario.clock.start
    days = {name: entry.day_after(start) for name, entry in scenario.schedule.items()}
    for name in sorted(days, key=lambda name: (days[name] is None, days[name] or 0)):
        entry, day = scenario.schedule[name], days[name]
        yield name, f"{_when(entry, day, start)}: {'; '.join(_effects(entry))}"


def value_text(dotted: str, value: float) -> str:
    """A value of a parameter with its unit, such as `0.5 t/day`."""
    parameter = find_parameter(dotted)
    if parameter and parameter.kind == "yes/no":
        return "true" if value else "false"
    unit = parameter.unit if parameter else ""
    return f"{value:g}" if unit.split(" ")[0] in UNITLESS else f"{value:g} {unit}"


def label_of_parameter(dotted: str) -> str:
    """What a parameter is called in a sentence."""
    parameter = find_parameter(dotted)
    return parameter.label if parameter else dotted


def _when(entry: Entry, day: int | None, start: datetime.date) -> str:
    if day is None:
        return f"{'whenever' if entry.repeat else 'once'} {entry.condition}"
    date = start + datetime.timedelta(days=day)
    return f"day {number(day)} ({date.day} {date:%B %Y})"


def _effects(entry: Entry) -> Iterator[str]:
    for dotted, value in entry.set.items():
        yield f"{label_of_parameter(dotted)} becomes {value_text(dotted, value)}"
    if entry.arrive is not None:
        kind = "foreign fighter" if entry.arrive.foreign else "man"
        people = count(entry.arrive.men, kind, "foreign fighters" if entry.arrive.foreign else "men")
        yield f"{people} join the {entry.arrive.side}"
    if entry.ceasefire is not None:
        yield f"a ceasefire of {count(entry.ceasefire, 'day')}"
    if entry.ultimatum is not None:
        yield f"an ultimatum that runs out after {count(entry.ultimatum, 'day')}"
    if entry.offensive == "begin":
        known = f", announced {count(entry.announced, 'day')} before" if entry.announced else ""
        yield f"an offensive begins{known}"
    if entry.lift:
        yield "the besieger lifts the siege"
    if entry.offensive == "halt":
        yield "the offensive is called off"
