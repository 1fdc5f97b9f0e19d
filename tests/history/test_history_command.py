"""The commands `history cases` and `history run`: what they print, and one sentence for each mistake."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import invoke
from sim.history.case_file import shipped_history
from sim.history.runs import prepare_history

TINY = """
title: tiny
extends: ./siege.yaml
parameters:
  garrison.ideology: {value: ideology}
  schedule.aid.day: {value: 1 + ideology}
"""
SIEGE = """
extends: baseline
name: little
population: {civilians: 60}
garrison: {fighters: 60}
besieger: {manpower: 120}
clock: {horizon_days: 8}
schedule: {aid: {day: 1, set: {besieger.aid_allowed: 1.0}}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a mapping and three cases."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "siege.yaml").write_text(SIEGE)
    (tmp_path / "tiny.yaml").write_text(TINY)
    frame = pd.read_csv(shipped_history() / "cases.csv", dtype=str, keep_default_na=False).iloc[:3]
    frame.to_csv(tmp_path / "mine.csv", index=False)
    return tmp_path


def run_of(replicates: int) -> list[str]:
    """The command that runs the cases of the folder."""
    return f"history run mine.csv --mapping tiny.yaml --replicates {replicates} --workers 1 --out o".split()


def test_cases_are_listed_with_what_each_column_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["history", "cases", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["cases"]) == 26
    assert {column["column"]: column["role"] for column in document["columns"]}["deal_date"] == "outcome"
    assert invoke(["history", "cases"]) == 0
    out = capsys.readouterr().out
    assert any(
        line.split() == ["mosul_old_city_2017", "iraq_isis", "28", "stormed_or_collapsed"] for line in out.splitlines()
    )
    assert any(line.split()[:2] == ["end_date", "outcome"] for line in out.splitlines())


def test_a_case_is_shown_with_its_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["history", "cases", "--case", "raqqa_2017", "--json"]) == 0
    rows = {row["parameter"]: row for row in json.loads(capsys.readouterr().out)["parameters"]}
    men = rows["garrison.fighters"]
    assert 2000 <= men["low"] < men["best"] == 2500 < men["high"] <= 5000
    assert men["inputs"] == {"garrison_best": 2500, "garrison_high": 5000, "garrison_low": 2000}
    assert rows["clock.start"]["best"] == "2017-06-29"
    assert rows["supply.production"]["why"]


def test_run_is_resumable_and_says_what_came_of_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = run_of(2)
    assert invoke([*words, "--limit", "4", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["expected"], first["finished"], first["done_now"]) == (6, 4, 4)
    assert invoke([*words, "--json"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert (second["finished"], second["done_now"], second["out"]) == (6, 2, first["out"])
    assert sum(second["outcomes"].values()) == 6
    assert second["cases"] == ["raqqa_2017", "qalamoun_isis_2017", "homs_old_city_2014"]
    rows = pd.read_parquet(folder / second["out"] / "parts")
    assert set(rows["schedule.aid.day"]) == {3, 4}


MISTAKES = [
    (["cases", "none.csv"], "none.csv: no such file"),
    (["cases", "--case", "raqa_2017"], "raqa_2017: is not a case; did you mean raqqa_2017?"),
    (["run", "mine.csv", "--cases", "daraya_2016"], "mine.csv: daraya_2016: is not a case; available: raqqa_2017"),
    (
        ["run", "mine.csv", "--mapping", "outcome.yaml"],
        "reads deal_day, which is an outcome; a rule may read inputs only",
    ),
    (["run", "mine.csv", "--mapping", "name.yaml"], "reads name, which is a column that identifies a case"),
    (["run", "mine.csv", "--mapping", "mine.csv"], "mine.csv, line 2, column 1785: not YAML"),
    (["run", "mine.csv", "--set", "supply.food_dayz=3"], "did you mean supply.food_days?"),
    (["run", "mine.csv", "--replicates", "0"], "replicates = 0: must be 1 or more"),
    (["run", "lacking.csv"], "lacking.csv: has no column ideology"),
]


@pytest.mark.parametrize(("words", "message"), MISTAKES, ids=[" ".join(words) for words, _ in MISTAKES])
def test_a_mistake_is_told_in_a_sentence(
    words: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "outcome.yaml").write_text(TINY.replace("value: ideology", "value: deal_day"))
    (folder / "name.yaml").write_text(TINY.replace("value: ideology", "value: 1 if name == 'Raqqa' else 2"))
    pd.read_csv(folder / "mine.csv").drop(columns="ideology").to_csv(folder / "lacking.csv", index=False)
    assert invoke(["history", *words]) == 2
    out, err = capsys.readouterr()
    assert message in err
    assert (out, err.count("\n")) == ("", 1)


def test_a_folder_of_cases_is_no_experiment(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "file").touch()
    assert invoke([*run_of(1)[:-1], "file"]) == 2
    assert "file" in capsys.readouterr().err
    assert invoke([*run_of(1), "--limit", "0", "--json"]) == 0
    where = json.loads(capsys.readouterr().out)["out"]
    assert invoke(["sweep", where]) == 2
    assert "continue them with `safeconduct history run`" in capsys.readouterr().err


def test_a_refused_case_is_named_and_the_others_are_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = pd.read_csv(folder / "mine.csv", dtype=str, keep_default_na=False)
    frame.loc[1, "ideology"] = "9"
    frame.to_csv(folder / "mine.csv", index=False)
    words = run_of(1)
    assert invoke(words) == 0
    out, err = capsys.readouterr()
    assert 'qalamoun_isis_2017: refused: line 3: ideology = "9": must be a number, 0 to 3' in err
    assert "2 of 2 runs finished" in out


def test_the_examples_of_the_page_are_valid(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "cases.md").read_text(encoding="utf-8")
    codebook, mapping = re.findall(r"^```yaml\n(.*?)^```$", page, re.M | re.S)
    (tmp_path / "mine.yaml").write_text(codebook)
    (tmp_path / "mapping.yaml").write_text(mapping)
    (tmp_path / "mine.csv").write_text(
        "id,war,men,ground,since,ending\na,x,400,city,2016-01-05,bus\nb,x,90,,2016-02-05,\n"
    )
    prepared = prepare_history(tmp_path / "mine.yaml", tmp_path / "mapping.yaml", 2)
    assert prepared.mapped.cases == ("a",)
    assert prepared.mapped.refused == {"b": "map.generate cannot be set: ground is not known"}
    scenario = prepared.scenario_of(prepared.spec(0))
    assert 200 <= scenario.garrison.fighters <= 800
    assert scenario.map.generate == "dense_city"
