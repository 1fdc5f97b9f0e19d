"""Whatever lies in the place of a manifest, a lock or an owner's words: a message or the right answer, no crash."""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.compare.sweep_data import read_sweep
from sim.runs import store as runs_store
from sim.scenario.errors import ScenarioError
from sim.sweep import lock
from sim.sweep.engine import run_missing
from sim.sweep.parts import short_reason
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import load, load_manifest, load_samples
from sim.sweep.status import find_sweep, status_of
from tests.sweep.conftest import prepared, rows

ASKED = {
    "levers": {"supply.food_days": {"low": 5, "high": 40}, "garrison.morale": {"low": 0.4, "high": 0.8}},
    "design": {"kind": "latin_hypercube", "points": 4},
    "replicates": 1,
    "days": 2,
}


@pytest.fixture(scope="module")
def asked() -> PreparedExperiment:
    return prepared(**ASKED)


@pytest.fixture(scope="module")
def whole(asked: PreparedExperiment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    run_missing(asked, folder)
    return folder


@pytest.fixture
def folder(whole: Path, asked: PreparedExperiment, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "sweeps" / asked.name)


@pytest.fixture(autouse=True)
def _never_waits() -> Iterator[None]:
    """A pipe that is opened waits for its other end."""

    def late(*_: Any) -> None:
        raise AssertionError("waits for ever")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


Put = Callable[[Path], object]
IN_ITS_PLACE: dict[str, Put] = {
    "empty": lambda path: path.write_bytes(b""),
    "null": lambda path: path.write_text("null"),
    "a list": lambda path: path.write_text("[1, 2]"),
    "a number": lambda path: path.write_text("1" * 5000),
    "not UTF-8": lambda path: path.write_bytes(b'{"pid": "\xff\xfe"}'),
    "deep": lambda path: path.write_text("[" * 100_000),
    "a folder": lambda path: path.mkdir(),
    "a full folder": lambda path: (path.mkdir(), (path / "x").write_text("x")),
    "a pipe": os.mkfifo,
    "a link to nothing": lambda path: path.symlink_to("nowhere/at/all"),
    "a link to itself": lambda path: path.symlink_to(path.name),
}


def tried(*calls: Callable[[], Any]) -> list[str]:
    """What is said where something cannot be done; anything but a ScenarioError is a fault."""
    messages = []
    for call in calls:
        try:
            call()
        except ScenarioError as error:
            messages.append(str(error))
    return messages


@pytest.mark.parametrize("what", IN_ITS_PLACE)
def test_a_manifest_is_written_anew_whatever_lies_in_its_place(
    what: str, folder: Path, whole: Path, asked: PreparedExperiment
) -> None:
    manifest = folder / "manifest.json"
    manifest.unlink()
    IN_ITS_PLACE[what](manifest)
    messages = tried(lambda: status_of(folder), lambda: read_sweep(folder), lambda: load_manifest(folder))
    assert len(messages) == 3
    assert all(f"`safeconduct sweep {folder}` recreates it" in line for line in messages), messages
    tried(lambda: load(folder), lambda: find_sweep(asked.name, folder.parents[1]), lambda: load_samples(folder))
    notes: list[str] = []
    assert run_missing(asked, folder, say=notes.append).now == 0
    assert "keeping the finished runs" in notes[0]
    assert status_of(folder)["finished"] == 4
    assert rows(folder).equals(rows(whole))


WRONG: dict[str, Any] = {
    "kind": [None, 1, "run", []],
    "format": [None, "1", True, 1.0],
    "name": [None, 3],
    "hash": [None, 5, ["x"]],
    "experiment": [None, [], {"design": 3}, {"levers": [1]}, {"outcomes": "deal"}, {"days": "x"}, {"daily": 3}],
    "scenarios": [None, {}, [], {"baseline": 3}],
    "resolved": [None, [], {"baseline": 1}],
    "levers": [None, "supply.food_days", [1]],
    "uncertainties": [None, {}],
    "points": [None, "4", -1, 10**30, 4.0],
    "replicates": [None, []],
    "expected": [None, "4", 10**30],
    "finished": [None, "4", -1],
    "failed": [None, {}],
    "versions": [None, [], {}, {"safeconduct": 1}],
    "model": [7, []],
    "created": [None, 3],
    "updated": [None, 3],
}


def test_a_manifest_is_checked_when_it_is_read(folder: Path, asked: PreparedExperiment) -> None:
    manifest = folder / "manifest.json"
    right = json.loads(manifest.read_text())
    for key, values in WRONG.items():
        for document in (*({**right, key: value} for value in values), {k: v for k, v in right.items() if k != key}):
            if key in ("model", "resolved") and key not in document:
                continue  # version 0.1.0 did not record the model
            manifest.write_text(json.dumps(document))
            messages = tried(lambda: status_of(folder), lambda: read_sweep(folder), lambda: load_manifest(folder))
            assert len(messages) == 3, (key, document.get(key))
            assert all("is damaged (" in line for line in messages), messages
    notes: list[str] = []
    run_missing(asked, folder, say=notes.append)
    assert "manifest.json: cannot be used (updated: " in notes[0]
    assert load_manifest(folder)["finished"] == 4


def test_a_manifest_of_a_later_format_is_left_alone(folder: Path, asked: PreparedExperiment) -> None:
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 2'))
    before = manifest.read_bytes()
    messages = tried(lambda: status_of(folder), lambda: read_sweep(folder), lambda: run_missing(asked, folder))
    assert len(messages) == 3
    assert all("use the version of Safe Conduct that wrote it" in line for line in messages)
    assert manifest.read_bytes() == before


@pytest.mark.parametrize("what", IN_ITS_PLACE)
def test_a_lock_or_the_words_of_an_owner_may_be_anything(what: str, folder: Path, asked: PreparedExperiment) -> None:
    for name in ("running.json", "lock"):
        path = folder / name
        path.unlink(missing_ok=True)
        IN_ITS_PLACE[what](path)
        assert status_of(folder)["owner"] is None
        assert status_of(folder)["running"] == 0
        messages = tried(lambda: run_missing(asked, folder))
        assert len(messages) <= 1
        if messages:
            assert str(path) in messages[0]
            assert "remove it" in messages[0]
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    "words",
    [
        {"pid": "1", "host": "elsewhere", "running": 2, "at": 1},
        {"pid": 1, "host": ["elsewhere"], "running": 2, "at": "yesterday"},
        {"pid": 10**30, "host": "elsewhere", "running": -3, "at": None},
        {"pid": 1, "host": "else\x1b[31mwhere\n", "running": [2], "at": {}},
        {"host": "elsewhere"},
        {"running": True, "pid": 1},
    ],
)
def test_words_of_an_owner_that_make_no_sense_are_passed_over(
    words: dict[str, Any], folder: Path, asked: PreparedExperiment
) -> None:
    (folder / "running.json").write_text(json.dumps(words))
    status = status_of(folder)
    assert status["running"] == 0
    assert status["owner"] is None or (status["owner"]["pid"], status["owner"]["host"].isprintable()) == (1, True)
    messages = tried(lambda: run_missing(asked, folder))
    assert all("is in use by process 1 on else" in line for line in messages)


