"""Blocks of seeds are added where the interval is widest, until the shares are precise or the budget ends."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.cli import invoke
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError
from sim.sweep import precision
from sim.sweep.engine import run_missing
from sim.sweep.observed_runs import ObservedRuns
from sim.sweep.precision import SequentialDesign, half_widths, most_runs, precision_of, replicates_of
from sim.sweep.read import load, load_manifest
from sim.sweep.status import status_of
from tests.sweep.conftest import ASKED, prepared, same

FIVE = {"surrender": "5 points"}


def swept(rule: SequentialDesign, shares: np.ndarray, seed: int, at_once: int = 10**6) -> ObservedRuns:
    """Follow a rule with runs that end in surrender with a probability for each point, `at_once` rows at a time."""
    happens = np.random.default_rng(seed).random((rule.most, len(shares))) < shares
    observed = ObservedRuns(rule.points, rule.most, rule.outcomes)
    while len(runs := rule.next_runs(observed)):
        replicate, point = np.divmod(runs[:at_once][::-1], rule.points)
        ending = ["surrender" if hit else "stormed" for hit in happens[replicate, point]]
        observed.add_rows(point, replicate + 1, [False] * len(point), ending)
    return observed


def test_intervals_cover_and_runs_are_saved() -> None:
    """Of 150 sweeps of ten points, 93 to 97% of all intervals cover the true share, with a quarter fewer runs."""
    shares = np.linspace(0.03, 0.6, 10)
    covered, runs = [], []
    for seed in range(150):
        rule = SequentialDesign(FIVE, 1, len(shares), None)
        observed = swept(rule, shares, seed)
        done = observed.done.reshape(-1, len(shares))
        n, hits = done.sum(axis=0), observed.happened["surrender"].reshape(-1, len(shares)).sum(axis=0)
        ends = np.array([precision.wilson(int(k), int(m)) for k, m in zip(hits, n, strict=True)])
        assert (ends[:, 1] - ends[:, 0] <= 0.1 + 1e-12).all()
        covered.append((ends[:, 0] <= shares) & (shares <= ends[:, 1]))
        runs.append(int(n.sum()))
    assert 0.93 <= np.mean(covered) <= 0.97
    assert (np.mean(covered, axis=0) > 0.89).all()
    assert np.mean(runs) < 0.75 * most_runs(0.05) * len(shares)


@pytest.mark.parametrize("budget", [None, 1700])
def test_the_runs_do_not_depend_on_the_order_in_which_they_finish(
    budget: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precision, "FEWEST_AT_ONCE", 2)
    shares = np.linspace(0.0, 0.9, 9)
    whole = swept(SequentialDesign(FIVE, 1, 9, budget), shares, 7)
    for at_once in (1, 33):
        np.testing.assert_array_equal(swept(SequentialDesign(FIVE, 1, 9, budget), shares, 7, at_once).done, whole.done)
    if budget is not None:
        assert budget - precision.BLOCK < whole.done.sum() <= budget


def test_the_widest_intervals_come_first_and_failed_runs_do_not_count() -> None:
    rule = SequentialDesign({"surrender": "5 points", "deal": "10 points"}, 70, 20, None)
    assert (rule.least, rule.most, rule.at_most) == (80, 400, 8000)
    observed = ObservedRuns(20, rule.most, rule.outcomes)
    first = rule.next_runs(observed)
    assert first.tolist() == list(range(80 * 20))
    replicate, point = np.divmod(first, 20)
    ending = ["surrender" if p < 18 and r % 2 else "stormed" for p, r in zip(point, replicate, strict=True)]
    observed.add_rows(
        point, replicate + 1, [bool(p == 4 and r < 40) for p, r in zip(point, replicate, strict=True)], ending
    )
    second = rule.next_runs(observed)
    assert rule.excess(observed)[19] < 1 < rule.excess(observed)[0] < rule.excess(observed)[4]
    assert sorted({int(number) % 20 for number in second}) == [*range(16)]  # sixteen at once: 4, then the first others
    assert len(second) == 16 * precision.BLOCK


def test_a_precision_that_cannot_be_read_is_explained() -> None:
    assert half_widths({"deal": "2.5 points", "stormed": "1 point"}) == {"deal": 0.025, "stormed": 0.01}
    assert (most_runs(0.05), most_runs(0.1)) == (400, 100)
    assert replicates_of(FIVE, 500) == (500, 500)
    for wrong, words in (
        ({"surender": "5 points"}, "surender is not an ending; did you mean surrender?"),
        ({"deal": 0.05}, "deal = 0.05: must be half the width of the 95% interval of the share, 0.5 to 30 points"),
        ({"deal": "0.1 points"}, "0.5 to 30 points"),
        ({}, "must name an ending, such as"),
    ):
        with pytest.raises(ScenarioError) as caught:
            half_widths(wrong)
        assert words in str(caught.value)
    assert precision_of("sure", None) == {"deal": "5 points"}
    assert precision_of("sure", FIVE) == FIVE
    assert precision_of("surrender=4, deal=3 points", None) == {"surrender": "4 points", "deal": "3 points"}
    for wrong in ("soon", "deal", "deal="):
        with pytest.raises(ScenarioError, match="must be sure, or an ending and points, such as surrender=5"):
            precision_of(wrong, None)
    with pytest.raises(ScenarioError, match="needs precision"):
        prepared(budget=100)
    with pytest.raises(ScenarioError, match="not with morris"):
        prepared(precision=FIVE, design={"kind": "morris", "trajectories": 2})


WANTED: dict[str, Any] = {
    "levers": {"supply.food_days": [5, 40]},
    "precision": {"deal": "12 points"},
    "replicates": 1,
    "days": 2,
    "budget": 140,
}


def test_a_sweep_stops_when_it_is_sure_and_resumes(tmp_path: Path) -> None:
    made = prepared(**WANTED)
    assert (made.expected, made.replicates) == (140, 80)
    first = run_missing(made, tmp_path / "a", limit=50)
    assert (first.finished, first.expected, first.rule) == (50, 140, "")
    assert status_of(tmp_path / "a")["at_most"]
    rest = run_missing(made, tmp_path / "a")
    assert (rest.finished, rest.expected, rest.missing) == (120, 120, 0)
    assert "sequential rule: deal within 12 points (95% Wilson interval)" in rest.rule
    run_missing(made, tmp_path / "b", workers=2)
    same(tmp_path / "a", tmp_path / "b")
    frame = load(tmp_path / "a")
    assert frame.groupby("point").size().tolist() == [60, 60]
    with pytest.raises(ScenarioError, match="budget = 119: must be at least 120, 60 runs at each of 2 points"):
        prepared(**WANTED | {"budget": 119})


def test_until_sure_on_the_command_line(asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked.write_text(yamltext.write(ASKED | {"levers": {"garrison.morale": [0.4]}, "days": 2}), encoding="utf-8")
    out = ["--out", str(tmp_path), "--workers", "1"]
    assert invoke(["sweep", str(asked), *out, "--quiet"]) == 0
    capsys.readouterr()
    assert invoke(["sweep", str(asked), *out, "--until", "deal=10"]) == 0
    printed = capsys.readouterr()
    assert "1 point, until deal within 10 points: at most 100 runs" in printed.err
    assert "5 runs taken over from " in printed.err
    assert "60 of 60 runs finished" in printed.out
    assert "All 1 points reached it, with 60 runs at a point: 60 runs." in printed.out
    folder = next(path for path in (tmp_path / "sweeps").iterdir() if load_manifest(path)["expected"] == 60)
    assert not status_of(folder)["at_most"]
    assert invoke(["sweep", str(asked), *out, "--until", "soon"]) == 2
    assert "--until soon: must be sure" in capsys.readouterr().err
