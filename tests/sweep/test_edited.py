"""An experiment that was edited after its sweep is reported as different from it."""

from pathlib import Path

import pytest

from sim.cli import invoke
from sim.sweep import run_experiment
from sim.sweep.edited import edited_warning

TEXT = "name: asked\nquestion: why?\nscenario: baseline\nlevers: {garrison.morale: [0.5, 0.8]}\nreplicates: 3\n"


def test_status_says_that_the_experiment_was_edited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "asked.yaml"
    file.write_text(TEXT, encoding="utf-8")
    folder = run_experiment(file, out=tmp_path, limit=0)
    assert edited_warning(str(file), folder) == ""
    file.write_text(TEXT.replace("0.8", "0.9").replace("3", "5"), encoding="utf-8")
    warning = edited_warning(str(file), folder)
    assert warning.startswith(f"The experiment has been edited since {folder} was run, which this is about: ")
    assert "levers.garrison.morale was [0.5, 0.8] and is [0.5, 0.9]; replicates was 3 and is 5." in warning
    assert warning.endswith(f"`safeconduct sweep {file}` runs it as it is now, and takes over the runs that it shares.")
    assert edited_warning(str(folder), folder) == ""
    assert edited_warning("asked", folder) == ""  # no experiment of this name here
    assert invoke(["status", str(file), "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert warning in printed.err
    assert "0 of 6 runs finished" in printed.out
    newer = run_experiment(file, out=tmp_path, limit=0)
    assert edited_warning(str(file), folder).endswith(f"The sweep of the experiment as it is now is {newer}.")
    assert edited_warning(str(file), newer) == ""
