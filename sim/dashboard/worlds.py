"""What a page may open, a siege or a theatre of several, and how it is changed. It knows nothing that steps."""

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.runs.plan import changed
from sim.scenario.load import load_scenario
from sim.scenario.load_theatre import is_theatre, load_theatre, with_theatre_overrides
from sim.scenario.parameters import parameters, theatre_level_parameters
from sim.scenario.schema import Scenario, get_value
from sim.scenario.theatre import Theatre

World = Scenario | Theatre
LINKS = "links"
#: What a theatre says itself, beside its sieges: the strengths of contagion one by one, and its ties as a whole.
BETWEEN = {p.dotted: p for p in theatre_level_parameters([])}
#: What a siege or a theatre under way may still be told; the rest counts from a new start.
ALWAYS = {p.dotted for p in (*parameters(), *BETWEEN.values()) if p.when == "always"}


def load_world(name: str | Path, overrides: Any = ()) -> World:
    """The siege or the theatre of a name or a file; ScenarioError if it is neither."""
    return load_theatre(name, overrides) if is_theatre(name) else load_scenario(name, overrides)


def watched_in(world: World) -> str:
    """The siege of a theatre that is looked at first; nothing for a siege that stands alone."""
    return world.subject if isinstance(world, Theatre) else ""


def scenario_in(world: World, watched: str) -> Scenario:
    """The scenario of the siege that is looked at; of a theatre that has none of this name, its first one's.

    A page may be drawn while another world is being set up, when it still knows the old name.
    """
    if not isinstance(world, Theatre):
        return world
    return world.sieges.get(watched) or world.sieges[world.subject]


def is_between(dotted: str) -> bool:
    """Whether a name is the theatre's own, and no siege's."""
    return dotted == LINKS or dotted in BETWEEN


def name_in(world: World, watched: str, dotted: str) -> str:
    """A parameter as the command line names it in this world."""
    return f"sieges.{watched}.{dotted}" if isinstance(world, Theatre) and not is_between(dotted) else dotted


def names_here(world: World, watched: str, names: Iterable[str]) -> list[str]:
    """Of names as the command line has them, those of the siege that is looked at or of the theatre, as it has them."""
    before = name_in(world, watched, "")
    return [name.removeprefix(before) for name in names if name.startswith(before) or is_between(name)]


def value_in(world: World, watched: str, dotted: str) -> Any:
    """The value of a parameter of the siege that is looked at, or of the theatre itself."""
    if isinstance(world, Theatre) and is_between(dotted):
        return plain_ties(world) if dotted == LINKS else getattr(world.contagion, dotted.partition(".")[2])
    return get_value(scenario_in(world, watched), dotted)


def plain_ties(theatre: Theatre) -> dict[str, dict[str, Any]]:
    """The ties of a theatre as its file says them."""
    said = {name: tie.model_dump() for name, tie in theatre.document.links.items()}
    return {name: tie | {"between": [*tie["between"]]} for name, tie in said.items()}


def with_change(world: World, watched: str, dotted: str, value: Any) -> World:
    """The same world with another value in the siege that is looked at, or in the theatre itself."""
    if not isinstance(world, Theatre):
        return changed(world, {dotted: value})
    if is_between(dotted):
        return with_theatre_overrides(world, {dotted: value})
    scenario = changed(world.sieges[watched], {dotted: value})
    return dataclasses.replace(world, sieges={**world.sieges, watched: scenario})
