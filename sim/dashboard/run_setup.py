"""What a page can open, a siege or a theatre, and how its parameters are read and changed before and during a run."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.runs.dated import DatedChange, overrides_of, without_change
from sim.runs.plan import changed
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load_scenario
from sim.scenario.load_theatre import is_theatre, load_theatre, with_theatre_overrides
from sim.scenario.parameters import parameters, theatre_level_parameters
from sim.scenario.schedule_rules import arrivals, changes_of, with_values
from sim.scenario.schema import Scenario, get_value
from sim.scenario.theatre import Theatre

RunSetup = Scenario | Theatre
LINKS = "links"
#: Parameters of a theatre itself, beside those of its sieges: the strengths of contagion. Its links are one list.
THEATRE_PARAMETERS = {p.dotted: p for p in theatre_level_parameters([])}
#: Parameters that can change while a run is under way; the others, and those of a theatre itself, which no schedule can
#: date, count from a new start.
CHANGEABLE = {p.dotted for p in parameters() if p.when == "always"}


def load_setup(name: str | Path, overrides: Any = ()) -> RunSetup:
    """The siege or theatre of a shipped name or a file.

    Raises ScenarioError where there is none or it is not valid.
    """
    return load_theatre(name, overrides) if is_theatre(name) else load_scenario(name, overrides)


def first_watched(setup: RunSetup) -> str:
    """Name of the siege of a theatre that is shown first; empty for a single siege."""
    return setup.subject if isinstance(setup, Theatre) else ""


def scenario_in(setup: RunSetup, watched: str) -> Scenario:
    """The scenario of the watched siege; that of the theatre's subject where the theatre has no siege of this name.

    A page may be rendered while another setup is being loaded, with the name that it knew before.
    """
    if not isinstance(setup, Theatre):
        return setup
    return setup.sieges.get(watched) or setup.sieges[setup.subject]


def is_theatre_parameter(dotted: str) -> bool:
    """Whether a parameter belongs to the theatre itself rather than to one of its sieges."""
    return dotted == LINKS or dotted in THEATRE_PARAMETERS


def full_name(setup: RunSetup, watched: str, dotted: str) -> str:
    """A parameter of the watched siege or of the theatre, as the command line names it."""
    return f"sieges.{watched}.{dotted}" if isinstance(setup, Theatre) and not is_theatre_parameter(dotted) else dotted


def local_names(setup: RunSetup, watched: str, names: Iterable[str]) -> list[str]:
    """Of full names, those of the watched siege, without its prefix, and those of the theatre itself."""
    prefix = full_name(setup, watched, "")
    return [name.removeprefix(prefix) for name in names if name.startswith(prefix) or is_theatre_parameter(name)]


def value_in(setup: RunSetup, watched: str, dotted: str) -> Any:
    """The value of a parameter of the watched siege or of the theatre itself."""
    if isinstance(setup, Theatre) and is_theatre_parameter(dotted):
        return ties_as_dicts(setup) if dotted == LINKS else getattr(setup.contagion, dotted.partition(".")[2])
    return get_value(scenario_in(setup, watched), dotted)


def ties_as_dicts(theatre: Theatre) -> dict[str, dict[str, Any]]:
    """The ties of a theatre by name, as its file has them."""
    ties = {name: tie.model_dump() for name, tie in theatre.document.links.items()}
    return {name: tie | {"between": [*tie["between"]]} for name, tie in ties.items()}


def with_change(setup: RunSetup, watched: str, dotted: str, value: Any) -> RunSetup:
    """The same setup with another value of a parameter of the watched siege or of the theatre itself.

    Raises ScenarioError where the value is not allowed.
    """
    if not isinstance(setup, Theatre):
        return changed(setup, {dotted: value})
    if is_theatre_parameter(dotted):
        return with_theatre_overrides(setup, {dotted: value})
    scenario = changed(setup.sieges[watched], {dotted: value})
    return dataclasses.replace(setup, sieges={**setup.sieges, watched: scenario})


def with_dated(setup: RunSetup, changes: Sequence[DatedChange]) -> RunSetup:
    """The setup with dated changes added to its schedule.

    Raises ScenarioError where one is not allowed, or names a siege that the theatre does not have.
    """
    for siege in dict.fromkeys(change.siege for change in changes):
        own = [change._replace(key=change.local_key) for change in changes if change.siege == siege]
        setup = _with_scenario(setup, siege, lambda scenario, own=own: changed(scenario, overrides_of(own)))
    return setup


def as_it_stands(next_setup: RunSetup, watched: str, now: Scenario, due: Mapping[str, Any]) -> RunSetup:
    """What a page shows of a siege under way: starting values of the next start, and the other values as they hold.

    `now` is the watched siege with the values of today, `due` has what is to change on the coming morning.
    """
    scenario = scenario_in(next_setup, watched)
    values = {
        dotted: value for dotted in CHANGEABLE if (value := get_value(now, dotted)) != get_value(scenario, dotted)
    }
    shown = with_values(scenario, {**values, **due})
    if not isinstance(next_setup, Theatre):
        return shown
    return dataclasses.replace(next_setup, sieges={**next_setup.sieges, watched: shown})


def due_changes(scenario: Scenario, day: int) -> dict[str, Any]:
    """What the schedule of a scenario sets on the morning of a day."""
    entries = [entry for entry in scenario.schedule.values() if entry.day_after(scenario.clock.start) == day]
    return {dotted: value for entry in entries for dotted, value in changes_of(entry, day).items()}


def without_dated(setup: RunSetup, change: DatedChange) -> RunSetup:
    """The setup without one of its dated changes."""
    local = change._replace(key=change.local_key)
    return _with_scenario(setup, change.siege, lambda scenario: without_change(scenario, local))


def with_settings(setup: RunSetup, settings: Sequence[tuple[str, str]]) -> RunSetup:
    """The setup with starting values, each a name and its text as on the command line.

    Raises ScenarioError where one is not allowed.
    """
    of_theatre = [f"{name}={text}" for name, text in settings if is_theatre_parameter(name)]
    if of_theatre:
        if not isinstance(setup, Theatre):
            raise ScenarioError(f"{of_theatre[0]}: only a theatre has this parameter")
        setup = with_theatre_overrides(setup, of_theatre)
    named = [DatedChange("", name, text) for name, text in settings if not is_theatre_parameter(name)]
    for siege in dict.fromkeys(one.siege for one in named):
        own = [f"{one.local_key}={one.value}" for one in named if one.siege == siege]
        setup = _with_scenario(setup, siege, lambda scenario, own=own: changed(scenario, own))
    return setup


def _with_scenario(setup: RunSetup, siege: str, change: Callable[[Scenario], Scenario]) -> RunSetup:
    """The setup with another scenario of a siege; `siege` is empty, or the prefix of its keys in a theatre."""
    if not isinstance(setup, Theatre):
        if siege:
            raise ScenarioError(f"{siege.rstrip('.')}: this is a single siege, not a theatre")
        return change(setup)
    name = siege.removeprefix("sieges.").rstrip(".")
    if name not in setup.sieges:
        known = ", ".join(setup.sieges)
        raise ScenarioError(f"{name or 'a change'}: name a siege of the theatre, such as sieges.NAME; it has {known}")
    return dataclasses.replace(setup, sieges={**setup.sieges, name: change(setup.sieges[name])})


def same_arrivals(one: RunSetup, other: RunSetup) -> bool:
    """Whether the same people arrive in both. Who arrives has had a row since the first day."""
    if isinstance(one, Theatre) and isinstance(other, Theatre):
        return all(_arrivals(one.sieges[name]) == _arrivals(other.sieges[name]) for name in one.sieges)
    return isinstance(one, Scenario) and isinstance(other, Scenario) and _arrivals(one) == _arrivals(other)


def _arrivals(scenario: Scenario) -> list[tuple[str, Any]]:
    return [(each.entry, each.people) for each in arrivals(scenario)]
