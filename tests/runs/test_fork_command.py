"""What is said of a fork: its differences, words, tables, and the command."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from sim import load_scenario, run
from sim.cli import invoke
from sim.compare.fork import fork as compare
from sim.compare.fork.fork_text import paragraph, summary
from sim.runs.executor import FinishedRun, failed_run
from sim.runs.fork import COUNTERFACTUAL, FACTUAL, Fork, fork_once, is_snapshot
from sim.scenario.load import resolve
from tests.process import Command
from tests.runs.conftest import SMALL
from tests.worlds import EAGER, HAMLET, PRESSED

NO_DEALS = {"negotiation.allowed": False}
BUSY = {**HAMLET, **EAGER, **PRESSED, "garrison.foreign_share": 0.3, "clock.horizon_days": 60}
WORLD = load_scenario("baseline", BUSY)


def test_differences_agree_with_the_tables(tmp_path: Path) -> None:
    document = compare.fork(WORLD, 5, {"supply.leak": 0.0}, replicates=6, out=tmp_path, days=30)
    folder = Path(document["out"])
    assert folder.parent == tmp_path / "forks"
    assert sorted(file.name for file in folder.iterdir()) == [
        "counterfactual.yaml", "dictionary.csv", "differences.png", "fork.json", "rows.parquet", "scenario.yaml",
    ]  # fmt: skip
    assert json.loads((folder / "fork.json").read_text()) == document
    rows = pd.read_parquet(folder / "rows.parquet").set_index(["arm", "seed"]).sort_index()
    assert len(rows) == 12
    assert set(rows["forked_day"]) == {5}
    for name, column in {"deaths_civilians": "deaths_civilians", "days": "days_simulated", "left_armed": None}.items():
        column = column or "people.fighters.evacuated"
        change = (rows.loc[COUNTERFACTUAL, column] - rows.loc[FACTUAL, column]).to_numpy()
        difference = document["differences"][name]
        assert difference["mean"] == pytest.approx(change.mean())
        if change.std():
            interval = stats.ttest_1samp(change, 0.0).confidence_interval(0.95)
            assert (difference["low"], difference["high"]) == pytest.approx((interval.low, interval.high))
    last = rows["forked_day"] + rows["days_simulated"] - 1
    assert (rows["common_day"] == last.groupby("seed").transform("min")).all(), "pairs are compared on the same day"
    daily = run(WORLD, 2, days=40).daily.set_index("day")["dead_civilians"]
    factual = rows.loc[FACTUAL, 2]
    assert factual["deaths_civilians_common"] == daily[factual["common_day"]]
    change = rows.loc[COUNTERFACTUAL, "deaths_civilians_common"] - rows.loc[FACTUAL, "deaths_civilians_common"]
    assert document["common_days"]["mean"] == pytest.approx(change.mean())
    for arm, world in (("scenario", "scenario.yaml"), ("counterfactual", "counterfactual.yaml")):
        assert run(folder / world, 1, days=1).scenario_hash == document[f"{arm}_hash"]


def test_the_command_says_and_keeps_what_python_finds(command: Command, tmp_path: Path) -> None:
    """In a process of its own, with two more at work; and again here."""
    (tmp_path / "busy.yaml").write_text(resolve(WORLD))
    words = ["fork", "busy.yaml", "--at", "deal", "--set", "negotiation.allowed=false", "--replicates", 4, "--json"]
    result = command(*words, "--seed", 2, "--workers", 2)
    assert result.code == 0, result.err
    document = result.document
    assert list(document)[:6] == ["scenario", "at", "set", "replicates", "forked", "differences"]
    assert (document["at"], document["set"], document["replicates"]) == ("deal", {"negotiation.allowed": False}, 4)
    assert document["forked"] > 1
    assert all(list(difference)[:3] == ["mean", "low", "high"] for difference in document["differences"].values())
    assert document["differences"]["left_armed"][COUNTERFACTUAL] == 0.0
    assert document["out"].startswith("results/forks/")  # as it was given: another machine has another root
    assert json.loads((tmp_path / document["out"] / "fork.json").read_text()) == document
    again = compare.fork(tmp_path / "busy.yaml", "deal", NO_DEALS, replicates=4, seed=2, out=tmp_path / "results")
    assert again == document | {"out": str(tmp_path / document["out"])}
    assert [folder.name for folder in (tmp_path / "results" / "forks").iterdir()] == [Path(document["out"]).name]
    assert summary(document).splitlines()[0] in result.err
    assert "Had the deal been refused and all talks forbidden from the morning of its signature" in result.err


def test_those_that_do_not_come_to_the_fork_are_counted_and_left_out() -> None:
    world = load_scenario("baseline", {**BUSY, "clock.horizon_days": 4, "negotiation.opening_days": 9.0})
    document = compare.fork(world, "deal", NO_DEALS, replicates=8)
    signed = [bool(run(world, seed).siege.deals) for seed in range(1, 9)]
    assert 0 < sum(signed) < 8
    assert (document["forked"], document["left_out"]) == (sum(signed), 8 - sum(signed))
    assert f"n = {sum(signed)} of 8 replicates ({8 - sum(signed)} signed no deal" in paragraph(document)
    assert sum(document["outcomes"][FACTUAL].values()) == sum(signed)


def test_where_none_comes_to_the_fork_there_is_nothing_to_compare(tmp_path: Path) -> None:
    world = load_scenario("baseline", {**HAMLET, "relief.rate_per_week": 1.0})
    document = compare.fork(world, 700, {"supply.leak": 0.0}, replicates=2, out=tmp_path)
    assert document["forked"] == 0
    assert document["differences"]["deaths"] == {
        "mean": None, "low": None, "high": None, FACTUAL: None, COUNTERFACTUAL: None, "unit": "person",
    }  # fmt: skip
    assert summary(document).startswith("No replicate reached the fork: 2 ended before day 700 and were excluded.")
    assert len(pd.read_parquet(Path(document["out"]) / "rows.parquet")) == 0


def test_a_snapshot_is_forked_as_it_is_or_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = load_scenario("baseline", SMALL)
    whole = run(world, 3, out=tmp_path, snapshot_at=4)
    way = Path(whole.out or "") / "day-4.snapshot"
    assert is_snapshot(way)
    monkeypatch.chdir(tmp_path)

    def fork(*words: object) -> tuple[int, str, str]:
        code = invoke(["fork", str(way), *map(str, words), "--json", "--quiet"])
        return code, *capsys.readouterr()

    document = json.loads(fork("--set", "supply.leak=0.0")[1])
    assert (document["at"], document["seed"], document["replicates"], document["forked"]) == (4, 3, 1, 1)
    assert document["differences"]["deaths"]["low"] is None
    rows = pd.read_parquet(Path(document["out"]) / "rows.parquet").set_index("arm")
    assert rows.loc[FACTUAL, "digest"] == whole.digest
    straight = compare.fork(world, 6, {"supply.leak": 0.0}, seed=3, replicates=1)
    later = json.loads(fork("--at", 6, "--set", "supply.leak=0.0")[1])
    assert later["differences"] == straight["differences"]
    for words, message in (
        (["--replicates", 2], "a snapshot is of one run, with one seed"),
        (["--seed", 9], "seed = 9 would be another siege"),
        (["--at", 3], "--at = 3: this siege goes from day 4 to day 729 at most"),
        (["--scale", 2], "a snapshot keeps its scale; leave out --scale 2"),
    ):
        code, out, err = fork(*words, "--out", "nothing")
        assert (code, out) == (2, "")
        assert message in err
        assert not (tmp_path / "nothing").exists()


def _fails_on_two(plan: Any, fork: Fork) -> FinishedRun:
    return failed_run(plan, "two") if plan.seed == 2 else fork_once(plan, fork)


def test_a_failing_replicate_is_a_row_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.runs.fork.fork_once", _fails_on_two)
    words = ["fork", "baseline", "--at", "1", "--set", "supply.leak=0", "--days", "1", "--replicates", "3"]
    assert invoke([*words, "--out", str(tmp_path)]) == 3
    out = capsys.readouterr().out
    assert "n = 2 of 3 replicates" in out
    assert "Seed 2 failed: two" in out
    (file,) = tmp_path.rglob("rows.parquet")
    assert pd.read_parquet(file)["error"].tolist() == [None, None, "two", None, None]


BAD = [
    (["baseline"], "--at is missing: a day such as --at 30, or --at deal"),
    (["baseline", "--at", "dael"], '--at = "dael": must be a day such as 30, or the word deal'),
    (["baseline", "--at", "-1"], '--at = "-1": must be a day'),
    (["baseline", "--at", "730"], "--at = 730: this siege goes from day 0 to day 729 at most"),
    (["baseline", "--at", "9" * 5000], "must be a day such as 30"),
    (["baseline", "--at", "5", "--set", "supply.leek=0"], "did you mean supply.leak?"),
    (["baseline", "--at", "5", "--set", "supply.leak=-1"], "supply.leak = -1: must be at least 0"),
    (["baseline", "--at", "5", "--set", "supply.leak"], "must be key=value"),
    (["baseline", "--at", "5", "--replicates", "0"], "replicates = 0: must be 1 or more"),
    (["baseline", "--at", "5", "--workers", "0"], "workers = 0: must be 1 or more"),
    (["baseline", "--at", "5", "--days", "0"], "days = 0: must be 1 or more"),
    (["baseline", "--at", "5", "--out", "file"], "cannot be written: not a directory"),
    (["nowhere", "--at", "5"], "nowhere: no shipped scenario has this name"),
    (["none.snapshot"], "none.snapshot: no such file"),
    (["half.snapshot"], "half.snapshot: this is no snapshot, or it is damaged"),
]


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(words)[:50] for words, _ in BAD])
def test_bad_input(
    words: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("mine")
    (tmp_path / "half.snapshot").write_bytes(b"PK")
    assert invoke(["fork", *words]) == 2
    out, err = capsys.readouterr()
    assert message in err
    assert (out, err.count("\n")) == ("", 1)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "half.snapshot"]


def test_words_say_more_or_fewer_and_what_is_not_settled() -> None:
    document = compare.fork(WORLD, 5, {"supply.leak": 0.0}, replicates=2, days=5)
    document["open"] = {"factual": 0, "counterfactual": 0}
    document["differences"] |= {
        "deaths_civilians": {"mean": 412.0, "low": 350.2, "high": 480.4},
        "deaths_fighters": {"mean": -30.0, "low": -40.0, "high": -20.0},
        "days": {"mean": 2.5, "low": -1.0, "high": 6.0},
    }
    text = paragraph(document)
    assert "Had smuggling through the ring (supply.leak) been 0 instead of" in text
    assert "from the morning of day 5 onwards, 412 (95% CI 350 to 480) more civilians" in text
    assert "30 (95% CI 20 to 40) fewer fighters" in text
    assert "would have lasted 2.5 (95% CI -1 to 6) days longer" in text
    assert "The 95% CI includes zero for " in text
    assert "days until the end" in text.partition("includes zero for ")[2]
    for open_, words in (
        (
            {"factual": 0, "counterfactual": 1},
            "would have lasted at least 2.5 (95% CI -1 to 6) days longer (1 of 2 count",
        ),
        (
            {"factual": 2, "counterfactual": 0},
            "would have lasted at most 2.5 (95% CI -1 to 6) days longer (2 of 2 factu",
        ),
        (
            {"factual": 1, "counterfactual": 2},
            "is not known, as 1 factual and 2 counterfactual sieges of 2 were still op",
        ),
    ):
        assert words in paragraph({**document, "open": open_})
    assert compare.fork(WORLD, 5, {"supply.leak": 0.0}, replicates=2, days=5)["open"] == {
        "factual": 2,
        "counterfactual": 2,
    }


def test_pairs_that_are_all_alike_claim_no_interval() -> None:
    document = compare.fork(WORLD, 5, {"supply.leak": 0.0}, replicates=6, days=1)
    document["differences"] |= {
        "deaths_besiegers": {**document["differences"]["deaths_besiegers"], "mean": 0.0, "low": 0.0, "high": 0.0},
        "deaths_fighters": {**document["differences"]["deaths_fighters"], "mean": -2.0, "low": -2.0, "high": -2.0},
        "displaced": {**document["differences"]["displaced"], "mean": 3.0, "low": -1.0, "high": 7.0},
    }
    text = paragraph(document)
    assert "2 (the same in all 6 pairs) fewer fighters and as many besiegers (the same in all 6 pairs) would" in text
    assert "No interval can be given for" in text
    unknown = text.partition("No interval can be given for ")[2].partition(", where all pairs have the same")[0]
    assert "fighters' deaths" in unknown
    assert "besiegers' deaths" in unknown
    assert "civilians who left" not in unknown
    assert "civilians who left" in text.partition("includes zero for ")[2].partition(". ")[0]
    row = next(line for line in summary(document).splitlines() if line.startswith("Besiegers' deaths"))
    assert row.endswith("0  the same in all 6 pairs")


def test_the_command_refuses_a_change_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    """From Python two ways that are the same siege may be asked for, and are the same."""
    for words, message in (
        ([], "--set is missing: say what is changed from that morning on, such as --set negotiation.allowed=false"),
        (["--set", "negotiation.allowed=true"], "--set negotiation.allowed=true: baseline says so already"),
    ):
        assert invoke(["fork", "baseline", "--at", "5", *words]) == 2
        assert message in capsys.readouterr().err
    same = compare.fork(WORLD, 5, replicates=2, days=3)
    assert {difference["mean"] for difference in same["differences"].values()} == {0.0}