@pytest.mark.parametrize("ahead_s", [-86_400.0, 0.0, 86_400.0], ids=["behind", "right", "ahead"])
def test_no_clock_of_another_machine_decides(ahead_s: float, folder: Path, asked: PreparedExperiment) -> None:
    far = {"pid": 7, "host": "elsewhere", "running": 2, "at": time.time() + ahead_s}
    running = folder / "running.json"
    runs_store.write_json(running, far)
    assert status_of(folder)["owner"] == {"pid": 7, "host": "elsewhere"}
    with pytest.raises(ScenarioError) as caught:
        run_missing(asked, folder)
    assert "is in use by process 7 on elsewhere; wait for it or stop it there" in str(caught.value)
    assert f"if it has died, the folder is free in 60 s, or at once if you delete {running}" in str(caught.value)
    silent = time.time() - lock.SILENT_S - 1
    os.utime(running, (silent, silent))
    assert status_of(folder)["owner"] is None
    assert run_missing(asked, folder).now == 0


def test_a_word_from_the_future_is_counted_from_now_on(
    folder: Path, asked: PreparedExperiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a copy that kept its time, or where the clock of the file system was set back."""
    runs_store.write_json(folder / "running.json", {"pid": 7, "host": "elsewhere", "running": 2, "at": 0})
    os.utime(folder / "running.json", (9e9, 9e9))
    monkeypatch.setattr(lock, "SILENT_S", 0.3)
    with pytest.raises(ScenarioError, match="the folder is free in 0 s"):
        run_missing(asked, folder)
    time.sleep(0.4)
    assert run_missing(asked, folder).now == 0


@pytest.mark.parametrize("name", ["samples.parquet", "points.parquet", "experiment.yaml", "scenarios/baseline.yaml"])
def test_what_describes_a_sweep_is_written_anew(
    name: str, folder: Path, whole: Path, asked: PreparedExperiment
) -> None:
    file = folder / name
    file.write_bytes(b"PAR1") if file.suffix == ".parquet" else file.unlink()
    assert all(str(file) in line for line in tried(lambda: load_samples(folder)))
    notes: list[str] = []
    assert run_missing(asked, folder, say=notes.append).now == 0
    assert notes == [f"{file}: is missing or damaged; recreating it"]
    assert file.read_bytes() == (whole / name).read_bytes()
    assert status_of(folder)["finished"] == 4


def test_why_a_file_cannot_be_used_is_one_printable_line() -> None:
    for words in ("don't know what type: \x0f", "first\nsecond", "\n", "", "a" * 1000):
        line = short_reason(ValueError(words))
        assert line
        assert line.isprintable()
        assert len(line) <= 200
