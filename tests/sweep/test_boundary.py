"""A search for a border: points gather along it, depend on nothing but the design and the rows, and survive kills."""

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.compare import report
from sim.scenario.errors import ScenarioError
from sim.sweep import sweep_files
from sim.sweep.border_fit import fit_border
from sim.sweep.boundary import BoundaryDesign, GrowingPoints
from sim.sweep.engine import run_missing
from sim.sweep.experiment import Boundary
from sim.sweep.experiment_reader import load_experiment
from sim.sweep.factors import Factor
from sim.sweep.observed_runs import ObservedRuns
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import load, load_manifest, load_samples
from tests.sweep.conftest import ASKED, prepared, same

AXES = [Factor("supply.food_days", "number", (), 0.0, 1.0), Factor("besieger.manpower", "number", (), 0.0, 1.0)]


def searched(happens: Any, seed: int, points: int = 160, most_at_once: int = 1000) -> GrowingPoints:
    """The points of a search whose runs end in surrender where `happens` says so of a point and its number."""
    chosen = GrowingPoints(AXES, Boundary(kind="boundary", outcome="surrender", points=points, seed=seed))
    design = BoundaryDesign(chosen)
    observed = ObservedRuns(points, 1, design.outcomes)
    while len(runs := design.next_runs(observed)):
        for run in runs[::-1][:most_at_once]:
            ending = "surrender" if happens(chosen.unit[run], run) else "stormed"
            observed.add_rows(np.array([run]), np.array([1]), [False], [ending])
    return chosen


def by_chance(point: np.ndarray, number: int) -> bool:
    """A border from corner to corner, as wide as a tenth of an axis."""
    chance = 1 / (1 + np.exp(-20 * (point.sum() - 1)))
    return bool(np.random.default_rng([5, number]).random() < chance)


def test_points_gather_along_the_border_and_one_in_ten_is_anywhere() -> None:
    unit = searched(by_chance, 3).unit
    near = np.abs(unit.sum(axis=1) - 1) < 0.2
    assert near[32:].mean() > 1.5 * near[:32].mean()
    flags = np.array([by_chance(point, number) for number, point in enumerate(unit)])
    steps = np.linspace(0.1, 0.9, 9)
    fit = fit_border(unit, flags)
    below, above = (fit.log_odds(np.column_stack([steps, 1 - steps + shift]))[0] for shift in (-0.15, 0.15))
    assert (below < 0).all()
    assert (above > 0).all()
    far = np.abs(unit[39::10].sum(axis=1) - 1) > 0.3
    assert far.any()


def test_points_do_not_depend_on_the_order_in_which_runs_finish() -> None:
    first = searched(by_chance, 4, 80).unit
    np.testing.assert_array_equal(searched(by_chance, 4, 80, 3).unit, first)
    assert not np.array_equal(searched(by_chance, 5, 80).unit, first)


def test_while_all_runs_agree_points_stay_evenly_spread() -> None:
    unit = searched(lambda *_: False, 2, 64).unit
    counts = np.histogram2d(*unit.T, bins=4, range=[[0, 1], [0, 1]])[0]
    assert counts.min() == counts.max() == 4


WANTED: dict[str, Any] = {
    "levers": {"supply.food_days": {"low": 2, "high": 60, "log": True}, "garrison.morale": {"low": 0.1, "high": 0.9}},
    "uncertainties": {"convoy.halt_days": {"low": 1, "high": 4}},
    "design": {"kind": "boundary", "outcome": "stormed", "points": 30, "first": 16, "batch": 6},
    "replicates": 1,
    "days": 3,
}


def test_a_search_resumes_with_the_same_points_and_seeds_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ObservedRuns, "add_rows", _by_point)
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    done = run_missing(prepared(**WANTED), whole)
    assert (done.finished, done.expected, done.missing) == (30, 30, 0)
    assert "30 points with one run each, the first 16 spread evenly" in done.rule
    for limit in (7, 12, 4):
        run_missing(prepared(**WANTED), stopped, limit=limit)
    assert len(load_samples(stopped)[1]) == 28
    (stopped / "samples.parquet").unlink()  # the points are chosen again, and are the same
    run_missing(prepared(**WANTED), stopped, workers=2)
    same(whole, stopped)
    frame = load(whole)
    assert frame["seed"].tolist() == list(range(1, 31))
    assert frame["convoy.halt_days"].nunique() > 1
    assert load_manifest(whole)["points"] == 30


def _by_point(observed: ObservedRuns, point: np.ndarray, replicate: np.ndarray, failed: Any, ending: Any) -> None:
    """Take every third point for one whose siege ended in an assault."""
    observed.done[point] = True
    observed.happened["stormed"][point] = point % 3 == 0


