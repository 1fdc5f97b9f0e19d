"""The scenarios that explain the difference between two: the differing parameters swapped one at a time."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.compare.comparison.arms import parameters_in
from sim.compare.comparison.planned_arms import MUST_MATCH
from sim.runs.plan import coarse_enough
from sim.scenario.errors import ScenarioError
from sim.scenario.explain import explain
from sim.scenario.schedule_layers import SCHEDULE, plain_schedule
from sim.scenario.schedule_rules import schedule_problems
from sim.scenario.schema import LISTS, Scenario

MAP = "map"  # its parameters are swapped together


class SwapPlan(NamedTuple):
    """Two scenarios, and for each differing parameter the first with the second's value and the reverse."""

    first: Scenario
    second: Scenario
    forward: dict[str, Scenario]  # by parameter
    backward: dict[str, Scenario]
    impossible: dict[str, str]  # parameters that cannot be swapped alone, and why


def plan_swaps(first: Scenario, second: Scenario) -> SwapPlan:
    """The scenarios in which one parameter is swapped. Raises ScenarioError where no parameter differs."""
    forward, backward, impossible = {}, {}, {}
    names = differing(first, second)
    if not names:
        raise ScenarioError(
            "compare --explain: the two scenarios have the same parameters; there is nothing to explain"
        )
    for name in names:
        try:
            forward[name], backward[name] = swapped(first, {name: second}), swapped(second, {name: first})
        except ScenarioError as error:
            forward.pop(name, None)
            impossible[name] = error.problems[0]
    return SwapPlan(first, second, forward, backward, impossible)


def differing(first: Scenario, second: Scenario) -> list[str]:
    """Parameters, lists, the map and the schedule that differ, without those that all arms must share."""
    data = [scenario.model_dump(mode="json") for scenario in (first, second)]
    one, two = (
        {**parameters_in(each), SCHEDULE: plain_schedule(s.schedule)}
        for each, s in zip(data, (first, second), strict=True)
    )
    names = [name for name in one if one[name] != two[name] and name not in MUST_MATCH]
    return list(dict.fromkeys(MAP if name.startswith(f"{MAP}.") else name for name in names))


def swapped(scenario: Scenario, donors: Mapping[str, Scenario]) -> Scenario:
    """A scenario with some values of others; `donors` maps a parameter, section or list to the scenario that has it.

    `schedule.NAME` is one entry, removed where the donor has none of this name; `reinforcements.2` is the second of a
    list, which is removed. Raises ScenarioError where what comes of it is not a valid scenario.
    """
    data = _plain(scenario)
    dropped = {
        (section, int(place)) for section, _, place in (name.partition(".") for name in donors) if place.isdigit()
    }
    for section in {section for section, _ in dropped}:
        places = enumerate(data[section], 1)
        data[section] = tuple(each for place, each in places if (section, place) not in dropped)
    for name, donor in donors.items():
        section, _, key = name.partition(".")
        if key.isdigit():
            continue
        other = _plain(donor)[section]
        if section == SCHEDULE and key:
            entries = {**data[section], key: other.get(key)}
            data[section] = {entry: content for entry, content in entries.items() if content is not None}
        else:
            data[section] = {**data[section], key: other[key]} if key else other
    try:
        made = Scenario.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(list(explain(error, lambda loc: scenario.name))) from None
    if problems := [f"{scenario.name}: {line}" for _, line in schedule_problems(made)]:
        raise ScenarioError(problems)
    coarse_enough(made)
    return made


def _plain(scenario: Scenario) -> dict[str, Any]:
    """The content of a scenario without its sources."""
    data = scenario.model_dump(exclude={"facts", SCHEDULE, *LISTS}) | {SCHEDULE: plain_schedule(scenario.schedule)}
    return data | {name: getattr(scenario, name) for name in LISTS}
