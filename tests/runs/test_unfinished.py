"""Calls with many runs that do not come to their end: what is finished is kept, and the same call does the rest."""

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.cli import main
from sim.compare.fork.fork import run_fork
from sim.runs import store, unfinished
from sim.runs.executor import FinishedRun, attempt, failed_run
from sim.runs.fork import name_of, plan_fork
from sim.runs.plan import changed, plan_run
from sim.runs.replicates import replicate
from sim.runs.theatre import plan_theatre
from sim.runs.theatre_replicates import replicate as replicate_theatre
from sim.runs.unfinished import Interrupted
from sim.scenario.errors import ScenarioError
from tests.process import Start, ended
from tests.runs.conftest import SET, SMALL
from tests.theatre.pairs import pair

Call = Callable[..., dict[str, Any]]


def _replicates(folder: Path, **more: Any) -> dict[str, Any]:
    return replicate(plan_run("baseline", 1, days=2, overrides=SMALL), 4, out=folder, **more)


def _fork(folder: Path, **more: Any) -> dict[str, Any]:
    planned = plan_fork(changed("baseline", SMALL), 1, {"supply.leak": 0.0}, days=1)
    return run_fork(planned, 4, out=folder, **more)


def _theatre(folder: Path, **more: Any) -> dict[str, Any]:
    return replicate_theatre(plan_theatre(pair(), 1, days=2), 4, out=folder, **more)


def _stop_after(runs: int, error: type[BaseException] = KeyboardInterrupt) -> Callable[[int, int], None]:
    def progress(done: int, due: int) -> None:
        if done == runs:
            raise error

    return progress


def _timeless(document: Any) -> Any:
    """A document without what differs from call to call: the time that it took, and where it is kept."""
    if isinstance(document, dict):
        return {name: _timeless(value) for name, value in document.items() if name not in ("elapsed_s", "out")}
    return [_timeless(value) for value in document] if isinstance(document, list) else document


@pytest.mark.parametrize("call", [_replicates, _fork, _theatre])
def test_the_same_call_does_only_what_is_missing(call: Call, tmp_path: Path) -> None:
    whole = call(tmp_path / "whole")
    there = tmp_path / "there"
    with pytest.raises(Interrupted, match=r"2 of 4 runs are finished and kept in .*unfinished; the same command does"):
        call(there, progress=_stop_after(2))
    (kept,) = there.rglob("*.unfinished")
    with kept.open("ab") as file:
        file.write(b'[{"seed": 3')  # the process was killed in the middle of a line
    asked, messages = [], []
    result = call(there, progress=lambda done, due: asked.append((done, due)), say=messages.append)
    assert (asked, messages) == ([(0, 2), (1, 2), (2, 2)], ["2 of 4 runs are finished already"])
    assert _timeless(result) == _timeless(whole)
    tables = [next(folder.rglob("*.parquet")) for folder in (tmp_path / "whole", there)]
    one, two = (pd.read_parquet(table).drop(columns="elapsed_s") for table in tables)
    pd.testing.assert_frame_equal(one, two)
    assert not list(there.rglob("*.unfinished"))


def test_an_error_keeps_what_is_finished_too(tmp_path: Path) -> None:
    messages: list[str] = []
    with pytest.raises(ZeroDivisionError):
        _replicates(tmp_path, progress=_stop_after(3, ZeroDivisionError), say=messages.append)
    assert "3 of 4 runs are finished and kept in" in messages[0]
    with pytest.raises(ScenarioError, match="cannot be written: no space left on device"):
        _replicates(tmp_path, progress=_stop_after(1, _Full), say=messages.append)
    assert "4 of 4 runs are finished and kept in" in messages[2]
    assert _replicates(tmp_path)["replicates"] == 4


class _Full(OSError):
    def __init__(self) -> None:
        super().__init__(28, "No space left on device")


def test_nothing_finished_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Interrupted, match="none of 4 runs is finished"):
        _replicates(tmp_path / "a", progress=_stop_after(0))
    assert list(tmp_path.iterdir()) == []


