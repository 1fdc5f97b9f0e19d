"""The score of a case file: its document, what moves it and what does not, and what it says in words."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.history import coded_ranges, page, results, score_tables
from sim.history.case_file import CLASSES, CaseFile, read_case_file
from sim.history.runs import HistoryRuns
from sim.scenario.errors import ScenarioError
from tests.history.planted import planted_runs, run_rows

KEYS = {
    "brier", "strict_skill", "balanced_accuracy", "log4", "auc", "spearman_days", "by_class", "baselines", "permuted",
    "n", "clusters",
}  # fmt: skip


@pytest.fixture(scope="module")
def file() -> CaseFile:
    return read_case_file()


@pytest.fixture(scope="module")
def runs(file: CaseFile) -> HistoryRuns:
    return planted_runs(file, replicates=20, skill=2.0)


@pytest.fixture(scope="module")
def document(file: CaseFile, runs: HistoryRuns) -> dict[str, Any]:
    """The whole score, with one input for the baselines, as all of them take seconds."""
    scored = results.scored_cases(file, runs)
    few = scored._replace(inputs=scored.inputs[["audience_cost"]])
    return results.plain(
        results.without_baselines(file, runs, scored) | {"baselines": results.baselines_of(few.inputs, few.predictions)}
    )


def test_the_document_has_every_key_and_is_plain(document: dict[str, Any]) -> None:
    assert set(document) >= KEYS
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert (document["n"], document["clusters"]) == (26, 17)
    assert set(document["by_class"]) == set(CLASSES)
    assert sum(one["observed"] for one in document["by_class"].values()) == 26
    assert sum(one["predicted"] for one in document["by_class"].values()) == pytest.approx(26)
    assert document["strict_skill"] > document["permuted"]["strict_skill"]["high"]


def test_the_shares_of_a_case_are_counted_from_its_runs(file: CaseFile, document: dict[str, Any]) -> None:
    runs = planted_runs(file, replicates=20, skill=2.0)
    one = document["cases"][5]
    own = runs.table[runs.table["case"] == one["case"]]
    for name in CLASSES:
        assert one["shares"][name] == pytest.approx((own["class"] == name).mean())
    assert one["evacuation"]["low"] < one["evacuation"]["value"] < one["evacuation"]["high"]


def test_the_score_of_single_cases_adds_up(document: dict[str, Any]) -> None:
    assert np.mean([one["brier"] for one in document["cases"]]) == pytest.approx(document["brier"])
    assert -np.mean([one["log"] for one in document["cases"]]) == pytest.approx(document["log4"])


def test_an_ending_that_is_not_coded_is_not_scored_and_said_so(file: CaseFile, runs: HistoryRuns) -> None:
    cells = file.cells.copy()
    cells.loc["raqqa_2017", "outcome_class"] = None
    scored = results.scored_cases(file._replace(cells=cells), runs._replace(refused={"x": "no map"}))
    assert len(scored.ids) == 25
    assert "raqqa_2017" not in scored.ids
    assert scored.unscored == {"x": "no map", "raqqa_2017": scored.unscored["raqqa_2017"]}
    assert "outcome_class is blank" in scored.unscored["raqqa_2017"]


def test_a_case_without_a_finished_run_is_named(file: CaseFile, runs: HistoryRuns) -> None:
    table = runs.table[runs.table["case"] != "kunduz_2001"]
    scored = results.scored_cases(file, runs._replace(table=table))
    assert scored.unscored == {"kunduz_2001": "none of its runs has finished"}


def test_nothing_to_score_is_an_error_with_the_file(file: CaseFile, runs: HistoryRuns) -> None:
    with pytest.raises(ScenarioError, match=r"cases\.yaml: has no case with both runs and an observed outcome"):
        results.scored_cases(file, runs._replace(table=runs.table[:0]))


def test_days_are_compared_among_deals_with_an_acute_phase(file: CaseFile) -> None:
    outcomes = file.outcomes()
    runs = [run_rows(case, [{"signed_day": day} for day in (10.0, 20.0, np.nan)]) for case in file.ids]
    days = coded_ranges.deal_days(outcomes, runs)
    known = {case for case, day in zip(file.ids, days, strict=True) if day}
    assert len(known) == 12
    assert not {"vukovar_1991", "madaya_2017", "ramadi_2015"} & known  # stormed; no acute phase; no deal
    raqqa = days[file.position("raqqa_2017")]
    assert raqqa is not None
    assert (raqqa["coded"], raqqa["median"], raqqa["runs"]) == (105.0, 15.0, 2)


def test_the_rank_correlation_of_days_is_that_of_the_medians() -> None:
    pairs = ((5.0, 9.0), (10.0, 30.0), (20.0, 20.0), (40.0, 41.0))
    days = [{"coded": c, "median": m, "low": m - 1.0, "high": m + 1.0} for c, m in pairs]
    found = coded_ranges.timing([None, *days], np.ones((3, 5)))
    assert found["spearman"] == pytest.approx(0.8)
    assert (found["cases"], found["coded"], found["predicted"]) == (4, 15.0, 25.0)
    assert found["within_range"] == 0.5


def test_deaths_are_compared_only_where_the_runs_cover_the_siege(file: CaseFile) -> None:
    same = coded_ranges.same_time(file.inputs(), file.outcomes())
    covered = {case for case, yes in zip(file.ids, same, strict=True) if yes}
    assert {"fallujah_2004", "madaya_2017", "marawi_2017", "sarajevo_1996"} <= covered
    assert not {"douma_2018", "vukovar_1991", "raqqa_2017"} & covered
    runs = [run_rows(case, [{"deaths_civilians": 700}] * 3) for case in file.ids]
    found = coded_ranges.civilian_deaths(file.inputs(), file.outcomes(), runs)
    assert coded_ranges.sides(found) == {"cases": 4, "below": 1, "inside": 1, "above": 2}


def test_leavers_are_compared_in_runs_that_ended_in_an_evacuation(file: CaseFile) -> None:
    rows = [{"deal.left": 400}, {"deal.left": 9, "class": "surrender"}]
    found = coded_ranges.leavers(file.outcomes(), [run_rows(case, rows) for case in file.ids])
    raqqa, kunduz = (found[file.position(case)] for case in ("raqqa_2017", "kunduz_2001"))
    assert raqqa is not None
    assert (raqqa["median"], raqqa["side"]) == (400, "inside")
    assert kunduz is None


def test_a_case_file_without_these_columns_is_scored_without_them() -> None:
    outcomes, inputs = pd.DataFrame({"class": ["held"]}), pd.DataFrame({"x": [1.0]})
    runs = [run_rows("a", [{}])]
    assert coded_ranges.deal_days(outcomes, runs) == [None]
    assert coded_ranges.leavers(outcomes, runs) == [None]
    assert coded_ranges.civilian_deaths(inputs, outcomes, runs) == [None]


def test_the_text_and_the_page_say_it(document: dict[str, Any], tmp_path: Path) -> None:
    text = score_tables.score_text(document)
    assert f"Strict skill for evacuation or not: {document['strict_skill']:.2f}" in text
    assert "audience_cost alone, the best input in hindsight" in text
    for case in document["cases"]:
        assert case["case"] in text
    page.write(tmp_path, document, None)
    html = (tmp_path / page.PAGE).read_text(encoding="utf-8")
    assert "http" not in html.replace("http://www.w3.org", "")  # self-contained
    assert "What this does not show" in html
    assert (tmp_path / page.PICTURE).stat().st_size > 20_000


def test_numbers_that_the_cases_do_not_determine_are_dashes(file: CaseFile, runs: HistoryRuns) -> None:
    held = [case for case in file.ids if file.outcomes()["class"][file.position(case)] == "held"]
    some = runs._replace(table=runs.table[runs.table["case"].isin(held)], cases=tuple(held))
    scored = results.scored_cases(file, some)
    few = scored._replace(inputs=scored.inputs[["audience_cost"]])
    document = results.plain(
        results.without_baselines(file, some, scored) | {"baselines": results.baselines_of(few.inputs, few.predictions)}
    )
    assert document["strict_skill"] is None
    assert "Strict skill for evacuation or not: –" in score_tables.score_text(document)
    page.html(document, None)
