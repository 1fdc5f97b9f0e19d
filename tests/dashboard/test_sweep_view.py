"""What the Sweeps page shows of a sweep, without a browser: cells, scale, endings, filters, words."""

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_siege import hamlet

from sim.compare.outcomes import available_outcomes
from sim.compare.sweep_data import SweepData, read_sweep
from sim.compare.sweep_report import report_text
from sim.dashboard import server_state
from sim.dashboard.sweeps import cells, diagram_data, sweep_folders, sweep_words
from sim.dashboard.sweeps.sweep_view import SweepView, axes_of, counted_runs, filter_groups, filter_text
from sim.sweep import run_experiment, single

GRID = """\
name: grid
question: Does aid matter?
scenario: ./hamlet.yaml
set: {besieger.aid_allowed: 0}
levers: {supply.food_days: [5, 60], besieger.manpower: [120, 480], supply.aid: [0, 1]}
replicates: 10
"""
BORDER = """\
name: border
question: Where is the border?
scenario: ./hamlet.yaml
levers: {supply.food_days: {low: 2, high: 60}, besieger.manpower: {low: 100, high: 500}}
design: {kind: boundary, points: 40, first: 20}
"""
DRAWS = """\
name: draws
question: How sure is it?
scenario: ./hamlet.yaml
uncertainties: {from: history}
replicates: 12
"""


def ran(folder: Path, text: str) -> SweepData:
    """An experiment in a hamlet, run."""
    hamlet(folder)
    file = folder / "asked.yaml"
    file.write_text(text)
    return read_sweep(run_experiment(file, out=folder / "results"))


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> SweepData:
    return ran(tmp_path_factory.mktemp("grid"), GRID)


