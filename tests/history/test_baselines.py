"""Baselines: what they know, and that they never see the cluster that they predict."""

import numpy as np
import pandas as pd
import pytest

from sim.history.baselines import base_rates, ridge, single_inputs
from sim.history.features import encoded, standardised
from sim.history.scores import Predictions, scores_of

CASES = 24


@pytest.fixture(scope="module")
def inputs() -> pd.DataFrame:
    """One input that decides, one of chance, a text, dates, gaps."""
    luck = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "decides": np.tile([0.0, 3.0], CASES // 2),
            "chance": luck.normal(size=CASES),
            "men": luck.integers(100, 90_000, CASES).astype(float),
            "ground": np.tile(["town", "base", "town"], CASES // 3),
            "began": pd.to_datetime(["2012-01-01", None] * (CASES // 2)),
            "always": np.ones(CASES),
        }
    )


@pytest.fixture(scope="module")
def model() -> Predictions:
    observed = np.tile([2, 0, 3, 0], CASES // 4)
    clusters = np.array([f"c{i // 3}" for i in range(CASES)])
    return Predictions(np.full((CASES, 4), 0.25), observed, clusters, np.full(CASES, 60))


def test_base_rates_are_those_of_the_other_clusters() -> None:
    observed, clusters = np.array([0, 0, 2, 1]), np.array(["a", "a", "b", "c"])
    found = base_rates(Predictions(np.full((4, 4), 0.25), observed, clusters, np.full(4, 60)))
    assert found.shares[0] == pytest.approx([0.0, 0.5, 0.5, 0.0])
    assert found.shares[2] == pytest.approx([2 / 3, 1 / 3, 0.0, 0.0])
    assert not found.counted


def test_regressions_find_the_input_that_decides(inputs: pd.DataFrame, model: Predictions) -> None:
    found = single_inputs(inputs, model)
    assert set(found) == {"decides", "chance", "men", "ground", "began"}  # what does not vary can tell nothing
    skill = {name: scores_of(one)["strict_skill"] for name, one in found.items()}
    assert skill["decides"] > 0.8
    assert skill["chance"] < 0.2
    assert skill["men"] < 0.2
    for one in found.values():
        assert one.shares.sum(axis=1) == pytest.approx(np.ones(CASES))


def test_ridge_uses_all_inputs(inputs: pd.DataFrame, model: Predictions) -> None:
    few = inputs[["decides", "chance", "ground"]]
    assert scores_of(ridge(few, model))["strict_skill"] > 0.7


def test_a_prediction_does_not_depend_on_the_outcomes_of_its_own_cluster(
    inputs: pd.DataFrame, model: Predictions
) -> None:
    other = model.observed.copy()
    other[model.clusters == "c2"] = 1
    mine = model.clusters == "c2"
    changed = model._replace(observed=other)
    few = inputs[["decides", "chance"]]
    for fit in (ridge, lambda a, b: base_rates(b), lambda a, b: single_inputs(a, b)["decides"]):
        before, after = fit(few, model), fit(few, changed)
        assert after.shares[mine] == pytest.approx(before.shares[mine])
        assert not np.allclose(after.shares[~mine], before.shares[~mine])


def test_one_cluster_alone_has_nothing_to_learn_from(inputs: pd.DataFrame, model: Predictions) -> None:
    alone = model._replace(clusters=np.full(CASES, "c"))
    assert ridge(inputs, alone).chance == pytest.approx(np.full(CASES, 0.5))
    assert base_rates(alone).chance == pytest.approx(np.full(CASES, 0.25))


def test_inputs_become_numbers(inputs: pd.DataFrame) -> None:
    features = encoded(inputs)
    assert features.shape == (CASES, 7)  # each input, and whether the date is known
    assert features[:, 2] == pytest.approx(np.log1p(inputs["men"]))
    assert features[:, 3].tolist() == (inputs["ground"] == "town").astype(float).tolist()
    assert features[0, 4] == pytest.approx(2012, abs=0.01)
    assert np.isnan(features[1, 4])
    assert features[:2, 5].tolist() == [0.0, 1.0]


def test_the_rows_to_predict_do_not_move_the_scale() -> None:
    features = np.array([[1.0], [3.0], [np.nan], [1000.0]])
    scaled = standardised(features, np.array([0, 1, 2]))
    assert scaled[:3, 0] == pytest.approx([-1.2247, 1.2247, 0.0], abs=1e-3)
    assert scaled[3, 0] == pytest.approx((1000.0 - 2.0) / np.std([1.0, 3.0, 2.0]))
