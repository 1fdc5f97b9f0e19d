"""The machinery of verdicts on tables whose truth is known."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.compare.statistics.bootstrap import bootstrap_seeds
from sim.compare.statistics.estimate import Estimate
from sim.compare.statistics.proportions import share
from sim.compare.statistics.ratios import ratio
from sim.facts.decision_rule import (
    CONFIRMED,
    CONTRADICTED,
    NOT_SHOWN,
    Verdict,
    decide,
    is_narrow_enough,
    overall_verdict,
    seeds_needed,
)
from sim.facts.estimates import estimate
from tests.facts.planted import fact_of, runs

TABLES, SEEDS = 80, 150
EFFECT = {"of": "evacuation", "at_least": 0.10}


def words(claim: dict[str, Any], tables: int = TABLES, across: Sequence[float] = (), **planted: Any) -> Counter[str]:
    """How often each verdict came over many tables."""
    fact = fact_of(claim, across=across)
    verdicts = []
    for luck in range(tables):
        rows = runs(SEEDS, luck, across=across, **planted)
        verdicts.append(decide(fact.claims[0], estimate(fact, fact.claims[0], rows)).word)
    return Counter(verdicts)


def at_most(count: int, rate: float, tables: int = TABLES) -> bool:
    """Whether a count is within what chance allows at a rate (one in a thousand)."""
    return count <= stats.binom.ppf(0.999, tables, rate)


def test_no_effect_is_hardly_ever_confirmed_or_contradicted() -> None:
    counts = words(EFFECT, deal=lambda level, other: 0.5 + 0 * level)
    assert at_most(counts[CONFIRMED], 0.025)
    assert at_most(counts[CONTRADICTED], 0.025)


def test_an_effect_beyond_what_is_asked_is_confirmed() -> None:
    """Larger than asked for by half an interval, as the rule promises: 97.5%."""
    fact = fact_of(EFFECT)
    planted = {"deal": lambda level, other: 0.3 + 0.25 * level}
    widths = [estimate(fact, fact.claims[0], runs(SEEDS, luck, **planted)).width for luck in range(10)]
    assert 0.10 + np.mean(widths) / 2 < 0.25
    counts = words(EFFECT, **planted)
    assert at_most(TABLES - counts[CONFIRMED], 0.025)
    assert counts[CONTRADICTED] == 0


def test_the_opposite_is_contradicted_and_never_confirmed() -> None:
    counts = words(EFFECT, deal=lambda level, other: 0.6 - 0.25 * level)
    assert at_most(TABLES - counts[CONTRADICTED], 0.025)
    assert counts[CONFIRMED] == 0


def test_an_effect_smaller_than_asked_is_seldom_confirmed() -> None:
    counts = words({"of": "evacuation", "at_least": 0.30}, deal=lambda level, other: 0.4 + 0.15 * level)
    assert at_most(counts[CONFIRMED], 0.025)
    assert counts[NOT_SHOWN] > 0.9 * TABLES


@pytest.mark.parametrize("truth", [0.10, -0.10])
def test_a_difference_on_the_bound_is_hardly_ever_called_none(truth: float) -> None:
    counts = words({"of": "evacuation", "between": [-0.10, 0.10]}, deal=lambda level, other: 0.5 + truth * level)
    assert at_most(counts[CONFIRMED], 0.025)


def test_no_difference_is_called_none() -> None:
    counts = words({"of": "evacuation", "between": [-0.15, 0.15]}, deal=lambda level, other: 0.5 + 0 * level)
    assert counts[CONFIRMED] > 0.9 * TABLES
    assert counts[CONTRADICTED] == 0


def test_hazards_of_runs_that_end_equally_fast() -> None:
    claim = {"measure": "hazard_ratio", "of": "evacuation", "at_least": 1.5}
    counts = words(claim, 40, deal=lambda level, other: 0.7 + 0 * level)
    assert at_most(counts[CONFIRMED] + counts[CONTRADICTED], 0.05, 40)
    twice = words(claim, 40, deal=lambda level, other: 0.7 + 0 * level, pace=lambda level, other: 90 * 0.4**level)
    assert at_most(40 - twice[CONFIRMED], 0.025, 40)


def test_shares_among_those_that_count_and_interactions() -> None:
    among = {"of": "evacuation", "among": "stormed", "at_least": 0.10}
    counts = words(among, 15, deal=lambda level, other: 0.5 + 0 * level)
    assert at_most(counts[CONFIRMED] + counts[CONTRADICTED], 0.05, 15)
    across = {"of": "evacuation", "across": "besieger.audience_cost", "at_most": -0.15}
    none = words(across, 80, across=[0.0, 3.0], deal=lambda level, other: 0.4 + 0.2 * level)
    assert at_most(none[CONFIRMED] + none[CONTRADICTED], 0.05, 80)
    turned = words(across, 80, across=[0.0, 3.0], deal=lambda level, other: 0.5 + 0.2 * level * (1 - other / 1.5))
    assert at_most(80 - turned[CONFIRMED], 0.025, 80)


def test_a_ratio_covers_the_truth_even_of_rare_ends() -> None:
    chance, n = np.random.default_rng(3), 200
    for one, two in ((0.4, 0.1), (0.3, 0.02)):
        missed = 0
        for _ in range(200):
            estimated = ratio(share(chance.random(n) < one), share(chance.random(n) < two))
            missed += not estimated.low <= two / one <= estimated.high
        assert at_most(missed, 0.06, 200)
    none = ratio(share(chance.random(n) < 0.4), share(np.zeros(n)))
    assert none.value == none.low == 0.0
    assert 0 < none.high < 0.2
    assert math.isnan(ratio(share(np.zeros(n)), share(np.ones(n))).value)


def test_the_bootstrap_draws_seeds_with_all_of_their_runs() -> None:
    """Each seed's value repeated four times tells no more than once."""
    chance = np.random.default_rng(5)
    seeds, values = np.arange(100), chance.normal(size=100)
    once = bootstrap_seeds([values], [seeds], lambda drawn: float(drawn[0].mean()))
    often = bootstrap_seeds([np.repeat(values, 4)], [np.repeat(seeds, 4)], lambda drawn: float(drawn[0].mean()))
    assert often == pytest.approx(once)
    student = stats.t.interval(0.95, 99, values.mean(), stats.sem(values))
    assert (once.low, once.high) == pytest.approx(student, abs=0.03)


