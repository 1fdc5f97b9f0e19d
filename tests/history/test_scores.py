"""Scores by hand, on perfect models, and on shuffled outcomes."""

import math

import numpy as np
import pytest

from sim.history.reliability import reliability
from sim.history.resampling import cluster_weights, difference, error_of_runs, interval, intervals, permuted, shuffled
from sim.history.scores import SCORES, Predictions, brier_costs, scores_of
from tests.history.planted import drawn, predictions


def test_scores_by_hand() -> None:
    found = scores_of(predictions([0.9, 0.6, 0.2, 0.5], [0, 2, 3, 0]))
    assert found["brier"] == pytest.approx((0.01 + 0.36 + 0.04 + 0.25) / 4)
    assert found["strict_skill"] == pytest.approx(1 - 0.165 / 0.25)
    assert found["balanced_accuracy"] == pytest.approx((0.75 + 0.5) / 2)  # 0.5 is half a hit
    assert found["log4"] == pytest.approx((math.log(0.9) + math.log(0.4 / 3) + math.log(0.8 / 3) + math.log(0.5)) / 4)
    assert found["auc"] == pytest.approx(3 / 4)


def test_what_was_never_seen_in_n_runs_costs_the_logarithm_of_2n() -> None:
    assert scores_of(predictions([0.0], [0], runs=60))["log4"] == pytest.approx(-math.log(120))


def test_a_share_counted_from_runs_is_not_charged_for_its_own_chance() -> None:
    exact = predictions([0.3, 0.8], [0, 1])
    counted = predictions([0.3, 0.8], [0, 1], runs=11, counted=True)
    assert brier_costs(exact) - brier_costs(counted) == pytest.approx([0.3 * 0.7 / 10, 0.8 * 0.2 / 10])


def test_the_correction_makes_the_mean_score_independent_of_the_number_of_runs() -> None:
    """Averaged over many drawn samples, few runs score like the probabilities behind them."""
    few = np.mean([scores_of(drawn(seed, 400, 5))["brier"] for seed in range(20)])
    many = np.mean([scores_of(drawn(seed, 400, 2000))["brier"] for seed in range(20)])
    raw = np.mean([scores_of(drawn(seed, 400, 5)._replace(counted=False))["brier"] for seed in range(20)])
    assert few == pytest.approx(many, abs=0.01)
    assert raw > many + 0.02


def test_a_model_that_knows_the_endings_scores_zero_and_one_that_knows_their_opposite_one() -> None:
    right = scores_of(predictions([1.0, 1.0, 0.0], [0, 0, 2], counted=True))
    wrong = scores_of(predictions([0.0, 0.0, 1.0], [0, 0, 2], counted=True))
    assert (right["brier"], right["strict_skill"], right["auc"]) == (0.0, 1.0, 1.0)
    assert (wrong["brier"], wrong["auc"], wrong["balanced_accuracy"]) == (1.0, 0.0, 0.0)


def test_a_sample_with_one_ending_has_no_skill_and_no_auc() -> None:
    found = scores_of(predictions([0.2, 0.7], [1, 2]))
    assert all(math.isnan(found[name]) for name in ("strict_skill", "auc", "balanced_accuracy"))
    assert math.isfinite(found["brier"])


def test_weights_repeat_cases() -> None:
    one = predictions([0.9, 0.6, 0.2, 0.5], [0, 2, 3, 0])
    rows = [0, 0, 0, 1, 2, 2, 3]
    repeated = Predictions(one.shares[rows], one.observed[rows], one.clusters[rows], one.runs[rows], counted=False)
    weights = np.array([[3.0, 1.0, 2.0, 1.0]])
    for name, score in SCORES.items():
        assert float(score(one, weights)[0]) == pytest.approx(scores_of(repeated)[name]), name


