"""Resuming a run from a snapshot: the saved siege, and whether it belongs to the scenario that is asked for."""

from pathlib import Path

from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.scenario.load import scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.schema import Scenario
from sim.state.siege import Siege


def saved_siege(path: str | Path, seed: int | None) -> Siege:
    """The siege of a snapshot. Raises ScenarioError where it has ended already or has another seed than `seed`."""
    from sim.state.snapshot import load

    siege = load(path)
    label = label_of(Path(path))
    if siege.ending is not None:
        raise ScenarioError(f"{label}: this siege has ended already, on day {siege.ending.day}")
    if seed not in (None, siege.seed):
        raise ScenarioError(
            f"{label}: a siege of seed {siege.seed}, which it keeps; seed = {seed} would be another siege"
        )
    return siege


def check_same_scenario(siege: Siege, scenario: Scenario, own_hash: str, label: str) -> None:
    """Raises ScenarioError unless the siege of the snapshot `label` has the scenario whose hash is `own_hash`."""
    theirs = scenario_hash(siege.written_scenario, map_of(siege.scenario))
    if theirs != own_hash:
        raise ScenarioError(
            f"{label}: a siege of {siege.scenario.name} ({theirs}), and this scenario is {scenario.name} "
            f"({own_hash}); leave out the scenario and its changes to go on with the snapshot's own"
        )
