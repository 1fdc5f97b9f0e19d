"""The commands `sweep`, `status` and `export`, in this process."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.cli import invoke
from sim.scenario import yamltext
from sim.sweep import dataset, estimate, load
from sim.sweep.row_store import SweepStore
from tests.process import CommandResult
from tests.sweep import faulty
from tests.sweep.conftest import ASKED


class Call:
    """Call safeconduct in an empty folder that holds the tiny experiment."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capture = folder, capture

    def __call__(self, *words: Any) -> CommandResult:
        code = invoke([str(word) for word in words])
        return CommandResult(code, *self.capture.readouterr())


@pytest.fixture
def call(asked: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    monkeypatch.chdir(asked.parent)
    return Call(asked.parent, capsys)


@pytest.mark.install
def test_from_the_first_run_to_the_last(call: Call) -> None:
    result = call("sweep", "tiny.yaml", "--workers", 1, "--limit", 10, "--json")
    assert result.code == 0
    first = result.document
    assert (first["expected"], first["finished"], first["failed"], first["done_now"]) == (40, 10, 0, 10)
    assert "Does it work? 8 points x 5 replicates = 40 runs" in result.err
    assert "30 runs missing; run the same command again for them." in result.err
    folder = Path(first["out"])
    assert folder.parent == Path("results/sweeps")
    for where in (folder, "tiny", f"./{folder}"):
        document = call("status", where, "--json").document
        assert {name: document[name] for name in ("expected", "finished", "failed", "running")} == {
            "expected": 40, "finished": 10, "failed": 0, "running": 0,
        }  # fmt: skip
    words = call("status", "tiny").out
    assert "tiny: 10 of 40 runs finished, 0 failed, 0 running." in words
    again = re.search(r"`safeconduct (sweep \S+)` runs the remaining 30", words)
    assert again
    last = call(*again[1].split(), "--workers", 1)
    assert last.code == 0
    assert last.out.startswith("40 of 40 runs finished: ")
    assert "10 of 40 runs already done" in last.err
    assert call("sweep", "tiny.yaml", "--workers", 1, "--quiet", "--json").document["done_now"] == 0


def test_failed_runs_give_code_three_and_are_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sim.runs.run.SiegeModel", faulty.Faulty)
        result = call("sweep", "tiny.yaml", "--workers", 1, "--quiet")
    assert result.code == 3
    assert "2 runs failed; point 0, replicate 3: ZeroDivisionError: a fault" in result.out
    assert call("status", "tiny", "--json").document["failed"] == 2
    assert call("sweep", "tiny.yaml", "--workers", 1, "--quiet").code == 3
    again = call("sweep", "tiny.yaml", "--workers", 1, "--quiet", "--retry-failed", "--json")
    assert (again.code, again.document["done_now"], again.document["errors"]) == (0, 2, [])


def test_a_dry_run_prints_an_estimate_and_writes_nothing(call: Call) -> None:
    document = call("sweep", "tiny.yaml", "--workers", 2, "--dry-run", "--json", "--replicates", 50).document
    assert (document["due"], document["expected"], document["workers"]) == (400, 400, 2)
    assert document["measured"] == 12
    hands, start = min(2, os.cpu_count() or 1), document["seconds_to_start"]
    assert 0.0 < start < 120.0  # a fork starts in milliseconds, a new interpreter in seconds
    runs = document["seconds_per_run"] * 400
    assert document["seconds"] == pytest.approx(runs / hands + start * (1 + 2 / hands))
    assert document["seconds_alone"] == pytest.approx(runs + start)
    assert 300 < document["bytes_per_run"] < 30_000
    assert [path.name for path in call.folder.iterdir()] == ["tiny.yaml"]


def test_an_estimate_counts_the_start_of_the_processes_and_says_where_one_is_faster(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    slower = "with --workers 1: starting more processes takes longer"
    for start, alone in ((30.0, "About 32 s"), (0.01, None)):  # 40 runs of 0.05 s
        timing = estimate._Timing(12, start, 0.05, 800.0)
        monkeypatch.setattr(estimate, "_measure", lambda *_, timing=timing: timing)
        out = call("sweep", "tiny.yaml", "--workers", 2, "--dry-run").out
        assert (f"{alone} {slower}" in out) == (alone is not None)
        assert (slower in out) == (alone is not None)


@pytest.mark.install
def test_export_is_the_table_as_csv(call: Call) -> None:
    call("sweep", "tiny.yaml", "--workers", 1, "--quiet", "--limit", 12)
    result = call("export", "tiny", "--csv", "rows.csv")
    assert (result.code, result.out) == (0, "")
    folder = next(Path("results/sweeps").iterdir())
    written, frame = pd.read_csv("rows.csv"), load(folder)
    assert list(written.columns) == list(frame.columns)
    same = ["point", "replicate", "supply.food_days", "digest", "deaths_civilians", "elapsed_s"]
    pd.testing.assert_frame_equal(written[same], frame[same])
    assert "has no daily table; set `daily: true`" in call("export", "tiny", "--csv", "x.csv", "--table", "daily").err
    refused = call("export", "tiny", "--csv", "rows.csv/x.csv").err
    assert refused.startswith("rows.csv/x.csv: cannot be written: not a directory")
    assert refused.endswith("; choose another --csv\n")


def test_replicates_and_scale_can_be_set_on_the_command_line(call: Call) -> None:
    result = call("sweep", "tiny.yaml", "--workers", 1, "--quiet", "--json", "--replicates", 1)
    assert (result.document["expected"], result.document["finished"]) == (8, 8)
    refused = call("sweep", result.document["out"], "--workers", 1, "--replicates", 2)
    assert refused.code == 2
    assert "replicates was 1 and is 2" in refused.err
    assert "baseline allows is 1" in call("sweep", "tiny.yaml", "--scale", 3).err


BAD = [
    (["sweep", "nowhere"], "nowhere: no experiment of this name"),
    (["sweep", "tiny.yaml", "--workers", 0], "workers = 0: must be 1 or more"),
    (["sweep", "tiny.yaml", "--limit", -1], "limit = -1: must be 0 or more"),
    (["sweep", "tiny.yaml", "--replicates", 0], "replicates = 0: must be 1 or more"),
    (["sweep", "tiny.yaml", "--out", "tiny.yaml"], "cannot be written: not a directory"),
    (["sweep", "tiny.yaml", "--out", "/proc/there"], "cannot be written: no such file or directory"),
    (["sweep", "."], ".: there is no experiment.yaml in this folder"),
    (["status", "nowhere"], "nowhere: no sweep of this name"),
    (["status", "."], ".: is not a sweep folder: it has no manifest.json"),
    (["status", "./gone"], "gone: there is no such folder"),
]


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(map(str, words)) for words, _ in BAD])
def test_bad_input(words: list[object], message: str, call: Call) -> None:
    result = call(*words, *(["--quiet"] if words[0] == "sweep" else []))
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert message in result.err
    assert [path.name for path in call.folder.iterdir()] == ["tiny.yaml"]


