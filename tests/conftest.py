"""For tests of any floor: small sieges through the loader, and the command as a process of its own."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from worlds import HAMLET

from sim.cli import invoke
from sim.model import SiegeModel
from tests.process import Command, CommandResult, Start, ended, started

MakeSiege = Callable[..., SiegeModel]


@pytest.fixture
def hamlet() -> MakeSiege:
    """Make the hamlet: `hamlet(PRESSED, seed=3, threads=2, **{"supply.food_days": 5.0})`."""

    def make(*groups: dict[str, Any], seed: int = 1, threads: int = 1, **overrides: Any) -> SiegeModel:
        world = dict(HAMLET)
        for group in (*groups, overrides):
            world |= group
        return SiegeModel("baseline", seed=seed, threads=threads, **world)

    return make


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Start safeconduct in an empty folder."""
    return partial(started, tmp_path)


@pytest.fixture
def command(start: Start) -> Command:
    """Call safeconduct in an empty folder."""
    return lambda *words: ended(start(*words))


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Call safeconduct in an empty folder, in this process, which is quicker where none of its own is needed."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> CommandResult:
        code = invoke([str(word) for word in words])
        return CommandResult(code, *capsys.readouterr())

    return call
