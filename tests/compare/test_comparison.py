"""Comparisons: the lever that differs is named, numbers are those of a hand calculation, the rest is refused."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from typer.testing import CliRunner

from sim.cli import app, invoke
from sim.cli.compare import _widths
from sim.compare import compare
from sim.compare.comparison.comparison_text import hazard_display, outcome_display
from sim.scenario.errors import ScenarioError
from sim.sweep import load
from sim.text.format import quantity
from tests.compare.sieges import folder_of, manifest_of, rows_of

FOOD, MORALE = "supply.food_days", "garrison.morale"


def arm(folder: Path, name: str, odds: float, n: int = 40, **overrides: Any) -> Path:
    """A sweep of one point."""
    rows = rows_of({}, n, lambda: odds)
    return folder_of(folder / name, rows, [], overrides, name=name, hash=name)


@pytest.mark.install
def test_the_lever_that_differs_is_named_and_the_numbers_are_those_of_the_tables(tmp_path: Path) -> None:
    """Two scenario files that differ in one lever, run by the command, reckoned again by hand."""
    small = "extends: baseline\npopulation: {civilians: 300}\ngarrison: {fighters: 200}\nbesieger: {manpower: 400}\n"
    for name, food in (("fed", 60.0), ("hungry", 2.0)):
        text = f"{small}clock: {{horizon_days: 60}}\nsupply: {{food_days: {food}, leak: 0.0, production: 0.0}}\n"
        (tmp_path / f"{name}.yaml").write_text(text)
    files = [str(tmp_path / f"{name}.yaml") for name in ("fed", "hungry")]
    page = tmp_path / "page.html"
    options = ["--replicates", "8", "--out", str(tmp_path / "results"), "--report", str(page), "--json"]
    result = CliRunner().invoke(app, ["compare", *files, *options])
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    (lever,) = document["levers"]
    assert (lever["parameter"], lever["unit"], lever["fed"], lever["hungry"]) == (FOOD, "days", "60", "2")
    assert document["words"][0].startswith("1 parameter differs: food in the stores (supply.food_days): 60 days in fed")
    fed, hungry = (load(arm["folder"]).sort_values("seed") for arm in document["arms"])
    outcome = {row["outcome"]: row for row in document["outcomes"]}["deaths_civilians"]
    d = hungry["deaths_civilians"].to_numpy() - fed["deaths_civilians"].to_numpy()
    half = stats.t.ppf(0.975, 7) * d.std(ddof=1) / np.sqrt(8)
    assert (outcome["n"], outcome["paired"]) == (8, True)
    by_hand = [d.mean(), d.mean() - half, d.mean() + half, d.mean() / d.std(ddof=1)]
    assert [outcome[name] for name in ("difference", "low", "high", "effect")] == pytest.approx(by_hand)
    assert outcome["p"] == pytest.approx(stats.ttest_rel(hungry["deaths_civilians"], fed["deaths_civilians"]).pvalue)
    assert d.mean() > 0  # two days' food cost lives
    assert "hungry compared with fed" in page.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_reported_with_its_path_and_option(tmp_path: Path) -> None:
    folders = [str(arm(tmp_path, name, odds)) for name, odds in (("low", 0.4), ("high", 0.7))]
    (tmp_path / "file").write_text("mine")
    for page, why in (("file/x.html", "not a directory"), ("file/there/x.html", "not a directory")):
        result = CliRunner().invoke(app, ["compare", *folders, "--report", str(tmp_path / page)])
        with pytest.raises(ScenarioError) as caught:
            raise result.exception or AssertionError
        assert str(caught.value) == f"{tmp_path / page}: cannot be written: {why}; choose another --report"


def test_shares_pairs_and_holm_by_hand(tmp_path: Path) -> None:
    """Luck is shared, so that whoever has a deal at 0.4 has one at 0.7: all unlike pairs are of one kind."""
    folders = arm(tmp_path, "low", 0.4), arm(tmp_path, "high", 0.7, **{FOOD: 20.0})
    comparison = compare(*folders)
    low, high = (load(folder).sort_values("seed")["outcome"] == "evacuation" for folder in folders)
    row = comparison.outcomes.set_index("outcome").loc["deal"]
    unlike = int((high & ~low).sum())
    assert not (low & ~high).any()
    assert row["difference"] == pytest.approx(unlike / 40)
    assert row["p"] == pytest.approx(min(1.0, 2 * 0.5**unlike))
    p = comparison.outcomes["p"].dropna().sort_values().to_numpy()
    by_hand = np.minimum(1, np.maximum.accumulate(p * np.arange(len(p), 0, -1)))
    assert comparison.outcomes["p_holm"].dropna().sort_values().to_numpy() == pytest.approx(by_hand)
    ratio = comparison.hazards.set_index("end").loc["deal"]
    assert ratio["ratio"] > 1
    assert comparison.levers["parameter"].tolist() == [FOOD]


def test_a_difference_significant_only_before_adjustment_is_marked(tmp_path: Path) -> None:
    """Seven pairs one way and none the other: p = 0.016 by itself, not clear among all the tests."""
    rows = rows_of({}, 40, lambda: 0.4)
    more = rows.copy()
    more.loc[more.index[more["outcome"] != "evacuation"][:7], "outcome"] = "evacuation"
    more["deaths_civilians"] -= 5
    folders = [folder_of(tmp_path / name, r, [], name=name, hash=name) for name, r in (("a", rows), ("b", more))]
    comparison = compare(*folders)
    row = comparison.outcomes.set_index("outcome").loc["evacuation"]
    assert row["low"] > 0
    assert row["p"] == pytest.approx(2 * 0.5**7)
    assert row["p_holm"] > 0.05
    tests = int(comparison.outcomes["p"].notna().sum())
    paragraph = comparison.paragraphs[1]
    after = paragraph.partition(f"Not significant after adjustment for {tests} tests: ")[2].partition(". ")[0]
    assert "the share of runs that ended in an evacuation: " in after
    assert "18 points higher (95% CI " in after
    assert f"p = {row['p_holm']:.2g} Holm-adjusted" in after
    assert "evacuation" not in paragraph.partition("No significant difference in ")[2]
    alone = compare(*folders, outcomes=["evacuation"]).paragraphs[1]
    assert "Significant differences: the share of runs that ended in an evacuation" in alone
    assert "Not significant" not in alone


def test_pairs_that_are_all_alike_claim_no_interval(tmp_path: Path) -> None:
    rows = rows_of({}, 6, lambda: 0.4)
    fewer = rows.assign(deaths_besiegers=rows["deaths_besiegers"], deaths_civilians=rows["deaths_civilians"] - 5)
    folders = [folder_of(tmp_path / name, r, [], name=name, hash=name) for name, r in (("a", rows), ("b", fewer))]
    comparison = compare(*folders, outcomes=["deaths_besiegers", "deaths_civilians"])
    assert "No significant difference in besiegers' deaths (the same in all 6 pairs)." in comparison.paragraphs[1]
    assert "Not significant after adjustment for 2 tests: civilian deaths: " in comparison.paragraphs[1]
    assert "5 fewer (the same in all 6 pairs; p = 0.062 Holm-adjusted)" in comparison.paragraphs[1]
    assert "hazard ratio" not in comparison.paragraphs[1]  # of hazards that are the same
    assert hazard_display(comparison.hazards)["hazard ratio (95% CI)"].tolist() == ["1"] * len(comparison.hazards)
    table = outcome_display(comparison.outcomes)
    assert table["difference (95% CI)"].tolist() == ["the same in all 6 pairs", "-5, the same in all 6 pairs"]
    assert table["extra replicates (target CI width)"].tolist() == ["–", "–"]


def test_people_are_counted_no_finer_than_they_are_known() -> None:
    texts = [quantity(value) for value in (0.775, 1.52, -0.362, 9.96, 12.4, 1234.5, 0.0, -0.001)]
    assert texts == ["0.78", "1.5", "-0.36", "10", "12", "1 234", "0", "-0.001"]


def test_more_replicates_are_those_that_pairing_needs(tmp_path: Path) -> None:
    folders = arm(tmp_path, "a", 0.4), arm(tmp_path, "b", 0.7, **{FOOD: 20.0})
    rows = compare(*folders, width={"deal": 0.1, "deaths_civilians": 5.0}).outcomes.set_index("outcome")
    one, two = (load(folder).sort_values("seed")["deaths_civilians"].to_numpy() for folder in folders)
    n = 40 + rows.loc["deaths_civilians", "more_replicates"]
    widths = [2 * stats.t.ppf(0.975, k - 1) * (two - one).std(ddof=1) / np.sqrt(k) for k in (n - 1, n)]
    assert widths[1] <= 5.0 < widths[0]
    width = rows.loc["deal", "high"] - rows.loc["deal", "low"]
    assert rows.loc["deal", "more_replicates"] == int(np.ceil(40 * (width / 0.1) ** 2)) - 40
    with pytest.raises(ScenarioError, match="did you mean deaths_civilians"):
        compare(*folders, width={"deaths_civilian": 5.0})


def test_sweeps_are_paired_point_by_point_and_seeds_are_the_units(tmp_path: Path) -> None:
    levels = {FOOD: [10.0, 30.0, 90.0]}
    one = rows_of(levels, 20, lambda food_days: 0.3)
    two = rows_of({FOOD: [30.0, 90.0, 200.0]}, 20, lambda food_days: 0.5 if food_days < 50 else 0.3)
    folders = [
        folder_of(tmp_path / "one", one, [FOOD], name="one", hash="1"),
        folder_of(tmp_path / "two", two, [FOOD], {MORALE: 0.5}, name="two", hash="2"),
    ]
    comparison = compare(*folders, outcomes=["deal"])
    row = comparison.outcomes.iloc[0]
    assert (row["points"], row["runs"], row["n"]) == (2, 40, 20)
    deals = [
        rows[rows[FOOD].isin([30.0, 90.0])].assign(deal=rows["outcome"] == "evacuation").groupby("seed")["deal"].mean()
        for rows in (one, two)
    ]
    by_hand = stats.ttest_rel(deals[1], deals[0])
    assert row["difference"] == pytest.approx((deals[1] - deals[0]).mean())
    assert row["p"] == pytest.approx(by_hand.pvalue)
    assert row[["low", "high"]].tolist() == pytest.approx(list(by_hand.confidence_interval()))
    assert sum("1 point of" in note for note in comparison.notes) == 2
    assert set(comparison.levers["parameter"]) == {FOOD, MORALE}


def test_without_shared_seeds_the_runs_are_independent_and_it_says_so(tmp_path: Path) -> None:
    one, two = rows_of({}, 30, lambda: 0.4), rows_of({}, 30, lambda: 0.7)
    two["seed"] += 1000
    folders = [folder_of(tmp_path / name, rows, [], name=name, hash=name) for name, rows in (("a", one), ("b", two))]
    comparison = compare(*folders, outcomes=["deaths_civilians", "deal"])
    assert not comparison.outcomes["paired"].any()
    assert any("share no seeds" in note for note in comparison.notes)
    welch = stats.ttest_ind(two["deaths_civilians"], one["deaths_civilians"], equal_var=False)
    row = comparison.outcomes.iloc[0]
    assert row[["low", "high"]].tolist() == pytest.approx(list(welch.confidence_interval()))
    assert comparison.outcomes["test"].tolist() == ["Welch", "Fisher, exact"]


def test_the_first_of_three_is_the_reference(tmp_path: Path) -> None:
    folders = [arm(tmp_path, name, odds) for name, odds in (("a", 0.3), ("b", 0.5), ("c", 0.8))]
    comparison = compare(*folders, outcomes=["deal"])
    assert comparison.outcomes["arm"].tolist() == ["b", "c"]
    assert comparison.outcomes["reference_value"].nunique() == 1
    assert len(comparison.paragraphs) == 3
    assert "The arms have the same parameters, so they differ only in their seeds." in comparison.notes
    page = comparison.html()
    assert "http://" not in page.replace("http://www.w3.org", "")
    json.dumps(comparison.document(), allow_nan=False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"overrides": {"clock.horizon_days": 400}}, "clock.horizon_days is 730 and 400: a longer horizon"),
        ({"overrides": {"population.people_per_agent": 2}}, "population.people_per_agent is 1 and 2"),
        ({"experiment": {"days": 30}}, "days is not set and 30"),
        ({"manifest": {"versions": {"safeconduct": "0.0.9"}}}, "made by versions 0.2.0 and 0.0.9"),
        ({"manifest": {"format": 9}}, "has format 9; this version reads format 1"),
    ],
)
def test_what_cannot_be_compared_is_refused_and_why(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    one = arm(tmp_path, "one", 0.4)
    rows = rows_of({}, 10, lambda: 0.5)
    two = folder_of(tmp_path / "two", rows, [], change.get("overrides"), name="two", **change.get("experiment", {}))
    manifest = json.loads((two / "manifest.json").read_text()) | change.get("manifest", {})
    (two / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ScenarioError, match=words):
        compare(one, two)


def test_one_arm_alone_or_given_twice_is_refused(tmp_path: Path) -> None:
    one = arm(tmp_path, "a", 0.4)
    with pytest.raises(ScenarioError, match="same sweep given twice"):
        compare(one, one)
    with pytest.raises(ScenarioError, match="two or more"):
        compare(one)
    with pytest.raises(ScenarioError, match="did you mean baseline"):
        compare(one, "baselin")


def test_sweeps_are_compared_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, odds in (("lhs", 0.4), ("sob", 0.7)):
        arm(tmp_path / "results" / "sweeps", f"{name}-1a2b3c4d5e6f", odds)
    result = CliRunner().invoke(app, ["compare", "lhs", "sob-1a2b3c4d5e6f", "--outcome", "deal"])
    assert result.exit_code == 0, result.output
    assert "lhs-1a2b3c4d5e6f: results/sweeps/lhs-1a2b3c4d5e6f\nsob-1a2b3c4d5e6f: " in result.stdout
    with pytest.raises(ScenarioError, match="nor a sweep in results/sweeps; sweeps there: lhs, sob"):
        compare("lhz", "sob")
    with pytest.raises(ScenarioError, match=r"^nosuch.yaml: no such file$"):
        compare("lhs", "nosuch.yaml")


@pytest.mark.parametrize("width", ["inf", "nan", "0", "-1", "deal=inf"])
def test_a_width_that_no_interval_has_is_refused_as_it_was_typed(width: str, tmp_path: Path) -> None:
    words = ["compare", "baseline", "raqqa_2017", "--width", width, "--out", str(tmp_path)]
    assert invoke(words) == 2
    with pytest.raises(ScenarioError, match=f"--width {width}: must be positive"):
        compare("baseline", "raqqa_2017", width=_widths([width]), out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_copy_of_a_sweep_is_distinguished_by_a_number(tmp_path: Path) -> None:
    one = arm(tmp_path / "one", "town", 0.5)
    shutil.copytree(one, tmp_path / "copy")
    comparison = compare(one, tmp_path / "copy")
    name = f"town-{comparison.arms[0].sweep.manifest['hash']}"
    assert [each.name for each in comparison.arms] == [f"{name} (1)", f"{name} (2)"]
    json.dumps(comparison.document(), allow_nan=False)
    with pytest.raises(ScenarioError, match="same sweep given twice"):
        compare(one, tmp_path / "copy" / ".." / one.relative_to(tmp_path))


def test_failed_and_cut_runs_lose_their_partners_only(tmp_path: Path) -> None:
    one, two = rows_of({}, 12, lambda: 0.5), rows_of({}, 12, lambda: 0.5)
    two["error"] = two["error"].astype(object)
    two.loc[2, "error"] = "ValueError: no bread"
    folders = [folder_of(tmp_path / name, rows, [], name=name, hash=name) for name, rows in (("a", one), ("b", two))]
    comparison = compare(*folders, outcomes=["deaths_civilians"])
    row = comparison.outcomes.iloc[0]
    assert (row["n"], row["difference"], row["p"]) == (11, 0, 1)
    assert any(note.startswith("1 run of b failed") for note in comparison.notes)


def test_no_effect_is_found_as_often_as_it_should_be(tmp_path: Path) -> None:
    """Whole comparisons of arms that differ in luck alone: any false alarm after Holm in at most one of twenty."""
    from sim.compare.comparison.arms import Arm
    from sim.compare.comparison.comparison import compare_arms
    from sim.compare.sweep_data import sweep_data_from

    base = rows_of({}, 30, lambda: 0.5)
    rng = np.random.default_rng(1)
    alarms = []
    for trial in range(60):
        arms = []
        for name in "ab":
            rows = base.assign(
                deaths_civilians=rng.poisson(60, 30), outcome=rng.choice(["evacuation", "stormed"], 30),
                deaths_fighters=rng.poisson(9, 30), displaced=rng.poisson(30, 30),
            )  # fmt: skip
            manifest = manifest_of(rows, [], name=name, hash=f"{name}{trial}")
            arms.append(Arm(name, sweep_data_from(manifest, rows, tmp_path / name), {}, {}))
        outcomes = compare_arms(arms, ["deal", "deaths_civilians", "deaths_fighters", "displaced"]).outcomes
        alarms.append(bool((outcomes["p_holm"] < 0.05).any()))
    assert np.mean(alarms) < 0.12
