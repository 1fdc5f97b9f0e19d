"""Case files: what rules may see of a case, and what is said of a bad file."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim.history.case_file import CLASSES, CaseFile, read_case_file, shipped_history
from sim.scenario.errors import ScenarioError

CASES = shipped_history() / "cases.csv"


@pytest.fixture(scope="module")
def shipped() -> CaseFile:
    return read_case_file()


Change = Callable[[pd.DataFrame], pd.DataFrame]


def table(tmp_path: Path, change: Change | None = None) -> Path:
    """The shipped table in a folder of its own, changed by a function of the frame."""
    frame = pd.read_csv(CASES, dtype=str, keep_default_na=False)
    frame = change(frame) if change else frame
    path = tmp_path / "mine.csv"
    frame.to_csv(path, index=False)
    return path


def test_the_shipped_cases_are_whole(shipped: CaseFile) -> None:
    assert len(shipped.ids) == len(shipped.clusters) == len(shipped.inputs()) == 26
    assert len(set(shipped.clusters)) == 17
    assert shipped.refused == {}
    assert shipped.outcomes()["class"].value_counts().to_dict() == {
        "evacuation": 13,
        "stormed_or_collapsed": 9,
        "held": 3,
        "surrender": 1,
    }
    assert set(shipped.outcomes()["class"]) == set(CLASSES)


def test_inputs_hold_neither_outcomes_nor_what_identifies(shipped: CaseFile) -> None:
    inputs = shipped.inputs()
    assert list(inputs.index) == list(range(26))
    other = set(shipped.codebook.named("identity", "outcome", "note"))
    assert not other & set(inputs.columns)
    assert len(other) + len(inputs.columns) == 82
    assert not {"id", "name", "country", "cluster", "end_date", "deal_date", "outcome_class"} & set(inputs.columns)


def test_numbers_dates_and_gaps(shipped: CaseFile) -> None:
    inputs = shipped.inputs()
    raqqa = inputs.iloc[shipped.position("raqqa_2017")]
    assert (raqqa["garrison_low"], raqqa["garrison_best"], raqqa["garrison_high"]) == (2000.0, 2500.0, 5000.0)
    assert raqqa["acute_start_date"] == pd.Timestamp("2017-06-29")
    sarajevo = inputs.iloc[shipped.position("sarajevo_1996")]
    assert pd.isna(sarajevo["acute_start_date"])
    assert pd.isna(sarajevo["area_km2"])
    assert inputs["terrain"].iloc[shipped.position("menagh_2013")] == "base"


def test_a_table_alone_is_read_with_the_shipped_codebook(shipped: CaseFile, tmp_path: Path) -> None:
    mine = read_case_file(table(tmp_path, lambda frame: frame.iloc[:3].assign(weather="dry")))
    assert mine.ids == shipped.ids[:3]
    assert mine.unknown_columns == ("weather",)
    assert mine.hash != shipped.hash


def test_outcomes_do_not_enter_what_predictions_depend_on(shipped: CaseFile, tmp_path: Path) -> None:
    outcomes = shipped.codebook.named("outcome")

    def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
        frame[outcomes] = frame[outcomes].iloc[::-1].to_numpy()
        return frame

    mine = read_case_file(table(tmp_path, shuffled))
    assert mine.inputs_hash == shipped.inputs_hash
    assert mine.hash != shipped.hash
    assert list(mine.outcomes()["class"]) == list(shipped.outcomes()["class"])[::-1]


def set_cell(case: str, column: str, value: str) -> Change:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame["id"] == case, column] = value
        return frame

    return change


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("ideology", "4", 'ideology = "4": must be a number, 0 to 3'),
        ("terrain", "swamp", 'terrain = "swamp": must be one of urban_dense, town, mountain, base, other_open'),
        ("start_date", "June 2017", 'start_date = "June 2017": must be a date such as 2017-01-31'),
        ("garrison_best", "", "garrison_best is blank; must be a number, 1 to 1 000 000"),
        ("area_km2", "nan", 'area_km2 = "nan": must be a number, 0.001 to 100 000'),
    ],
)
def test_a_bad_cell_refuses_its_case_alone(tmp_path: Path, column: str, value: str, says: str) -> None:
    mine = read_case_file(table(tmp_path, set_cell("raqqa_2017", column, value)))
    assert mine.refused == {"raqqa_2017": f"line 2: {says}"}
    assert len(mine.ids) == 25
    with pytest.raises(ScenarioError, match="raqqa_2017: line 2"):
        mine.position("raqqa_2017")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda frame: frame.drop(columns="ideology"), "has no column ideology"),
        (lambda frame: pd.concat([frame, frame.iloc[:1]]), 'id = "raqqa_2017": stands on lines 2 and 28'),
        (lambda frame: frame.iloc[:0], "is empty"),
        (lambda frame: frame.assign(terrain="swamp"), "has no case that can be used"),
        (lambda frame: frame.assign(id=""), 'id = "": stands on lines'),
    ],
)
def test_a_bad_table_is_told_in_a_sentence(tmp_path: Path, change: Change, says: str) -> None:
    with pytest.raises(ScenarioError) as told:
        read_case_file(table(tmp_path, change))
    assert "mine.csv" in told.value.problems[0]
    assert says in told.value.problems[0]


def test_a_broken_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    with pytest.raises(ScenarioError, match="no such file"):
        read_case_file(path)
    path.write_text("id,cluster\nraqqa,a,b\n")
    with pytest.raises(ScenarioError, match="line 2: has 3 cells, but the header has 2"):
        read_case_file(path)
    path.write_bytes(b"id,name\nx,\xff\n")
    with pytest.raises(ScenarioError, match="not UTF-8"):
        read_case_file(path)


def test_a_codebook_of_ones_own_is_checked(tmp_path: Path) -> None:
    shutil.copy(CASES, tmp_path / "cases.csv")
    text = (shipped_history() / "cases.yaml").read_text(encoding="utf-8")
    own = tmp_path / "mine.yaml"
    own.write_text(text)
    assert read_case_file(own).ids == read_case_file().ids
    own.write_text(text.replace("id: id\n", "id: ident\n").replace("    relieved: held\n", ""))
    with pytest.raises(ScenarioError) as told:
        read_case_file(own)
    assert [line.partition(": ")[2] for line in told.value.problems] == [
        'id = "ident": is not one of the columns',
        "class.classes: relieved is missing; give one of evacuation, surrender, stormed_or_collapsed, held",
    ]
    own.write_text(text.replace("id: id\n", "").replace("role: note", "role: rumour"))
    with pytest.raises(ScenarioError, match="id: Field required"):
        read_case_file(own)
