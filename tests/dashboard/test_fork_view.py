"""What the page says of a fork: titles by what was changed, equal horizons, ledgers by day, differences as a table."""

import csv
import io
from pathlib import Path

import pytest
from small_siege import world

from sim.dashboard.live.fork_comparison import (
    KINDS,
    compare_runs,
    comparison_sentences,
    deaths_on,
    difference_table,
    paired_ledger,
)
from sim.dashboard.live.fork_titles import NO_CHANGE, change_text, fork_titles
from sim.dashboard.live.view_model import SiegeView
from sim.dashboard.session.fork_seeds import SeedPair, SeedsView
from sim.dashboard.session.seeds_text import seeds_sentences, seeds_strips
from sim.dashboard.session.watched_run import WatchedRun
from sim.runs.dated import DatedChange, overrides_of
from sim.runs.plan import changed

DAY = 4


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> tuple[SiegeView, SiegeView]:
    """A factual run of 30 days, and a counterfactual one under heavy shelling from day 4 on."""
    scenario = world(tmp_path_factory.mktemp("fork"))
    shelled = changed(scenario, overrides_of([DatedChange(str(DAY), "fire.strikes_km2_day", "200")]))
    made = []
    for one in (scenario, shelled):
        run = WatchedRun(scenario=one, seed=3)
        while run.day < 30 and not run.over:
            run.step()
        made.append(run.view())
        run.close()
    return made[0], made[1]


def cut(view: SiegeView, days: int, over: bool = True) -> SiegeView:
    return view._replace(days=days, over=over)


def test_a_fork_is_titled_by_what_was_changed(tmp_path: Path) -> None:
    scenario = world(tmp_path)
    changes = [DatedChange("12", "supply.aid", "0.6"), DatedChange("12", "besieger.aid_allowed", "1")]
    factual, counterfactual = fork_titles(changes, scenario)
    assert counterfactual == "Counterfactual: with aid available 0 → 0.6 and aid let in 0 → 1 from day 12"
    assert factual == "Factual: aid available 0 and aid let in 0"
    later = [*changes, DatedChange("20", "ceasefire", "14")]
    assert change_text(later, scenario).endswith("from day 12; a ceasefire of 14 days from day 20")
    assert fork_titles([], scenario)[1] == f"Counterfactual: {NO_CHANGE}"


def test_the_value_before_is_that_of_the_day_of_the_change(tmp_path: Path) -> None:
    dated = changed(world(tmp_path), overrides_of([DatedChange("8", "supply.aid", "0.3")]))
    assert "0.3 → 0.6 from day 12" in change_text([DatedChange("12", "supply.aid", "0.6")], dated)
    assert "0 → 0.6 from day 5" in change_text([DatedChange("5", "supply.aid", "0.6")], dated)


def test_runs_are_compared_on_the_same_day(views: tuple[SiegeView, SiegeView]) -> None:
    factual, counterfactual = views
    both = compare_runs(cut(factual, 10, False), cut(counterfactual, 10, False))
    assert both.equal
    assert both.common == {kind: deaths_on(counterfactual, 9)[kind] - deaths_on(factual, 9)[kind] for kind in KINDS}
    assert both.common["civilians"] > 0
    [sentence] = comparison_sentences(both)
    assert sentence == f"By day 9, {both.common['civilians']} more civilians had died with the change."


def test_a_siege_that_was_over_is_not_compared_with_one_that_went_on(views: tuple[SiegeView, SiegeView]) -> None:
    factual, counterfactual = views
    short, long = cut(factual, 10), cut(counterfactual, counterfactual.days)
    compared = compare_runs(short, long)
    assert (compared.common_day, compared.last_day) == (9, counterfactual.days - 1)
    assert compared.common["civilians"] < compared.now["civilians"]
    first, second = comparison_sentences(compared)
    assert first.startswith("By day 9, when the factual siege ended, ")
    assert f"{compared.common['civilians']} more civilian" in first
    assert f"went on for {counterfactual.days - 10} more day" in second
    assert second.endswith("but over unequal horizons.")


def test_ledgers_stand_side_by_side_by_day(views: tuple[SiegeView, SiegeView]) -> None:
    rows = paired_ledger(*views)
    days = [row["day"] for row in rows]
    assert days == sorted(set(days), reverse=True)
    assert all(row["same"] == (row["factual"] == row["counterfactual"]) for row in rows)
    assert all(row["same"] for row in rows if row["day"] < DAY), "both runs share their past"
    assert any(not row["same"] for row in rows)
    for index, side in enumerate(("factual", "counterfactual")):
        newest = views[index].ledger[views[index].events - 1]["day"]
        assert any(row["day"] == newest and row[side] for row in rows)


def test_the_table_of_differences_has_both_runs_day_by_day(views: tuple[SiegeView, SiegeView]) -> None:
    factual, counterfactual = views
    table = list(csv.DictReader(io.StringIO(difference_table(cut(factual, 10), counterfactual))))
    assert [int(row["day"]) for row in table] == list(range(counterfactual.days))
    assert table[0]["date"] == factual.start.isoformat()
    row, after = table[9], table[10]
    dead = [deaths_on(view, 9)["civilians"] for view in views]
    assert [int(row[f"{name}_dead_civilians"]) for name in ("factual", "counterfactual")] == dead
    assert int(row["difference_dead_civilians"]) == dead[1] - dead[0]
    assert (after["factual_dead_civilians"], after["difference_dead_civilians"]) == ("", ""), "no value where none was"


def test_many_seeds_are_said_with_intervals_and_equal_horizons() -> None:
    pairs = tuple(SeedPair(seed, n, n // 2, (105, 730)) for seed, n in enumerate((-4, 6, 10, 12, 16), 7))
    ends, common = seeds_sentences(SeedsView("running", None, pairs))
    assert "Over the first 5 of" in ends.replace("\N{NO-BREAK SPACE}", " ")
    assert "on average 8 (95% CI -1.5 to 17) more civilians die with the change" in ends
    assert "Fewer die in 1, more in 4" in ends
    assert common.startswith("Over equal horizons")
    assert seeds_sentences(SeedsView("running", None, pairs[:2])) == [], "two pairs say nothing"
    equal = tuple(pair._replace(days=(60, 60)) for pair in pairs)
    assert len(seeds_strips(SeedsView("done", None, equal))) == 1
    strip = seeds_strips(SeedsView("done", None, pairs))[1]
    assert [mark["value"] for mark in strip["marks"]] == [pair.common for pair in pairs]
