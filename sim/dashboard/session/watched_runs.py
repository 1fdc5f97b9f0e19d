"""New runs to watch: from the first day of a siege or theatre, or from a snapshot."""

from pathlib import Path

from sim.dashboard.run_setup import RunSetup
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.session.watched_theatre import WatchedTheatre
from sim.scenario.numbers import MAX_SEED, whole_number
from sim.scenario.theatre import Theatre
from sim.state.snapshot import load
from sim.state.theatre_snapshot import is_theatre_snapshot, load_theatre_snapshot
from sim.theatre.model import TheatreModel

AnyRun = WatchedRun | WatchedTheatre


def new_run(setup: RunSetup, seed: int, watched: str = "") -> AnyRun:
    """A siege or theatre on its first morning; `watched` names the siege of a theatre to show.

    Raises ScenarioError where `seed` is not a valid seed.
    """
    seed = whole_number("seed", seed, 0, MAX_SEED)
    if isinstance(setup, Theatre):
        return WatchedTheatre(TheatreModel(setup, seed=seed), seed, watched or setup.subject)
    return WatchedRun(scenario=setup, seed=seed)


def restored_run(snapshot: Path) -> AnyRun:
    """The siege or theatre of a snapshot, ready to continue.

    Raises ScenarioError where the snapshot cannot be used.
    """
    if not is_theatre_snapshot(snapshot):
        return WatchedRun(load(snapshot))
    theatre, seed, theatre_state, sieges = load_theatre_snapshot(snapshot)
    return WatchedTheatre(
        TheatreModel(theatre, seed=seed, theatre_state=theatre_state, sieges=sieges), seed, theatre.subject
    )
