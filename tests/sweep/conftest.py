"""Sieges of milliseconds."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.runs.run import TINY
from sim.scenario import yamltext
from sim.sweep import load
from sim.sweep.experiment_reader import experiment_of
from sim.sweep.prepare import PreparedExperiment

#: Eight points of five days.
ASKED: dict[str, Any] = {
    "name": "tiny",
    "question": "Does it work?",
    "scenario": ["baseline"],
    "set": TINY,
    "levers": {"supply.food_days": [5, 10, 20, 40], "garrison.morale": [0.4, 0.8]},
    "replicates": 5,
    "days": 5,
}


def prepared(**changes: Any) -> PreparedExperiment:
    """The tiny experiment, with other keys; None takes one out."""
    data = {name: value for name, value in (ASKED | changes).items() if value is not None}
    return PreparedExperiment(experiment_of(data, "tiny.yaml"))


def rows(folder: Path) -> pd.DataFrame:
    """Every row of a sweep but for the time that it took."""
    return load(folder, errors=True).drop(columns="elapsed_s")


def same(folder: Path, other: Path) -> None:
    """Two sweeps have the same rows."""
    pd.testing.assert_frame_equal(rows(folder), rows(other))


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """The tiny experiment as a file."""
    file = tmp_path / "tiny.yaml"
    file.write_text(yamltext.write(ASKED), encoding="utf-8")
    return file
