"""What a page may open: a siege, or a theatre of several; and the one of its sieges that is looked at."""

import dataclasses
from pathlib import Path
from typing import Any

from sim.dashboard.lane import Lane
from sim.dashboard.theatre_lane import TheatreLane
from sim.scenario.load import load_scenario
from sim.scenario.load_theatre import is_theatre, load_theatre
from sim.scenario.schema import Scenario
from sim.scenario.theatre import Theatre
from sim.state.siege import Siege
from sim.state.snapshot import load
from sim.state.theatre_snapshot import is_theatre_snapshot, load_theatre_snapshot
from sim.theatre.model import TheatreModel

World = Scenario | Theatre
AnyLane = Lane | TheatreLane


def load_world(name: str | Path, overrides: Any = ()) -> World:
    """The siege or the theatre of a name or a file; ScenarioError if it is neither."""
    return load_theatre(name, overrides) if is_theatre(name) else load_scenario(name, overrides)


def watched_in(world: World) -> str:
    """The siege of a theatre that is looked at first; nothing for a siege that stands alone."""
    return world.subject if isinstance(world, Theatre) else ""


def scenario_in(world: World, watched: str) -> Scenario:
    """The scenario of the siege that is looked at."""
    return world.sieges[watched] if isinstance(world, Theatre) else world


def with_scenario(world: World, watched: str, scenario: Scenario) -> World:
    """The same world with another scenario for the siege that is looked at."""
    if isinstance(world, Theatre):
        return dataclasses.replace(world, sieges={**world.sieges, watched: scenario})
    return scenario


def begun(world: World, seed: int, watched: str = "") -> AnyLane:
    """A world on its first morning."""
    if isinstance(world, Theatre):
        return TheatreLane(TheatreModel(world, seed=seed), seed, watched or world.subject)
    return Lane(scenario=world, seed=seed)


def gone_on(siege: Siege) -> Lane:
    """A siege that was kept."""
    return Lane(siege)


def opened(snapshot: Path) -> AnyLane:
    """What a snapshot holds, to go on with."""
    if not is_theatre_snapshot(snapshot):
        return gone_on(load(snapshot))
    theatre, seed, books, sieges = load_theatre_snapshot(snapshot)
    return TheatreLane(TheatreModel(theatre, seed=seed, books=books, sieges=sieges), seed, theatre.subject)


def world_of(lane: AnyLane) -> World:
    """The world that a lane goes by now."""
    return lane.theatre if isinstance(lane, TheatreLane) else lane.siege.scenario
