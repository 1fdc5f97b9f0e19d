"""What may have mattered: parameters and scheduled events in which a siege differs from its reference, or levers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.compare.axes import parameter_label, parameter_unit
from sim.compare.comparison.planned_arms import MUST_MATCH
from sim.compare.comparison.swap_plan import MAP, differing, swapped
from sim.scenario.files import shipped_folder
from sim.scenario.schedule_layers import SCHEDULE
from sim.scenario.schedule_rules import with_values
from sim.scenario.schedule_text import schedule_lines
from sim.scenario.schema import LISTS, Scenario, get_value
from sim.sweep.experiment import Range
from sim.sweep.experiment_reader import load_experiment
from sim.sweep.manifest import EXPERIMENT
from sim.text.format import count, display, number

REINFORCEMENTS = "reinforcements"
NONE = "none"


class Change(NamedTuple):
    """A difference between a siege and its reference, which is undone; or a lever, which is set to its low or high."""

    name: str  # supply.food_days; schedule.airlift; supply.food_days=10 for a lever
    path: str  # what `swapped` takes
    label: str  # food in the stores (supply.food_days)
    kind: str  # parameter, event, list, map or lever
    as_it_was: str  # the value in the siege, with its unit
    instead: str  # the value in the counterfactual
    donor: Scenario  # has that value


def differences(siege: Scenario, reference: Scenario) -> list[Change]:
    """What distinguishes a siege from its reference: parameters, entries of the schedule, reinforcements, lists."""
    changes = []
    for name in differing(siege, reference):
        if name == SCHEDULE:
            changes += [_event(siege, reference, entry) for entry in _differing_entries(siege, reference)]
        elif name == REINFORCEMENTS and (added := _added(siege, reference)):
            changes += [_reinforcement(siege, reference, place) for place in added]
        elif name == MAP:
            changes.append(
                Change(MAP, MAP, "the map (map)", "map", "its own map", f"that of {reference.name}", reference)
            )
        elif name in LISTS:
            texts = [f"{len(getattr(each, name)) or NONE}" for each in (siege, reference)]
            changes.append(Change(name, name, f"the {name} ({name})", "list", texts[0], texts[1], reference))
        else:
            changes.append(_parameter(siege, reference, name))
    return changes


def kept_differences(siege: Scenario, reference: Scenario) -> dict[str, tuple[Any, Any]]:
    """Parameters that differ but must be the same in all runs: the siege's value, which is used, and the other one."""
    values = {name: (get_value(siege, name), get_value(reference, name)) for name in MUST_MATCH}
    return {name: pair for name, pair in values.items() if pair[0] != pair[1]}


def lever_changes(siege: Scenario) -> list[Change]:
    """Each lever of the shipped experiments at its documented low and high, where that is another value.

    Low and high are those under `facts` of the siege, else the lowest and highest level of the shipped experiments.
    """
    changes = []
    for name, (low, high) in shipped_levers().items():
        fact = siege.facts.get(name)
        ends = (low, high) if fact is None or fact.low is None or fact.high is None else (fact.low, fact.high)
        now = get_value(siege, name)
        for value in dict.fromkeys(ends):
            value = round(value) if isinstance(now, int) else float(value)
            if value == now:
                continue
            try:
                donor = with_values(siege, {name: value})
            except ValidationError:
                continue  # a fact beyond what the schema allows
            texts = [_with_unit(name, each) for each in (now, value)]
            label = f"{parameter_label(name)} ({name})"
            changes.append(Change(f"{name}={value}", name, label, "lever", texts[0], texts[1], donor))
    return changes


def shipped_levers() -> dict[str, tuple[float, float]]:
    """Numeric levers of the shipped experiments of single sieges: their lowest and highest levels, by dotted name."""
    ends: dict[str, list[float]] = {}
    for file in sorted(shipped_folder("experiments").glob(f"*/{EXPERIMENT}")):
        for name, levels in load_experiment(file).levers.items():
            values = [levels.low, levels.high] if isinstance(levels, Range) else levels
            numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
            if len(numbers) == len(values) and not name.startswith((SCHEDULE, "sieges", "links")):
                ends[name] = [*ends.get(name, []), *numbers]
    return {name: (min(values), max(values)) for name, values in ends.items()}


def altered(siege: Scenario, changes: Sequence[Change]) -> Scenario:
    """The siege with these changes undone, or levers set. Raises ScenarioError where that is not a valid scenario."""
    return swapped(siege, {change.path: change.donor for change in changes})


def _parameter(siege: Scenario, reference: Scenario, name: str) -> Change:
    texts = [_with_unit(name, get_value(each, name)) for each in (siege, reference)]
    return Change(name, name, f"{parameter_label(name)} ({name})", "parameter", texts[0], texts[1], reference)


def _with_unit(name: str, value: Any) -> str:
    """A value as it is read: 45 days; other units are in the label or the table of parameters."""
    days = isinstance(value, int | float) and parameter_unit(name) == "days" and not name.endswith("_day")
    return f"{display(value)}{(' day' if value == 1 else ' days') if days else ''}"


def _differing_entries(siege: Scenario, reference: Scenario) -> list[str]:
    names = dict.fromkeys([*siege.schedule, *reference.schedule])
    return [name for name in names if siege.schedule.get(name) != reference.schedule.get(name)]


def _event(siege: Scenario, reference: Scenario, entry: str) -> Change:
    texts = [dict(schedule_lines(each)).get(entry, NONE) for each in (siege, reference)]
    name = f"{SCHEDULE}.{entry}"
    return Change(name, name, f"the scheduled event {entry} ({name})", "event", texts[0], texts[1], reference)


def _added(siege: Scenario, reference: Scenario) -> list[int]:
    """Places, from 1, of the reinforcements that the reference lacks; none where it has some that the siege lacks."""
    spare = list(reference.reinforcements)
    added = []
    for place, each in enumerate(siege.reinforcements, 1):
        if each in spare:
            spare.remove(each)
        else:
            added.append(place)
    return [] if spare else added


def _reinforcement(siege: Scenario, reference: Scenario, place: int) -> Change:
    each = siege.reinforcements[place - 1]
    name = f"{REINFORCEMENTS}.{place}"
    text = f"day {number(each.day)}: {count(each.men, 'man', 'men')} join the besieger"
    return Change(name, name, f"the reinforcement of day {number(each.day)} ({name})", "event", text, NONE, reference)
