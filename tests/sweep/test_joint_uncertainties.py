"""Uncertainties that are drawn together: by seed, shared by all points, part of what a sweep is."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.runs.run import TINY
from sim.scenario.errors import ScenarioError
from sim.scenario.joint_draws import joint_draws_text
from sim.sweep.engine import locate, run_experiment, run_missing
from sim.sweep.experiment_reader import experiment_of
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import load, load_manifest
from sim.sweep.sweep_files import differences

ROWS = [[1.0, 0.1], [2.0, 0.4], [3.0, 1.1]]


ALONE = {"from": "./draws.csv"}
PAIR = {"scenario": "linked_pair", "set": {}, "levers": {}, "uncertainties": ALONE}


def experiment(folder: Path, rows: list[list[float]] = ROWS, **more: Any) -> PreparedExperiment:
    names = ("relief.hope", "negotiation.audience")
    (folder / "draws.csv").write_text(joint_draws_text(names, rows, {}))
    data = {
        "question": "?", "scenario": "baseline", "set": TINY, "days": 4, "replicates": 4,
        "levers": {"supply.food_days": [5, 20]},
        "uncertainties": {"from": "./draws.csv", "supply.production": {"low": 0.1, "high": 0.3}},
    }  # fmt: skip
    return PreparedExperiment(experiment_of({**data, **more}, "mine", folder))


def test_every_point_has_the_draws_of_its_seeds(tmp_path: Path) -> None:
    made = experiment(tmp_path)
    run_missing(made, tmp_path / "sweep")
    table = load(tmp_path / "sweep")
    expected = [ROWS[(seed - 1) % 3] for seed in table["seed"]]
    assert table[["relief.hope", "negotiation.audience"]].to_numpy().tolist() == expected
    first, second = (table[table["point"] == point].reset_index(drop=True) for point in (0, 1))
    shared = ["seed", "relief.hope", "negotiation.audience", "supply.production"]
    pd.testing.assert_frame_equal(first[shared], second[shared])
    assert load_manifest(tmp_path / "sweep")["uncertainties"] == ["supply.production", *shared[1:3]]


def test_joint_draws_leave_the_other_draws_as_they_are(tmp_path: Path) -> None:
    with_joint = experiment(tmp_path)
    without = experiment(tmp_path, uncertainties={"supply.production": {"low": 0.1, "high": 0.3}})
    column = [factor.dotted for factor in with_joint.factors].index("supply.production")
    for run in range(without.expected):
        assert with_joint.spec(run).values[: column + 1] == without.spec(run).values
        assert with_joint.spec(run).seed == without.spec(run).seed


def test_other_draws_are_another_sweep_and_a_folder_goes_on_by_itself(tmp_path: Path) -> None:
    made = experiment(tmp_path)
    folder = tmp_path / "out" / "sweeps" / made.name
    run_missing(made, folder, limit=3)
    other = experiment(tmp_path, [*ROWS[:2], [3.0, 1.0]])
    assert other.hash != made.hash
    assert differences(other, folder)[-1] == "the joint draws of uncertainties.from have changed"
    (tmp_path / "draws.csv").unlink()  # the folder has a copy
    prepared, where = locate(folder)
    assert (prepared.hash, where) == (made.hash, folder)
    assert run_experiment(folder) == folder
    assert len(load(folder)) == made.expected


def test_sampled_points_have_draws_of_their_own(tmp_path: Path) -> None:
    """Each draw once before any comes again, then in another order; replicates and scenarios share those of a point."""
    levers = {"supply.food_days": {"low": 5, "high": 20}}
    for kind in ("sobol", "latin_hypercube"):
        design = {"kind": kind, "points": 12}
        made = experiment(tmp_path, levers=levers, design=design, scenario=["baseline", "starve_or_surrender"])
        drawn = [made.values(made.spec(run))["relief.hope"] for run in range(made.expected)]
        assert drawn == 8 * drawn[:12]
        assert [sorted(drawn[first : first + 3]) for first in range(0, 12, 3)] == 4 * [[1.0, 2.0, 3.0]]
        assert len({tuple(drawn[first : first + 3]) for first in range(0, 12, 3)}) > 1
        without = experiment(
            tmp_path, levers=levers, design=design, uncertainties={"supply.production": {"low": 0.1, "high": 0.3}}
        )
        assert made.spec(5).values[:2] == without.spec(5).values


def test_a_theatre_has_the_draws_in_every_siege(tmp_path: Path) -> None:
    made = experiment(tmp_path, **PAIR)
    assert [factor.dotted for factor in made.factors] == [
        "sieges.every.relief.hope",
        "sieges.every.negotiation.audience",
    ]
    for run in range(made.expected):
        spec = made.spec(run)
        sieges = made.scenario_of(spec).sieges.values()
        hope, audience = ROWS[(spec.seed - 1) % 3]
        assert [(one.relief.hope, one.negotiation.audience) for one in sieges] == 2 * [(hope, audience)]


def test_own_seeds_take_own_draws(tmp_path: Path) -> None:
    made = experiment(tmp_path, common_random_numbers=False)
    seeds = [made.spec(run).seed for run in range(made.expected)]
    assert sorted(seeds) == list(range(1, 9))
    values = [made.values(made.spec(run))["relief.hope"] for run in range(made.expected)]
    assert values == [ROWS[(seed - 1) % 3][0] for seed in seeds]


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"uncertainties": {"from": "histry"}}, "uncertainties.from: histry: there are no joint draws of this name"),
        ({"uncertainties": {"from": [1, 2]}}, "uncertainties.from: must be the name of joint draws"),
        ({"uncertainties": {"from": "./gone.csv"}}, "gone.csv: no such file"),
        ({"uncertainties": {"relief.hope": "history"}}, 'relief.hope = "history": must be levels or a range'),
        ({"levers": {"relief.hope": [1, 2]}}, "relief.hope is also a lever; keep it in only one of the two"),
        ({"set": {**TINY, "relief.hope": 2}}, "relief.hope is also fixed under set"),
        ({"uncertainties": {"from": "./draws.csv", "relief.hope": [1, 2]}}, "is also an uncertainty of its own"),
        ({"design": {"kind": "morris", "trajectories": 2}}, "design.kind = morris: varies each parameter by itself"),
        (
            {"design": {"kind": "sobol", "points": 4}, "levers": {}, "uncertainties": ALONE},
            "design.kind = sobol: no levers or uncertainties to sample",
        ),
        (
            {**PAIR, "levers": {"sieges.red_town.relief.hope": [1, 2]}},
            "so sieges.red_town.relief.hope cannot have values of its own",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(more: dict[str, Any], line: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        experiment(tmp_path, **more)
    assert line in str(caught.value)
