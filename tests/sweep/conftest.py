"""Sieges of milliseconds, and the command as a process that can be killed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from sim.runs.run import TINY
from sim.scenario import yamltext
from sim.sweep import load
from sim.sweep.experiment import experiment_of
from sim.sweep.prepare import Prepared

ROOT = Path(__file__).parents[2]
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


def prepared(**changes: Any) -> Prepared:
    """The tiny experiment, with other keys; None takes one out."""
    said = {name: value for name, value in (ASKED | changes).items() if value is not None}
    return Prepared(experiment_of(said, "tiny.yaml"))


def rows(folder: Path) -> pd.DataFrame:
    """Every row of a sweep but for the time that it took."""
    return load(folder, errors=True).drop(columns="elapsed_s")


def same(folder: Path, other: Path) -> None:
    """Two sweeps have the same rows."""
    pd.testing.assert_frame_equal(rows(folder), rows(other))


class Said(NamedTuple):
    """What a process left."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """The tiny experiment as a file."""
    file = tmp_path / "tiny.yaml"
    file.write_text(yamltext.write(ASKED), encoding="utf-8")
    return file


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Start safeconduct in an empty folder."""

    def _start(*words: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "sim", *map(str, words)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return _start


def ended(process: subprocess.Popen[str]) -> Said:
    """What a process says and how it ends."""
    out, err = process.communicate(timeout=300)
    assert "Traceback" not in err, err
    return Said(process.returncode, out, err)
