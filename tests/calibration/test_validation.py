"""Validation on models whose truth is known: coverage, leaving out, choosing, learning."""

import numpy as np
import pytest

from sim.calibration import validation
from sim.calibration.design import design_points
from sim.calibration.emulator import Emulators, fit_case, fold_of
from sim.calibration.validation import DEFAULTS, DISCREPANT, NESTED, POSTERIOR, PRIOR, Evidence
from tests.calibration.planted import PlantedModel, terms_of

CASES = 24


def evidence_of(planted: PlantedModel, truth: np.ndarray, seed: int = 5) -> Evidence:
    """Outcomes made at `truth`; the shipped constants are in a far corner."""
    unit = design_points(2, 1024)
    luck = np.random.default_rng(seed)
    chances = planted.chances(truth[None])[0]
    observed = (chances.cumsum(axis=1) < luck.random((planted.cases, 1))).sum(axis=1)
    corner = planted.chances(np.array([[0.02, 0.98]]))[0]
    return Evidence(unit, planted.chances(unit), corner, observed, planted.clusters)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return evidence_of(PlantedModel(CASES, strength=2.5), np.array([0.85, 0.2]))


def test_a_cluster_is_predicted_without_its_own_outcomes(evidence: Evidence) -> None:
    other = evidence._replace(observed=np.where(evidence.clusters == "c3", 3 - evidence.observed, evidence.observed))
    first, second = validation.left_out(evidence), validation.left_out(other)
    same = evidence.clusters == "c3"
    for name in (DEFAULTS, PRIOR, POSTERIOR, DISCREPANT, NESTED):
        assert np.array_equal(first[name][same], second[name][same]), name
    assert not np.array_equal(first[POSTERIOR][~same], second[POSTERIOR][~same])


def test_what_can_be_learned_is_learned_and_chosen(evidence: Evidence) -> None:
    """Where the shipped constants are far off, the calibrated ones predict better, and the nested loop takes them."""
    made = validation.left_out(evidence)
    score = {
        name: np.log(np.maximum(chances[np.arange(CASES), evidence.observed], 1e-3)).mean()
        for name, chances in made.items()
    }
    assert score[POSTERIOR] > score[PRIOR] + 0.1
    assert score[POSTERIOR] > score[DEFAULTS] + 0.5
    assert score[NESTED] > score[PRIOR]
    curve = validation.learning_curve(evidence, np.full(CASES, 60), draws=4)
    assert [row["clusters"] for row in curve] == [0, 3, 6, 8, 11]
    assert curve[-1]["log4"] > curve[0]["log4"] + 0.1


def test_shuffled_outcomes_teach_nothing(evidence: Evidence) -> None:
    band = validation.shuffled_band(evidence.few(256), np.full(CASES, 60), draws=40)
    assert band["log4"]["p"] == pytest.approx(1 / 41)  # none of the shuffles does as well as the truth
    assert band["strict_skill"]["high"] < 0.3


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """300 truths: the standard error of the coverage is about 2 points; discrepancy and emulator add a few."""
    planted = PlantedModel(CASES)
    runs = planted.runs(512)
    checked = []
    for case in range(CASES):
        terms, labels, point = terms_of(runs, case)
        checked.append(fit_case(terms, labels, fold_of(512)[point], 4))
    emulators = Emulators(tuple(planted.clusters), tuple(checked))
    found = validation.recovery(runs, emulators, design_points(2, 1024), planted.clusters, draws=200)
    assert 0.7 <= found["coverage"] <= 0.92
    assert all(removed > 0.3 for removed in found["variance_removed"])
