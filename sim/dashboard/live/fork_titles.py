"""A fork in words: what was changed in the counterfactual run, and on which day."""

from collections.abc import Sequence

from sim.compare.axes import parameter_label
from sim.dashboard.theme import FORK_NAMES
from sim.runs.dated import ARRIVALS, EFFECTS, DatedChange
from sim.scenario.schema import Scenario, get_value
from sim.text.format import count, display, join_and

NO_CHANGE = "nothing changed yet"


def change_text(changes: Sequence[DatedChange], factual: Scenario) -> str:
    """The changes of a counterfactual run: `aid 0 → 0.6 and aid let in 0 → 1 from day 12; a ceasefire from day 20`."""
    by_day: dict[str, list[str]] = {}
    for change in sorted(changes, key=_order):
        by_day.setdefault(change.day, []).append(_words(change, factual))
    parts = [f"{join_and(words)} from {_day(day)}" for day, words in by_day.items()]
    return "; ".join(parts) or NO_CHANGE


def fork_titles(changes: Sequence[DatedChange], factual: Scenario) -> tuple[str, str]:
    """Titles of both runs, each with the values that make the difference."""
    text = change_text(changes, factual)
    names = {change.key for change in changes}
    if not changes:
        return FORK_NAMES[0], f"{FORK_NAMES[1]}: {NO_CHANGE}"
    keys = [change for change in changes if change.key not in EFFECTS and change.key not in ARRIVALS]
    kept = join_and([f"{parameter_label(change.key)} {_value_before(change, factual)}" for change in keys])
    if not kept or len(names) > 2:
        kept = "without the change" if len(changes) == 1 else "without the changes"
    return f"{FORK_NAMES[0]}: {kept}", f"{FORK_NAMES[1]}: with {text}"


def _order(change: DatedChange) -> tuple[int, str]:
    return (int(change.day) if change.day.isdecimal() else -1, change.day)


def _day(day: str) -> str:
    return f"day {day}" if day.isdecimal() else day


def _words(change: DatedChange, factual: Scenario) -> str:
    if change.key == "ceasefire":
        return f"a ceasefire of {count(int(change.value), 'day')}" if change.value.isdecimal() else "a ceasefire"
    if change.key == "ultimatum":
        return f"an ultimatum of {count(int(change.value), 'day')}" if change.value.isdecimal() else "an ultimatum"
    if change.key == "offensive":
        return "the offensive called off" if change.value == "halt" else "an offensive"
    if change.key == "lift":
        return "the siege lifted"
    if change.key in ARRIVALS:
        men = int(change.value) if change.value.isdecimal() else 0
        return f"{count(men, 'man', 'men')} joining the {ARRIVALS[change.key]}"
    return f"{parameter_label(change.key)} {_value_before(change, factual)} → {_value(change.value)}"


def _value(text: str) -> str:
    """30.0 -> 30; true -> yes."""
    try:
        return display(float(text))
    except ValueError:
        return {"true": "yes", "false": "no"}.get(text, text)


def _value_before(change: DatedChange, factual: Scenario) -> str:
    """The value that holds in the factual run on the day of the change, by its schedule."""
    value, latest = get_value(factual, change.key), -1
    today = int(change.day) if change.day.isdecimal() else None
    for entry in factual.schedule.values():
        day = entry.day_after(factual.clock.start)
        if today is not None and day is not None and latest <= day <= today and change.key in entry.set:
            value, latest = entry.set[change.key], day
    return display(value)
