import inspect
import os
import signal
import struct
from pathlib import Path

import pytest

from sim.cli import invoke
from sim.runs import store
from sim.runs.executor import FinishedRun, attempt, failed_run, run_all
from sim.runs.plan import Plan, plan_run
from sim.runs.process_pool import signals_blocked
from sim.runs.replicates import replicate, row_of, row_schema
from sim.scenario.errors import ScenarioError
from tests.runs.conftest import SMALL


def _fill(folder: Path, word: str) -> None:
    (folder / store.DOCUMENT).write_text(word)


def _break_off(final: Path) -> None:
    with store.drafted(final) as draft:
        _fill(draft, "half")
        raise ZeroDivisionError


def test_a_draft_takes_its_place_only_when_all_went_well(tmp_path: Path) -> None:
    final = tmp_path / "a" / "runs" / "x"
    with pytest.raises(ZeroDivisionError):
        _break_off(final)
    assert list(tmp_path.iterdir()) == []
    with store.drafted(final) as draft:
        _fill(draft, "one")
        assert not final.exists()
    with pytest.raises(ZeroDivisionError):
        _break_off(final)
    assert (final / store.DOCUMENT).read_text() == "one"
    with store.drafted(final) as draft, store.drafted(final) as other:
        _fill(draft, "slow")
        _fill(other, "fast")
    assert (final / store.DOCUMENT).read_text() == "slow"
    assert [path.name for path in final.parent.iterdir()] == ["x"]


def test_what_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("years of work")
    (tmp_path / "file").write_text("also mine")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    for name in ("mine", "file", "link"):
        with pytest.raises(ScenarioError, match="is not a results folder"), store.drafted(tmp_path / name):
            pass
    assert (tmp_path / "mine" / "thesis.tex").exists()


def test_a_draft_of_a_living_process_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / f".x.{os.getppid()}.aa").mkdir()
    (tmp_path / ".x.999999999.bb").mkdir()
    with store.drafted(tmp_path / "x") as draft:
        _fill(draft, "one")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".x.{os.getppid()}.aa", "x"]


def _fails_on_two(plan: Plan) -> FinishedRun:
    return failed_run(plan, "two") if plan.seed == 2 else attempt(plan)


def _dies(plan: Plan) -> FinishedRun:
    """A process that dies in the middle of its answer, or before it."""
    if plan.seed == 2:
        serve = next(found.frame for found in inspect.stack() if found.function == "_serve")
        os.write(serve.f_locals["line"].fileno(), struct.pack("!i", 1000) + b"half a word")
    if plan.seed in (2, 4):
        os._exit(9)
    return failed_run(plan, "not dead")


def test_a_failing_run_is_a_row_and_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.runs.executor.attempt", _fails_on_two)
    document = replicate(plan_run("baseline", 1, days=2, overrides=SMALL), 3, out=tmp_path)
    assert document["failed"] == 1
    assert [run["error"] for run in document["runs"]] == [None, "two", None]
    rows = store.read_rows(Path(document["out"]))
    assert rows["seed"].tolist() == [1, 2, 3]
    assert rows["error"].fillna("").tolist() == ["", "two", ""]
    assert list(rows.columns) == row_schema().names


def test_the_command_reports_failed_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.runs.executor.attempt", _fails_on_two)
    many = ["run", "baseline", "--replicates", "2", "--days", "1", "--out", str(tmp_path)]
    assert invoke(many) == 3
    assert "1 run failed; seed 2: two" in capsys.readouterr().out


def test_a_process_that_dies_is_a_row_and_stops_nothing() -> None:
    plan = plan_run("baseline", 1, overrides=SMALL)
    plans = [plan._replace(seed=seed) for seed in range(1, 7)]
    done = {done.seed: done.document["error"] for done in run_all(plans, 2, _dies)}
    died = "the process died, possibly out of memory"
    assert done == {seed: died if seed in (2, 4) else "not dead" for seed in range(1, 7)}


def test_ctrl_c_while_a_process_starts_is_handled() -> None:
    with pytest.raises(KeyboardInterrupt), signals_blocked({signal.SIGINT}):
        os.kill(os.getpid(), signal.SIGINT)


def test_a_row_has_a_place_for_everything() -> None:
    done = attempt(plan_run("baseline", 3, days=2, overrides=SMALL))
    assert done.document["error"] is None
    flat = row_of(done)
    nested = {"deal", "people", "deaths"}
    unknown = set(flat) - set(row_schema().names) - nested - {"people_per_agent", "out", "model", "snapshot_model"}
    assert unknown == set()