def test_no_border_is_said_to_be_none(tmp_path: Path) -> None:
    made = prepared(**WANTED | {"design": {"kind": "boundary", "points": 16}})
    run_missing(made, tmp_path)
    found = report(tmp_path)
    assert found.answer[0] == "No border here: none of the 16 runs ended in a deal."
    assert found.frames["border"].empty
    assert [figure.name for figure in found.figures] == ["border"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"levers": {"supply.food_days": {"low": 2, "high": 60}}}, "needs 2 to 4 levers"),
        ({"levers": WANTED["levers"] | {"garrison.morale": [0.1, 0.9]}}, "garrison.morale has levels, but"),
        (
            {"design": {"kind": "boundary", "points": 30, "outcome": "victory"}},
            "design.outcome = victory: must be one of",
        ),
        ({"design": {"kind": "boundary", "points": 20, "level": 1.5}}, "design.level = 1.5: must be 0.98 or less"),
        ({"replicates": 5}, "replicates = 5: must be 1"),
        ({"common_random_numbers": True}, "gives each point a seed of its own"),
        ({"precision": {"deal": "5 points"}}, "not with boundary"),
    ],
    ids=str,
)
def test_what_a_search_does_not_allow_is_explained(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        prepared(**WANTED | change)
    assert words in str(caught.value)


def test_points_are_kept_before_they_are_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    write = sweep_files.write_points
    monkeypatch.setattr(
        "sim.sweep.engine.write_points", lambda made, folder: (written.append(made.known_points), write(made, folder))
    )
    run_missing(prepared(**WANTED), tmp_path, limit=20)
    assert written == [22]
    assert len(load(tmp_path)) == 20


EARLIER: dict[str, Any] = {
    "name": "earlier",
    "levers": WANTED["levers"],
    "design": {"kind": "sobol", "points": 12, "seed": 5},
    "replicates": 1,
    "days": 3,
}
LATER: dict[str, Any] = WANTED | {
    "uncertainties": {},
    "design": {"kind": "boundary", "outcome": "stormed", "points": 16, "first": 16, "batch": 4},
}


def starting(folder: Path, **changes: Any) -> dict[str, Any]:
    return LATER | {"design": LATER["design"] | {"start": str(folder)}} | changes


def test_a_search_starts_with_the_runs_of_an_earlier_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ObservedRuns, "add_rows", _by_point)
    earlier, whole, stopped = tmp_path / "earlier", tmp_path / "whole", tmp_path / "stopped"
    run_missing(prepared(**EARLIER), earlier)
    made, said = prepared(**starting(earlier)), list[str]()
    assert made.size_text().endswith("28 runs, 12 runs of earlier among them")
    done = run_missing(made, whole, say=said.append)
    assert "28 points with one run each, the first 12 of an earlier sweep, the next 4 spread evenly" in done.rule
    assert [line for line in said if "taken over" in line] == [
        f"12 runs taken over from {earlier}, which has them already"
    ]
    columns = ["seed", *WANTED["levers"], "digest"]
    pd.testing.assert_frame_equal(load(whole)[columns][:12], load(earlier)[columns])
    assert load(whole)["seed"].tolist() == [1] * 12 + list(range(13, 29))
    (caveat,) = [line for line in report(whole).caveats if "started" in line]
    assert caveat.startswith("The search started from 12 runs of earlier. Some of these share their seeds")

    for limit in (0, 1, 5):
        run_missing(made, stopped, limit=limit)
    shutil.rmtree(earlier)  # from now on the folder has all that it needs
    kept = load_and_prepare(stopped)
    assert kept.hash == made.hash
    run_missing(kept, stopped)
    same(whole, stopped)
    (stopped / "start.csv").write_text("seed\n1\n")
    with pytest.raises(ScenarioError, match="is not a file of start runs of these levers"):
        load_and_prepare(stopped)


def load_and_prepare(folder: Path) -> PreparedExperiment:
    return PreparedExperiment(load_experiment(folder / "experiment.yaml"))


def test_only_runs_of_the_same_siege_within_the_ranges_are_taken(tmp_path: Path) -> None:
    run_missing(prepared(**EARLIER), tmp_path)
    rows = load(tmp_path)
    narrow = {"supply.food_days": {"low": 5, "high": 30, "log": True}, "garrison.morale": {"low": 0.1, "high": 0.9}}
    made = prepared(**starting(tmp_path, levers=narrow))
    assert made.start is not None
    assert made.start.seeds == tuple(rows.loc[rows["supply.food_days"].between(5, 30), "seed"])
    assert made.hash != prepared(**starting(tmp_path)).hash
    unit = made.start.unit(made.levers)
    assert ((unit >= 0) & (unit <= 1)).all()
    assert made.levers[0].at(unit[0][0]) == pytest.approx(made.start.values[0][0])

    other = {**ASKED["set"], "garrison.fighters": 61}
    third = {"besieger.morale": {"low": 0, "high": 1}}
    manifest = tmp_path / "manifest.json"
    for changes, words in (
        ({"set": other}, "none of its 12 finished runs is of the same siege"),
        ({"days": 4}, "its runs have other `days`"),
        ({"levers": WANTED["levers"] | third}, "does not vary besieger.morale; a search starts"),
        ({"uncertainties": WANTED["uncertainties"]}, "design.start: cannot be used with uncertainties"),
    ):
        with pytest.raises(ScenarioError) as caught:
            prepared(**starting(tmp_path, **changes))
        assert words in str(caught.value)
    with pytest.raises(ScenarioError, match=r"design.start = grid: grid: no sweep of this name"):
        prepared(**starting(Path("grid")))
    manifest.write_text(re.sub(r'"model": "h\w+"', '"model": "h0"', manifest.read_text()))
    with pytest.raises(ScenarioError, match=r"its runs are of another model \(h0, not h"):
        prepared(**starting(tmp_path))
