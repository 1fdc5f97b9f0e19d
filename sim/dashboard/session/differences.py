"""What differs between a siege on the page and the one that was chosen: its starting values and its dated changes."""

import json
from collections.abc import Iterator, Sequence

from sim.dashboard.controls import list_controls, parameter_controls
from sim.dashboard.run_setup import (
    LINKS,
    THEATRE_PARAMETERS,
    RunSetup,
    value_in,
    with_change,
    with_dated,
    with_settings,
)
from sim.dashboard.session.view_link import MAP, StartingValue
from sim.runs.dated import DatedChange, added_changes, plain_text
from sim.scenario.errors import ScenarioError
from sim.scenario.load import SET_FLAG
from sim.scenario.schema import LISTS, Scenario, get_value, sections
from sim.scenario.theatre import Theatre


def starting_values(now: RunSetup, initial: RunSetup) -> tuple[StartingValue, ...]:
    """The starting values that turn the initial setup into the present one. A map has the name of its file."""
    if now is initial:
        return ()
    if isinstance(now, Theatre) and isinstance(initial, Theatre):
        found = [value for name in now.sieges for value in _of_scenario(now.sieges[name], initial.sieges[name], name)]
        for dotted in (*THEATRE_PARAMETERS, LINKS):
            value = value_in(now, now.subject, dotted)
            if value != value_in(initial, now.subject, dotted):
                found.append(StartingValue(dotted, plain_text(value)))
        return tuple(found)
    assert isinstance(now, Scenario)
    assert isinstance(initial, Scenario)
    return tuple(_of_scenario(now, initial))


def _of_scenario(now: Scenario, initial: Scenario, siege: str = "") -> Iterator[StartingValue]:
    prefix = f"sieges.{siege}." if siege else ""
    for section, kind in sections().items():
        if getattr(now, section) == getattr(initial, section):
            continue
        for name in kind.model_fields:
            dotted = f"{section}.{name}"
            value = get_value(now, dotted)
            if value != get_value(initial, dotted):
                yield StartingValue(f"{prefix}{dotted}", _map_name(value) if dotted == MAP else plain_text(value))
    for name in LISTS:
        if getattr(now, name) != getattr(initial, name):
            yield StartingValue(f"{prefix}{name}", json.dumps(list_controls.plain_rows(now, name)))


def _map_name(text: str) -> str:
    return next((name for name, own in parameter_controls.maps().items() if own == text and name), "")


def dated_changes(now: RunSetup, initial: RunSetup) -> tuple[DatedChange, ...]:
    """The dated changes that were added to the initial setup, in the order of the schedule."""
    if isinstance(now, Theatre) and isinstance(initial, Theatre):
        pairs = [(now.sieges[name], initial.sieges[name], f"sieges.{name}.") for name in now.sieges]
    else:
        assert isinstance(now, Scenario)
        assert isinstance(initial, Scenario)
        pairs = [(now, initial, "")]
    return tuple(
        change for one, before, prefix in pairs for change in added_changes(one.schedule, before.schedule, prefix)
    )


def applied(
    initial: RunSetup, start: Sequence[StartingValue], dated: Sequence[DatedChange]
) -> tuple[RunSetup, list[str]]:
    """The initial setup with these values and changes, and the problems of those that had to be dropped."""
    try:
        return with_dated(_with_start(initial, start), dated), []
    except ScenarioError as error:
        if len(start) + len(dated) == 1:
            return initial, _plain(error)
    setup, problems = initial, []
    for value in start:
        try:
            setup = _with_start(setup, [value])
        except ScenarioError as error:
            problems += _plain(error)
    for change in dated:
        try:
            setup = with_dated(setup, [change])
        except ScenarioError as error:
            problems += _plain(error)
    return setup, problems


def _plain(error: ScenarioError) -> list[str]:
    """The problems without the source that the command line names."""
    return [problem.removeprefix(f"{SET_FLAG}: ") for problem in error.problems]


def _with_start(setup: RunSetup, start: Sequence[StartingValue]) -> RunSetup:
    """The setup with starting values. Raises ScenarioError where one is not allowed."""
    changed = with_settings(setup, [value for value in start if not value.name.endswith(MAP)])
    for name, file in start:
        if name.endswith(MAP):
            siege = name.removesuffix(MAP).removeprefix("sieges.").rstrip(".")
            changed = with_change(changed, siege, MAP, parameter_controls.value_from(MAP, file))
    return changed
