"""Runs of cases: the same on any number of processes, resumable, and untouched by outcomes."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.history.case_file import CLASSES, shipped_history
from sim.history.prepare import PreparedHistory
from sim.history.run_class import class_of_runs
from sim.history.runs import folder_of, prepare_history, read_history, run_history
from sim.runs.run import TINY
from sim.scenario.errors import ScenarioError
from sim.sweep.read import load, load_ledger

#: Sieges of milliseconds that still differ by what is coded.
MAPPING = """
title: tiny
extends: baseline
quantities:
  men: {triangular_log: [garrison_low, garrison_best, garrison_high]}
parameters:
  garrison.fighters: {value: 20 + 40 * men / (men + 1000)}
  garrison.ideology: {value: ideology}
  clock.horizon_days: {value: 5}
  supply.food_days: {value: area_km2}
"""
SMALL = [f"{key}={value}" for key, value in TINY.items() if key != "garrison.fighters"]


def mapping(folder: Path) -> Path:
    path = folder / "tiny.yaml"
    path.write_text(MAPPING)
    return path


def table(folder: Path, file: str, columns: dict[str, Any] | None = None) -> Path:
    frame = pd.read_csv(shipped_history() / "cases.csv", dtype=str, keep_default_na=False).iloc[:8]
    frame.assign(**(columns or {})).to_csv(folder / file, index=False)
    return folder / file


@pytest.fixture
def tiny(tmp_path: Path) -> PreparedHistory:
    return prepare_history(table(tmp_path, "mine.csv"), mapping(tmp_path), 3, changes=SMALL)


def rows(folder: Path) -> pd.DataFrame:
    return load(folder, errors=True).drop(columns="elapsed_s")


def test_the_same_rows_on_one_process_and_two_and_in_pieces(tiny: PreparedHistory, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert run_history(tiny, one).finished == 18
    assert run_history(tiny, two, workers=2, limit=7).now == 7
    assert run_history(tiny, two).now == 11
    assert run_history(tiny, two).now == 0
    pd.testing.assert_frame_equal(rows(one), rows(two))


def test_what_is_read_of_runs(tiny: PreparedHistory, tmp_path: Path) -> None:
    folder = folder_of(tiny, tmp_path)
    with pytest.raises(ScenarioError, match="has no runs of cases"):
        read_history(folder)
    run_history(tiny, folder)
    runs = read_history(folder)
    ids = tiny.cases.ids
    assert runs.cases == tuple(case for case in ids if case not in ("al_tall_2016", "madaya_2017"))
    assert runs.refused == dict.fromkeys(
        ["al_tall_2016", "madaya_2017"], "supply.food_days cannot be set: area_km2 is not known"
    )
    assert list(runs.table["case"].unique()) == list(runs.cases)
    assert list(runs.table["replicate"]) == [1, 2, 3] * 6
    assert set(runs.table["class"]) <= set(CLASSES)
    assert runs.table["garrison.ideology"].groupby(runs.table["case"]).nunique().eq(1).all()
    assert runs.table["garrison.fighters"].nunique() > 6
    assert runs.table["garrison.fighters"].between(20, 60).all()
    assert (runs.mapping_hash, runs.replicates, runs.missing, runs.failed) == (tiny.mapping.hash, 3, 0, 0)
    assert set(load_ledger(folder)["point"]) == set(range(6))


def test_outcomes_names_and_country_move_no_run(tiny: PreparedHistory, tmp_path: Path) -> None:
    outcomes = {"outcome_class": "stormed", "end_date": "", "deaths_civ_low": "7"}
    other = table(tmp_path, "other.csv", {"name": "x", "country": "y", **outcomes})
    again = prepare_history(other, mapping(tmp_path), 3, changes=SMALL)
    assert again.hash == tiny.hash
    coded = table(tmp_path, "coded.csv", {"id": [f"case_{n}" for n in range(8)]})
    renamed = prepare_history(coded, mapping(tmp_path), 3, changes=SMALL)
    assert list(renamed.mapped.refused) == ["case_5", "case_6"]
    assert renamed.spec(0).seed != tiny.spec(0).seed


def test_draws_and_seeds_are_the_same_under_variants(tiny: PreparedHistory, tmp_path: Path) -> None:
    """Of a case alone, with more replicates, or with other constants."""
    path, file = mapping(tmp_path), tmp_path / "mine.csv"
    alone = prepare_history(file, path, 5, only=["daraya_2016"], changes=[*SMALL, "negotiation.life_price=0.1"])
    last = tiny.mapped.cases.index("daraya_2016")
    mine = [tiny.spec(last + replicate * tiny.points) for replicate in range(3)]
    theirs = [alone.spec(replicate) for replicate in range(3)]
    assert [(spec.seed, spec.values) for spec in mine] == [(spec.seed, spec.values) for spec in theirs]
    assert alone.hash != tiny.hash


def test_a_change_overrides_the_mapping(tmp_path: Path) -> None:
    changed = prepare_history(table(tmp_path, "mine.csv"), mapping(tmp_path), 1, changes=[*SMALL, "supply.food_days=9"])
    assert changed.mapped.refused == {}  # the rule that could not be applied is not asked
    assert changed.scenario_of(changed.spec(0)).supply.food_days == 9


def test_a_case_that_the_model_must_refuse_stops_no_other(tmp_path: Path) -> None:
    path = mapping(tmp_path)
    path.write_text(MAPPING + "  population.people_per_agent: {value: 1 + 4 * (ideology - 2)}\n")
    mine = table(tmp_path, "mine.csv", {"ideology": ["2"] * 7 + ["3"]})
    prepared = prepare_history(mine, path, 2, changes=[*SMALL, "supply.food_days=9"])
    assert prepared.points == 7
    assert "gives only" in prepared.mapped.refused["zabadani_2017"]
    with pytest.raises(ScenarioError, match="no case can be run"):
        prepare_history(mine, path, 2, only=["zabadani_2017"], changes=SMALL)


def test_a_split_counts_by_who_left() -> None:
    runs = pd.DataFrame(
        [
            ("evacuation", 90, 0, 0, 10, None),
            ("split", 34, 0, 0, 66, "stormed"),
            ("split", 33, 0, 0, 67, "stormed"),
            ("split", 20, 30, 10, 40, "relieved"),
            ("split", 30, 10, 10, 50, "relieved"),
            ("split", 30, 35, 35, 0, None),
            ("lifted", None, None, None, None, None),
        ],
        columns=["outcome", "deal.left", "deal.settled", "deal.custody", "deal.stayed", "secondary"],
    )
    evacuation, surrender, stormed, held = CLASSES
    wanted = [evacuation, evacuation, stormed, surrender, held, surrender, held]
    assert list(class_of_runs(runs)) == wanted
