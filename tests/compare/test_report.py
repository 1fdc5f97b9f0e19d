"""The report of sweeps of every shape, and that its words and tables say what the rows say."""

import io
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.compare import report
from sim.compare.analysis.estimate_tables import deaths_by_ending
from sim.compare.analysis.main_effects import main_effects
from sim.compare.axes import axis_for
from sim.compare.figures import bars
from sim.compare.outcomes import find_outcome
from sim.compare.parameter_phrases import PHRASES
from sim.compare.sweep_data import sweep_data_from
from sim.compare.sweep_report.report import build_report
from sim.compare.sweep_report.report_figures import _sample_warning
from sim.scenario.errors import ScenarioError
from sim.scenario.parameters import parameters_by_name
from sim.sweep import Experiment, run_experiment
from sim.text.format import display
from tests.compare.sieges import folder_of, rows_of, study
from tests.process import Command

FOOD, MORALE, MEN = "supply.food_days", "garrison.morale", "besieger.manpower"
LEVERS = {FOOD: [10.0, 30.0, 90.0], MORALE: [0.4, 0.8], MEN: [500, 1000]}


def by_food(food_days: float, morale: float, manpower: int) -> float:
    return {10.0: 0.9, 30.0: 0.5, 90.0: 0.1}[food_days] * (1.0 if morale < 0.5 else 0.8)


def test_the_phase_diagram_is_the_shares_of_its_cells() -> None:
    rows = rows_of(LEVERS, 25, by_food)
    result = build_report(study(rows, list(LEVERS)))
    cells = result.frames["phase"]
    assert len(cells) == 12
    for row in cells.to_dict("records"):
        own = rows[(rows[FOOD] == row["x_at"]) & (rows[MORALE] == row["y_at"]) & (rows[MEN] == row["panel_at"])]
        assert row["value"] == pytest.approx((own["outcome"] == "evacuation").mean())
        assert row["n"] == len(own) == 25
        assert row["low"] < row["value"] < row["high"] or row["value"] in (0, 1)
    ends = result.frames["ends"].set_index("end")["value"]
    assert ends["evacuation"] == pytest.approx((rows["outcome"] == "evacuation").mean())
    assert ends.sum() == pytest.approx(1)


def test_one_cell_that_is_ahead_of_the_others_is_not_called_all_of_them() -> None:
    rows = rows_of({FOOD: LEVERS[FOOD]}, 10)
    ahead = rows.drop(rows[(rows[FOOD] > 10) & (rows["replicate"] == 3)].index)
    assert "in all cells of the phase diagram" in " ".join(build_report(study(rows, [FOOD])).answer)
    assert "in all cells of the phase diagram" not in " ".join(build_report(study(ahead, [FOOD])).answer)


def test_the_words_name_the_lever_that_was_planted() -> None:
    result = build_report(study(rows_of(LEVERS, 40, by_food), list(LEVERS)))
    text = " ".join(result.answer)
    assert "The largest effect is that of food in the stores: going from 10 to 90 days lowers the share by " in text
    assert "%, averaged over all other levers; n = " in text
    assert "The besieger's men: no significant difference between 500 and 1 000 people (" in text
    assert "Deals are most frequent with 10 days of food in the stores, a garrison morale of 0.4 and " in text
    assert "Deals are concentrated among runs with at most " in text
    effect = result.frames["effects"].set_index("axis")
    first, last = effect.loc[FOOD, ["at_first", "at_last"]]
    assert effect.loc[FOOD, "value"] == pytest.approx(last - first)
    assert effect.loc[FOOD, "low"] < last - first < effect.loc[FOOD, "high"] < 0
    assert effect.loc[FOOD, "variation"] > 0.85 > 0.1 > effect.loc[MEN, "variation"]


def test_every_phrase_is_of_a_parameter_and_says_its_value() -> None:
    assert set(PHRASES) - {"scenario"} <= set(parameters_by_name())
    for dotted, text in PHRASES.items():
        assert text.format("at least 3 days", n="at least 3").count("at least 3") == 1, dotted
    held = {dotted: axis_for(dotted, pd.Series([value])).phrase(display(value)) for dotted, value in VALUES.items()}
    assert list(held.values()) == list(WORDS)


VALUES = {FOOD: 1.0, MEN: 1200, "negotiation.allowed": False, "besieger.aid_allowed": 0.25, "fire.hit_chance": 0.02}
WORDS = (
    "1 day of food in the stores", "1 200 besiegers", "no talks allowed", "0.25 of the available aid let in",
    "probability of being hit = 0.02",
)  # fmt: skip


