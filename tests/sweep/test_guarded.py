"""Whatever fails before, in or after a run is the error of its row, and the others go on."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from sim.runs.run import TINY
from sim.scenario.errors import ScenarioError
from sim.sweep import chunk_worker
from sim.sweep.chunk_worker import Chunk, context_of, lost
from sim.sweep.engine import run_missing
from sim.sweep.read import load, load_daily, load_ledger
from sim.sweep.templates import ScenarioTemplate
from tests.sweep.conftest import prepared

ASKED = {"levers": {"supply.food_days": [5, 10, 40]}, "replicates": 2, "days": 3, "daily": True, "ledger": True}
FAULT = 10.0  # days of food with which something fails


def check_experiment(folder: Path, error: str) -> None:
    """Two of six runs failed, and the tables are those of the others."""
    frame = load(folder, errors=True)
    failed = frame[frame["error"].notna()]
    assert failed["supply.food_days"].tolist() == [FAULT] * 2
    assert all(line.startswith(error) for line in failed["error"])
    assert set(load_daily(folder)["point"]) == {0, 2}
    assert set(load_ledger(folder)["point"]) <= {0, 2}


def test_a_table_that_cannot_be_made_of_a_run_is_its_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = chunk_worker._tables

    def overflowing(context: Any, result: Any, *more: Any) -> Any:
        if result.siege.scenario.supply.food_days == FAULT:
            datetime.date(9999, 12, 31) + datetime.timedelta(days=1)
        return original(context, result, *more)

    monkeypatch.setattr(chunk_worker, "_tables", overflowing)
    standing = run_missing(prepared(**ASKED), tmp_path)
    assert (standing.finished, standing.failed) == (4, 2)
    check_experiment(tmp_path, "OverflowError: date value out of range")


@pytest.mark.parametrize(
    ("name", "value"), [("deaths_civilians", 2**70), ("day", "soon"), ("offers_refused", object())]
)
def test_a_row_that_does_not_fit_into_the_table_is_an_error(
    name: str, value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = ScenarioTemplate.carry_out

    def odd(world: ScenarioTemplate, variant: Any, own_hash: str, seed: int, days: int | None) -> Any:
        done, result = original(world, variant, own_hash, seed, days)
        if variant.supply.food_days == FAULT:
            done = done._replace(measures={**done.measures, name: value})
        return done, result

    monkeypatch.setattr(ScenarioTemplate, "carry_out", odd)
    standing = run_missing(prepared(**ASKED), tmp_path)
    assert (standing.finished, standing.failed) == (4, 2)
    check_experiment(tmp_path, "")
    monkeypatch.undo()
    assert run_missing(prepared(**ASKED), tmp_path, retry_failed=True).finished == 6
    assert load_daily(tmp_path).groupby(["point", "replicate"]).size().tolist() == [3] * 6


def test_reporting_a_process_that_died_cannot_fail_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    made = prepared(**ASKED)
    chunk = Chunk(context_of(made), (made.spec(0), made.spec(1)))

    def impossible(world: ScenarioTemplate, values: Any) -> Any:
        raise ScenarioError("no such world")

    monkeypatch.setattr(ScenarioTemplate, "varied", impossible)
    result = lost(chunk)
    assert (result.runs, result.failed) == (2, 2)


def test_a_siege_that_would_outlast_the_calendar_is_refused_before_the_first_run() -> None:
    """By the horizon that it has, not by that of the baseline."""
    tiny = ASKED | {"set": TINY | {"clock.horizon_days": 60}}
    dates = [datetime.date(2017, 1, 1), datetime.date(9989, 11, 15)]
    with pytest.raises(ScenarioError) as caught:
        prepared(**tiny | {"levers": {"clock.start": dates}})
    assert "clock.start = 9989-11-15: with clock.horizon_days = 60 the siege could last beyond" in str(caught.value)
    assert prepared(**tiny | {"levers": {"clock.start": [dates[0], datetime.date(9989, 10, 31)]}}).points == 2
