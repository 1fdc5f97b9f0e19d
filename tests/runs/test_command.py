import json
import re
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim import load_scenario, run
from sim.outcomes import DAILY
from tests.process import Command
from tests.runs.conftest import SET, SMALL

KEYS = [
    "scenario", "scenario_hash", "seed", "people_per_agent", "outcome", "ended", "cause", "secondary", "day",
    "days_simulated", "deal", "people", "deaths", "digest", "agent_steps", "elapsed_s", "out", "model",
    "snapshot_model",
]  # fmt: skip


@pytest.mark.install
def test_a_run_prints_one_document_and_keeps_it(command: Command, tmp_path: Path) -> None:
    result = command("run", "baseline", *SET, "--seed", 3, "--json")
    assert result.code == 0
    document = result.document
    assert list(document) == KEYS
    assert document["ended"] == "end"
    assert (
        document["out"] == f"results/runs/baseline-{document['scenario_hash']}-3"
    )  # as it was given, not from the root
    folder = tmp_path / document["out"]
    kept = [
        "daily.parquet", "dictionary.csv", "ledger.parquet", "ledger.txt", "overview.png", "run.json", "scenario.yaml",
    ]  # fmt: skip
    assert sorted(file.name for file in folder.iterdir()) == kept
    assert json.loads((folder / "run.json").read_text()) == document
    daily = pq.read_table(folder / "daily.parquet")
    assert daily.column_names == ["siege", *(measure.name for measure in DAILY)]
    assert daily.num_rows == document["days_simulated"]
    assert daily.schema.field("food_days").metadata[b"unit"] == b"day"
    ledger = pd.read_parquet(folder / "ledger.parquet")
    assert ledger["text"].str.endswith(".").all()
    assert "ended" in set(ledger["event"])
    assert load_scenario(folder / "scenario.yaml") == load_scenario("baseline", SMALL)
    assert (
        result.err.splitlines()[0]
        == "A stylised town under siege, where every outcome is possible: 900 people, one agent per person; seed 3"
    )
    assert list((tmp_path / "results" / "runs").iterdir()) == [folder]


def test_a_deal_is_described_in_words(inside: Command) -> None:
    """Nearly every small siege ends in a deal; the first that does is run again by the command."""
    seed = next(seed for seed in range(1, 30) if run("baseline", seed, overrides=SMALL).deal)
    result = inside("run", "baseline", *SET, "--seed", seed, "--json")
    deal = result.document["deal"]
    kept = ["concession", "left", "settled", "custody", "stayed", "offers_refused"]
    assert list(deal) == ["signed_day", "completed_day", "package", "terms", *kept]
    assert sum(deal[part] for part in ("left", "settled", "custody", "stayed")) > 0
    assert f"The deal: {deal['terms']}; completed " in result.err
    assert f"(day {deal['signed_day']})" in result.err
    assert re.search("The garrison (accepted|surrendered without an offer) (because|although) ", result.err)


def test_quiet_and_words(inside: Command) -> None:
    result = inside("run", "baseline", *SET, "--days", 5, "--quiet", "--out", "there")
    assert (result.code, result.err) == (0, "")
    assert "The run was stopped on 5 January 2017 (day 4)" in result.out
    assert "Fighters: " in result.out
    assert "there/runs/baseline-" in result.out
    result = inside("run", "baseline", *SET, "--days", 5, "--quiet", "--json")
    assert result.err == ""
    assert result.document["outcome"] is None


@pytest.mark.install
def test_a_repeated_run_replaces_its_folder(inside: Command, tmp_path: Path) -> None:
    first = tmp_path / inside("run", "baseline", *SET, "--days", 4, "--snapshot-at", 2, "--json").document["out"]
    assert (first / "day-2.snapshot").exists()
    stray = first.with_name(f".{first.name}.999999999.deadbeef")
    stray.mkdir()
    again = inside("run", "baseline", *SET, "--days", 4, "--json").document
    assert tmp_path / again["out"] == first
    assert not (first / "day-2.snapshot").exists()
    assert json.loads((first / "run.json").read_text()) == again
    assert list((tmp_path / "results" / "runs").iterdir()) == [first]


def test_threads_and_snapshots_change_nothing(inside: Command) -> None:
    big = [*SET, "--set", "population.civilians=40000", "--set", "supply.food_days=5", "--json"]
    one = inside("run", "baseline", *big, "--days", 6, "--snapshot-at", 3).document
    two = inside("run", "baseline", *big, "--days", 6, "--threads", 2, "--out", "two").document
    three = inside("run", "--from", Path(one["out"]) / "day-3.snapshot", "--days", 3, "--json", "--out", "three")
    assert one["digest"] == two["digest"] == three.document["digest"]
    assert one["people"] == two["people"] == three.document["people"]


