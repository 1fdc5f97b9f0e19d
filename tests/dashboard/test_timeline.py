"""The timeline of the Live page: what it draws is what a saved run has, and the lanes are those of its picture."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_siege import world

from sim import run
from sim.dashboard.live import timeline
from sim.dashboard.live.headline import headline_figures
from sim.dashboard.live.timeline import MAX_POINTS, drawn_days, series_id, timeline_of
from sim.dashboard.live.view_model import SiegeView, events_of_day
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.theme import chart_colours
from sim.runs import overview, overview_series
from sim.runs.result import Result
from sim.runs.timeline_lanes import MARKS, Lanes
from sim.runs.timeline_series import COLUMN, WINDOW_DAYS, food, limits, panels_of, rolling, series_of
from sim.state.events import Event

COLOURS = chart_colours(False)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> WatchedRun:
    watched = WatchedRun(scenario=world(tmp_path_factory.mktemp("ended")), seed=6)
    while not watched.over:
        watched.step()
    return watched


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The same siege, run and saved by the command line's code."""
    folder = tmp_path_factory.mktemp("saved")
    return run(world(folder), 6, out=folder / "run")


@pytest.fixture(scope="module")
def daily(saved: Result) -> pd.DataFrame:
    """The daily series as the run's folder has it."""
    assert saved.out is not None
    return pd.read_parquet(Path(saved.out) / "daily.parquet")


def drawn(view: SiegeView) -> dict[str, list[tuple[Any, ...]]]:
    return {one["id"]: one["data"] for one in timeline_of([view], COLOURS).option["series"]}


def test_every_value_drawn_is_that_of_the_table(ended: WatchedRun, daily: pd.DataFrame) -> None:
    view = ended.view()
    lines, panels = drawn(view), panels_of(series_of(view.rows), view.initial)
    first = {"fit_fighters": view.initial.fighters, "besiegers": view.initial.besiegers,
             "civilians": view.initial.civilians}  # fmt: skip
    scale = dict.fromkeys(("fighter_ration", "civilian_ration", "ground"), 100.0) | {
        name: 100.0 / start for name, start in first.items()
    }
    checked = 0
    for panel in panels:
        for line in panel.lines:
            table = daily[line.name].to_numpy(float) * scale.get(line.name, 1.0)
            points = lines[series_id(line, 0)]
            assert [day for day, _ in points] == daily["day"].tolist()
            for day, value in points:
                if value is not None and line.low is None:
                    assert value == pytest.approx(table[day], rel=1e-12)
                elif value is not None:
                    since = max(0, day - WINDOW_DAYS + 1)
                    known = [v for v in [p[1] for p in points[since : day + 1]] if v is not None]
                    assert known
                    assert min(table[since : day + 1]) <= value <= max(table[since : day + 1])
                checked += value is not None
    assert checked > 10 * len(daily)


def test_smoothed_values_are_the_median_and_range_of_the_last_days(ended: WatchedRun, daily: pd.DataFrame) -> None:
    values = daily["besieger_storm"].mask(daily.index < 1).where(daily["besiegers"] > 0)
    window = values.rolling(WINDOW_DAYS, min_periods=1)
    lines = drawn(ended.view())
    expected = window.median().where(values.notna())
    got = pd.Series([math.nan if v is None else v for _, v in lines["besieger_storm-0"]])
    pd.testing.assert_series_equal(got, expected, check_names=False)
    low, high = window.min().where(values.notna()), window.max().where(values.notna())
    for day, bottom, top in lines["besieger_storm-0-band"]:
        if bottom is not None:
            assert (bottom, top) == (low[day], high[day])


def test_nothing_is_drawn_where_there_is_nothing(ended: WatchedRun) -> None:
    view = ended.view()
    lines = drawn(view)
    assert lines["garrison_fight-0"][0] == (0, None), "nobody has weighed anything on day 0"
    assert lines["besieger_wait-0"][0] == (0, None)
    assert lines["garrison_fight-0"][2][1] is not None
    gone = [list(row) for row in view.rows]
    for row in gone[5:]:
        row[COLUMN["fighters"]] = 0
    lines = drawn(view._replace(rows=[tuple(row) for row in gone]))
    for name in ("morale_fighters-0", "fighter_ration-0", "garrison_leave-0"):
        assert lines[name][4][1] is not None
        assert {value for _, value in lines[name][5:]} == {None}, "no garrison, no morale"
    empty = drawn(view._replace(rows=[], days=0, ledger=[], events=0, deals=()))
    assert all(not data for data in empty.values())


def test_a_value_that_would_flatten_the_rest_is_cut_off_and_said_to_be(ended: WatchedRun) -> None:
    days = series_of(ended.view().rows)
    assert food(days).top is None
    days["food_days"] = days["food_days"].copy()
    days["food_days"][-1] = 11_000.0
    panel = food(days)
    assert panel.top == 365.0
    assert "cut off at 365" in panel.unit
    assert panel.lines[0].values[-1] == 11_000.0, "the scale is cut, not the value"
    steady = np.full(200, 5.0) + np.arange(200) % 2
    assert limits([steady]) == (None, None)
    bottom, top = limits([np.append(steady, 4000.0)])
    assert bottom is None
    assert top is not None
    assert 6.0 <= top < 10.0


