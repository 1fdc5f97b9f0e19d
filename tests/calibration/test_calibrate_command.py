"""The command `history calibrate` from runs to page and joint draws, and what a user may get wrong."""

import contextlib
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim import cli
from sim.calibration.publish import BEGIN, END, publish
from sim.calibration.results import ROWS, calibrate
from sim.calibration.runs import folder_of, prepare_calibration, read_runs
from sim.scenario.errors import ScenarioError
from sim.scenario.joint_draws import read_joint_draws
from tests.calibration.planted import files
from tests.process import CommandResult

WORDS = ["history", "calibrate", "mine.csv", "--mapping", "tiny.yaml", "--priors", "priors.yaml", "--replicates", "1"]


def invoke(words: list[str]) -> CommandResult:
    """The command in this process; a fixture of a module cannot use that of pytest."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.invoke(words)
    return CommandResult(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("calibration")
    files(made)
    return made


@pytest.fixture(scope="module")
def document(folder: Path) -> dict[str, object]:
    """What the command prints: first a part of the runs, then all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        few = invoke([*WORDS, "--points", "64", "--limit", "20", "--quiet"])
        assert few.code == 2
        assert "design points are finished for all cases, but at least 64 are needed" in few.err
        done = invoke([*WORDS, "--points", "64", "--json"])
        assert done.code == 0, done.err
        return json.loads(done.out)


def test_the_whole_way_gives_a_page_and_draws_that_can_be_used(folder: Path, document: dict[str, object]) -> None:
    assert (document["n"], document["runs"], document["missing"]) == (4, 256, 0)
    out = folder / str(document["out"])
    page = (out / "calibration.html").read_text(encoding="utf-8")
    assert "Clusters left out, the calibrated model has a strict skill of" in page
    assert json.loads((out / "calibration.json").read_text(encoding="utf-8")) == {
        name: value for name, value in document.items() if name != "out"
    }
    draws = read_joint_draws("./posterior.csv", out)
    assert (len(draws.rows), draws.hash, draws.warning) == (ROWS, document["posterior"], "")
    constants = document["constants"]
    assert isinstance(constants, list)
    assert [one["parameter"] for one in constants] == list(draws.names)
    for place, one in enumerate(constants):  # the draws are a sample of the posterior, of 256: a share has 3 points
        values = np.array([row[place] for row in draws.rows])
        assert one["low"] <= values.min() < values.max() <= one["high"]
        for name, share in (("p10", 0.1), ("median", 0.5), ("p90", 0.9)):
            assert np.mean(values <= one["posterior"][name]) == pytest.approx(share, abs=0.09), name


def test_the_same_runs_give_the_same_numbers_and_are_published_whole(folder: Path, document: dict[str, object]) -> None:
    prepared = prepare_calibration(folder / "mine.csv", folder / "tiny.yaml", folder / "priors.yaml", 64, 1)
    runs = read_runs(prepared, folder_of(prepared, folder / "results"))
    found = calibrate(prepared, runs)
    assert found.document == {name: value for name, value in document.items() if name != "out"}
    tree = folder / "tree"
    with pytest.raises(ScenarioError, match=r"docs/calibration.md is not in this folder"):
        publish(prepared, runs, found.document, found.posterior, tree)
    (tree / "docs").mkdir(parents=True)
    (tree / "configs" / "history").mkdir(parents=True)
    (tree / "results" / "published" / "calibration").mkdir(parents=True)
    (tree / "docs" / "calibration.md").write_text(f"# Mine\n{BEGIN}\n{END}\n")
    publish(prepared, runs, found.document, found.posterior, tree)
    kept = pd.read_parquet(tree / "results" / "published" / "calibration" / "runs.parquet")
    counts = kept.groupby("case")["class"].value_counts().unstack(fill_value=0)
    for place, case in enumerate(prepared.mapped.cases):
        own = runs.table["class"][runs.case == place].value_counts()
        assert counts.loc[case][own.index].tolist() == own.tolist()
    assert "### Constants" in (tree / "docs" / "calibration.md").read_text(encoding="utf-8")
    assert read_joint_draws("configs/history/posterior.csv", tree).hash == document["posterior"]
    with pytest.raises(ScenarioError, match="runs are missing or failed"):
        publish(prepared, runs, {**found.document, "missing": 3}, found.posterior, tree)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--points", "10"], "points = 10: must be"),
        (["--points", "64", "--priors", "gone.yaml"], "gone.yaml: no such file"),
        (["--points", "64", "--publish"], "--publish: docs/calibration.md is not in this folder"),
    ],
)
def test_a_wrong_call_gets_a_sentence(
    words: list[str], line: str, folder: Path, document: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    done = invoke([*WORDS, *words])
    assert done.code == 2
    assert line in done.err
    assert "Traceback" not in done.err
