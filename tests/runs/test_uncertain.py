"""`run --uncertain`: each seed has its own draw of the constants, alone and among replicates."""

import json
from pathlib import Path

import pytest

from sim.cli import invoke
from sim.runs.run import TINY
from sim.scenario.joint_draws import read_joint_draws

WORDS = [
    "run",
    "baseline",
    *(part for key, value in TINY.items() for part in ("--set", f"{key}={value}")),
    "--days",
    "6",
]


def document(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert invoke([*WORDS, "--json", "--quiet", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_replicate_is_the_single_run_of_its_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    many = document(capsys, "--uncertain", "--replicates", "4")
    runs = many["runs"]
    assert isinstance(runs, list)
    draws = read_joint_draws("history")
    assert many["joint_draws"] == draws.hash
    assert len({run["scenario_hash"] for run in runs}) == 4
    alone = document(capsys, "--uncertain", "--seed", "3")
    assert alone["digest"] == next(run["digest"] for run in runs if run["seed"] == 3)
    sets = [part for name, value in draws.values(3).items() for part in ("--set", f"{name}={value!r}")]
    assert document(capsys, *sets, "--seed", "3")["digest"] == alone["digest"]
    plain = document(capsys, "--replicates", "4")
    assert plain["out"] != many["out"]
    assert "joint_draws" not in plain


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["run", "baseline", "--uncertain", "--set", "relief.hope=2"], "--set relief.hope: is drawn by --uncertain"),
        (["run", "linked_pair", "--uncertain"], "--uncertain: works for single sieges only"),
        (["run", "--from", "gone.npz", "--uncertain"], "a run from a snapshot keeps the constants it began with"),
    ],
)
def test_what_cannot_be_combined_is_refused(
    words: list[str], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert invoke(words) == 2
    assert line in capsys.readouterr().err
