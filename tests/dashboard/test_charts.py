"""The chart of the difference of a fork, and the topics of the ledger."""

import itertools
import re
from pathlib import Path

from small_siege import world

from sim.dashboard import vue_components
from sim.dashboard.live import chart_options, charts
from sim.dashboard.live.view_model import ledger_lines
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.theme import chart_colours
from sim.state.events import Event


def test_the_difference_of_a_fork_is_the_second_run_less_the_first(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    for _ in range(3):
        run.step()
    view, same = run.view(), run.copy().view()
    assert charts.difference([view, same], "dead_civilians") == [(0, 0), (1, 0), (2, 0)]
    more = same._replace(rows=[tuple(value + 5 for value in row) for row in same.rows])
    assert charts.difference([view, more], "dead_civilians") == [(0, 5), (1, 5), (2, 5)]
    option = charts.death_difference_chart([view, more], chart_colours(False))
    values = [value for line in option["series"] for _, value in line["data"]]
    low, high = min(0.0, *values), max(0.0, *values)
    scale = chart_options.PLOT_HEIGHT / ((high - low) or 1.0)
    heights = sorted(
        (line["data"][-1][1] - low) * scale - line["markPoint"]["label"]["offset"][1] for line in option["series"]
    )
    assert all(b - a >= chart_options.LABEL_SPACING - 0.5 for a, b in itertools.pairwise(heights))


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
