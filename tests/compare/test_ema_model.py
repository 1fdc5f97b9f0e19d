"""The model class for the EMA workbench: the same numbers as the rows of a sweep, whatever the samples are called."""

import importlib
import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.compare.outcomes import with_outcome_columns
from sim.scenario.errors import ScenarioError
from sim.sweep import load, run_experiment
from tests.sweep.conftest import ASKED, prepared

pytest.importorskip("ema_workbench", reason="the extra ema is not installed")

RANGES = {
    "levers": {"supply.food_days": {"low": 2, "high": 40}, "negotiation.allowed": [True, False]},
    "uncertainties": {
        "garrison.morale": {"low": 0.3, "high": 0.9},
        "population.civilians": {"low": 100, "high": 300, "log": True},
    },
    "set": {name: value for name, value in ASKED["set"].items() if name != "population.civilians"},
    "design": {"kind": "latin_hypercube", "points": 3},
    "replicates": 2,
    "days": 40,
    "outcomes": ["deal", "deaths_civilians", "day", "people.fighters.dead"],
}


def made(changes: dict[str, Any] = RANGES, **options: Any) -> Any:
    from sim.compare.ema_model import WorkbenchModel

    return WorkbenchModel(prepared(**changes).experiment, **options)


def performed(model: Any, samples: list[dict[str, Any]], names: list[str], **options: Any) -> dict[str, np.ndarray]:
    """The outcomes of policies."""
    from ema_workbench import Sample, perform_experiments

    policies = [Sample(name, **sample) for name, sample in zip(names, samples, strict=True)]
    found: Any = perform_experiments(model, policies=policies, log_progress=True, **options)
    return found[1]


def test_parameters_have_the_ranges_of_the_experiment() -> None:
    from ema_workbench import BooleanParameter

    model = made()
    food, allowed = model.levers
    morale, civilians = model.uncertainties
    assert (food.name, food.variable_name, food.lower_bound, food.upper_bound) == (
        "supply__food_days", ["supply.food_days"], 2, 40,
    )  # fmt: skip
    assert isinstance(allowed, BooleanParameter)
    assert (morale.lower_bound, morale.upper_bound) == (0.3, 0.9)
    assert civilians.dist.ppf([0, 0.5, 1]) == pytest.approx([100, np.sqrt(100 * 300), 300])


def test_one_level_is_no_parameter_and_outcomes_can_be_added() -> None:
    from ema_workbench import ScalarOutcome

    model = made({"levers": {"supply.food_days": [5, 20], "garrison.morale": [0.1]}, "outcomes": ["deal"]})
    assert [[each.value for each in lever.categories] for lever in model.levers] == [[5, 20]]
    model.outcomes = [ScalarOutcome("most", variable_name="people.fighters.deserted", function=max)]
    low = performed(model, [{"supply__food_days": 5}], ["low"])
    assert low["deal"] == [0]
    assert low["most"] > 0  # as morale is 0.1, and not the scenario's own 0.6


def test_outcomes_are_the_means_of_the_rows_of_a_sweep(tmp_path: Path) -> None:
    from ema_workbench import Sample

    rows = with_outcome_columns(load(run_experiment(prepared(**RANGES).experiment, out=tmp_path)))
    policies, scenarios = (
        rows.groupby("point")[[*RANGES[key]]].first().rename(columns=lambda name: name.replace(".", "__"))
        for key in ("levers", "uncertainties")
    )
    model = pickle.loads(pickle.dumps(made()))  # as another process gets it
    worlds = [Sample(**world) for world in scenarios.to_dict("records")]
    found = performed(model, policies.to_dict("records"), ["a", "b", "c"], scenarios=worlds, combine="cycle")
    means = rows.assign(day=rows["day"].where(rows["cause"] > 0)).groupby("point")[RANGES["outcomes"]].mean()
    assert len(found) == len(means.columns)
    for name, mean in means.items():
        np.testing.assert_allclose(found[str(name).replace(".", "__")], mean.to_numpy(dtype=float), rtol=1e-12)
    assert np.isfinite(found["people__fighters__dead"]).all()
    assert (rows["population.civilians"] % 1 == 0).all()  # a logarithmic range of whole numbers, a real one there


def test_a_policy_with_the_name_of_an_earlier_one_runs_with_its_own_values() -> None:
    model = made({"levers": {"garrison.morale": [0.1, 0.9]}, "replicates": 1, "outcomes": ["people.fighters.deserted"]})
    samples = [{"garrison__morale": morale} for morale in (0.1, 0.9)]
    (name,) = model.outcomes.keys()
    one_by_one = [performed(model, [sample], ["edited"])[name][0] for sample in samples]
    assert one_by_one == performed(model, samples, ["low", "high"])[name].tolist()
    assert one_by_one[0] > one_by_one[1]


def test_constants_of_the_workbench_are_refused_as_they_would_do_nothing() -> None:
    from ema_workbench import Constant, EMAError

    model = made({"outcomes": ["deaths_civilians"]})
    model.constants = [Constant("supply__food_days", 3.0)]
    with pytest.raises(EMAError, match="under `set` in the experiment"):
        performed(model, [{"garrison__morale": 0.8}], ["brave"])


def test_a_run_that_fails_is_missing_and_said_to_be() -> None:
    model = made({"outcomes": ["deaths_civilians"], "levers": {"garrison.morale": [0.5, 0.6]}})
    with pytest.warns(RuntimeWarning, match="garrison.morale = 7"):
        found = performed(model, [{"garrison__morale": 7.0}], ["too brave"])
    assert np.isnan(found["deaths_civilians"]).all()


def test_several_scenarios_are_models_of_their_own(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("extends: baseline\nname: other\n", encoding="utf-8")
    two = {"scenario": ["baseline", str(other)]}
    with pytest.raises(ScenarioError, match="scenarios baseline, other; make a model of each"):
        made(two)
    with pytest.raises(ScenarioError, match="scenario = othr: is not one of baseline, other; did you mean other"):
        made(two, scenario="othr")
    assert made(two, scenario="other").name == "other"
    with pytest.raises(ScenarioError, match="is not an outcome"):
        made(outcomes=["deeths"])


def test_joint_draws_follow_the_seed(tmp_path: Path) -> None:
    table = tmp_path / "draws.csv"
    table.write_text("garrison.morale\n0.3\n0.9\n", encoding="utf-8")
    asked = {
        "levers": {"supply.food_days": [5, 10]}, "uncertainties": {"from": str(table)}, "replicates": 2, "days": 40,
        "outcomes": ["deaths_fighters"],
    }  # fmt: skip
    rows = load(run_experiment(prepared(**asked).experiment, out=tmp_path))
    model = made(asked)
    assert len(model.uncertainties) == 0
    found = performed(model, [{"supply__food_days": 10}], ["ten"])
    wanted = rows[rows["supply.food_days"] == 10]
    pd.testing.assert_series_equal(
        wanted["garrison.morale"], pd.Series([0.3, 0.9]), check_names=False, check_index=False
    )
    assert found["deaths_fighters"].tolist() == [wanted["deaths_fighters"].mean()]


def test_a_missing_workbench_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    monkeypatch.delitem(sys.modules, "sim.compare.ema_model", raising=False)
    with pytest.raises(ScenarioError, match=r"pip install 'safeconduct\[ema\]'"):
        importlib.import_module("sim.compare.ema_model")
