"""Carrying out: the same rows everywhere, exactly the missing runs, failures as rows, damage told and mended."""

import errno
import os
import re
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.runs import store as runs_store
from sim.runs.executor import PROCESS_DIED, attempt_with_result
from sim.runs.plan import Plan
from sim.runs.replicates import row_schema
from sim.scenario.errors import ScenarioError
from sim.sweep import engine, lock, row_store
from sim.sweep.chunk_worker import CHUNK_HANDLER, Chunk, ChunkTables, run_chunk
from sim.sweep.engine import SweepProgress, locate, run_experiment, run_missing
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import load, load_daily, load_ledger, load_manifest, load_samples
from sim.sweep.status import status_of
from tests.sweep import faulty
from tests.sweep.conftest import prepared, rows, same


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An undisturbed sweep, one process."""
    folder = tmp_path_factory.mktemp("whole")
    assert run_missing(prepared(), folder).finished == 40
    return folder


def limited(folder: Path, limit: int | None = None, **more: Any) -> SweepProgress:
    return run_missing(prepared(), folder, limit=limit, **more)


def test_a_row_says_what_was_asked_and_what_came_of_it(whole: Path) -> None:
    frame = load(whole)
    made = prepared()
    assert list(frame.columns) == ["point", "replicate", *made.experiment.levers, *row_schema().names]
    assert frame["seed"].tolist() == frame["replicate"].tolist()
    assert frame.groupby("point").size().tolist() == [5] * 8
    for row in frame.iloc[[0, 17, 39]].itertuples():
        run = made.spec(made.number(row.point, row.replicate))
        world = made.scenario_of(run)
        done, _ = attempt_with_result(Plan(world, made.templates["baseline"].hash_of(world), run.seed, 5, None, None))
        assert (done.document["digest"], done.document["scenario_hash"]) == (row.digest, row.scenario_hash)
        assert world.supply.food_days == frame.loc[row.Index, "supply.food_days"]
    points = pd.read_parquet(whole / "points.parquet")
    assert points["supply.food_days"].tolist() == [5.0, 5.0, 10.0, 10.0, 20.0, 20.0, 40.0, 40.0]
    manifest = load_manifest(whole)
    assert (manifest["expected"], manifest["finished"], manifest["failed"], manifest["points"]) == (40, 40, 0, 8)
    assert manifest["levers"] == ["supply.food_days", "garrison.morale"]
    assert set(manifest["versions"]) == {"safeconduct", "python", "numpy", "numba", "mesa"}


def test_the_same_again_does_exactly_the_missing_runs(whole: Path, tmp_path: Path) -> None:
    first = limited(tmp_path, 7)
    assert (first.now, first.finished, first.missing) == (7, 7, 33)
    before = load(tmp_path)
    second = limited(tmp_path, 20)
    assert (second.now, second.finished) == (20, 27)
    assert limited(tmp_path).now == 13
    assert limited(tmp_path).now == 0
    same(tmp_path, whole)
    after = load(tmp_path).merge(before[["point", "replicate", "elapsed_s"]], on=["point", "replicate"])
    assert (after["elapsed_s_x"] == after["elapsed_s_y"]).all()  # those that were there were not done again


def test_a_sweep_goes_on_from_its_own_folder(whole: Path, tmp_path: Path) -> None:
    limited(tmp_path, 5)
    again, folder = locate(tmp_path)
    assert folder == tmp_path
    assert again.hash == prepared().hash
    assert run_experiment(tmp_path) == tmp_path
    same(tmp_path, whole)
    with pytest.raises(ScenarioError, match="is an existing sweep, which stays where it is"):
        run_experiment(tmp_path, out=tmp_path)


def test_a_run_that_fails_is_a_row_and_all_others_are_there(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sim.runs.run.SiegeModel", faulty.Faulty)
        standing = limited(tmp_path)
    assert (standing.finished, standing.failed, standing.missing) == (38, 2, 0)
    failed = load(tmp_path, errors=True).query("error.notna()")
    assert failed[["point", "replicate", "seed"]].to_numpy().tolist() == [[0, 3, 3], [1, 3, 3]]
    assert failed["error"].tolist() == ["ZeroDivisionError: a fault\\nof the model"] * 2
    assert failed["outcome"].isna().all()
    assert failed["supply.food_days"].tolist() == [5.0, 5.0]
    good = rows(whole).query("not (point < 2 and replicate == 3)").reset_index(drop=True)
    pd.testing.assert_frame_equal(load(tmp_path).drop(columns="elapsed_s"), good, check_dtype=False)
    assert limited(tmp_path).now == 0  # a failed run keeps its row
    again = limited(tmp_path, retry_failed=True)
    assert (again.now, again.finished, again.failed) == (2, 40, 0)
    same(tmp_path, whole)


def test_two_processes_give_the_same_rows_and_one_that_dies_of_a_run_is_a_row(whole: Path, tmp_path: Path) -> None:
    standing = limited(tmp_path, workers=2, handler=faulty.handler(faulty.dies))
    assert (standing.finished, standing.failed) == (39, 1)
    failed = load(tmp_path, errors=True).query("error.notna()").iloc[0]
    assert (failed["point"], failed["replicate"], failed["error"]) == (1, 3, PROCESS_DIED)
    assert failed["scenario_hash"] == load(whole).query("point == 1").iloc[0]["scenario_hash"]
    limited(tmp_path, retry_failed=True)
    same(tmp_path, whole)


def test_a_damaged_part_is_set_aside_and_its_runs_done_again(whole: Path, tmp_path: Path) -> None:
    for limit in (10, 10, None):
        limited(tmp_path, limit)
    first, second, third = sorted((tmp_path / "parts").iterdir())
    first.write_bytes(first.read_bytes()[:-100])
    middle = bytearray(second.read_bytes())
    middle[len(middle) // 3 : len(middle) // 3 + 200] = bytes(200)
    second.write_bytes(middle)
    notes: list[str] = []
    for read in (load, status_of):
        with pytest.raises(ScenarioError) as caught:
            read(tmp_path)
        assert str(caught.value).startswith(f"{first}: cannot be read: ")
        assert str(caught.value).endswith(f"; `safeconduct sweep {tmp_path}` sets it aside and repeats its runs")
    assert limited(tmp_path, say=notes.append).now == 20
    assert [line.partition(":")[0] for line in notes] == ["parts/000000.parquet", "parts/000001.parquet"]
    assert all(r"set aside as *.corrupt, its runs are run again" in line for line in notes)
    assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == [
        "000000.corrupt", "000001.corrupt", third.name, "000003.parquet",
    ]  # fmt: skip
    same(tmp_path, whole)


@pytest.mark.parametrize("text", ["{\n", "", "[]", None], ids=["cut", "empty", "no object", "gone"])
@pytest.mark.parametrize("by", ["experiment", "folder"])
def test_where_the_manifest_is_damaged_or_gone_the_finished_runs_are_kept(
    text: str | None, by: str, whole: Path, tmp_path: Path
) -> None:
    made = prepared()
    folder = tmp_path / "sweeps" / made.name
    run_missing(made, folder, limit=7)
    before = load(folder)
    manifest = folder / "manifest.json"
    manifest.unlink() if text is None else manifest.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        status_of(folder)
    assert ("is missing" if text is None else f"{manifest}: is damaged (") in str(caught.value)
    assert f"`safeconduct sweep {folder}` recreates it and keeps the finished runs" in str(caught.value)
    notes: list[str] = []
    again = folder if by == "folder" else made.experiment
    assert run_experiment(again, out=None if by == "folder" else tmp_path, say=notes.append, limit=3) == folder
    assert "keeping the finished runs" in notes[0]
    assert (folder / "manifest.json.corrupt").exists() == (text is not None)
    assert [status_of(folder)[name] for name in ("expected", "finished", "failed")] == [40, 10, 0]
    assert run_missing(made, folder).now == 30
    same(folder, whole)
    after = load(folder).merge(before[["point", "replicate", "elapsed_s"]], on=["point", "replicate"])
    assert (after["elapsed_s_x"] == after["elapsed_s_y"]).all()


def test_rows_of_which_nothing_says_what_they_are_of_are_left_alone(tmp_path: Path) -> None:
    limited(tmp_path, 3)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    for _ in ("damaged", "gone"):
        with pytest.raises(
            ScenarioError, match=f"its name does not end with {prepared().hash}, .* nothing was changed"
        ):
            limited(tmp_path)
        (tmp_path / "manifest.json").unlink(missing_ok=True)
    assert len(list((tmp_path / "parts").iterdir())) == 1


def test_a_damaged_sweep_of_the_same_name_does_not_keep_another_from_starting(tmp_path: Path) -> None:
    first, other = prepared(), prepared(replicates=1)
    run_missing(first, tmp_path / first.name, limit=1)
    (tmp_path / first.name / "manifest.json").write_text("", encoding="utf-8")
    notes: list[str] = []
    assert run_missing(other, tmp_path / other.name, limit=1, say=notes.append).now == 1
    assert f"{first.name}/manifest.json: is damaged" in notes[0]


def test_a_part_that_was_copied_counts_once(whole: Path, tmp_path: Path) -> None:
    limited(tmp_path, 10)
    (tmp_path / "parts" / "000007.parquet").write_bytes((tmp_path / "parts" / "000000.parquet").read_bytes())
    notes: list[str] = []
    limited(tmp_path, say=notes.append)
    assert "it is a copy of parts/000000.parquet" in notes[0]
    same(tmp_path, whole)


def test_daily_series_and_ledgers_are_kept_once_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_store, "MOST_ROWS", 4)
    made = prepared(daily=True, ledger=True)
    run_missing(made, tmp_path, limit=15)
    run_missing(made, tmp_path)
    runs, daily, ledger = load(tmp_path), load_daily(tmp_path), load_ledger(tmp_path)
    days = daily.groupby(["replicate", "point"]).size()
    assert days.tolist() == runs.sort_values(["replicate", "point"])["days_simulated"].tolist()
    dead = daily.groupby(["point", "replicate"])["dead_civilians"].last()
    assert dead.tolist() == runs.sort_values(["point", "replicate"])["deaths_civilians"].tolist()
    assert ledger.groupby(["point", "replicate"]).ngroups == len(runs)
    assert {"day", "event", "party", "text"} <= set(ledger.columns)
    with pytest.raises(ScenarioError, match="only sampled designs have one"):
        load_samples(tmp_path)


def test_samples_are_kept_for_salib(tmp_path: Path) -> None:
    made = prepared(
        levers={"supply.food_days": {"low": 5, "high": 45}},
        uncertainties={"convoy.halt_days": {"low": 1, "high": 4}},
        design={"kind": "morris", "trajectories": 3},
        replicates=1,
    )
    run_missing(made, tmp_path)
    problem, shares = load_samples(tmp_path)
    assert problem["names"] == list(shares.columns) == ["supply.food_days", "convoy.halt_days"]
    np.testing.assert_array_equal(shares.to_numpy(), made.samples)
    frame = load(tmp_path)
    np.testing.assert_allclose(frame["supply.food_days"], 5 + 40 * shares["supply.food_days"])


def test_a_changed_experiment_gets_its_own_folder_and_the_difference_is_reported(tmp_path: Path) -> None:
    notes: list[str] = []
    first = prepared()
    folder = tmp_path / "sweeps" / first.name
    run_missing(first, folder, limit=3)
    edited = prepared(set={**first.experiment.set, "supply.leak": 0.2}, replicates=6)
    run_missing(edited, tmp_path / "sweeps" / edited.name, limit=1, say=notes.append)
    assert notes[0].startswith("starting a new sweep, because ")
    assert f"{first.name} (3 of 40 runs) differs" in notes[0]
    assert "set.supply.leak was not set and is 0.2" in notes[0]
    assert "replicates was 5 and is 6" in notes[0]
    with pytest.raises(ScenarioError) as caught:
        run_missing(edited, folder)
    assert "its 3 runs belong to another experiment; nothing was changed" in str(caught.value)
    assert "scenario baseline: supply.leak was " in str(caught.value)
    assert len(load(folder)) == 3


def test_a_scenario_edited_in_between_is_reported(tmp_path: Path) -> None:
    limited(tmp_path, 3)
    file = tmp_path / "scenarios" / "baseline.yaml"
    file.write_text(re.sub(r"  leak: .*", "  leak: 0.1", file.read_text()), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"supply\.leak was 0\.35 and is 0\.1;?"):
        run_experiment(tmp_path)
    assert len(load(tmp_path)) == 3


def test_two_sweeps_on_one_folder_are_refused_and_a_dead_owner_is_not(tmp_path: Path) -> None:
    limited(tmp_path, 3)
    with lock.locked(tmp_path) as owner:
        owner.beat(4)
        assert status_of(tmp_path)["running"] == 4
        with pytest.raises(ScenarioError, match=f"is in use by process {os.getpid()} on "):
            limited(tmp_path)
    assert status_of(tmp_path)["running"] == 0
    far = {"pid": 1, "host": "elsewhere", "running": 2, "at": 9e12}
    runs_store.write_json(tmp_path / "running.json", far)
    os.utime(tmp_path / "running.json", (0, 0))
    assert limited(tmp_path, 1).now == 1
    runs_store.write_json(tmp_path / "running.json", far | {"at": 0})
    with pytest.raises(ScenarioError, match="by process 1 on elsewhere"):
        limited(tmp_path)


@pytest.mark.parametrize(("beat_s", "seen"), [(0.05, True), (60.0, False)], ids=["beats", "is silent"])
def test_an_owner_far_away_is_seen_as_long_as_its_heart_beats(
    beat_s: float, seen: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one long run keeps it from any word on its runs, on a file system that knows no locks."""
    monkeypatch.setattr(lock, "BEAT_S", beat_s)
    monkeypatch.setattr(lock, "SILENT_S", 1.0)
    with lock.locked(tmp_path) as owner:
        owner.beat(4)
        time.sleep(1.5)
        monkeypatch.setattr(lock.socket, "gethostname", lambda: "elsewhere")
        monkeypatch.setattr(lock.fcntl, "flock", lambda file, how: None)
        heartbeat = lock.owner(tmp_path)
        assert (heartbeat is not None) == seen
        if heartbeat is not None:
            assert heartbeat["running"] == 4
            with pytest.raises(ScenarioError, match=f"by process {os.getpid()} on "), lock.locked(tmp_path):
                pass
    assert lock.owner(tmp_path) is None
    assert not [thread for thread in threading.enumerate() if thread.name == "heartbeat"]


