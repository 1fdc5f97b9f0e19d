"""Which points a design asks for, and which luck each run has."""

import warnings
from typing import Any

import numpy as np
import pytest

from sim.scenario.errors import ScenarioError
from sim.sweep.designs import count_points, problem
from sim.sweep.experiment_reader import experiment_of
from sim.sweep.prepare import PreparedExperiment
from tests.sweep.conftest import prepared

AXES = {"supply.food_days": {"low": 5, "high": 45}, "garrison.morale": {"low": 0.2, "high": 0.9}}
MORE = {"negotiation.allowed": [True, False], "convoy.halt_days": {"low": 1, "high": 4}}


def test_a_grid_is_every_level_with_every_other_and_all_replicates_share_their_luck() -> None:
    made = prepared(levers={"supply.food_days": [5, 10], "garrison.morale": {"low": 0.1, "high": 0.3, "steps": 3}})
    assert [made.point(number)[1] for number in range(made.points)] == [
        (5.0, 0.1), (5.0, 0.2), (5.0, 0.3), (10.0, 0.1), (10.0, 0.2), (10.0, 0.3),
    ]  # fmt: skip
    runs = [made.spec(number) for number in range(made.expected)]
    assert len({(run.point, run.replicate) for run in runs}) == made.expected == 30
    assert all(run.seed == run.replicate for run in runs)
    assert [made.number(run.point, run.replicate) for run in runs] == list(range(30))
    alone = prepared(common_random_numbers=False)
    assert len({alone.spec(number).seed for number in range(alone.expected)}) == alone.expected


def test_uncertainties_of_a_grid_are_drawn_for_each_replicate_and_shared_by_the_points() -> None:
    made = prepared(uncertainties={"relief.hope": {"low": 0, "high": 5}}, replicates=10)
    drawn = {run.replicate: set() for run in map(made.spec, range(made.expected))}
    for run in map(made.spec, range(made.expected)):
        drawn[run.replicate].add(run.values[-1])
    assert all(len(values) == 1 for values in drawn.values())
    hopes = sorted(value for values in drawn.values() for value in values)
    assert np.floor(np.array(hopes) * 2).tolist() == list(range(10))  # one in each tenth of the range
    own = prepared(uncertainties={"relief.hope": {"low": 0, "high": 5}}, common_random_numbers=False)
    assert len({own.spec(number).values[-1] for number in range(own.expected)}) == own.expected


def test_one_at_a_time_starts_from_each_scenario_as_it_is() -> None:
    made = prepared(
        scenario=["baseline", "starve_or_surrender"], set={}, design={"kind": "one_at_a_time"},
        levers={"supply.food_days": [45.0, 90.0], "garrison.morale": [0.1, 0.2]},
    )  # fmt: skip
    base = [made.templates[name].value("supply.food_days") for name in made.templates]
    points = [made.point(number) for number in range(made.points)]
    assert base[0] == 45.0
    assert points[:4] == [
        ("baseline", (45.0, 0.75)), ("baseline", (90.0, 0.75)), ("baseline", (45.0, 0.1)), ("baseline", (45.0, 0.2)),
    ]  # fmt: skip
    assert points[4][0] == "starve_or_surrender"
    assert points[4][1][0] == base[1]
    for _, values in points[1:4]:
        assert sum(value != own for value, own in zip(values, points[0][1], strict=True)) == 1


def test_a_latin_hypercube_has_one_point_in_each_slice() -> None:
    made = prepared(levers=AXES | MORE, design={"kind": "latin_hypercube", "points": 40, "seed": 3})
    values = list(zip(*(made.point(number)[1] for number in range(40)), strict=True))
    assert sorted(int(food - 5) for food in values[0]) == list(range(40))
    assert sorted(values[2]) == [False] * 20 + [True] * 20
    assert sorted(values[3]) == sorted([1, 2, 3, 4] * 10)
    assert prepared(levers=AXES | MORE, design={"kind": "latin_hypercube", "points": 40, "seed": 4}).point(
        0
    ) != made.point(0)


def test_sobol_points_are_even_and_need_no_power_of_two() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = prepared(levers=AXES, design={"kind": "sobol", "points": 100})
    food = np.array([made.point(number)[1][0] for number in range(100)])
    assert made.points == 100
    assert abs(food.mean() - 25.0) < 0.5
    assert 5.0 <= food.min() < food.max() <= 45.0


