"""Rules between the entries of a schedule and the rest of its scenario, and the scenario as an entry changes it."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.scenario.errors import did_you_mean, shorten, shown
from sim.scenario.explain import dotted_names, rule_text
from sim.scenario.schedule import QUANTITIES, Arrival, Comparison, Entry, comparisons
from sim.scenario.schema import Scenario, check_rules, get_value, sections

OFFENSIVE, ULTIMATUM = "besieger.offensive_day", "deadline.ultimatum_day"


class PlannedArrival(NamedTuple):
    """People who arrive during the siege: a reinforcement of the besieger, or an arrival of the schedule."""

    entry: str  # name of the entry; empty for a reinforcement
    people: Arrival
    day: int | None  # None: when the condition of the entry holds


def arrivals(scenario: Scenario) -> list[PlannedArrival]:
    """Everyone who may arrive, in the order of their rows: reinforcements, then entries in the order written."""
    planned = [PlannedArrival("", Arrival(side="besieger", men=more.men), more.day) for more in scenario.reinforcements]
    start = scenario.clock.start
    return planned + [
        PlannedArrival(name, entry.arrive, entry.day_after(start))
        for name, entry in scenario.schedule.items()
        if entry.arrive is not None
    ]


def changes_of(entry: Entry, day: int) -> dict[str, Any]:
    """What an entry that acts on `day` sets: dotted parameter -> value."""
    values = dict(entry.set)
    if entry.offensive == "begin":
        values[OFFENSIVE] = day
    elif entry.offensive == "halt":
        values[OFFENSIVE] = -1
    if entry.ultimatum is not None:
        values[ULTIMATUM] = day + entry.ultimatum
    return values


def with_values(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The scenario with other values of some parameters. Raises ValidationError (of pydantic) for a value out of range.

    Rules between parameters are not checked here; see `schedule_problems`.
    """
    by_section: dict[str, dict[str, Any]] = {}
    for dotted, value in values.items():
        section, _, name = dotted.partition(".")
        by_section.setdefault(section, {})[name] = value
    made = {}
    for section, changed in by_section.items():
        now = getattr(scenario, section)
        made[section] = type(now).model_validate({**dict(now), **changed})
    return scenario.model_copy(update=made)


def schedule_problems(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """What is wrong with the schedule of a scenario that is otherwise valid: name of the entry, and a sentence."""
    problems = [(name, line) for name, entry in scenario.schedule.items() for line in _of_entry(scenario, entry)]
    if not problems:
        problems = [*_contradictions(scenario), *_of_values_together(scenario)]
    for name, line in problems:
        yield name, f"schedule.{shorten(name)}: {line}"


def _of_entry(scenario: Scenario, entry: Entry) -> Iterator[str]:
    day, clock = entry.day_after(scenario.clock.start), scenario.clock
    if day is not None and day < 0:
        yield f"date = {entry.date}: before clock.start = {clock.start}, the first day of the siege; give a later date"
    if day is not None and day >= clock.horizon_days:
        named = f"date = {entry.date}" if entry.date else f"day = {day}"
        yield (
            f"{named}: the siege ends by day {clock.horizon_days - 1}; give an earlier day, or a higher "
            "clock.horizon_days"
        )
    if day is not None and entry.announced is not None and entry.announced > day:
        yield f"announced = {entry.announced}: before the first day of the siege; give at most {day}"
    if entry.condition is not None and (why := _impossible(scenario, entry.condition)):
        yield f"condition = {shown(entry.condition)}: can never hold, since {why}"
    for dotted, value in entry.set.items():
        yield from _of_value(scenario, dotted, value)


def _of_value(scenario: Scenario, dotted: str, value: Any) -> Iterator[str]:
    if dotted not in dotted_names():
        yield f"set: {shorten(dotted)} is not a parameter{did_you_mean(dotted, dotted_names())}"
        return
    section, _, name = dotted.partition(".")
    field = sections()[section].model_fields[name]
    extra: Any = field.json_schema_extra or {}
    if extra.get("when") == "start":
        yield (
            f"set: {dotted} is used on the first day only; set it in the scenario, or choose one of "
            "`safeconduct parameters --when always`"
        )
        return
    try:
        with_values(scenario, {dotted: value})
    except ValidationError as error:
        for each in error.errors(include_url=False):
            yield f"set: {dotted} = {shown(value)}: {rule_text(each, field)}"


def _impossible(scenario: Scenario, condition: str) -> str:
    """Why a condition can never hold, or an empty text."""
    by_quantity: dict[str, list[Comparison]] = {}
    for each in comparisons(condition):
        by_quantity.setdefault(each.quantity, []).append(each)
    for name, several in by_quantity.items():
        low, high = 0.0, _highest(scenario, name)
        limits = [each.threshold for each in several]
        # Between two neighbouring thresholds the answer does not change, so these values stand for all others.
        points: list[float] = sorted({low, *([] if high is None else [high]), *limits})
        between = [(a + b) / 2 for a, b in itertools.pairwise(points)]
        tried = [*points, *between, points[-1] + 1.0]
        tried = [value for value in tried if value >= low and (high is None or value <= high)]
        if not any(all(each.holds(value) for each in several) for value in tried):
            span = f"{name} is between 0 and {high:g}" if high is not None else f"{name} is never below 0"
            return span if len(several) == 1 else f"its comparisons of {name} exclude each other, and {span}"
    return ""


def _highest(scenario: Scenario, quantity: str) -> float | None:
    high = QUANTITIES[quantity].high
    if not isinstance(high, str):
        return high
    side = {"garrison.fighters": "garrison", "besieger.manpower": "besieger"}.get(high)
    joined = sum(each.people.men for each in arrivals(scenario) if each.people.side == side)
    return float(get_value(scenario, high) + joined)


def _contradictions(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Entries of one day that set the same parameter to different values."""
    start, known = scenario.clock.start, {}
    for name, entry in scenario.schedule.items():
        day = entry.day_after(start)
        if day is None:
            continue
        for dotted, value in changes_of(entry, day).items():
            other, earlier = known.setdefault((day, dotted), (name, value))
            if earlier != value:
                yield (
                    name,
                    f"sets {dotted} to {shown(value)} on day {day}, and schedule.{shorten(other)} sets it to "
                    f"{shown(earlier)} on the same day; give one value, or different days",
                )


def _of_values_together(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Rules between parameters that an entry breaks, given what the dated entries before it have set.

    An entry with a condition can act at any time: it is tried in the scenario of every dated entry, and with the
    others that have a condition.
    """
    start = scenario.clock.start
    dated = [(day, n, e) for n, e in scenario.schedule.items() if (day := e.day_after(start)) is not None]
    waiting = [(name, entry) for name, entry in scenario.schedule.items() if entry.condition is not None]
    now, states = scenario, [scenario]
    for day, name, entry in sorted(dated, key=lambda each: each[0]):
        now = with_values(now, changes_of(entry, day))
        states.append(now)
        if line := _broken(now):
            yield name, line
            return
    for state in states:
        for name, entry in waiting:
            alone = with_values(state, changes_of(entry, 0))
            line = _broken(alone)
            for other, more in waiting:
                line = line or (other != name and _broken(with_values(alone, changes_of(more, 0)))) or ""
            if line:
                yield name, line
                return


def _broken(scenario: Scenario) -> str:
    """The rule between parameters that a scenario breaks, or an empty text."""
    try:
        check_rules(scenario)
    except ValueError as error:
        return str(error)
    return ""