def flat(panels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [cell for panel in panels for row in panel["rows"] for cell in row["cells"]]


def test_stacked_endings_are_the_shares_of_each_cell(grid: SweepData) -> None:
    axes, outcome = axes_of(grid, SweepView())[:2], available_outcomes(grid.names)["deal"]
    counted = np.ones(len(grid.rows), dtype=bool)
    table = diagram_data.cell_table(grid, outcome, axes, counted)
    parts = cells.ending_parts(grid, axes, counted)
    for cell in flat(cells.panels(table, outcome, axes, None, parts)):
        rows = diagram_data.runs_in_cell(grid, outcome, axes, cell["key"])
        widths = {part["end"]: float(part["width"].rstrip("%")) for part in cell["parts"]}
        expected = 100 * rows["ending"].value_counts(normalize=True)
        assert widths == pytest.approx(expected.to_dict(), abs=0.01)
        assert all(f"{end}" in cell["label"] for end in expected.index)
        assert cell["n"] == len(rows) == 20


def test_a_scale_is_of_the_range_in_hand_until_the_whole_one_is_asked_for(grid: SweepData) -> None:
    outcome, axes = available_outcomes(grid.names)["deal"], axes_of(grid, SweepView())[:2]
    table = diagram_data.cell_table(grid, outcome, axes)
    table["value"] = [0.12, 0.31, 0.22, 0.2]
    near, whole = (cells.colour_scale_of(table, outcome, asked) for asked in (False, True))
    assert (near.low, near.high, near.whole) == (0.1, 0.4, False)
    assert (whole.low, whole.high, whole.whole, whole.can_change) == (0.0, 1.0, True, True)
    colours = [[cell["colour"] for cell in flat(cells.panels(table, outcome, axes, scale))] for scale in (near, whole)]
    assert colours[0] != colours[1]


def test_people_are_counted_in_whole_numbers(grid: SweepData) -> None:
    deaths = available_outcomes(grid.names)["deaths_civilians"]
    assert cells.value_and_interval({"value": 128.4, "low": 0.997, "high": 256.2, "n": 9}, deaths) == ("128", "1–256")
    assert cells.value_and_interval({"value": 2.53, "low": -1.2, "high": 6.4, "n": 9}, deaths) == ("2.5", "0–6.4")
    deal = available_outcomes(grid.names)["deal"]
    assert cells.value_and_interval({"value": 0.5, "low": 0.25, "high": 0.75, "n": 9}, deal) == ("50%", "25–75")


def test_axes_swap_and_the_cell_goes_along(grid: SweepData) -> None:
    axes = axes_of(grid, SweepView())
    view = SweepView(cell="1|0|1").swapped(axes)
    assert view.axes == (axes[1].dotted, axes[0].dotted, axes[2].dotted)
    assert view.cell == "0|1|1"
    outcome = available_outcomes(grid.names)["deal"]
    one, two = (
        diagram_data.runs_in_cell(grid, outcome, shown, key)
        for shown, key in ((axes, "1|0|1"), (axes_of(grid, view), view.cell))
    )
    assert one["point"].tolist() == two["point"].tolist()
    assert diagram_data.cell_phrase(grid, axes, "1|0|1") == (
        "with 60 days of food in the stores, 120 besiegers and aid available for 1 of the initial need"
    )


def test_a_filter_reaches_cells_runs_and_words(grid: SweepData) -> None:
    view = SweepView(sweep="grid").toggled("besieger.manpower", 0)
    axes, outcome = axes_of(grid, view)[:1], available_outcomes(grid.names)["deal"]
    counted = counted_runs(grid, view)
    expected = grid.rows[grid.rows["besieger.manpower"] == 480]
    assert diagram_data.cell_table(grid, outcome, axes, counted)["n"].sum() == len(expected)
    assert diagram_data.runs_in_cell(grid, outcome, axes, cells.ALL, counted)["besieger.manpower"].unique() == [480]
    words = sweep_words.sweep_words(grid, outcome, axes, counted)
    assert f"{int(expected['deal'].sum())} of 40 runs" in words.found[0]
    assert filter_text(grid, view) == "Only runs with besieger's men 480 people."
    [levels] = [group["levels"] for group in filter_groups(grid, view) if group["name"] == "besieger.manpower"]
    assert [level["on"] for level in levels] == [False, True]  # type: ignore[attr-defined]
    assert view.toggled("besieger.manpower", 0).left_out == frozenset()


def test_a_lever_that_cannot_act_is_said_to_have_no_effect_and_why(grid: SweepData) -> None:
    outcome = available_outcomes(grid.names)["deal"]
    words = sweep_words.sweep_words(grid, outcome, axes_of(grid, SweepView()), np.ones(len(grid.rows), dtype=bool))
    [aid] = [text for text in words.found if text.startswith("Aid")]
    assert "has no effect here: nothing is let in (besieger.aid_allowed is 0)" in aid
    assert not any("esieger's men has no effect" in text for text in words.found)


def test_words_are_silent_below_a_least_number_and_about_whole_replicates(grid: SweepData) -> None:
    outcome, axes = available_outcomes(grid.names)["deal"], axes_of(grid, SweepView())
    everything = np.ones(len(grid.rows), dtype=bool)
    of_cells = report_text.extremes_sentence(diagram_data.cell_table(grid, outcome, axes), axes, outcome)
    assert of_cells
    assert of_cells in sweep_words.sweep_words(grid, outcome, axes, everything).found
    few = dataclasses.replace(grid, rows=grid.rows[grid.rows["replicate"] <= 9].reset_index(drop=True))
    words = sweep_words.sweep_words(few, outcome, axes, np.ones(len(few.rows), dtype=bool))
    assert not any("cells" in text or "frequent" in text for text in words.found)
    assert "the smallest has 9" in words.note
    one = dataclasses.replace(grid, rows=grid.rows[grid.rows["replicate"] <= 1].reset_index(drop=True))
    words = sweep_words.sweep_words(one, outcome, axes, np.ones(len(one.rows), dtype=bool))
    assert not words.found
    assert "there are 8 so far" in words.note
    more = {**grid.manifest, "replicates": 12, "expected": 96}
    half = grid.rows[(grid.rows["replicate"] < 10) | (grid.rows["point"] < 4)].reset_index(drop=True)
    part, note = sweep_words.with_common_replicates(dataclasses.replace(grid, rows=half, manifest=more))
    assert len(part.rows) == 72
    assert "9 replicates" in note


def test_a_boundary_design_and_joint_draws_show_something(tmp_path: Path) -> None:
    from sim.dashboard.pages.sweeps_border import pictures_of

    border = ran(tmp_path, BORDER)
    counted = np.ones(len(border.rows), dtype=bool)
    words = sweep_words.sweep_words(border, available_outcomes(border.names)["deal"], (), counted)
    assert "40 runs" in " ".join(words.found)
    assert len(pictures_of(border, "deal")) == 1
    draws = ran(tmp_path, DRAWS)
    axes = axes_of(draws, SweepView())
    assert len(axes) == 1
    table = diagram_data.cell_table(draws, available_outcomes(draws.names)["deal"], axes)
    assert table["n"].sum() == 12


def test_runs_made_for_a_comparison_are_not_among_the_sweeps(
    grid: SweepData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = tmp_path / "results"
    monkeypatch.setattr(server_state, "results", results)
    assert grid.folder is not None
    shutil.copytree(grid.folder, results / "sweeps" / grid.folder.name)
    made = run_experiment(single(hamlet(tmp_path), 2), out=results)
    assert sweep_folders.is_for_comparison(made)
    assert sweep_folders.sweep_names() == [grid.folder.name]
    (replicates,) = sweep_folders.replicate_names()
    assert sweep_folders.folder_of(replicates) is not None, "a comparison may use them again"
    assert sweep_folders.runs_in(replicates).endswith((" run", " runs"))
    alone = read_sweep(made)
    outcome = available_outcomes(alone.names)["deal"]
    [cell] = flat(cells.panels(diagram_data.cell_table(alone, outcome, ()), outcome, ()))
    assert (cell["key"], cell["n"]) == (cells.ALL, 2)
    assert len(diagram_data.runs_in_cell(alone, outcome, (), cell["key"])) == 2


@pytest.mark.parametrize(
    "key", ["", "x", "0", "0|9", "0|0|0|0", "-1|0|0", "99999999999|0|0", "1-0|0|0", "0-9|0|0", "0-1-1|0|0"]
)
def test_a_key_of_a_cell_from_a_link_is_checked(grid: SweepData, key: str) -> None:
    assert not diagram_data.is_cell(grid, axes_of(grid, SweepView()), key)
    assert diagram_data.is_cell(grid, axes_of(grid, SweepView()), "1|1|1")


def test_a_block_of_cells_has_the_runs_of_all_of_them(grid: SweepData) -> None:
    axes, outcome = axes_of(grid, SweepView()), available_outcomes(grid.names)["deal"]
    assert diagram_data.is_cell(grid, axes, "0-1|1|0")
    block = diagram_data.runs_in_cell(grid, outcome, axes, "0-1|1|0")
    single = [diagram_data.runs_in_cell(grid, outcome, axes, key) for key in ("0|1|0", "1|1|0")]
    assert len(block) == sum(map(len, single)) == 20
    assert {*zip(block["point"], block["seed"], strict=True)} == {
        pair for rows in single for pair in zip(rows["point"], rows["seed"], strict=True)
    }
    assert diagram_data.cell_phrase(grid, axes, "0-1|1|0") == (
        "with 5 to 60 days of food in the stores, 480 besiegers and aid available for 0 of the initial need"
    )


def test_a_block_of_levels_has_a_name() -> None:
    names = diagram_data._span_name
    assert names(["10", "30", "60"], True, False) == "10 to 60"
    assert names(["5–12", "12–20"], True, True) == "5–20"
    assert names(["no", "yes"], False, False) == "no or yes"
    assert names(["5–12"], True, True) == "5–12"


@pytest.mark.parametrize("column", ["civilian deaths", "deal signed", "food in the stores", "outcome"])
def test_the_runs_are_sorted_by_any_column(grid: SweepData, column: str) -> None:
    names = {"civilian deaths": "deaths_civilians", "deal signed": "signed_day", "outcome": "ending"}
    expected = grid.rows[names.get(column, "supply.food_days")]
    for falling in (False, True):
        columns, rows = diagram_data.runs_table(grid, grid.rows, column, falling)
        shown = [row["cells"][columns.index(column)].replace("\N{NARROW NO-BREAK SPACE}", "") for row in rows]
        known = [text for text in shown if text != "–"]
        assert shown[: len(known)] == known, "runs without a value come last"
        ranked = expected.dropna().sort_values(ascending=not falling)
        assert known == [value if isinstance(value, str) else f"{value:.0f}" for value in ranked]