def test_logarithmic_ranges_and_whole_numbers_stay_in_their_ranges() -> None:
    made = prepared(
        levers={"supply.food_days": {"low": 1, "high": 100, "steps": 3, "log": True}},
        uncertainties={"convoy.buses": {"low": 1, "high": 1000, "log": True}},
        replicates=200,
    )
    assert [made.point(number)[1] for number in range(3)] == [(1.0,), (10.0,), (100.0,)]
    buses = [made.spec(number).values[-1] for number in range(made.expected)]
    assert all(isinstance(many, int) and 1 <= many <= 1000 for many in buses)
    assert 20 < np.median(buses) < 50


@pytest.mark.parametrize("second", [True, False])
def test_saltelli_gives_the_indices_of_a_known_function(second: bool) -> None:
    from SALib.analyze import sobol

    made = prepared(
        levers=AXES, uncertainties={"relief.hope": {"low": 0, "high": 5}},
        design={"kind": "saltelli", "samples": 1024, "second_order": second},
    )  # fmt: skip
    assert made.points == 1024 * (8 if second else 5)
    shares = made.samples
    assert shares is not None
    food, morale, hope = np.array([made.point(number)[1] for number in range(made.points)]).T
    np.testing.assert_allclose(food, 5 + 40 * shares[:, 0])
    answer = 4 * (food - 5) / 40 + 2 * (morale - 0.2) / 0.7 + 0 * hope  # variances 16 : 4 : 0
    expected = sobol.analyze(problem(3), answer, calc_second_order=second, seed=1)
    np.testing.assert_allclose(expected["S1"], [0.8, 0.2, 0.0], atol=0.03)


def test_morris_gives_the_effects_of_a_known_function() -> None:
    from SALib.analyze import morris

    made = prepared(levers=AXES | MORE, design={"kind": "morris", "trajectories": 8})
    assert made.points == 8 * 5
    values = [made.point(number)[1] for number in range(made.points)]
    answer = np.array([3 * (food - 5) / 40 - morale * 0 for food, morale, *_ in values])
    expected = morris.analyze(problem(4), made.samples, answer, num_levels=4, seed=1)
    np.testing.assert_allclose(expected["mu_star"], [3.0, 0.0, 0.0, 0.0], atol=1e-9)


def test_a_point_is_the_same_however_it_is_asked_for() -> None:
    for design in (
        {"kind": "saltelli", "samples": 8},
        {"kind": "morris", "trajectories": 3},
        {"kind": "sobol", "points": 7},
    ):
        first, again = (prepared(levers=AXES, design=design | {"seed": 5}) for _ in range(2))
        assert [first.point(n) for n in range(first.points)] == [again.point(n) for n in reversed(range(again.points))][
            ::-1
        ]


@pytest.mark.parametrize(
    "design",
    [
        {"kind": "grid"},
        {"kind": "one_at_a_time"},
        {"kind": "latin_hypercube", "points": 7},
        {"kind": "sobol", "points": 8},
        {"kind": "saltelli", "samples": 4},
        {"kind": "saltelli", "samples": 4, "second_order": False},
        {"kind": "morris", "trajectories": 3},
    ],
    ids=str,
)
def test_points_are_counted_before_they_are_drawn(design: dict[str, Any]) -> None:
    made = prepared(
        levers={"supply.food_days": [5, 10], "garrison.morale": [0.4, 0.8], "supply.leak": [0.1, 0.2]}, design=design
    )
    (world,) = made.templates.values()
    base = tuple(world.value(lever.dotted) for lever in made.levers)
    assert count_points(made.experiment, made.levers, made.uncertainties, base) == made.points


def test_one_at_a_time_has_no_base_where_the_sieges_of_a_theatre_differ() -> None:
    """The base would give all towns the first one's fighters."""
    asked = {"question": "?", "scenario": "four_towns_2017", "design": {"kind": "one_at_a_time"}}
    every = {"sieges.every.garrison.fighters": [200, 400]}
    with pytest.raises(
        ScenarioError, match=r"four_towns_2017 differ in it \(madaya 500, zabadani 1500, .* such as siege"
    ):
        PreparedExperiment(experiment_of({**asked, "levers": every}, "x"))
    one = PreparedExperiment(experiment_of({**asked, "levers": {"sieges.madaya.garrison.fighters": [200, 400]}}, "x"))
    base = one.scenario_of(one.spec(0))
    assert [siege.garrison.fighters for siege in base.sieges.values()] == [500, 1500, 2600, 1400]
    PreparedExperiment(experiment_of({**asked, "levers": every, "design": {"kind": "grid"}}, "x"))
