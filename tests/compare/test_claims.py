"""Reports and comparisons claim no more than their runs bear."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.compare import compare, report
from sim.compare.analysis.main_effects import main_effects
from sim.compare.figures.phase_diagram import colour_range
from sim.compare.statistics.medians import median
from sim.runs.executor import FinishedRun
from sim.runs.replicates import document_of, replicates_summary
from tests.compare.sieges import folder_of, rows_of

FOOD, MEN = "supply.food_days", "besieger.manpower"


@pytest.mark.parametrize("name", ["cause", "deal.left", "elapsed_s", "secondary", "seed", "days_simulated", "error"])
def test_a_column_that_is_no_outcome_is_left_out_of_the_report_with_a_note(name: str, tmp_path: Path) -> None:
    rows = rows_of({FOOD: [10.0, 30.0]}, 3)
    found = report(folder_of(tmp_path / "s", rows, [FOOD], outcomes=["deal", name, "left_armed"]))
    assert f"Not reported, because they are not outcomes of a siege: {name}." in found.caveats


def test_equal_differences_claim_no_interval_in_a_report(tmp_path: Path) -> None:
    rows = rows_of({FOOD: [10.0, 30.0]}, 2, lambda food_days: 0.0)
    (sentence,) = [text for text in report(folder_of(tmp_path / "s", rows, [FOOD])).answer if text.startswith("Food")]
    assert sentence == (
        "Food in the stores: no significant difference between 10 and 30 days (0 and 0%; the same at every seed)."
    )


def test_colours_tell_shares_apart_that_lie_close_together() -> None:
    for shares, ends in (
        ([0.57, 0.78], (0.5, 0.8)),
        ([0.1, 0.9], (0.0, 1.0)),
        ([0.7, 0.7], (0.6, 0.8)),
        ([1.0], (0.9, 1.0)),
    ):
        assert colour_range(pd.DataFrame({"value": shares})) == pytest.approx(ends)


def test_a_caption_says_over_which_runs_a_number_is_averaged(tmp_path: Path) -> None:
    rows = rows_of({FOOD: [10.0, 30.0]}, 12, lambda food_days: 0.5)
    deals = int(rows["signed_day"].notna().sum())
    found = report(folder_of(tmp_path / "s", rows, [FOOD], outcomes=["signed_day", "left_armed"]))
    captions = {figure.name: figure.caption for figure in found.figures}
    assert f"mean over the {deals} of 24 runs with one, with 95% CI." in captions["effects_signed_day"]
    assert "mean over all 24 runs, with 95% CI." in captions["effects_left_armed"]


def test_replicates_count_no_open_siege_as_ended() -> None:
    ends = [{"outcome": "stormed", "day": 40}, {"outcome": "stalemate", "day": 59}, {"outcome": None, "day": None}]
    runs = [
        FinishedRun(
            {**end, "seed": seed, "ended": "end" if end["outcome"] else "cut", "error": None, "deaths": DEAD}, {}
        )
        for seed, end in enumerate(ends)
    ]
    document = document_of(("tiny", "h0"), 3, runs, None)
    assert document["median_day"] == 40
    assert "Median day of the ending, of the 1 run that ended: 40." in replicates_summary(document)


DEAD = {"civilians": {"hunger": 1}}


def test_a_median_of_few_seeds_has_no_interval() -> None:
    days = np.tile([6.0, 9.0, 30.0, 31.0, 50.0, 51.0], 4)
    for seeds, known in ((1, False), (5, False), (6, True)):
        found = median(days, np.arange(24) % 6 % seeds)
        assert math.isfinite(found.low) == known
        assert found.value == 30.5


def test_a_difference_between_shares_stays_within_100_points(tmp_path: Path) -> None:
    """Three seeds at two points: Student's interval would reach beyond 100 points."""
    pair = [
        folder_of(
            tmp_path / name, rows_of({FOOD: [10.0, 30.0]}, 3, lambda food_days, o=o: o), [FOOD], name=name, hash=name
        )
        for name, o in (("a", 0.4), ("b", 0.7))
    ]
    row = compare(*pair, outcomes=["deal"]).outcomes.iloc[0]
    assert 0.3 < row["difference"] < 0.4
    assert -1 <= row["low"] < row["difference"] < row["high"] == 1


def test_one_at_a_time_over_several_scenarios_is_around_the_base_of_each(tmp_path: Path) -> None:
    """Two scenarios with bases (20 days, 360 men) and (8 days, 900 men); more food gives more deals in each."""
    parts = []
    for scenario, food, men in (("one", 20.0, 360), ("other", 8.0, 900)):
        points = [(food, men)] + [(f, men) for f in (8.0, 20.0, 45.0) if f != food]
        points += [(food, m) for m in (360, 600, 900) if m != men]
        for values in points:
            levers = {FOOD: [values[0]], MEN: [values[1]]}
            rows = rows_of(levers, 20, lambda food_days, manpower: 0.2 + food_days / 75, scenario=scenario)
            parts.append(rows.assign(point=len(parts)))
    rows = pd.concat(parts, ignore_index=True)
    found = report(folder_of(tmp_path / "s", rows, [FOOD, MEN], design={"kind": "one_at_a_time"}))
    effects = {
        effect.axis.dotted: effect.levels.set_index("name")["n"].to_dict()
        for effect in main_effects(found.sweep, found.outcome)
    }
    assert effects[FOOD] == {"8": 40, "20": 40, "45": 40}  # 20 runs of each scenario at its own number of men
    assert effects[MEN] == {"360": 40, "600": 40, "900": 40}
    assert any("varied around its own values" in line for line in found.caveats)
