"""What has been run is listed with question, size, model and date; damaged folders are named, not fatal."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from sim.cli import invoke
from sim.scenario.errors import ScenarioError
from sim.sweep.result_folders import result_folders
from tests.compare.sieges import folder_of, rows_of


def written(root: Path, place: str, name: str, document: Any, day: int) -> None:
    """A folder with its document, last changed on a day of January 2026."""
    (root / place).mkdir(parents=True)
    file = root / place / name
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    os.utime(file, (1767225600 + day * 86400, 1767225600 + day * 86400))


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """One folder of each kind, one sweep as version 0.1.0 wrote it, one damaged, one hidden."""
    for number, name in enumerate(("old", "new")):
        folder = folder_of(tmp_path / "sweeps" / f"{name}-h0123456789ab", rows_of({}, 4), [], name=name)
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest |= {"updated": f"2026-02-0{number + 1}T01:00:00+01:00", "expected": 6}
        if name == "old":
            manifest["versions"]["safeconduct"] = "0.1.0"
        else:
            manifest["model"] = "habc"
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    written(tmp_path, "runs/a", "run.json", {"scenario": "a", "seed": 1, "model": "h1"}, 1)
    written(tmp_path, "runs/a-x9", "run.json", {"scenario": "a", "replicates": 9, "failed": 2, "model": "h1"}, 2)
    fork = {"scenario": "a", "at": "deal", "set": {"negotiation.allowed": False}, "replicates": 5, "failed": [{}]}
    written(tmp_path, "forks/f", "fork.json", fork, 3)
    written(tmp_path, "runs/bad", "run.json", "{", 4)
    written(tmp_path, "runs/.trash", "run.json", {"scenario": "a"}, 5)
    return tmp_path


def test_each_folder_is_listed_with_its_size_the_newest_first(results: Path) -> None:
    found, problems = result_folders(results)
    assert [(each.kind, each.name, each.runs, each.expected, each.model) for each in found] == [
        ("sweep", "new", 4, 6, "habc"),
        ("sweep", "old", 4, 6, None),
        ("fork", "a", 4, 5, None),
        ("replicates", "a", 7, 9, "h1"),
        ("run", "a", 1, 1, "h1"),
    ]
    assert [each.date for each in found[:3]] == ["2026-02-02 00:00", "2026-02-01 00:00", "2026-01-04 00:00"]
    assert found[1].version == "0.1.0"
    assert (found[0].question, found[2].question) == (
        "When do deals appear?", "What if negotiation.allowed = False, from deal?",
    )  # fmt: skip
    assert len(problems) == 1
    assert "runs/bad/run.json: cannot be read" in problems[0]


def test_the_command_prints_a_table_or_json(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["results", "--out", str(results), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [each["kind"] for each in document["results"]] == ["sweep", "sweep", "fork", "replicates", "run"]
    assert document["results"][0]["path"] == str(results / "sweeps" / "new-h0123456789ab")
    assert invoke(["results", "--out", str(results)]) == 0
    printed = capsys.readouterr()
    assert re.search(r"4 of 6 +habc \(old\)", printed.out)
    assert "runs/bad/run.json" in printed.err
    with pytest.raises(ScenarioError, match="there is no such folder"):
        result_folders(results / "nowhere")
