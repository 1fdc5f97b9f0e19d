"""Scenario files of sieges that a page asks about, in the results folder, for the commands that answer."""

from pathlib import Path

from sim.dashboard import server_state
from sim.scenario.load import resolve, scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.schema import Scenario
from sim.scenario.writing import output_file

#: Folder in the results folder.
ASKED = "asked"


def asked_file(scenario: Scenario) -> Path:
    """The file of a scenario, written if need be.

    Raises ScenarioError where it cannot be written.
    """
    name = f"{scenario.name}-{scenario_hash(scenario, map_of(scenario))}.yaml"
    file = Path.cwd() / server_state.results / ASKED / name
    with output_file(file, "--results") as draft:
        draft.write_text(resolve(scenario), encoding="utf-8")
    return file