def test_parts_of_a_change_and_medians() -> None:
    """Eight tenths of the rise come between a quarter and three quarters."""
    levels, rise = (0.0, 0.25, 0.5, 0.75, 1.0), (0.1, 0.15, 0.5, 0.63, 0.7)
    rows = runs(1500, 1, deal=lambda level, other: np.interp(level, levels, rise), levels=levels)
    part = {"measure": "part_of_change", "of": "evacuation", "inner": [0.25, 0.75], "at_least": 0.7}
    fact = fact_of(part, {"measure": "median", "of": "clock", "since": 0, "between": [30, 50]}, levels=levels)
    estimated = estimate(fact, fact.claims[0], rows)
    assert estimated.low < 0.8 < estimated.high
    middle = estimate(fact, fact.claims[1], rows)
    assert middle.low < 60 * math.log(2) * 1.03
    assert middle.high > 60 * math.log(2) * 0.93


def test_verdicts_on_a_whole_fact_and_on_too_few_runs() -> None:
    fact = fact_of(
        EFFECT, {"of": "evacuation", "between": [0.2, 0.3]}, {"measure": "ratio", "of": "deal", "at_most": 0.5}
    )
    least, between, halved = fact.claims
    assert decide(least, Estimate(0.2, math.nan, math.nan, 3)).word == NOT_SHOWN
    assert decide(least, Estimate(0.09, 0.01, 0.17, 99)) == (NOT_SHOWN, "right direction, but smaller than predicted")
    assert decide(least, Estimate(0.05, -0.01, 0.11, 99)).why == "interval too wide"
    assert decide(least, Estimate(0.0, -0.05, 0.05, 99)).why == "no effect of the predicted size"
    assert decide(between, Estimate(0.25, 0.21, 0.29, 99)).word == CONFIRMED
    assert decide(between, Estimate(0.25, 0.19, 0.29, 99)).word == NOT_SHOWN
    assert decide(between, Estimate(0.1, 0.05, 0.15, 99)).word == CONTRADICTED
    assert decide(halved, Estimate(0.5, 0.3, 0.8, 99)).word == CONFIRMED
    assert decide(halved, Estimate(1.5, 1.1, 1.9, 99)).word == CONTRADICTED
    assert is_narrow_enough(halved, Estimate(0.5, 0.4, 0.6, 99))
    assert not is_narrow_enough(halved, Estimate(0.5, 0.2, 0.8, 99))
    assert not is_narrow_enough(between, Estimate(0.25, 0.19, 0.30, 99))
    assert is_narrow_enough(halved, Estimate(0.0, 0.0, 0.4, 99)), "what vanishes has no ratio of bounds"
    assert not is_narrow_enough(halved, Estimate(0.0, 0.0, 0.6, 99))
    assert seeds_needed(between, Estimate(0.25, 0.15, 0.35, 100)) == pytest.approx(400), (
        "half as wide by four times as many"
    )
    assert seeds_needed(halved, Estimate(0.5, 0.25, 1.25, 100)) == pytest.approx(400)
    assert math.isnan(seeds_needed(between, Estimate(0.25, math.nan, math.nan, 1)))
    good, bad, unclear = Verdict(CONFIRMED), Verdict(CONTRADICTED), Verdict(NOT_SHOWN, "interval too wide")
    assert overall_verdict([good, good]) == CONFIRMED
    assert overall_verdict([good, unclear]) == NOT_SHOWN
    assert overall_verdict([good, unclear, bad]) == CONTRADICTED
