"""Ctrl-C in commands whose runs are sweeps: how many are finished is told, and the same command does the rest."""

import re
from pathlib import Path

import pytest

from sim.model import SiegeModel
from sim.sweep.read import load
from tests.process import Command
from tests.runs.conftest import SMALL
from tests.sweep.conftest import TINY

SET = "".join(f"  {name}: {value}\n" for name, value in TINY.items())
FACT = """\
code: X1
title: Food is worth days
statement: Who has more of it holds out longer.
source: a test
worlds: {one: {says: one}, two: {says: two, set: {supply.leak: 0.0}}}
levers: {supply.food_days: [5, 9]}
replicates: 5
claims: [{says: nobody leaves, world: one, measure: level, of: deal, to: 5, at_most: 0.5}]
control: None.
controls: [{says: none, world: two, of: deal, between: [-1, 1]}]
"""


class Stops(SiegeModel):
    """A siege in which somebody presses Ctrl-C, with the fourth seed, where nothing leaks through the ring."""

    def advance(self, *words: object, **more: object) -> None:
        if self.siege.seed == 4 and self.siege.scenario.supply.leak == 0.0:
            raise KeyboardInterrupt
        super().advance(*words, **more)  # type: ignore[arg-type]


def _finished(folder: Path) -> int:
    return sum(len(load(sweep)) for sweep in (folder / "results" / "sweeps").iterdir() if any(sweep.rglob("*.parquet")))


def test_compare(inside: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = "".join(f"{name.partition('.')[0]}: {{{name.partition('.')[2]}: {v}}}\n" for name, v in SMALL.items())
    for name, leak in (("one", 0.1), ("two", 0.0)):
        text = f"extends: baseline\nname: {name}\n{small}clock: {{horizon_days: 3}}\nsupply: {{leak: {leak}}}\n"
        (tmp_path / f"{name}.yaml").write_text(text)
    words = ["compare", "one.yaml", "two.yaml", "--replicates", 6, "--outcome", "deal"]
    with monkeypatch.context() as patch:
        patch.setattr("sim.runs.run.SiegeModel", Stops)
        result = inside(*words)
    assert (result.code, result.out) == (130, "")
    assert result.err.splitlines()[:2] == ["one.yaml: 6 runs to do", "two.yaml: 6 runs to do"]
    progress = re.search(
        r"interrupted: (\d) of 6 runs are finished and kept in results/sweeps/two-\w+; the same", result.err
    )
    assert progress
    assert int(progress[1]) == _finished(tmp_path) - 6 > 0
    again = inside(*words)
    assert again.code == 0
    assert f"two.yaml: {6 - int(progress[1])} runs to do" in again.err
    assert "one.yaml" not in again.err


def test_facts(inside: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = ", ".join(f"{name}: {value}" for name, value in TINY.items())
    text = FACT.replace("says: one}", f"says: one, set: {{{changes}}}}}")
    (tmp_path / "food.yaml").write_text(text.replace("supply.leak: 0.0", f"supply.leak: 0.0, {changes}"))
    with monkeypatch.context() as patch:
        patch.setattr("sim.runs.run.SiegeModel", Stops)
        result = inside("facts", "food.yaml", "--workers", 1, "--quiet")
    progress = re.search(
        r"interrupted: (\d+) of 20 runs are finished and kept in results; the same command", result.err
    )
    assert progress, result.err
    assert (result.code, int(progress[1])) == (130, _finished(tmp_path))
    assert int(progress[1]) > 10
    assert inside("facts", "food.yaml", "--workers", 1, "--quiet").code == 0
    assert _finished(tmp_path) == 20