def test_clusters_are_drawn_whole() -> None:
    weights = cluster_weights(np.array(["a", "a", "b", "c"]), draws=500)
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, 0] + weights[:, 2] + weights[:, 3] == 3).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(4), abs=0.15)


def test_copies_of_a_cluster_do_not_narrow_its_interval() -> None:
    """Ten cases in ten clusters, and each of them five times over, are known equally well."""
    one = drawn(4, 10, 50)._replace(clusters=np.array([f"c{i}" for i in range(10)]))
    rows = np.repeat(np.arange(10), 5)
    five = Predictions(one.shares[rows], one.observed[rows], one.clusters[rows], one.runs[rows])
    narrow, wide = (intervals(each, cluster_weights(each.clusters)) for each in (five, one))
    for name, found in wide.items():
        assert narrow[name] == pytest.approx(found), name


def test_the_interval_of_draws_most_of_which_are_unknown_is_unknown() -> None:
    assert math.isnan(interval(np.array([np.nan, np.nan, np.nan, 1.0]))["low"])
    assert interval(np.linspace(0.0, 1.0, 101)) == pytest.approx({"low": 0.05, "high": 0.95})


def test_the_error_of_runs_is_the_spread_over_sets_of_runs() -> None:
    chances = np.random.default_rng(5).dirichlet(np.full(4, 0.7), 26)
    one = drawn(7, 26, 40)._replace(shares=chances)
    sets = [np.random.default_rng(seed).multinomial(40, chances) / 40 for seed in range(300)]
    spread = np.std([scores_of(one._replace(shares=shares))["strict_skill"] for shares in sets])
    assert error_of_runs(one)["strict_skill"] == pytest.approx(spread, rel=0.15)
    assert error_of_runs(predictions([1.0, 0.0], [0, 2], counted=True))["brier"] < 1e-12


def test_the_gain_over_a_baseline() -> None:
    better, worse = predictions([0.9, 0.1], [0, 1]), predictions([0.5, 0.5], [0, 1])
    gain = difference(better, worse, cluster_weights(better.clusters))
    assert gain == pytest.approx({"value": 0.24, "low": 0.24, "high": 0.24})


def test_shuffled_outcomes_are_the_same_outcomes_and_stay_together() -> None:
    observed, clusters = np.array([0, 0, 0, 1, 1, 2]), np.array(["a", "a", "a", "b", "b", "c"])
    rows = shuffled(observed, clusters, draws=200)
    assert (np.sort(rows, axis=1) == observed).all()
    together = (rows[:, :-1] == rows[:, 1:]).sum(axis=1).mean()
    alone = shuffled(observed, np.arange(6), draws=200)[:, :-1] == shuffled(observed, np.arange(6), draws=200)[:, 1:]
    assert together > alone.sum(axis=1).mean() + 0.3


def test_a_good_model_stands_out_from_shuffled_outcomes_and_a_blind_one_does_not() -> None:
    good = permuted(drawn(1, 60, 200))["strict_skill"]
    luck = np.random.default_rng(2)
    blind = permuted(drawn(1, 60, 200)._replace(observed=luck.integers(0, 4, 60)))["strict_skill"]
    assert good["p"] < 0.01
    assert good["low"] < good["median"] < good["high"] < scores_of(drawn(1, 60, 200))["strict_skill"]
    assert blind["p"] > 0.05


def test_reliability_has_as_many_bins_as_the_cases_carry() -> None:
    assert [one["cases"] for one in reliability(drawn(1, 26, 60))] == [9, 9, 8]
    assert len(reliability(drawn(1, 7, 60))) == 1
    assert len(reliability(drawn(1, 400, 60))) == 10
    low, high = reliability(predictions([0.1] * 8 + [0.9] * 8, [1] * 7 + [0] + [0] * 8))
    assert (low["observed"], high["observed"]) == (0.125, 1.0)
    assert low["low"] < 0.125 < low["high"]
    assert high["predicted"] == pytest.approx(0.9)