def test_what_a_lone_process_has_in_hand_counts_as_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CHUNK_S", 1e-6)  # a chunk a run
    monkeypatch.setattr(engine, "REPORT_S", 0.05)
    seen: list[int] = []

    def looked(chunk: Chunk) -> ChunkTables:
        seen.append(status_of(tmp_path)["running"])
        time.sleep(0.06)
        return run_chunk(chunk)

    limited(tmp_path, 8, handler=CHUNK_HANDLER._replace(run=looked))
    assert seen == [1] * 8
    assert status_of(tmp_path)["running"] == 0


class _Full:
    """A disk on which nothing more fits after so many files."""

    def __init__(self, files: int) -> None:
        self.left, self.write = files, Path.write_bytes

    def write_bytes(self, path: Path, data: bytes) -> int:
        self.left -= 1
        if self.left < 0:
            self.write(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.write(path, data)


def test_a_full_disk_loses_nothing(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = _Full(5)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", lambda path, data: full.write_bytes(path, data))
        patch.setattr(engine, "CHUNK_S", 1e-6)
        with pytest.raises(ScenarioError, match="no space left on device; finished runs are saved"):
            limited(tmp_path)
    assert status_of(tmp_path)["finished"] == 5
    assert not list(tmp_path.rglob("*.draft"))
    assert limited(tmp_path).now == 35
    same(tmp_path, whole)


def test_an_unwritable_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ScenarioError, match="cannot be written: not a directory"):
        run_missing(prepared(), tmp_path / "file" / "there")
    if os.geteuid():
        limited(tmp_path / "x", 3)
        (tmp_path / "x" / "parts").chmod(0o500)
        with pytest.raises(ScenarioError, match="permission denied"):
            limited(tmp_path / "x")


def test_points_that_only_fail_when_made_are_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are more points than are tried before the start, an impossible one shows only when its turn comes."""
    monkeypatch.setattr("sim.sweep.prepare.MOST_CHECKED", 2)
    made = prepared(
        levers={"besieger.cordon_share": [0.5, 0.9, 0.4], "besieger.reserve_share": [0.1, 0.5]}, replicates=1
    )
    standing = run_missing(made, tmp_path)
    assert (standing.finished, standing.failed) == (5, 1)
    failed = load(tmp_path, errors=True).query("error.notna()").iloc[0]
    assert "besieger.cordon_share + besieger.reserve_share must be at most 1" in failed["error"]
    assert failed["point"] == 3


def test_memory_holds_no_list_of_runs() -> None:
    """A hundred million runs are counted and asked for one by one."""
    levels = {"low": 1, "high": 300, "steps": 100}
    made = prepared(levers={"supply.food_days": levels, "convoy.buses": {**levels, "steps": 300}}, replicates=3333)
    assert made.expected == 99_990_000
    assert isinstance(made, PreparedExperiment)
    assert made.spec(made.expected - 1).values == (300.0, 300)