def test_a_sweep_is_found_by_its_name_its_file_and_its_manifest(call: Call) -> None:
    out = call("sweep", "tiny.yaml", "--workers", 1, "--quiet", "--json", "--out", "two").document["out"]
    for words in (["tiny", "--out", "two"], ["tiny.yaml", "--out", "two"], [f"{out}/manifest.json"]):
        result = call("status", *words, "--json")
        assert result.code == 0, result.err
        assert result.document["out"] == out
    refused = call("report", "tiny", "--out", "two")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert f"no sweep of this name in results/sweeps; give its folder: {out}" in refused.err
    assert "for a sweep elsewhere give its folder: OUT/sweeps/..." in call("report", "tiny").err


@pytest.mark.install
def test_sql_over_the_parts(call: Call) -> None:
    duckdb = pytest.importorskip("duckdb")
    (call.folder / "tiny.yaml").write_text(yamltext.write(ASKED | {"daily": True}), encoding="utf-8")
    folder = call("sweep", "tiny.yaml", "--workers", 1, "--quiet", "--json").document["out"]
    rows = duckdb.sql(
        f"""select "supply.food_days" food, count(*) runs, avg(deaths_civilians) dead
        from '{folder}/parts/*.parquet' where error is null group by food order by food"""
    ).df()
    frame = load(folder).groupby("supply.food_days")["deaths_civilians"].mean()
    assert rows["runs"].tolist() == [10] * 4
    assert rows["dead"].tolist() == pytest.approx(frame.tolist())
    joined = duckdb.sql(
        f"""select count(*) as days from '{folder}/daily/*.parquet'
        join '{folder}/parts/*.parquet' using (point, replicate)"""
    ).df()
    assert joined["days"].tolist() == [load(folder)["days_simulated"].sum()]
    assert json.loads((Path(folder) / "manifest.json").read_text())["finished"] == 40


def test_sql_sees_what_is_not_yet_in_a_part(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    (call.folder / "tiny.yaml").write_text(yamltext.write(ASKED | {"daily": True}), encoding="utf-8")
    sweep = ("sweep", "tiny.yaml", "--workers", 1, "--quiet", "--json", "--limit")
    folder = call(*sweep, 12).document["out"]
    with monkeypatch.context() as killed:
        killed.setattr(SweepStore, "fold", lambda store: None)
        call(*sweep, 10)

    def in_parts() -> int:
        return duckdb.sql(f"select count(*) from '{folder}/parts/*.parquet'").fetchall()[0][0]

    runs, daily = dataset(folder), dataset(folder, "daily")
    assert (in_parts(), load(folder).shape[0]) == (12, 22)
    totals = duckdb.sql(
        "select count(*), count(distinct (point, replicate)), sum(days_simulated) from runs"
    ).fetchall()[0]
    assert totals == (22, 22, load(folder)["days_simulated"].sum())
    joined = duckdb.sql("select count(*) from daily join runs using (point, replicate)")
    assert joined.fetchall() == [(totals[2],)]
    assert (runs.count_rows(), daily.count_rows()) == (22, totals[2])
    assert call(*sweep, 0).document["done_now"] == 0
    assert in_parts() == 22