def test_lanes_are_those_of_the_picture(
    ended: WatchedRun, saved: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictured: list[Lanes] = []
    monkeypatch.setattr(overview_series, "draw_lanes", lambda _, lanes: pictured.append(lanes))
    overview.draw(saved, tmp_path / "picture.png")
    view = ended.view()
    assert pictured == [timeline.run_timeline(view).lanes]
    lines = drawn(view)
    for event in MARKS:
        days = [entry["day"] for entry in view.ledger if entry["event"] == event]
        assert [day for day, _ in lines.get(f"marks-{event.value}-0", [])] == days
    assert any(name.startswith("marks-") for name in lines)


def test_a_change_by_hand_is_an_intervention(ended: WatchedRun) -> None:
    view = ended.view()
    assert "interventions" not in timeline.run_timeline(view).lanes.names
    changed = view._replace(changed=(4, 4, 9))
    assert "interventions" in timeline.run_timeline(changed).lanes.names
    assert [day for day, _ in drawn(changed)[f"marks-{Event.parameter_changed.value}-0"]] == [4, 9]


def test_long_sieges_are_thinned_and_keep_their_last_day() -> None:
    for days in (0, 1, 2, 399, 400, 401, 3650, 10_000):
        chosen = drawn_days(days)
        assert len(chosen) <= MAX_POINTS
        assert len(set(chosen.tolist())) == len(chosen)
        assert not days or (chosen[0], chosen[-1]) == (0, days - 1)


def test_a_fork_has_both_runs_and_its_mark(ended: WatchedRun) -> None:
    view = ended.view()
    shorter = view._replace(days=view.days - 5)
    made = timeline_of([shorter, view], COLOURS, forked_day=7)
    lines = {one["id"]: one for one in made.option["series"]}
    assert lines["fear-0"]["lineStyle"]["type"] == "solid"
    assert lines["fear-1"]["lineStyle"]["type"] == "dashed"
    assert len(lines["fear-1"]["data"]) - len(lines["fear-0"]["data"]) == 5
    assert lines["fear-1"]["name"].endswith("counterfactual")
    marks = lines["days-0"]["markLine"]["data"]
    assert [mark["xAxis"] for mark in marks if mark["label"]["formatter"] == "fork"] == [6.5]
    assert made.last >= view.days - 1


def test_the_rolling_range_ignores_days_without_a_value() -> None:
    low, middle, high = rolling(np.array([np.nan, 4.0, 2.0, np.nan, 9.0]), 3)
    np.testing.assert_array_equal(low, [np.nan, 4.0, 2.0, np.nan, 2.0])
    np.testing.assert_array_equal(middle, [np.nan, 4.0, 3.0, np.nan, 5.5])
    np.testing.assert_array_equal(high, [np.nan, 4.0, 4.0, np.nan, 9.0])


def test_events_of_a_day_are_those_of_the_ledger(ended: WatchedRun) -> None:
    view = ended.view()
    counts = [len(events_of_day(view, day)) for day in range(view.days)]
    assert sum(counts) == len(view.ledger)
    last = events_of_day(view, view.ledger[-1]["day"])
    assert last[-1]["text"].startswith("The siege ended")


def test_the_headline_of_a_past_day_is_that_of_the_table(ended: WatchedRun, daily: pd.DataFrame) -> None:
    view = ended.view()
    for day in (0, 10, view.days - 1):
        dead, food_left, offer, besieged = headline_figures(view, day)
        row = daily.iloc[day]
        assert dead.value == f"{row['dead_civilians']:.0f}"
        assert dead.detail.endswith(f"of {view.initial.civilians}")
        eaters = row["civilians"] + row["fighters"]
        rations = row["civilians"] * row["civilian_ration"] + row["fighters"] * row["fighter_ration"]
        if row["food_days"] >= 0.5:
            assert food_left.value.split()[0] == f"{row['food_days'] * eaters / rations:.0f}"
        assert besieged.value == str(day + 1)
        if day and row["fighters"]:
            best = max(row["garrison_leave"], row["garrison_give_up"])
            assert offer.value == f"{best:.2f} : {row['garrison_fight']:.2f}"
            assert f"needs {row['garrison_fight'] + view.ledger_context.local_resolve:.2f}" in offer.detail
    assert headline_figures(view, 0)[2].value == "–"


def test_clock_ledger_ending_and_table_have_one_day(tmp_path: Path, ended: WatchedRun, daily: pd.DataFrame) -> None:
    fresh = WatchedRun(scenario=world(tmp_path), seed=6)
    start = fresh.siege.scenario.clock.start
    for _ in range(4):
        view = fresh.view()
        assert (view.date - start).days == view.clock_day == view.day
        fresh.step()
    view = ended.view()
    assert view.ended_day == view.ledger[-1]["day"] == daily["day"].max()
    assert view.clock_day == view.ended_day
    assert (view.date - start).days == view.ended_day
    assert f"day {view.ended_day}" in view.headline
    assert f"day {view.ended_day}" in headline_figures(view)[3].detail
