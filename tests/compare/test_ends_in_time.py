"""Competing ends in time against lifelines and against planted hazards."""

import warnings

import lifelines
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.compare.statistics.hazards import cumulative_hazard, hazard_ratio
from sim.compare.statistics.incidence import cumulative_incidence
from sim.state.columns import Array


def ends(n: int, rng: np.random.Generator, deal: float = 0.02, storm: float = 0.01) -> tuple[Array, Array]:
    """Whole days and causes (1 a deal, 2 a storm, 0 cut at day 90, or earlier for a few)."""
    when = rng.exponential([[1 / deal], [1 / storm]], (2, n))
    cut = np.where(rng.random(n) < 0.15, rng.integers(5, 90, n), 90)
    day = np.ceil(when.min(axis=0))
    return np.minimum(day, cut), np.where(day <= cut, when.argmin(axis=0) + 1, 0)


def test_incidence_agrees_with_lifelines() -> None:
    rng = np.random.default_rng(1)
    days = rng.permutation(200) + 1.0  # without ties, which lifelines would spread by chance
    causes = rng.integers(0, 3, 200)
    incidence = cumulative_incidence(days, causes, 2)
    for cause in (1, 2):
        theirs = lifelines.AalenJohansenFitter(calculate_variance=True).fit(days, causes, cause)
        curve = theirs.cumulative_density_.iloc[:, 0]
        assert incidence.share[cause - 1] == pytest.approx(curve.loc[incidence.days].to_numpy())
    assert incidence.at(1, 0.5).value == 0
    assert incidence.at(1, 1e9).value == incidence.share[0, -1]


def test_with_no_run_cut_it_is_the_plain_share() -> None:
    rng = np.random.default_rng(2)
    days, causes = np.ceil(rng.exponential(30, 400)), rng.integers(1, 4, 400)
    incidence = cumulative_incidence(days, causes, 3)
    by = [(causes == 2) & (days <= day) for day in incidence.days]
    assert incidence.share[1] == pytest.approx(np.mean(by, axis=1))
    assert incidence.share[:, -1].sum() == pytest.approx(1.0)
    p = incidence.at(2, 20).value
    z = np.log(incidence.at(2, 20).high) / np.log(p)
    error = abs(np.log(z)) * p * abs(np.log(p)) / 1.959964
    assert error == pytest.approx(np.sqrt(p * (1 - p) / 400), rel=1e-6)  # the binomial standard error
    assert incidence.day_of(2, 0.1) == incidence.days[np.argmax(incidence.share[1] >= 0.1)]
    assert np.isnan(incidence.day_of(2, 0.9))


def test_planted_incidence_is_covered() -> None:
    """Exponential ends: share of cause 1 by day t is a/(a+b) (1 - exp(-(a+b) t))."""
    rng = np.random.default_rng(3)
    truth = 0.02 / 0.03 * (1 - np.exp(-0.03 * 60))
    inside = []
    for _ in range(600):
        estimated = cumulative_incidence(*ends(120, rng), 2).at(1, 60)
        inside.append(estimated.low <= truth <= estimated.high)
    assert np.mean(inside) == pytest.approx(0.95, abs=0.027)


def test_leaving_out_runs_in_turn_is_the_known_error() -> None:
    """With no run cut, the jackknife's variance of a share is p (1 - p) / (n - 1), in clusters of any size."""
    rng = np.random.default_rng(7)
    days, causes = np.ceil(rng.exponential(30, 40)), rng.integers(1, 4, 40)
    alone = cumulative_incidence(days, causes, 3, np.arange(40))
    estimated = alone.at(2, 25)
    half = np.log(np.log(estimated.high) / np.log(estimated.value)) * estimated.value * np.log(estimated.value)
    error = np.sqrt(estimated.value * (1 - estimated.value) / 39)
    assert half / stats.t.ppf(0.975, 39) == pytest.approx(error)
    often = cumulative_incidence(np.repeat(days, 9), np.repeat(causes, 9), 3, np.repeat(np.arange(40), 9))
    for one, nine in zip(alone[:4], often[:4], strict=True):
        assert nine == pytest.approx(one)  # nine rows that say the same are one
    assert np.isnan(cumulative_incidence(days, causes, 3, np.zeros(40)).at(2, 25).low)


