"""A sweep takes over the runs that earlier sweeps of its experiment have: only the missing ones are done."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.sweep import row_store
from sim.sweep.engine import SweepProgress, run_missing
from sim.sweep.read import load_daily, load_ledger
from tests.sweep.conftest import prepared, rows, same


def swept(home: Path, notes: list[str] | None = None, limit: int | None = None, **changes: Any) -> SweepProgress:
    made = prepared(**changes)
    return run_missing(made, home / made.name, limit=limit, say=notes.append if notes is not None else None)


def folder(home: Path, **changes: Any) -> Path:
    return home / prepared(**changes).name


def test_more_replicates_do_only_the_missing_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.sweep.earlier_runs.MOST_TOGETHER", 5)
    monkeypatch.setattr(row_store, "MOST_ROWS", 7)
    options: dict[str, Any] = {"daily": True, "ledger": True}
    swept(tmp_path / "a", replicates=2, **options)
    notes: list[str] = []
    more = swept(tmp_path / "a", notes, replicates=3, **options)
    assert (more.finished, more.now, more.expected) == (24, 8, 24)
    earlier = folder(tmp_path / "a", replicates=2, **options)
    assert notes[-1] == f"16 runs taken over from {earlier}, which has them already"
    swept(tmp_path / "b", replicates=3, **options)
    here, there = (folder(tmp_path / home, replicates=3, **options) for home in "ab")
    same(here, there)
    for read in (load_daily, load_ledger):
        pd.testing.assert_frame_equal(read(here), read(there))
    assert swept(tmp_path / "a", replicates=3, **options).now == 0
    assert swept(tmp_path / "a", replicates=1, **options).now == 0  # fewer are all there


def test_further_levels_and_levers_do_only_the_missing_runs(tmp_path: Path) -> None:
    levels: dict[str, Any] = {"supply.food_days": [5, 10], "garrison.morale": [0.4, 0.8]}
    swept(tmp_path / "a", replicates=1, levers=levels)
    wider: dict[str, Any] = {"supply.food_days": [5, 7, 10], "garrison.morale": [0.4, 0.8]}
    assert swept(tmp_path / "a", replicates=1, levers=wider).now == 2
    turned: dict[str, Any] = {"garrison.morale": [0.8, 0.4], "supply.leak": [0.35, 0.2], "supply.food_days": [5]}
    assert swept(tmp_path / "a", replicates=1, levers=turned).now == 2  # a leak of 0.35 is the scenario's own
    swept(tmp_path / "b", replicates=1, levers=turned)
    same(*(folder(tmp_path / home, replicates=1, levers=turned) for home in "ab"))


@pytest.mark.parametrize(
    "change",
    [{"days": 4}, {"daily": True}, {"name": "other"}, {"first_seed": 90}, {"set": {"supply.leak": 0.1}}],
    ids=lambda change: next(iter(change)),
)
def test_runs_that_are_not_the_same_are_done(change: dict[str, Any], tmp_path: Path) -> None:
    small: dict[str, Any] = {"levers": {"supply.food_days": [5, 40]}, "replicates": 2}
    swept(tmp_path, **small)
    if "set" in change:
        change = {"set": {**prepared().experiment.set, **change["set"]}}
    assert swept(tmp_path, **small, **change).now == 4


def test_failed_runs_and_damaged_sweeps_are_not_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.sweep import faulty

    with monkeypatch.context() as patch:
        patch.setattr("sim.runs.run.SiegeModel", faulty.Faulty)
        assert swept(tmp_path, replicates=3).failed == 2
    assert swept(tmp_path, replicates=4).now == 8 + 2
    for sweep in (folder(tmp_path, replicates=3), folder(tmp_path, replicates=4)):
        (part,) = (sweep / "parts").iterdir()
        part.write_bytes(part.read_bytes()[:-100])
    assert swept(tmp_path, replicates=2).now == 16


def test_another_software_does_its_own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swept(tmp_path, replicates=1)
    monkeypatch.setattr("sim.sweep.engine.versions", lambda: {"safeconduct": "0", "numpy": "9"})
    assert swept(tmp_path, replicates=2).now == 16
    assert len(rows(folder(tmp_path, replicates=2))) == 16