def test_a_shared_seed_makes_the_change_exact_and_the_average_not() -> None:
    """All points share the luck: 12 times as many rows do not make the average 12 times as sure."""
    rows = rows_of(LEVERS, 40, by_food)
    whole = study(rows, list(LEVERS))
    effects = {effect.axis.dotted: effect for effect in main_effects(whole, find_outcome("deal", whole.names))}
    level = effects[MEN].levels.iloc[0]
    alone = 2 * 1.96 * np.sqrt(level["value"] * (1 - level["value"]) / level["n"])
    assert level["high"] - level["low"] > 1.3 * alone
    assert effects[MEN].change.width < 1e-9  # men do nothing here, and pairing shows it at once


def test_points_that_share_coordinates_do_not_make_an_effect_of_nothing() -> None:
    """Food alone decides; of the other two, eight base samples of Saltelli's design seldom seem to tell anything."""
    from SALib.sample import sobol

    design, false = {"kind": "saltelli", "samples": 8}, []
    rows = rows_of({FOOD: list(range(64))}, 1)
    for seed in range(50):
        drawn = sobol.sample({"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}, 8, seed=seed)
        rows[[FOOD, MORALE, MEN]] = drawn
        rows["outcome"] = np.where(drawn[:, 0] < 0.6, "evacuation", "stormed")
        swept = study(rows, [FOOD, MORALE, MEN], design=design)
        effects = {
            effect.axis.dotted: effect.change.clear for effect in main_effects(swept, find_outcome("deal", swept.names))
        }
        false += [effects[MORALE], effects[MEN]]
    assert np.mean(false) < 0.05  # 0.3 where each point counts for itself


SHAPES = {
    "one point": (list[str](), {}),
    "one lever": ([FOOD], {}),
    "two levers": ([FOOD, MORALE], {}),
    "three levers": ([FOOD, MORALE, MEN], {}),
    "one at a time": ([FOOD, MORALE], {"design": {"kind": "one_at_a_time", "seed": 1}}),
    "drawn": ([FOOD, MORALE], {"design": {"kind": "latin_hypercube", "points": 60, "seed": 1}}),
    "words": (["map.generate", "negotiation.allowed"], {}),
}


def shape(name: str) -> pd.DataFrame:
    levers = SHAPES[name][0]
    if name == "drawn":
        rng = np.random.default_rng(1)
        rows = rows_of({FOOD: sorted(rng.uniform(5, 90, 60).tolist())}, 2, lambda food_days: 0.5)
        return rows.assign(**{MORALE: rng.random(60)[rows["point"]]})
    if name == "words":
        return rows_of({"map.generate": ["town", "mountain"], "negotiation.allowed": [True, False]}, 8, lambda **_: 0.4)
    rows = rows_of({lever: LEVERS[lever] for lever in levers}, 8, lambda **_: 0.5)
    if name == "one at a time":
        rows = rows[(rows[FOOD] == 30.0) | (rows[MORALE] == 0.4)]
    return rows.reset_index(drop=True)


@pytest.mark.parametrize("name", SHAPES)
def test_any_sweep_has_a_report(name: str, tmp_path: Path) -> None:
    levers, experiment = SHAPES[name]
    rows = shape(name)
    result = build_report(study(rows, levers, **experiment))
    names = [plate.name for plate in result.figures]
    assert ("phase" in names) == bool(levers)
    assert {"ends", "incidence", "deaths"} <= set(names)
    phase = [plate.caption for plate in result.figures if plate.name == "phase"]
    assert any("grey cells have no runs" in caption for caption in phase) == (name == "drawn")
    json.dumps(result.document(), allow_nan=False)
    assert [*result.document()["provenance"]] == ["Experiment", "Scenarios", "Versions", "Model", "Commit", "Made"]
    assert f" of {len(rows)} runs ended in a deal: " in result.answer[0]
    if name == "one point":
        files = {path.name for path in result.write(tmp_path)}
        tables = {f"{table.name}.csv" for table in result.tables} | {"dictionary.csv", "report.html"}
        assert files == tables | {f"{plate}.{kind}" for plate in names for kind in ("png", "svg")}
        assert {entry["table"] for entry in result.document()["dictionary"]} == set(result.frames)


def test_scenarios_are_a_lever_too() -> None:
    rows = pd.concat([rows_of({FOOD: [10.0, 90.0]}, 8, lambda food_days: 0.6, name) for name in ("here", "there")])
    result = build_report(study(rows.reset_index(drop=True), [FOOD]))
    assert [axis.dotted for axis in result.sweep.levers] == ["scenario", FOOD]
    assert set(result.frames["phase"]["y_name"]) == {"here", "there"}


def test_failed_cut_and_missing_runs_are_reported() -> None:
    rows = rows_of({FOOD: [10.0, 90.0]}, 20, lambda food_days: 0.5)
    rows.loc[[0, 25], "error"] = "ValueError: no bread"
    rows.loc[[0, 25], ["outcome", "ended", "day", "deaths_civilians"]] = None
    rows.loc[3, ["outcome", "day", "signed_day"]] = None
    rows.loc[3, "ended"] = "cut"
    whole = study(rows, [FOOD])
    result = build_report(sweep_data_from({**whole.manifest, "expected": 50}, rows))
    assert result.answer[0].startswith("This sweep is unfinished: 10 of 50 runs are missing")
    assert result.document()["failed"] == 2
    assert result.frames["ends"].groupby("end")["n"].first().eq(38).all()
    assert any(line.startswith("1 run was cut") for line in result.caveats)
    assert "2 x ValueError: no bread (first: point 0, seed 1)" in result.html()


@pytest.mark.install
def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path / "sweep", rows_of({FOOD: [10.0, 90.0]}, 10), [FOOD], question="Is <bread> & peace one?"
    )
    page = report(folder).html()
    assert "<h1>Is &lt;bread&gt; &amp; peace one?</h1>" in page
    assert not re.search(r"(src|href)=\"(?!data:)", page)
    assert not re.search(r"https?://", page)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    assert "how long the food stock lasts everyone at full rations" in page
    assert page == report(folder).html()  # to the byte


def test_what_is_asked_wrongly_is_answered_in_words(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "sweep", rows_of({FOOD: [10.0, 90.0]}, 5), [FOOD])
    for wrong, words in (
        ({"x": "supply.fod_days"}, "did you mean supply.food_days"),
        ({"y": FOOD}, "--y requires --x"),
        ({"x": FOOD, "y": FOOD}, "three different"),
        ({"outcome": "evacuaton"}, "did you mean evacuation"),
        ({"outcome": "deaths_civilians"}, "is a number, not an ending; a report takes one of deal, evacuation, "),
        ({"outcome": "surender"}, "surender: is not an ending; did you mean surrender.; a report takes one of .*ate$"),
    ):
        with pytest.raises(ScenarioError, match=words):
            report(folder, **wrong)
    with pytest.raises(ScenarioError, match="did you mean deaths_civilians or deaths_fighters or deaths_besiegers"):
        find_outcome("deths", rows_of({}, 2))
    rows = rows_of({FOOD: [10.0]}, 3)
    rows["error"] = "OSError: none"
    with pytest.raises(ScenarioError, match="all 3 runs failed; the first error: OSError: none"):
        report(folder_of(tmp_path / "failed", rows, [FOOD]))


@pytest.mark.install
def test_the_command_writes_files_and_prints_a_summary(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "sweep", rows_of({FOOD: [10.0, 90.0]}, 6), [FOOD])
    result = CliRunner().invoke(app, ["report", str(folder), "--outcome", "evacuation", "--json"])
    document = json.loads(result.stdout)
    assert document["outcome"] == "evacuation"
    assert document["out"] == str(folder / "report")
    assert sorted(document["files"]) == sorted(path.name for path in (folder / "report").iterdir())


def test_no_two_ticks_read_alike_and_no_dot_is_cut() -> None:
    """Few deaths, and ends of a single run, whose dot is the last thing on its axis."""
    rows = rows_of({}, 20, lambda: 0.5)
    rows["deaths_besiegers"] = 0
    rows.loc[0, ["outcome", "deaths_besiegers"]] = ["collapse", 2]
    figure = bars.deaths_figure(deaths_by_ending(study(rows, [])))
    figure.canvas.draw()
    for ax in figure.axes:
        ticks = [label.get_text() for label in ax.get_xticklabels()]
        assert len(ticks) == len(set(ticks)) > 1, ticks
        dots = [x for line in ax.get_lines() for x in np.asarray(line.get_xdata(), dtype=float) if np.isfinite(x)]
        assert max(dots) < 0.98 * ax.get_xlim()[1]


def test_indices_that_no_full_sample_could_have_are_called_too_few() -> None:
    sure = {"first": 0.3, "first_low": 0.2, "first_high": 0.4, "total": 0.5, "total_low": 0.4, "total_high": 0.6}
    for change, words in (
        ({}, ""),
        ({"first": 0.7}, "a first-order index exceeds its total-order index. Use more base samples"),
        ({"total_high": 1.2}, "intervals extend above 1. Use more base samples"),
    ):
        table = pd.DataFrame([{"axis": FOOD, "words": "food", **sure, **change}])
        warning = _sample_warning(table)
        assert ("The sample is too small for these indices" in warning) == bool(words)
        assert words in warning


def test_deaths_are_reported_no_finer_than_they_are_counted() -> None:
    rows = rows_of({FOOD: [10.0, 30.0]}, 30, lambda food_days: 0.5)
    rows["deaths_besiegers"] = np.arange(len(rows)) % 3
    result = build_report(study(rows, [FOOD]))
    words = next(table for table in result.tables if table.name == "deaths").display
    cells = words.loc[words["party"] == "besiegers", "mean deaths (95% CI)"]
    assert not cells.str.contains(r"[1-9]\.\d\d|0\.\d\d\d").any(), cells.tolist()


def test_resolve_is_described_in_words() -> None:
    words = axis_for("negotiation.resolve_base", pd.Series([0.1, 0.5])).label_with_unit
    assert words == "value of holding out to a fighter (lives)"


def test_a_short_table_is_as_tall_as_it_is() -> None:
    page = build_report(study(rows_of(LEVERS, 4, by_food), list(LEVERS))).html()
    assert "max-height" in page
    assert 'class="scroll"' in page
    assert 'class="scroll long"' not in page


SMALL = {"population.civilians": 300, "garrison.fighters": 200, "besieger.manpower": 400}


@pytest.mark.install
@pytest.mark.parametrize(
    "design", [{"kind": "saltelli", "samples": 2, "second_order": False}, {"kind": "morris", "trajectories": 3}]
)
def test_designs_made_for_it_have_sensitivity_indices(design: dict[str, object], tmp_path: Path) -> None:
    """Deaths are of real runs, over a few days; whatever SALib says, the report must say of the same points."""
    from SALib.analyze import morris, sobol

    from sim.compare.analysis.sensitivity import sensitivity_indices
    from sim.compare.sweep_data import read_sweep
    from sim.sweep import load_samples

    asked = {
        "question": "What matters?",
        "scenario": ["baseline"],
        "set": SMALL,
        "levers": {FOOD: {"low": 1.0, "high": 60.0}},
        "uncertainties": {"fire.strikes_km2_day": {"low": 0.0, "high": 60.0}},
        "design": design,
        "days": 12,
    }
    folder = run_experiment(Experiment.model_validate(asked), out=tmp_path)
    whole = read_sweep(folder)
    problem, sample = load_samples(folder)
    deaths = whole.rows.sort_values("point")["deaths_civilians"].to_numpy(dtype=float)
    indices = sensitivity_indices(whole, whole.rows["deaths_civilians"].to_numpy(dtype=float))
    assert indices is not None
    if design["kind"] == "morris":
        theirs = morris.analyze(problem, sample.to_numpy(), deaths, num_levels=4, seed=1)["mu_star"]
        assert indices.table["strength"].to_numpy() == pytest.approx(np.asarray(theirs, dtype=float))
    else:
        theirs = sobol.analyze(problem, deaths, calc_second_order=False, seed=1)["ST"]
        assert indices.table["total"].to_numpy() == pytest.approx(theirs)
    part = whole.rows[whole.rows["point"] != 0]
    from dataclasses import replace

    less = sensitivity_indices(replace(whole, rows=part), part["deaths_civilians"].to_numpy(dtype=float))
    assert less is None or (less.blocks, less.incomplete) == (indices.blocks - 1, 1)


def test_a_table_and_a_page_on_standard_output_have_it_for_themselves(inside: Command, tmp_path: Path) -> None:
    levels = {FOOD: [10.0, 90.0]}
    folders = [
        folder_of(tmp_path / name, rows_of(levels, 4, lambda food_days: 0.5), [FOOD], name=name, hash=name)
        for name in ("one", "two")
    ]
    result = inside("export", folders[0], "--csv", "-")
    assert (result.code, result.err) == (0, "8 rows written to -\n")
    assert len(pd.read_csv(io.StringIO(result.out))) == 8
    result = inside("compare", *folders, "--outcome", "deal", "--report", "-")
    assert result.out.startswith("<!DOCTYPE html>")
    assert result.out.rstrip().endswith("</html>")
    assert "Page: -" in result.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_a_report_reads_only_the_columns_that_it_shows(tmp_path: Path) -> None:
    """The same data as from all columns, with the names of those that were not read."""
    from sim.compare.sweep_data import read_sweep

    levers = ["supply.food_days"]
    folder = folder_of(tmp_path / "sweep", rows_of({levers[0]: [10.0, 90.0]}, 4), levers, outcomes=["displaced"])
    whole, part = read_sweep(folder), read_sweep(folder, ["deaths_civilians"])
    assert part.names == whole.names
    assert set(whole.rows) - set(part.rows) >= {"digest", "deaths_fighters", "people.civilians.dead"}
    assert {"displaced", "deaths_civilians", *levers} <= set(part.rows)
    assert part.rows.equals(whole.rows[list(part.rows)])
    with pytest.raises(ScenarioError, match=r"people\.civilians\.dead: is a number, not an ending"):
        report(folder, outcome="people.civilians.dead")