def test_planted_incidence_is_covered_with_shared_luck() -> None:
    """Twelve points of thirty seeds, luck half that of the seed; bands of independent runs are too narrow."""
    rng = np.random.default_rng(8)
    seeds = np.tile(np.arange(30), 12)
    truth = 0.02 / 0.03 * (1 - np.exp(-0.03 * 60))
    alike, independent = [], []
    for _ in range(400):
        own, shared = rng.random(360), rng.random(30)[seeds]
        luck = np.where(rng.random(360) < 0.5, own, shared)
        when = -np.log(luck) / 0.03
        days, causes = np.minimum(np.ceil(when), 90), np.where(when <= 90, 1 + (rng.random(360) < 1 / 3), 0)
        for inside, clusters in ((alike, seeds), (independent, None)):
            estimated = cumulative_incidence(days, causes, 2, clusters).at(1, 60)
            inside.append(estimated.low <= truth <= estimated.high)
    assert np.mean(alike) == pytest.approx(0.95, abs=0.03)
    assert np.mean(independent) < 0.9


def test_hazard_agrees_with_lifelines() -> None:
    days, causes = ends(150, np.random.default_rng(4))
    times, hazard, error = cumulative_hazard(days, causes == 1)
    theirs = lifelines.NelsonAalenFitter(nelson_aalen_smoothing=False).fit(days, causes == 1)
    assert hazard == pytest.approx(theirs.cumulative_hazard_.loc[times].to_numpy().ravel())
    assert (np.diff(error) > 0).all()


def test_hazard_ratio_agrees_with_lifelines() -> None:
    rng = np.random.default_rng(5)
    one, two = ends(300, rng), ends(300, rng, deal=0.04)
    estimated = hazard_ratio((one[0], two[0]), (one[1] == 1, two[1] == 1), (np.arange(300), np.arange(300, 600)))
    frame = pd.DataFrame(
        {"day": np.concatenate([one[0], two[0]]), "deal": np.concatenate([one[1], two[1]]) == 1}
    ).assign(arm=np.repeat([0.0, 1.0], 300))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = lifelines.CoxPHFitter().fit(frame, "day", "deal")
    assert np.log(estimated.value) == pytest.approx(theirs.params_["arm"], abs=1e-4)  # ties by Efron in both
    width = np.diff(theirs.confidence_intervals_.to_numpy()[0])[0]
    assert np.log(estimated.high / estimated.low) == pytest.approx(
        width, rel=0.3
    )  # a jackknife's error against a model's


def test_planted_hazard_ratios_are_covered_with_shared_luck() -> None:
    """Pairs share the luck that their ends come from; deals come twice as fast, or (of other seeds) as fast."""
    rng = np.random.default_rng(6)
    seeds = np.arange(100)

    def arm(luck: Array, deal: float) -> tuple[Array, Array]:
        when = luck / [[deal], [0.01]]
        day = np.ceil(when.min(axis=0))
        return np.minimum(day, 90), (day <= 90) & (when.argmin(axis=0) == 0)

    inside, alarms = [], []
    for _ in range(250):
        luck, other = rng.exponential(1.0, (2, 2, 100))
        base, twice, fresh = arm(luck, 0.02), arm(luck, 0.04), arm(other, 0.02)
        estimated = hazard_ratio((base[0], twice[0]), (base[1], twice[1]), (seeds, seeds))
        inside.append(estimated.low <= 2.0 <= estimated.high)
        estimated = hazard_ratio((base[0], fresh[0]), (base[1], fresh[1]), (seeds, seeds + 100))
        alarms.append(not estimated.low <= 1.0 <= estimated.high)
    assert np.mean(inside) == pytest.approx(0.95, abs=0.045)
    assert np.mean(alarms) == pytest.approx(0.05, abs=0.045)


def test_an_arm_without_ends_has_no_ratio() -> None:
    days = np.array([5.0, 6.0, 7.0])
    none = np.zeros(3, dtype=bool)
    assert np.isnan(hazard_ratio((days, days), (none, ~none), (np.arange(3), np.arange(3))).value)


def test_a_hazard_ratio_without_a_common_time_is_not_given() -> None:
    """All ends of one arm are over before the other arm's first: the partial likelihood has no maximum."""
    early, late, ended, seeds = np.arange(1.0, 7.0), np.arange(11.0, 17.0), np.ones(6, bool), np.arange(6)
    assert np.isnan(hazard_ratio((late, early), (ended, ended), (seeds, seeds)).value)


@pytest.mark.parametrize(("ended", "bounded"), [(1, False), (5, False), (6, True)])
def test_a_hazard_ratio_of_few_ends_has_no_interval(ended: int, bounded: bool) -> None:
    """However many runs: one end in each arm once gave an interval from 1.1 to 1.7."""
    rng = np.random.default_rng(7)
    seeds, happened = np.arange(40), np.arange(40) < ended
    one, two = (np.where(happened, rng.integers(5, 60, 40), 90.0) for _ in range(2))
    estimated = hazard_ratio((one, two), (happened, happened), (seeds, seeds))
    assert np.isfinite(estimated.value)
    assert bool(np.isfinite(estimated.low)) == bounded
