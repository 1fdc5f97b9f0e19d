"""Charts of the Live page, and the topics of its ledger."""

import itertools
import re
from pathlib import Path

import pytest
from small_siege import world

from sim.dashboard import vue_components
from sim.dashboard.live import chart_options, charts
from sim.dashboard.live.view_model import ledger_lines
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.theme import chart_colours
from sim.outcomes import DAILY
from sim.state.events import Event


def test_charts_show_the_daily_series(tmp_path: Path) -> None:
    names = {measure.name for measure in DAILY}
    assert all(line.series in names for chart in charts.CHARTS for line in chart.lines)
    run = WatchedRun(scenario=world(tmp_path))
    empty = charts.small_chart(charts.CHARTS[0], [run.view()], chart_colours(True))
    assert empty["series"][0]["data"] == []
    for _ in range(3):
        run.step()
    option = charts.small_chart(charts.CHARTS[0], [run.view()], chart_colours(False))
    column = [measure.name for measure in DAILY].index("food_days")
    assert option["series"][0]["data"] == [(row[0], row[column]) for row in run.siege.daily]
    view, same = run.view(), run.copy().view()
    assert charts.difference([view, same], "dead_civilians") == [(0, 0), (1, 0), (2, 0)]
    more = same._replace(rows=[tuple(value + 5 for value in row) for row in same.rows])
    assert charts.difference([view, more], "dead_civilians") == [(0, 5), (1, 5), (2, 5)]


def test_labels_at_the_end_of_lines_do_not_overlap(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    for _ in range(3):
        run.step()
    for chart in charts.CHARTS:
        option = charts.small_chart(chart, [run.view()], chart_colours(False))
        values = [value for line in option["series"] for _, value in line["data"]]
        low, high = min(0.0, *values), max(*values, chart.top or 0.0)
        scale = chart_options.PLOT_HEIGHT / ((high - low) or 1.0)
        heights = sorted(
            (line["data"][-1][1] - low) * scale - line["markPoint"]["label"]["offset"][1] for line in option["series"]
        )
        assert all(b - a >= chart_options.LABEL_SPACING - 0.5 for a, b in itertools.pairwise(heights))


def test_large_counts_are_shown_in_thousands(tmp_path: Path) -> None:
    [strength] = [chart for chart in charts.CHARTS if chart.name == "strength"]
    run = WatchedRun(scenario=world(tmp_path))
    assert charts.unit_of(strength, [run.view()]) == "people"
    run.step()
    run.step()
    day = run.view()
    assert charts.unit_of(strength, [day]) == "people"
    many = day._replace(rows=[tuple(figure * 100 for figure in row) for row in day.rows])
    assert charts.unit_of(strength, [many]) == "thousand people"
    few, lots = (charts.small_chart(strength, [one], chart_colours(False))["series"][2]["data"] for one in (day, many))
    assert [value / 10 for _, value in lots] == pytest.approx([value / 100 for _, value in few])


def test_every_line_of_the_ledger_has_the_topic_of_its_event(tmp_path: Path) -> None:
    template = Path(vue_components.__file__).parent.joinpath("vue", "ledger.vue").read_text(encoding="utf-8")
    offered = set(re.findall(r'topic: "(\w+)"', template))
    assert offered == {event.topic for event in Event} - {"end"}, "the ending is always shown"
    run = WatchedRun(scenario=world(tmp_path), seed=6)
    while not run.over:
        run.step()
    lines = ledger_lines(run.view(), limit=10_000)
    assert [line["topic"] for line in lines] == [Event(entry["event"]).topic for entry in reversed(run.siege.ledger)]
    assert lines[0]["topic"] == "end"
