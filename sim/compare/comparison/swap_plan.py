"""The scenarios that explain the difference between two: the differing parameters swapped one at a time."""

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
            forward[name], backward[name] = _swapped(first, second, name), _swapped(second, first, name)
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


def _swapped(scenario: Scenario, donor: Scenario, name: str) -> Scenario:
    """A scenario with one parameter of another. Raises ScenarioError where that is not a valid scenario."""
    data, other = _plain(scenario), _plain(donor)
    section, _, key = name.partition(".")
    data[section] = {**data[section], key: other[section][key]} if key else other[section]
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
