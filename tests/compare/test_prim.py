"""A planted box is found again; noise has none to speak of."""

import numpy as np
import pandas as pd
import pytest

from sim.compare.analysis.prim import COVERAGE, SMALLEST, find_box
from sim.compare.axes import axis_for, booleans_as_text
from sim.compare.sweep_report.report_text import box_conditions


def test_a_planted_box_is_found() -> None:
    rng = np.random.default_rng(1)
    axes = pd.DataFrame(rng.random((4000, 4)), columns=["a", "b", "c", "d"])
    planted = (axes["a"] > 0.6) & (axes["b"] < 0.5)
    box = find_box(axes, rng.random(4000) < np.where(planted, 0.95, 0.05))
    assert box is not None
    limits = {limit.axis: limit for limit in box.limits}
    assert set(limits) == {"a", "b"}
    assert len(box.limits) == 2
    assert limits["a"].low == pytest.approx(0.6, abs=0.04)
    assert limits["b"].high == pytest.approx(0.5, abs=0.04)
    assert limits["a"].high == np.inf
    assert limits["b"].low == -np.inf
    assert max(limit.qp for limit in box.limits) < 1e-6
    assert box.density == pytest.approx(0.95, abs=0.03)
    assert box.coverage > 0.7


def test_the_numbers_of_a_box_are_those_of_its_runs() -> None:
    rng = np.random.default_rng(2)
    axes = pd.DataFrame({"level": rng.choice([10, 20, 40], 900), "word": rng.choice(["x", "y", "z"], 900)})
    cases = rng.random(900) < np.where((axes["level"] >= 20) & (axes["word"] == "y"), 0.8, 0.2)
    box = find_box(axes, cases)
    assert box is not None
    inside = (axes["level"] >= 20) & (axes["word"] == "y")
    assert (box.inside == inside).all()
    assert box.density == pytest.approx(cases[inside].mean())
    assert box.coverage == pytest.approx(cases[inside].sum() / cases.sum())
    assert {limit.axis: limit.among for limit in box.limits} == {"level": (), "word": ("y",)}


def test_the_trajectory_narrows_and_the_choice_follows_its_rule() -> None:
    rng = np.random.default_rng(3)
    axes = pd.DataFrame(rng.random((1500, 3)), columns=list("abc"))
    box = find_box(axes, rng.random(1500) < axes["a"] * axes["b"])
    assert box is not None
    masses = [step.mass for step in box.trajectory]
    assert masses[0] == 1.0
    assert (np.diff(masses) < 0).all()
    assert masses[-1] >= SMALLEST
    best = max((step for step in box.trajectory if step.coverage >= COVERAGE), key=lambda step: step.density)
    chosen = box.trajectory[box.chosen]
    assert chosen.coverage >= COVERAGE
    assert best.density - chosen.density <= np.sqrt(best.density * (1 - best.density) / (best.mass * 1500))
    assert chosen.mass >= best.mass


def test_where_there_is_nothing_to_find() -> None:
    axes = pd.DataFrame({"a": [1.0, 2.0, 3.0]})
    assert find_box(axes, np.array([True, True, True])) is None
    assert find_box(axes, np.array([False, False, False])) is None
    assert find_box(pd.DataFrame({"a": [1.0, 1.0]}), np.array([True, False])) is None
    assert find_box(pd.DataFrame(index=range(2)), np.array([True, False])) is None


def test_of_noise_few_limits_are_kept() -> None:
    """Peeling always finds something denser; the quasi-p-values throw most of it out."""
    kept = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        axes = pd.DataFrame(rng.random((400, 5)), columns=list("abcde"))
        box = find_box(axes, rng.random(400) < 0.4)
        assert box is not None
        assert box.density < 0.62
        kept.append(len(box.limits))
    assert np.mean(kept) < 4.5


def test_booleans_are_worded_as_on_or_off() -> None:
    varied = pd.DataFrame({"links.pair.active": np.arange(200) % 2 == 0})
    box = find_box(booleans_as_text(varied), varied["links.pair.active"].to_numpy() & (np.arange(200) % 3 > 0))
    assert box is not None
    assert box_conditions(box, [axis_for("links.pair.active", varied["links.pair.active"])]) == "sieges linked"
