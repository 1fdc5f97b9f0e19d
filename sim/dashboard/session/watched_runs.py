"""From a siege or a theatre, or from what was kept of one, to what steps it for a page."""

from pathlib import Path

from sim.dashboard.run_setup import RunSetup
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.session.watched_theatre import WatchedTheatre
from sim.scenario.numbers import LARGEST_SEED, whole_number
from sim.scenario.theatre import Theatre
from sim.state.snapshot import load
from sim.state.theatre_snapshot import is_theatre_snapshot, load_theatre_snapshot
from sim.theatre.model import TheatreModel

AnyRun = WatchedRun | WatchedTheatre


def begun(world: RunSetup, seed: int, watched: str = "") -> AnyRun:
    """A world on its first morning; ScenarioError for what is no seed."""
    seed = whole_number("seed", seed, 0, LARGEST_SEED)
    if isinstance(world, Theatre):
        return WatchedTheatre(TheatreModel(world, seed=seed), seed, watched or world.subject)
    return WatchedRun(scenario=world, seed=seed)


def opened(snapshot: Path) -> AnyRun:
    """What a snapshot holds, to go on with."""
    if not is_theatre_snapshot(snapshot):
        return WatchedRun(load(snapshot))
    theatre, seed, books, sieges = load_theatre_snapshot(snapshot)
    return WatchedTheatre(TheatreModel(theatre, seed=seed, books=books, sieges=sieges), seed, theatre.subject)
