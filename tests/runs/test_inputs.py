"""Numbers that Python callers hand over, at every door: whole ones of any make in, anything else in our own words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import SiegeModel, fork, run, run_experiment
from sim.dashboard.controls.parameter_controls import seed_of
from sim.dashboard.session.watched_runs import new_run
from sim.runs import replicates, theatre, theatre_replicates
from sim.runs.fork import check_replicates, plan_fork
from sim.runs.plan import plan_run
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load_scenario
from sim.scenario.load_theatre import load_theatre
from sim.sweep.experiment import Experiment, LatinHypercube, Range
from sim.sweep.prepare import PreparedExperiment
from sim.theatre.model import TheatreModel
from tests.worlds import HAMLET

WORLD = load_scenario("baseline", HAMLET)
LARGE = load_scenario("baseline")
FOUR = load_theatre("four_towns_2017")
RUNS = pd.DataFrame({"seed": [3, 4], "days": [5.0, 6.0]})
ASKED = {"question": "?", "scenario": "baseline"}

#: Without an upper bound of their own: how many runs are too many is known when an experiment is made ready.
OPEN = ("experiment: replicates", "experiment: design.points", "latinhypercube: points")
#: What takes a whole number, by the name that an error says; the result is what was made of it.
DOORS: dict[str, Callable[[Any], Any]] = {
    "seed": lambda n: plan_run(WORLD, n).seed,
    "days": lambda n: plan_run(WORLD, days=n).days,
    "snapshot_at": lambda n: plan_run(WORLD, snapshot_at=n).snapshot_at,
    "population.people_per_agent": lambda n: plan_run(LARGE, scale=n).scenario.population.people_per_agent,
    "seed of a model": lambda n: SiegeModel(WORLD, seed=n).siege.seed,
    "rng of a model": lambda n: SiegeModel(WORLD, rng=n).seed,
    "seed of a theatre": lambda n: theatre.plan_theatre(FOUR, n).seed,
    "days of a theatre": lambda n: theatre.plan_theatre(FOUR, days=n).days,
    "seed of a theatre's model": lambda n: TheatreModel(FOUR, seed=n).seed,
    "seed of a page": lambda n: new_run(WORLD, n).seed,
    "replicates": lambda n: replicates.check_replicates(plan_run(WORLD), n, 1)[0],
    "workers": lambda n: replicates.check_replicates(plan_run(WORLD), 1, n)[1],
    "replicates of a theatre": lambda n: theatre_replicates.check_replicates(theatre.plan_theatre(FOUR), n, 1)[0],
    "--at": lambda n: plan_fork(WORLD, n).at,
    "seed of a fork": lambda n: plan_fork(WORLD, 3, seed=n).plan.seed,
    "days of a fork": lambda n: plan_fork(WORLD, 3, days=n).days,
    "replicates of a fork": lambda n: check_replicates(plan_fork(WORLD, 3), n, 1)[0],
    "experiment: replicates": lambda n: Experiment(**ASKED, replicates=n).replicates,
    "experiment: first_seed": lambda n: Experiment(**ASKED, first_seed=n).first_seed,
    "experiment: days": lambda n: Experiment(**ASKED, days=n).days,
    "experiment: scale": lambda n: Experiment(**ASKED, scale=n).scale,
    "experiment: design.points": lambda n: Experiment(**ASKED, design={"kind": "sobol", "points": n}).design.points,
    "latinhypercube: points": lambda n: LatinHypercube(kind="latin_hypercube", points=n).points,
    "range: steps": lambda n: Range(low=0.0, high=1.0, steps=n).steps,
}


@pytest.mark.parametrize("door", DOORS)
def test_whole_numbers_of_any_make_go_in(door: str) -> None:
    for value in (np.int64(3), np.uint8(3), 3.0, np.float64(3), np.array(3), RUNS.seed.iloc[0]):
        result = DOORS[door](value)
        assert (type(result), result) == (int, 3), repr(value)


@pytest.mark.parametrize("door", DOORS)
def test_anything_else_is_refused_by_its_name(door: str) -> None:
    name, values = door.partition(" of a ")[0], [2.5, np.float32("nan"), np.inf, True, np.bool_(True), [3], -1, "three"]
    for value in [*values, *([] if door in OPEN else [2**70])]:
        with pytest.raises(ScenarioError, match=rf"^{name} = ") as refused:
            DOORS[door](value)
        assert "must be" in str(refused.value) or "this siege goes from day" in str(refused.value), repr(value)


@pytest.mark.parametrize("door", [door for door in DOORS if door != "--at"])
def test_a_text_is_no_number(door: str) -> None:
    with pytest.raises(ScenarioError, match='= "3": must be a whole number'):
        DOORS[door]("3")


def test_a_run_and_a_sweep_by_numpy_are_those_by_python(tmp_path: Path) -> None:
    one = run(WORLD, RUNS.seed.iloc[0], days=RUNS.days.iloc[0], threads=np.int32(1))
    assert one.digest == run(WORLD, 3, days=5).digest
    asked = Experiment(
        question="?",
        scenario=["baseline"],
        set={name: np.float64(value) for name, value in HAMLET.items() if name != "garrison.fighters"},
        levers={"supply.food_days": np.linspace(10, 20, 2), "garrison.fighters": pd.Series([60.0, 80.0])},
        days=np.int8(2),
    )
    assert asked.levers == {"supply.food_days": [10.0, 20.0], "garrison.fighters": [60.0, 80.0]}
    [fighters] = [factor for factor in PreparedExperiment(asked).levers if factor.dotted == "garrison.fighters"]
    assert [(type(level), level) for level in fighters.levels] == [(int, 60), (int, 80)]
    folder = run_experiment(asked, workers=np.int64(1), limit=np.float64(1), out=tmp_path)
    assert folder.is_dir()
    for bad in ({"workers": "2"}, {"workers": 0}, {"limit": 2.5}, {"limit": True}, {"workers": None}):
        with pytest.raises(ScenarioError, match=rf"^{next(iter(bad))} = "):
            run_experiment(asked, out=tmp_path, **bad)


def test_the_largest_seed_and_no_seed() -> None:
    assert plan_run(WORLD, np.uint32(2**32 - 1)).seed == 2**32 - 1
    assert plan_run(WORLD, None).seed == 1
    for threads in (0, "2", 2.5, 2**70):
        with pytest.raises(ScenarioError, match=r"^threads = "):
            run(WORLD, threads=threads)  # pyright: ignore[reportArgumentType]
    for at in (True, 2.5, "3.5", np.nan):
        with pytest.raises(ScenarioError, match=r"^--at = .*: must be a day such as 30, or the word deal"):
            fork(WORLD, at)  # pyright: ignore[reportArgumentType]


def test_a_seed_that_is_typed_is_not_cut() -> None:
    assert [seed_of(given) for given in ("3", " 3 ", 3, 3.0, "3.0", "4294967295")] == [3, 3, 3, 3, 3, 2**32 - 1]
    for wrong in ("3.7", 3.7, "", "x", "nan", "1e99", "-1", None):
        with pytest.raises(ScenarioError, match=r"^seed = "):
            seed_of(wrong)
