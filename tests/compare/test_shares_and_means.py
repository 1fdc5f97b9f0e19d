"""Shares and means against published examples, other libraries, and planted effects."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats import contingency_tables, multitest, proportion, weightstats

from sim.compare.statistics import means, proportions
from sim.compare.statistics.bootstrap import bootstrap_mean
from sim.compare.statistics.estimate import Estimate
from sim.compare.statistics.medians import median
from sim.compare.statistics.multiplicity import holm
from sim.compare.statistics.precision import more_for_mean, more_for_share
from sim.compare.statistics.proportions import Table
from sim.intervals import wilson
from sim.state.columns import Array


def pairs(t: Table) -> tuple[Array, Array]:
    """First and second flags that give a table."""
    first = np.repeat([True, True, False, False], t)
    second = np.repeat([True, False, True, False], t)
    return first, second


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (10, 10), (3, 17), (410, 1000)])
def test_wilson_agrees_with_statsmodels(hits: int, n: int) -> None:
    assert wilson(hits, n) == pytest.approx(proportion.proportion_confint(hits, n, method="wilson"))


def test_differences_of_shares_are_newcombes() -> None:
    """Table III of Newcombe (1998a): 56/70 less 48/80; and of 1998b: 20, 12, 2, 16."""
    first, second = np.arange(80) < 48, np.arange(70) < 56
    difference = proportions.unpaired_difference(first, second)
    assert difference[:3] == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    theirs = proportion.confint_proportions_2indep(56, 70, 48, 80, method="newcomb")
    assert difference[1:3] == pytest.approx(theirs)
    second, first = pairs(Table(20, 12, 2, 16))
    assert proportions.paired_difference(first, second)[:3] == pytest.approx((0.2, 0.0562, 0.3292), abs=2e-4)


def test_tests_and_effects_of_shares_agree_with_other_libraries() -> None:
    table = Table(20, 12, 2, 16)
    theirs = contingency_tables.mcnemar([[20, 12], [2, 16]], exact=True)
    assert proportions.mcnemar(table) == pytest.approx(theirs.pvalue)
    assert proportions.table_of(*pairs(table)) == table
    assert proportions.cohens_h(0.3, 0.5) == pytest.approx(proportion.proportion_effectsize(0.5, 0.3))
    odds = proportions.paired_odds_ratio(table)
    assert odds.value == pytest.approx(2 / 12)
    assert odds.low < odds.value < odds.high < 1
    first, second = np.arange(80) < 48, np.arange(70) < 56
    assert proportions.odds_ratio(first, second).value == pytest.approx((56.5 / 14.5) / (48.5 / 32.5))
    assert proportions.fisher(first, second) == pytest.approx(stats.fisher_exact([[48, 32], [56, 14]]).pvalue)


def test_means_agree_with_scipy_and_statsmodels() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(5, 2, 40), rng.normal(6, 3, 40)
    difference = means.paired_difference(a, b)
    theirs = stats.ttest_rel(b, a).confidence_interval()
    assert difference[1:3] == pytest.approx((theirs.low, theirs.high))
    assert means.paired_p(a, b) == pytest.approx(stats.ttest_rel(b, a).pvalue)
    welch = weightstats.CompareMeans.from_data(b, a).tconfint_diff(usevar="unequal")
    assert means.unpaired_difference(a, b)[1:3] == pytest.approx(welch)
    assert means.unpaired_p(a, b) == pytest.approx(stats.ttest_ind(b, a, equal_var=False).pvalue)
    assert means.wilcoxon_p(a, b) == pytest.approx(stats.wilcoxon(b - a, method="asymptotic").pvalue)
    assert means.cohens_dz(a, b) == pytest.approx(stats.ttest_rel(b, a).statistic / np.sqrt(40))
    pooled = np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    assert means.cohens_d(a, b) == pytest.approx((b.mean() - a.mean()) / pooled)


def test_what_has_no_spread_is_no_error() -> None:
    same = np.full(10, 3.0)
    assert means.paired_difference(same, same) == (0, 0, 0, 10)
    assert (means.paired_p(same, same), means.wilcoxon_p(same, same), means.cohens_dz(same, same)) == (1, 1, 0)
    assert means.paired_p(same, same + 1) == 2 * 0.5**10  # of the signs: ten pairs alike are no certainty
    assert means.unpaired_p(same[:4], same[:4] + 1) == pytest.approx(proportions.fisher(np.zeros(4), np.ones(4)))
    assert bootstrap_mean(same)[:3] == (3, 3, 3)
    assert proportions.mcnemar(Table(5, 0, 0, 5)) == 1
    assert np.isnan(proportions.paired_odds_ratio(Table(5, 0, 0, 5)).value)
    assert np.isnan(means.mean(same[:1]).low)
    assert np.isnan(proportions.share(np.empty(0)).value)


def test_clusters_of_one_change_nothing_and_of_twins_halve_the_number() -> None:
    rng = np.random.default_rng(2)
    flags = rng.random(60) < 0.4
    alone = proportions.share(flags)
    assert proportions.share(flags, np.arange(60)) == alone
    twins = proportions.effective_n(np.tile(flags, 2), np.tile(np.arange(60), 2))
    assert twins == pytest.approx(60, rel=0.06)  # a little less: Student's quantile
    values = rng.normal(size=60)
    both = means.mean(np.tile(values, 2), np.tile(np.arange(60), 2))
    assert both[:3] == pytest.approx(means.mean(values)[:3])


def test_bootstrap_agrees_with_student_and_is_reproducible() -> None:
    values = np.random.default_rng(3).normal(10, 4, 300)
    interval = bootstrap_mean(values)
    assert interval == bootstrap_mean(values)
    assert interval != bootstrap_mean(values, seed=2)
    assert interval[1:3] == pytest.approx(means.mean(values)[1:3], abs=0.06)


def test_holm_agrees_with_statsmodels() -> None:
    p = np.array([0.04, 0.001, 0.3, 0.011, 0.04])
    assert holm(p) == pytest.approx(multitest.multipletests(p, method="holm")[1])
    assert holm(np.empty(0)).size == 0


def test_median_interval_holds_the_binomial_ends() -> None:
    """Of 15 values the interval between the 4th and the 12th covers with 96.5% (Conover's table A3)."""
    assert median(np.arange(1, 16)) == Estimate(8, 4, 12, 15)
    assert np.isnan(median(np.array([4.0])).low)


# Coverage. The standard error of a share of 0.95 from 1500 trials is 0.0056: the tolerance is about three of them.
TRIALS, TOLERANCE = 1500, 0.017


def covered(estimates: list[Estimate], truth: float) -> float:
    return float(np.mean([e.low <= truth <= e.high for e in estimates]))


def test_a_median_of_rows_that_share_seeds_is_covered_at_the_nominal_rate() -> None:
    """Forty seeds met at thirty points each; days are whole, as they are in a sweep."""
    rng, seeds = np.random.default_rng(8), np.repeat(np.arange(40), 30)
    clustered, alone = [], []
    for _ in range(TRIALS):
        values = np.round(100 + np.repeat(rng.normal(0, 20, 40), 30) + rng.normal(0, 10, 1200))
        clustered.append(median(values, seeds))
        alone.append(median(values))
    assert 0.95 - TOLERANCE <= covered(clustered, 100) <= 0.98
    assert covered(alone, 100) < 0.5, "which is why"
    values = rng.normal(size=50)
    assert median(values, np.arange(50)) == median(values)


def test_a_planted_difference_of_pairs_is_covered_at_the_nominal_rate() -> None:
    """Luck is shared (standard deviation 3), what each arm adds to it is not (1), the effect is 0.4."""
    rng = np.random.default_rng(4)
    luck = rng.normal(0, 3, (TRIALS, 30))
    first, second = luck + rng.normal(0, 1, luck.shape), luck + 0.4 + rng.normal(0, 1, luck.shape)
    estimates = [means.paired_difference(a, b) for a, b in zip(first, second, strict=True)]
    assert covered(estimates, 0.4) == pytest.approx(0.95, abs=TOLERANCE)
    apart = [means.unpaired_difference(a, b) for a, b in zip(first, second, strict=True)]
    assert np.mean([e.width for e in estimates]) < 0.4 * np.mean([e.width for e in apart])
    drawn = [bootstrap_mean(b - a, draws=400) for a, b in zip(first[:400], second[:400], strict=True)]
    assert covered(drawn, 0.4) == pytest.approx(0.94, abs=0.035)  # of 30 values, the bootstrap covers a little less


def test_without_an_effect_the_tests_raise_false_alarms_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(5)
    luck = rng.normal(0, 3, (TRIALS, 40))
    first, second = luck + rng.normal(0, 1, luck.shape), luck + rng.normal(0, 1, luck.shape)
    rows = list(zip(first, second, strict=True))
    assert np.mean([means.paired_p(a, b) < 0.05 for a, b in rows]) == pytest.approx(0.05, abs=TOLERANCE)
    assert np.mean([means.wilcoxon_p(a, b) < 0.05 for a, b in rows]) == pytest.approx(0.05, abs=TOLERANCE)
    fresh = rng.normal(0, 3, first.shape)
    apart = [means.unpaired_p(a, b) < 0.05 for a, b in zip(first, fresh, strict=True)]
    assert np.mean(apart) == pytest.approx(0.05, abs=TOLERANCE)


def test_planted_shares_are_covered_and_no_effect_is_none() -> None:
    """A run ends in a deal when its luck, shared by the pair, plus its own is under a bar."""
    rng = np.random.default_rng(6)
    luck = rng.normal(size=(TRIALS, 80))
    first, second = (luck + rng.normal(size=luck.shape) < bar for bar in (0.0, 0.8))
    truth = stats.norm.cdf(0.8 / np.sqrt(2)) - 0.5
    rows = list(zip(first, second, strict=True))
    assert covered([proportions.paired_difference(a, b) for a, b in rows], truth) == pytest.approx(0.955, abs=0.017)
    fresh = rng.normal(0, np.sqrt(2), luck.shape) < 0.8
    apart = [proportions.unpaired_difference(a, b) for a, b in zip(first, fresh, strict=True)]
    assert covered(apart, truth) == pytest.approx(0.955, abs=0.017)
    assert covered([proportions.share(b) for b in second], truth + 0.5) == pytest.approx(0.95, abs=TOLERANCE)
    none = luck + rng.normal(size=luck.shape) < 0.0
    alarms = np.mean([proportions.mcnemar(proportions.table_of(a, b)) < 0.05 for a, b in zip(first, none, strict=True)])
    assert 0.015 < alarms <= 0.05 + 0.012  # exact: at most nominal


def test_clustered_shares_are_covered_where_plain_ones_are_not() -> None:
    """40 seeds at 6 points each, whose luck is of the seed for half."""
    rng = np.random.default_rng(7)
    seeds = np.tile(np.arange(40), 6)
    luck = rng.normal(size=(700, 40))[:, seeds] + rng.normal(size=(700, 240))
    flags = luck < 0.5
    truth = stats.norm.cdf(0.5 / np.sqrt(2))
    assert covered([proportions.share(row, seeds) for row in flags], truth) == pytest.approx(0.95, abs=0.025)
    assert covered([proportions.share(row) for row in flags], truth) < 0.88
    assert covered([means.mean(row, seeds) for row in luck], 0.0) == pytest.approx(0.95, abs=0.025)


def test_the_further_replicates_reported_make_the_interval_narrow_enough() -> None:
    rng = np.random.default_rng(8)
    assert more_for_mean(2.0, 50, 4.0) == 0
    for width in (0.5, 1.7):
        n = 20 + more_for_mean(2.0, 20, width)
        ends = [2 * stats.t.ppf(0.975, k - 1) * 2.0 / np.sqrt(k) for k in (n - 1, n)]
        assert ends[1] <= width < ends[0]
    pair = rng.random((2, 100)) < [[0.3], [0.5]]
    difference = proportions.paired_difference(*pair)
    more = more_for_share(difference, 0.1)
    fresh = rng.random((2, 100 + more)) < [[0.3], [0.5]]
    assert proportions.paired_difference(*fresh).width == pytest.approx(0.1, rel=0.1)
    assert more_for_share(difference, 0.9) == 0
    with pytest.raises(ValueError, match="positive"):
        more_for_share(difference, 0.0)
