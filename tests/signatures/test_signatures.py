"""Bands judge as they say, bad files are told, and what is published follows from the tables beside it."""

import importlib.util
import json
from pathlib import Path

import pandas as pd
import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.files import shipped_names, shipped_theatres
from sim.signatures.columns import check, with_derived
from sim.signatures.decision_rule import MET, NOT_MET, UNDECIDED, evaluate
from sim.signatures.runs import columns_of, evaluate_runs, run_signature, theatre_of
from sim.signatures.signature import Band, load, select
from sim.tables.dictionary import DICTIONARY
from tests.tracked import own

SIGNATURES = load()
STUDY = Path(__file__).parents[2] / "experiments" / "signatures" / "study.py"
_spec = importlib.util.spec_from_file_location("signatures_study", STUDY)
assert _spec is not None
assert _spec.loader is not None
study = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(study)
DONE = [path.stem for path in own(study.PUBLISHED.glob("*.csv")) if path.name != DICTIONARY]


def runs_of(evacuated: int, stormed: int) -> pd.DataFrame:
    n = evacuated + stormed
    return pd.DataFrame(
        {
            "outcome": ["evacuation"] * evacuated + ["stormed"] * stormed,
            "signed_day": pd.array([*range(evacuated), *[None] * stormed], dtype="Int64"),
            "day": range(n),
        }
    )


def band(**fields: object) -> Band:
    return Band.model_validate({"says": "so", "source": "assumption", **fields})


@pytest.mark.parametrize(
    ("evacuated", "stormed", "verdict"), [(90, 10, MET), (10, 90, NOT_MET), (55, 45, UNDECIDED), (0, 0, UNDECIDED)]
)
def test_a_share_is_judged_with_its_interval(evacuated: int, stormed: int, verdict: str) -> None:
    most = band(share={"outcome": "evacuation"}, low=0.5)
    assert evaluate("deal", most, runs_of(evacuated, stormed)).verdict == verdict


def test_a_quantile_is_of_those_who_have_it() -> None:
    """Of 0..99 the median is 49.5, and its interval lies between the 40th and the 61st value (Conover)."""
    result = evaluate("day", band(quantile={"of": "signed_day"}, low=35, high=65), runs_of(100, 50))
    assert result.verdict == MET
    assert result.estimate.n == 100
    assert result.estimate.value == pytest.approx(49.5)
    assert (result.estimate.low, result.estimate.high) == (39.0, 60.0)


def test_conditions_on_runs() -> None:
    runs = runs_of(4, 6)
    given = band(share={"outcome": ["evacuation"]}, among={"signed_day": {"given": True}}, low=1.0)
    assert evaluate("a", given, runs).estimate[::3] == (1.0, 4)
    late = band(share={"signed_day": {"low": 2, "high": 3}}, low=0.0)
    assert evaluate("b", late, runs).estimate.value == pytest.approx(0.2), "no value is not within a range"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x: {bands: {a: {says: b, source: c, low: 1}}}", "either share or quantile"),
        ("x: {bands: {a: {says: b, source: c, share: {outcome: split}}}}", "needs low or high"),
        ("x: {bands: {a: {says: b, source: c, share: {outcome: split}, low: 2, high: 1}}}", "low must not exceed high"),
        ("x: {scale: 0, bands: {}}", "x.scale"),
        ("x: {bands: {a: {sayz: b}}}", "sayz"),
        ("[]", "must be a mapping"),
    ],
)
def test_a_bad_file_is_reported(content: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "signatures.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError, match=message):
        load(file)


def test_a_siege_or_a_column_that_is_not_there() -> None:
    with pytest.raises(ScenarioError, match="did you mean raqqa_2017"):
        select(SIGNATURES, ["raqa_2017"])
    with pytest.raises(ScenarioError, match="did you mean cratered"):
        check(["craterd"], "signatures.yaml")
    with pytest.raises(ScenarioError, match="pairs is not a column of a run"):
        check(["pairs"], "signatures.yaml")
    with pytest.raises(ScenarioError, match=r"fu\.day is not a column of a run; did you mean .*sieges\.fua\.day"):
        check(["sieges.fu.day"], "signatures.yaml", ("fua", "madaya"))


def test_signatures_are_of_shipped_sieges_and_of_columns_that_there_are() -> None:
    assert set(SIGNATURES) <= {*shipped_names(), *shipped_theatres()}
    assert len(SIGNATURES) >= 7
    for name, signature in SIGNATURES.items():
        theatre = theatre_of(name)
        check(columns_of(signature), name, tuple(theatre.sieges) if theatre else ())


def test_a_signature_is_carried_out_and_gone_on_with(tmp_path: Path) -> None:
    signature = SIGNATURES["baseline"]
    first = run_signature("baseline", signature, 3, None, 1, tmp_path)
    again = run_signature("baseline", signature, 3, None, 1, tmp_path)
    pd.testing.assert_frame_equal(first.runs, again.runs)
    assert first.document()["judged"].keys() == signature.bands.keys()
    assert first.runs["seed"].tolist() == [1, 2, 3]


@pytest.mark.parametrize("siege", DONE)
def test_published_verdicts_follow_from_the_published_tables(siege: str) -> None:
    published = json.loads(study.VERDICTS.read_text(encoding="utf-8"))[siege]
    table = study.read(siege)
    result = evaluate_runs(
        siege, SIGNATURES[siege], published["scale"], published["seconds_per_run"], table, published["model"]
    )
    assert json.loads(json.dumps(result.document())) == published


@pytest.mark.parametrize("siege", DONE)
def test_a_few_seeds_again_give_the_published_rows(siege: str, tmp_path: Path) -> None:
    published = study.read(siege)
    again = study.rerun(siege, SIGNATURES[siege], 2, tmp_path)
    pd.testing.assert_frame_equal(again, published.head(2), check_dtype=False)


def test_a_band_that_is_not_met_has_a_finding_and_no_other_has() -> None:
    assert study.unexplained() == []


def test_made_columns_are_shares() -> None:
    row = {"left_armed": [10, 0], "people.civilians.evacuated": [30, 0], "deaths_civilians": [5, 0]}
    runs = with_derived(pd.DataFrame(row | {"people.civilians.dead": [5, 0]}), ["fighters_of_leavers"])
    assert runs["fighters_of_leavers"].tolist()[0] == 0.25
    assert runs["fighters_of_leavers"].isna().tolist() == [False, True]