def test_replicates_are_the_same_on_any_number_of_workers(command: Command, inside: Command, tmp_path: Path) -> None:
    many = ["run", "baseline", *SET, "--replicates", 3, "--days", 30, "--seed", 5, "--json"]
    first, two = command(*many, "--out", "one"), command(*many, "--workers", 2, "--out", "two")
    assert (first.code, two.code) == (0, 0)
    document = first.document
    assert document["scenario"] == "baseline"
    assert document["replicates"] == 3 == sum(document["outcomes"].values())
    assert [one["seed"] for one in document["runs"]] == [5, 6, 7]
    assert list(document["runs"][0]) == [*KEYS, "error"]
    for mine, theirs in zip(document["runs"], two.document["runs"], strict=True):
        assert mine | {"elapsed_s": 0} == theirs | {"elapsed_s": 0}
    rows = pd.read_parquet(tmp_path / two.document["out"] / "parts").sort_values("seed")
    assert rows["digest"].tolist() == [one["digest"] for one in document["runs"]]
    assert rows["people.fighters.dead"].tolist() == rows["deaths_fighters"].tolist()
    alone = inside("run", "baseline", *SET, "--days", 30, "--seed", 6, "--json").document
    assert alone["digest"] == document["runs"][1]["digest"]


BAD = [
    (["nowhere"], "nowhere: no shipped scenario has this name"),
    (["baseline", "--days", 0], "days = 0: must be 1 or more"),
    (["baseline", "--days", -3], "days = -3: must be 1 or more"),
    (["baseline", "--seed", -1], "seed = -1: must be 0 or more"),
    (["baseline", "--seed", 2**32], "seed = 4294967296: must be 4294967295 or less"),
    (["baseline", "--scale", 10], "largest scale that baseline allows is 4"),
    (["baseline", "--scale", 0], "population.people_per_agent = 0"),
    (["baseline", "--threads", 0], "threads = 0: must be 1 or more"),
    (["baseline", "--replicates", 0], "replicates = 0: must be 1 or more"),
    (["baseline", "--replicates", 2, "--workers", 0], "workers = 0: must be 1 or more"),
    (["baseline", "--replicates", 2, "--seed", 2**32 - 1], "with 2 replicates it must be 4294967294 or less"),
    (["baseline", "--set", "supply.food_dayz=3"], "did you mean supply.food_days?"),
    (["baseline", "--out", "file"], "cannot be written: not a directory"),
    (["baseline", "--out", "file/there"], "cannot be written: not a directory"),
    (["baseline", "--out", "/proc/there"], "cannot be written: no such file or directory"),
    (["baseline", "--from", "none.snapshot"], "none.snapshot: no such file"),
    (["baseline", "--from", "file"], "file: this is no snapshot, or it is damaged"),
    (["baseline", "--from", "."], ".: this is a folder"),
    (["baseline", "--days", 5, "--snapshot-at", 9], "this run goes from day 0 to day 5"),
    (["baseline", "--replicates", 2, "--snapshot-at", 1], "a snapshot is of one run"),
    ([], "no scenario is given"),
]


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(map(str, words)) or "nothing" for words, _ in BAD])
def test_bad_input(
    words: list[object],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from sim.cli import invoke

    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("mine")
    assert invoke(["run", *map(str, words)]) == 2
    out, err = capsys.readouterr()
    assert message in err
    assert (out, err.count("\n")) == ("", 1)
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]


def test_a_damaged_or_foreign_snapshot_is_refused(inside: Command, tmp_path: Path) -> None:
    first = inside("run", "baseline", *SET, "--days", 2, "--snapshot-at", 1, "--json").document
    whole = (tmp_path / first["out"] / "day-1.snapshot").read_bytes()
    (tmp_path / "half.snapshot").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "whole.snapshot").write_bytes(whole)
    for words, message in (
        (["--from", "half.snapshot"], "half.snapshot: this is no snapshot, or it is damaged"),
        (["raqqa_2017", "--from", "whole.snapshot"], "a siege of baseline"),
        (["--from", "whole.snapshot", "--seed", 9], "seed = 9 would be another siege"),
        (["--from", "whole.snapshot", "--snapshot-at", 0], "goes from day 1"),
    ):
        result = inside("run", *words, "--out", "nothing")
        assert (result.code, result.out) == (2, "")
        assert message in result.err
        assert not (tmp_path / "nothing").exists()