def test_runs_of_another_model_are_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    messages: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(unfinished, "model_hash", lambda: "hother")
        with pytest.raises(Interrupted):
            _replicates(tmp_path, progress=_stop_after(3))
    asked: list[tuple[int, int]] = []
    _replicates(tmp_path, progress=lambda done, due: asked.append((done, due)), say=messages.append)
    assert asked[0] == (0, 4)
    assert messages[0].startswith("starts anew: ")
    assert f"has 3 runs of another call: model was hother and is {unfinished.model_hash()}" in messages[0]


def _fails_on_two(plan: Any) -> FinishedRun:
    return failed_run(plan, "two") if plan.seed == 2 else attempt(plan)


def test_runs_that_failed_and_files_that_are_damaged_are_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sim.runs.executor.attempt", _fails_on_two)
        with pytest.raises(Interrupted, match="2 of 4 runs are finished"):
            _replicates(tmp_path, progress=_stop_after(3))
    (kept,) = tmp_path.rglob("*.unfinished")
    messages: list[str] = []
    with pytest.raises(Interrupted, match="3 of 4 runs are finished"):
        _replicates(tmp_path, progress=_stop_after(1), say=messages.append)
    assert messages == ["2 of 4 runs are finished already"]
    kept.write_bytes(b"\0" * 100)
    document = _replicates(tmp_path, say=messages.append)
    assert messages[1].endswith("cannot be read")
    assert document["failed"] == 0


def test_one_process_at_a_time(tmp_path: Path) -> None:
    def progress(done: int, due: int) -> None:
        with pytest.raises(ScenarioError, match="another process is working on the same runs"):
            _replicates(tmp_path)

    _replicates(tmp_path, progress=progress)


def test_a_cut_run_replaces_no_full_one(tmp_path: Path) -> None:
    short = {**SMALL, "clock.horizon_days": 2}
    for days in (None, 1):
        replicate(plan_run("baseline", 1, days=days, overrides=short), 1, out=tmp_path)
    full, cut = sorted((tmp_path / "runs").iterdir())
    assert cut.name == f"{full.name}-days1"
    assert json.loads((full / store.DOCUMENT).read_text())["out"] == str(full)
    world = changed("baseline", SMALL)
    names = [
        [plan_run(world, 1, days=days).name for days in (None, 1)],
        [plan_theatre(pair(), 1, days=days).name for days in (None, 1)],
        [name_of(plan_fork(world, 1, {"supply.leak": 0.0}, days=days), 4) for days in (None, 1)],
    ]
    assert all(cut == f"{full}-days1" for full, cut in names)


def test_a_request_to_stop_is_reported_like_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def asked_to_stop(plan: Any) -> FinishedRun:
        if plan.seed == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        return attempt(plan)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.runs.executor.attempt", asked_to_stop)
    before = {word: signal.getsignal(word) for word in (signal.SIGTERM, signal.SIGHUP)}
    try:
        with pytest.raises(SystemExit) as left:
            main(["run", "baseline", *SET, "--replicates", "9", "--days", "1", "--quiet"])
    finally:
        for word, handler in before.items():
            signal.signal(word, handler)
    assert left.value.code == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("interrupted: 2 of 9 runs are finished and kept in results/runs/baseline-")
    assert err.endswith(".unfinished; the same command does the others\n")


def test_a_killed_command_goes_on(start: Start, tmp_path: Path) -> None:
    process = start("run", "baseline", *SET, "--replicates", 500, "--days", 2)
    until = time.monotonic() + 120
    while sum(file.read_bytes().count(b"\n") for file in tmp_path.rglob("*.unfinished")) < 20:
        assert time.monotonic() < until
        time.sleep(0.02)
    process.kill()
    assert ended(process).code == -signal.SIGKILL
    (kept,) = tmp_path.rglob("*.unfinished")
    finished = kept.read_bytes().count(b"\n") - 1
    asked: list[tuple[int, int]] = []
    plan = plan_run("baseline", 1, days=2, overrides=SMALL)
    document = replicate(plan, 500, out=tmp_path / "results", progress=lambda done, due: asked.append((done, due)))
    assert asked[0] == (0, 500 - finished)
    assert [run["seed"] for run in document["runs"]] == [*range(1, 501)]
