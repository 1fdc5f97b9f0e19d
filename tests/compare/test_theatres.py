"""Sweeps of theatres: reports say what their figures are of, and a comparison names what differs in which siege."""

from pathlib import Path
from typing import Any

import pytest

from sim.compare.axes import parameter_label, parameter_unit
from sim.compare.comparison.arms import arm_from_sweep, differing_parameters, load_arm
from sim.compare.comparison.comparability import check_comparable
from sim.compare.sweep_data import read_sweep
from sim.compare.sweep_report.report import report
from sim.runs.theatre_replicates import theatre_row_schema
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError
from sim.sweep.engine import run_experiment
from sim.sweep.experiment_reader import experiment_of
from tests.theatre.pairs import siege


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Sweeps of two tied hamlets that differ in one thing each, and one of a hamlet alone."""
    home = tmp_path_factory.mktemp("theatres")
    experiments = {
        "kind": "theatre",
        "sieges": {"a": siege(), "b": siege("blue", "red")},
        "links": {"ab": {"between": ["a", "b"]}},
    }
    (home / "two.yaml").write_text(yamltext.write(experiments), encoding="utf-8")
    asked: dict[str, Any] = {
        "question": "Does a tie matter?",
        "scenario": "./two.yaml",
        "set": {"sieges.every.clock.horizon_days": 6},
        "levers": {"links.ab.active": [True, False]},
        "replicates": 2,
    }
    changes: dict[str, dict[str, Any]] = {
        "first": {},
        "hungry": {"set": asked["set"] | {"sieges.b.supply.food_days": 1.5, "contagion.reputation": 0.25}},
        "longer": {"set": {"sieges.a.clock.horizon_days": 6, "sieges.b.clock.horizon_days": 7}},
    }
    shown = {
        name: run_experiment(experiment_of(asked | more | {"name": name}, name, home), out=home)
        for name, more in changes.items()
    }
    alone = {
        "question": "?",
        "scenario": "baseline",
        "set": experiments["sieges"]["a"]["set"] | {"clock.horizon_days": 6},
    }
    return shown | {"alone": run_experiment(experiment_of(alone, "alone", home), out=home)}


def test_no_column_of_a_row_is_there_twice() -> None:
    names = theatre_row_schema(("a", "b")).names
    assert len(names) == len(set(names))


def test_a_report_says_of_what_its_figures_are(folders: dict[str, Path]) -> None:
    study = read_sweep(folders["first"])
    assert study.sieges == ("a", "b")
    result = report(folders["first"])
    assert any("a theatre of a and b: ending, day and offers refer to its subject" in line for line in result.caveats)
    assert "Sieges linked" in result.html()
    assert read_sweep(folders["alone"]).sieges == ()


def test_what_differs_is_named_with_its_siege(folders: dict[str, Path]) -> None:
    arms = [arm_from_sweep(read_sweep(folders[name])) for name in ("first", "hungry")]
    table = differing_parameters(arms).set_index("parameter")
    assert set(table.index) == {"sieges.b.supply.food_days", "contagion.reputation"}
    assert table.loc["sieges.b.supply.food_days", "words"] == "food in the stores at b"
    assert table.loc["sieges.b.supply.food_days", "hungry"] == "1.5"
    assert parameter_label("sieges.every.supply.food_days") == "food in the stores in every siege"
    assert parameter_unit("links.ab.patience_days") == "days"


def test_theatres_that_cannot_be_compared_are_refused(folders: dict[str, Path]) -> None:
    first, longer, alone = (arm_from_sweep(read_sweep(folders[name])) for name in ("first", "longer", "alone"))
    with pytest.raises(ScenarioError, match=r"sieges\.b\.clock\.horizon_days is 6 and 7") as caught:
        check_comparable([first, longer])
    assert "sieges.a" not in str(caught.value)
    with pytest.raises(ScenarioError, match=r"theatres with different sieges \(a, b and a single siege\)"):
        check_comparable([first, alone])


def test_a_shipped_theatre_is_known_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="did you mean linked_pair"):
        load_arm("linked_pare", 1, 1, tmp_path)
