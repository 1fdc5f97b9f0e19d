"""From a siege or a theatre, or from what was kept of one, to what steps it for a page."""

from pathlib import Path

from sim.dashboard.lane import Lane
from sim.dashboard.theatre_lane import TheatreLane
from sim.dashboard.worlds import World
from sim.scenario.numbers import MAX_SEED, whole_number
from sim.scenario.theatre import Theatre
from sim.state.snapshot import load
from sim.state.theatre_snapshot import is_theatre_snapshot, load_theatre_snapshot
from sim.theatre.model import TheatreModel

AnyLane = Lane | TheatreLane


def begun(world: World, seed: int, watched: str = "") -> AnyLane:
    """A world on its first morning; ScenarioError for what is no seed."""
    seed = whole_number("seed", seed, 0, MAX_SEED)
    if isinstance(world, Theatre):
        return TheatreLane(TheatreModel(world, seed=seed), seed, watched or world.subject)
    return Lane(scenario=world, seed=seed)


def opened(snapshot: Path) -> AnyLane:
    """What a snapshot holds, to go on with."""
    if not is_theatre_snapshot(snapshot):
        return Lane(load(snapshot))
    theatre, seed, books, sieges = load_theatre_snapshot(snapshot)
    return TheatreLane(TheatreModel(theatre, seed=seed, books=books, sieges=sieges), seed, theatre.subject)
