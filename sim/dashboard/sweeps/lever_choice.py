"""A lever as the form of a sweep has it: filled in from the parameter's range, its levels, and whether it can act."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sim.compare.analysis import acting
from sim.dashboard.controls import parameter_controls
from sim.dashboard.run_setup import THEATRE_PARAMETERS, RunSetup, is_theatre_parameter, value_in
from sim.scenario.errors import ScenarioError, shorten, shown
from sim.scenario.parameters import Parameter
from sim.scenario.schedule_rules import changes_of
from sim.scenario.schema import Scenario
from sim.scenario.theatre import Theatre
from sim.text.format import quantity

#: Levels of a lever, filled in and at most.
LEVELS, MAX_LEVELS = 5, 15
#: A range up to this width is filled in whole; of a wider one, half to double the value that the siege has.
WHOLE_RANGE = 5.0
#: How far inside a bound that is excluded, as a share of the range.
INSIDE = 0.05
RANGED = ("number", "whole number")


class LeverInput(NamedTuple):
    """A parameter and its levels, as texts: a list of values, or the ends of a range and a number of levels."""

    dotted: str  # without the sieges of a theatre; empty: none
    low: str = ""
    high: str = ""
    steps: str = ""
    values: str = ""  # separated by commas; where filled in, the range is not used


def lever_parameters(theatre: bool) -> dict[str, Parameter]:
    """The parameters that can be varied, by dotted name; `theatre`: also those of a theatre itself."""
    found = (*(THEATRE_PARAMETERS.values() if theatre else ()), *parameter_controls.declared().values())
    return {p.dotted: p for p in found if p.kind in (*RANGED, "yes/no", "choice") and p.dotted != "map.file"}


def parameter_of(dotted: str) -> Parameter:
    """The parameter of a name. Raises ScenarioError where there is none that can be varied."""
    found = lever_parameters(True).get(dotted)
    if found is None:
        raise ScenarioError(f"{shorten(dotted)}: is not a parameter that can be varied here")
    return found


def filled_in(dotted: str, setup: RunSetup | None) -> LeverInput:
    """A lever with the levels that are proposed: its whole range, or of a wide one the part about the siege's value.

    Raises ScenarioError where there is no such parameter.
    """
    if not dotted:
        return LeverInput("")
    parameter = parameter_of(dotted)
    if parameter.kind not in RANGED:
        values = parameter.choices or ("false", "true")
        return LeverInput(dotted, values=", ".join(values))
    low, high = _proposed(parameter, _value(setup, dotted, parameter), _longest(setup))
    steps = LEVELS
    if parameter.kind == "whole number":
        low, high = round(low), max(round(low) + 1, round(high))
        steps = min(LEVELS, high - low + 1)
    return LeverInput(
        dotted, parameter_controls.text_of(dotted, low), parameter_controls.text_of(dotted, high), str(steps)
    )


def has_range(dotted: str) -> bool:
    """Whether a parameter is a number, which may have a range of levels."""
    return parameter_of(dotted).kind in RANGED


def _value(setup: RunSetup | None, dotted: str, parameter: Parameter) -> float:
    if setup is None:
        return float(parameter.default)
    watched = setup.subject if isinstance(setup, Theatre) else ""
    return float(value_in(setup, watched, dotted))


def _longest(setup: RunSetup | None) -> float:
    """Days beyond which no day of the siege lies."""
    scenarios = [setup] if isinstance(setup, Scenario) else [*setup.sieges.values()] if setup is not None else []
    return float(max((one.clock.horizon_days for one in scenarios), default=parameter_of("clock.horizon_days").default))


def _proposed(parameter: Parameter, value: float, longest: float) -> tuple[float, float]:
    low = value / 2 if parameter.low is None else parameter.low
    high = 2 * value + 1 if parameter.high is None else parameter.high
    if parameter.unit in ("day", "days") and parameter.dotted != "clock.horizon_days":
        high = max(min(high, longest), value)
    width = high - low
    low, high = low + INSIDE * width * parameter.open_low, high - INSIDE * width * parameter.open_high
    if width <= WHOLE_RANGE or value <= 0:
        return low, high
    return max(low, float(f"{value / 2:.2g}")), min(high, float(f"{value * 2:.2g}"))


def levels(choice: LeverInput) -> list[Any]:
    """The values of a lever, in order and without repetition. Raises ScenarioError where they are not valid."""
    parameter = parameter_of(choice.dotted)
    if choice.values.strip() or parameter.kind not in RANGED:
        texts = [text.strip() for text in choice.values.split(",") if text.strip()]
        made = [parameter_controls.value_of(parameter, text) for text in texts]
    else:
        low, high = (parameter_controls.value_of(parameter, text.strip()) for text in (choice.low, choice.high))
        count = parameter_controls.whole_entry(f"levels of {choice.dotted}", choice.steps.strip(), 2, MAX_LEVELS)
        if not low < high:
            raise ScenarioError(f"{choice.dotted}: the lowest value must be below the highest")
        made = [low + (high - low) * index / (count - 1) for index in range(count)]
        made = [round(value) if parameter.kind == "whole number" else float(f"{value:.4g}") for value in made]
    made = list(dict.fromkeys(made))
    if not 2 <= len(made) <= MAX_LEVELS:
        raise ScenarioError(f"{choice.dotted}: takes 2 to {MAX_LEVELS} different values here; it has {len(made)}")
    return made


def range_note(dotted: str, setup: RunSetup | None) -> str:
    """What a parameter may be, and what the siege has."""
    parameter = parameter_of(dotted)
    unit = parameter_controls.control_of(parameter).unit if parameter.kind in RANGED else ""
    allowed = f"Allowed: {parameter.range}{f' {unit}' if unit and unit != parameter.range else ''}"
    if setup is None:
        return f"{allowed}."
    sieges = setup.sieges.values() if isinstance(setup, Theatre) and not is_theatre_parameter(dotted) else ()
    values = [value_in(one, "", dotted) for one in sieges] or [value_in(setup, "", dotted)]
    has = [quantity(value) if parameter.kind in RANGED else shown(value) for value in dict.fromkeys(values)]
    return f"{allowed}; {'its sieges have' if sieges else 'this siege has'} {' and '.join(has)}."


def cannot_act(dotted: str, setup: RunSetup | None, grid: Mapping[str, Sequence[Any]]) -> str:
    """Why a lever cannot act in the runs of a grid; empty where it may.

    `grid` has the levels of every lever. What the schedule changes may open what is closed on the first day.
    """
    if setup is None or is_theatre_parameter(dotted):
        return ""
    reasons = [
        acting.reason(dotted, _values(one, grid))
        for one in (setup.sieges.values() if isinstance(setup, Theatre) else (setup,))
    ]
    return reasons[0] if all(reasons) else ""


def _values(scenario: Scenario, grid: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """The values of parameters that are the same in all runs and on all days."""
    varied = {
        *(name for name, values in grid.items() if len({*values}) > 1),
        *(name for entry in scenario.schedule.values() for name in changes_of(entry, 0)),
    }
    fixed = {name: values[0] for name, values in grid.items() if len({*values}) == 1}
    names = [name for name in parameter_controls.declared() if name not in varied]
    return {name: value_in(scenario, "", name) for name in names} | fixed
