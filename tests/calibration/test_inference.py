"""Weights, predictions and information against sums that can be done by hand."""

import numpy as np
import pytest

from sim.calibration.inference import (
    DISCREPANCIES,
    cluster_terms,
    effective_draws,
    information,
    predicted,
    quantiles,
)
from sim.calibration.validation import variance_removed


def test_weights_are_the_likelihood_with_its_discrepancy() -> None:
    luck = np.random.default_rng(1)
    chances = luck.dirichlet(np.ones(4), (5, 3))
    observed, clusters = np.array([0, 2, 3]), np.array(["a", "a", "b"])
    weights = cluster_terms(chances, observed, clusters).weights(np.array([True, True]))
    by_hand = np.empty((5, len(DISCREPANCIES)))
    for draw in range(5):
        p = [chances[draw, case, observed[case]] for case in range(3)]
        for place, e in enumerate(DISCREPANCIES):
            by_hand[draw, place] = ((1 - e) * p[0] * p[1] + e / 16) * ((1 - e) * p[2] + e / 4)
    assert weights == pytest.approx(by_hand / by_hand.sum())
    only = cluster_terms(chances, observed, clusters).weights(np.array([False, True]))
    assert only.sum(axis=1) == pytest.approx(
        ((1 - DISCREPANCIES) * chances[:, 2, [3]] + DISCREPANCIES / 4).sum(axis=1)
        / ((1 - DISCREPANCIES) * chances[:, 2, [3]] + DISCREPANCIES / 4).sum()
    )


def test_no_cluster_can_rule_out_a_value_by_itself() -> None:
    chances = np.full((2, 3, 4), 0.25)
    chances[0, 0] = [1.0 - 3e-12, 1e-12, 1e-12, 1e-12]
    terms = cluster_terms(chances, np.array([1, 0, 0]), np.array(["a", "b", "c"]))
    each = terms.weights(np.ones(3, dtype=bool)).sum(axis=1)
    assert 0.1 < each[0] < 0.5


def test_nothing_known_leaves_the_prior() -> None:
    chances = np.random.default_rng(2).dirichlet(np.ones(4), (8, 2))
    weights = cluster_terms(chances, np.array([0, 1]), np.array(["a", "b"])).weights(np.zeros(2, dtype=bool))
    assert weights == pytest.approx(np.full(weights.shape, 1 / weights.size))
    assert effective_draws(weights) == pytest.approx(8)
    assert predicted(chances, weights, discrepancy=False) == pytest.approx(chances.mean(axis=0))
    wrong = DISCREPANCIES.mean()
    assert predicted(chances, weights) == pytest.approx((1 - wrong) * chances.mean(axis=0) + wrong / 4)


def test_quantiles_and_variance_of_weighted_draws() -> None:
    values = np.linspace(0.0, 1.0, 1001)
    even = np.full(1001, 1 / 1001)
    assert quantiles(values, even, np.array([0.1, 0.5, 0.9])) == pytest.approx([0.1, 0.5, 0.9], abs=2e-3)
    half = np.where(values < 0.5, 1.0, 0.0)
    half /= half.sum()
    assert quantiles(values, half, np.array([0.5])) == pytest.approx([0.25], abs=2e-3)
    assert variance_removed(values[:, None], half) == pytest.approx([0.75], abs=1e-2)
    assert variance_removed(values[:, None], even) == pytest.approx([0.0], abs=1e-12)


def test_only_a_case_whose_ending_depends_on_the_constants_teaches() -> None:
    chances = np.empty((2, 3, 4))
    chances[:, 0] = [0.4, 0.3, 0.2, 0.1]  # the same whatever the constants
    chances[0, 1], chances[1, 1] = [1, 0, 0, 0], [0, 1, 0, 0]  # tells them apart for certain
    chances[0, 2], chances[1, 2] = [0.6, 0.4, 0, 0], [0.4, 0.6, 0, 0]
    bits = information(chances, np.full((2, 1), 0.5))
    assert bits[:2] == pytest.approx([0.0, 1.0], abs=1e-12)
    assert bits[2] == pytest.approx(1.0 + 0.6 * np.log2(0.6) + 0.4 * np.log2(0.4))
