"""Sweeps started from a page: their experiments and processes."""

import shutil
from pathlib import Path

import pytest
from small_siege import hamlet

from sim.dashboard import server_state
from sim.dashboard.sweeps import sweep_processes
from sim.scenario.errors import ScenarioError
from sim.sweep.status import status_of

GRID = {"supply.food_days": [10.0, 30.0], "besieger.manpower": [200, 400]}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(server_state, "results", tmp_path / "results")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_scenario_file_is_found_by_its_relative_path(here: Path) -> None:
    hamlet(here)
    folder = sweep_processes.start(sweep_processes.experiment("hamlet.yaml", GRID, 1))
    assert sweep_processes.state(folder) == "running"
    with pytest.raises(ScenarioError, match="already running"):
        sweep_processes.start(sweep_processes.experiment("hamlet.yaml", GRID, 1))
    sweep_processes._processes[folder].wait(120)
    assert sweep_processes.state(folder) == ""
    assert status_of(folder)["finished"] == 4


def test_the_error_of_a_failed_sweep_can_be_read_repeatedly(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hamlet(here)
    monkeypatch.setattr(sweep_processes.sys, "executable", shutil.which("ls"))  # knows none of the options
    folder = sweep_processes.start(sweep_processes.experiment("hamlet.yaml", GRID, 2))
    sweep_processes._processes[folder].wait(60)
    assert sweep_processes.state(folder)
    assert sweep_processes.state(folder) == sweep_processes.state(folder)
