"""Comparing rows: ratios, what is left out, ranks, elasticities, all by hand."""

from typing import Any

import pytest
from scipy.stats import spearmanr

from sim.estimates.comparison import comparisons, rank_correlation, responses
from sim.estimates.rows import Row


def row(estimated: float, realised: float | None, number: int = 0, **more: Any) -> Row:
    """A row of the besiegers' dead, or of another estimate."""
    head = {"cause": "", "factor": 1.0, "seed": 1, "moment": number, "day": 9, "cover": 1.5, "estimate": "own_dead"}
    return Row(**(head | {"estimated": estimated, "realised": realised, "beyond": False} | more))


def test_ratios_and_the_share_of_right_ones() -> None:
    rows = [row(10.0, 20.0, 0), row(40.0, 40.0, 1), row(90.0, 30.0, 2), row(48.0, 40.0, 3), row(0.0, 0.0, 4)]
    found = comparisons(rows)["own_dead"]
    assert (found["states"], found["compared"]) == (5, 5)
    assert found["ratio"] == 1.0
    assert found["right"] == pytest.approx(3 / 5)
    assert found["ratio_low"] == pytest.approx(0.7)  # 0.5, 1, 1, 1.2, 3
    assert found["ratio_high"] == pytest.approx(2.28)
    assert (found["estimated"], found["realised"]) == (40.0, 30.0)


def test_where_something_was_expected_of_nothing_no_ratio_is_invented() -> None:
    found = comparisons([row(5.0, 0.0, n) for n in range(3)])["own_dead"]
    assert found["ratio"] is None
    assert found["right"] == 0.0


def test_an_estimate_without_counterpart_is_shown_alone() -> None:
    found = comparisons([row(0.4, None, estimate="prison_local")])["prison_local"]
    assert (found["compared"], found["estimated"], found["realised"], found["ratio"]) == (0, 0.4, None, None)
    assert found["right"] is found["rank_correlation"] is None


def test_days_that_did_not_pass_are_no_contradiction() -> None:
    rows = [
        row(500.0, 100.0, 0, beyond=True),  # neither came about: left out
        row(50.0, 100.0, 1, beyond=True),  # 50 days were expected, and after 100 it had not come about
        row(80.0, 100.0, 2),
        row(0.2, 0.0, 3),  # less than a day left on both sides: left out
    ]
    found = comparisons([each._replace(estimate="stores") for each in rows])["stores"]
    assert (found["states"], found["compared"], found["beyond"]) == (4, 2, 2)
    assert found["ratio"] == pytest.approx(0.65)


def test_ranks() -> None:
    pairs = [(1.0, 10.0), (2.0, 10.0), (3.0, 5.0), (4.0, 30.0), (5.0, 40.0)]
    expected = spearmanr(*zip(*pairs, strict=True)).statistic
    assert rank_correlation(pairs) == pytest.approx(expected)
    assert rank_correlation([(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)]) is None
    assert rank_correlation(pairs[:2]) is None


def test_elasticities() -> None:
    before = [row(10.0, 20.0, 0), row(10.0, 5.0, 1), row(10.0, 5.0, 2)]
    changed = {"cause": "assault.exchange", "factor": 4.0}
    after = [row(40.0, 40.0, 0, **changed), row(40.0, 10.0, 1, **changed)]  # the third state was not reached
    found = responses(before, after)["own_dead"]
    assert found["states"] == 2
    assert found["estimated_elasticity"] == pytest.approx(1.0)
    assert found["realised_elasticity"] == pytest.approx(0.5)
    assert found["ratio"] == pytest.approx(2.5)


def test_cover_counts_by_what_it_became() -> None:
    after = row(20.0, 40.0, cause="cover", factor=1 / 3, cover=0.75)  # only halved, since the open stops it
    found = responses([row(10.0, 10.0)], [after])["own_dead"]
    assert found["estimated_elasticity"] == pytest.approx(-1.0)
    assert found["realised_elasticity"] == pytest.approx(-2.0)
