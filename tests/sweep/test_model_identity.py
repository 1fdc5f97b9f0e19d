"""Rows of two models never share a folder: the code of the model is part of what a sweep is."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.load import model_version
from sim.sweep import load, run_experiment
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.status import status_of
from tests.process import Command
from tests.sweep.conftest import prepared

ELSEWHERE = [
    f"sim.{module}.model_hash"
    for module in (
        "sweep.prepare",
        "sweep.sweep_files",
        "sweep.status",
        "sweep.chunk_worker",
        "sweep.earlier_runs",
    )
]
FEW = {"levers": None, "replicates": 2}


def edited(patch: pytest.MonkeyPatch) -> PreparedExperiment:
    """The same experiment after an edit of a rule."""
    for name in ELSEWHERE:
        patch.setattr(name, lambda: "hedited000000")
    return prepared(**FEW)


def test_after_an_edit_of_a_rule_the_same_command_starts_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run_experiment(prepared(**FEW).experiment, out=tmp_path)
    was = json.loads((first / "manifest.json").read_text(encoding="utf-8"))["model"]
    messages: list[str] = []
    second = run_experiment(edited(monkeypatch).experiment, out=tmp_path, say=messages.append)
    assert second != first
    assert (len(load(first)), len(load(second))) == (2, 2)
    change = f"the model code has changed (model hash then: {was}, now: hedited000000)"
    assert [line.partition(", because ")[0] for line in messages] == ["starting a new sweep"]
    assert messages[0].endswith(f"differs: {change}")
    assert status_of(first)["made_with"]["current"] is False
    assert status_of(second)["made_with"] | {"commit": None} == {
        "version": model_version(), "model": "hedited000000", "commit": None, "current": True,
    }  # fmt: skip


def test_a_named_folder_of_another_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = run_experiment(prepared(**FEW).experiment, out=tmp_path)
    with pytest.raises(ScenarioError) as caught:
        run_experiment(edited(monkeypatch).experiment, out=folder)
    assert "nothing was changed" in caught.value.problems[0]
    assert "the model code has changed" in caught.value.problems[1]
    assert len(load(folder)) == 2


def test_a_folder_of_before_model_hashes_were_kept_is_read_and_not_added_to(tmp_path: Path, inside: Command) -> None:
    folder = run_experiment(prepared(**FEW).experiment, out=tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["model"]
    old = folder.rename(folder.with_name("tiny-0123456789ab"))
    (old / "manifest.json").write_text(json.dumps(manifest | {"hash": "0123456789ab"}), encoding="utf-8")
    for part in (old / "parts").iterdir():  # which did not say of which sweep they were
        pq.write_table(pq.read_table(part).replace_schema_metadata(None), part)
    result = inside("status", old)
    assert result.code == 0
    assert f"Made with version {model_version()}, model not recorded, commit" in result.out
    assert len(load(old)) == 2
    messages: list[str] = []
    assert run_experiment(prepared(**FEW).experiment, out=tmp_path, say=messages.append) == folder
    assert "tiny-0123456789ab (2 of 2 runs) differs: the model code has changed" in messages[0]
