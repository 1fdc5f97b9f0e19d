"""Killed at any moment: no finished run lost, none doubled, and nobody left behind."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.runs.run import warm_up
from sim.scenario.errors import ScenarioError
from sim.sweep.engine import run_missing
from sim.sweep.read import MANIFEST, load
from sim.sweep.status import status_of
from tests.process import ROOT, Start, ended
from tests.sweep.conftest import prepared, same


def children(process: int) -> list[int]:
    """Worker processes of a process: forks of it, or interpreters started for `spawn`."""
    found, own = [], _command(process)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == process and own and (own == (line := _command(int(entry.name))) or b"spawn_main" in line):
                    found.append(int(entry.name))
    return found


def _command(process: int) -> bytes:
    """The command line of a process; nothing where it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def alive(process: int) -> bool:
    """Whether a process still runs; a zombie does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(true: Callable[[], object], seconds: float = 120.0) -> None:
    """Wait for something to become so."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_it_may_die_at_every_step_on_the_disk(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.sweep.crash", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["wrong"] == []
    assert document["deaths"] > 30


def _killed(start: Start, file: Path, kills: int, replicates: int, longest_s: float) -> None:
    """Kill a sweep so many times, the parent, at times a worker before it; compare with a quiet one."""
    warm_up()  # so that the commands do not have to compile the model
    luck = random.Random(kills)
    made = prepared(replicates=replicates)
    file.write_text(file.read_text().replace("replicates: 5", f"replicates: {replicates}"))
    folder = file.parent / "results" / "sweeps" / made.name
    before = 0
    for kill in range(kills):
        process = start("sweep", file, "--workers", 2, "--quiet")
        if kill % 3:  # else while the processes start
            wait_until(lambda: (folder / MANIFEST).exists() and status_of(folder)["finished"] > before)  # noqa: B023
        else:
            wait_until(lambda: children(process.pid))  # noqa: B023
        time.sleep(luck.uniform(0.0, longest_s))
        workers = children(process.pid)
        if kill % 2 and workers:
            os.kill(luck.choice(workers), signal.SIGKILL)
            time.sleep(luck.uniform(0.0, longest_s))
            workers = children(process.pid)
        process.kill()
        process.communicate()
        wait_until(lambda: not any(map(alive, workers)), 20.0)  # noqa: B023
        if not (folder / MANIFEST).exists():  # forked workers are there before the folder is
            assert before == 0
            continue
        there = status_of(folder)
        assert before <= there["finished"] <= made.expected
        assert (there["failed"], there["running"], there["owner"]) == (0, 0, None)
        before = there["finished"]
        if before:
            frame = load(folder)
            assert len(frame) == before == len(frame.drop_duplicates(["point", "replicate"]))
    assert before > 0
    assert run_missing(made, folder).now == made.expected - before
    run_missing(made, file.parent / "whole")
    same(folder, file.parent / "whole")


def test_killed_and_gone_on(asked: Path, start: Start) -> None:
    _killed(start, asked, 2, 20, 0.3)


@pytest.mark.slow
def test_killed_twenty_times_and_gone_on(asked: Path, start: Start) -> None:
    _killed(start, asked, 20, 1000, 3.0)


def test_interrupted_it_leaves_cleanly_and_goes_on(asked: Path, start: Start, tmp_path: Path) -> None:
    asked.write_text(asked.read_text().replace("replicates: 5", "replicates: 400"))
    process = start("sweep", asked, "--workers", 1, "--quiet")
    folder = tmp_path / "results" / "sweeps" / prepared(replicates=400).name
    wait_until(lambda: (folder / "manifest.json").exists() and status_of(folder)["finished"] > 20)
    assert status_of(folder)["running"] > 0
    assert status_of(folder)["owner"]["pid"] == process.pid
    made = prepared(replicates=400)
    with pytest.raises(ScenarioError, match=f"is in use by process {process.pid} on "):
        run_missing(made, folder)
    os.kill(process.pid, signal.SIGINT)
    result = ended(process)
    assert result.code == 130
    there = status_of(folder)
    assert f"interrupted: {there['finished']} of 3200 runs finished and saved" in result.err
    assert "run the same command again" in result.err
    assert not any((folder / "fresh").iterdir())
    assert not (folder / "running.json").exists()
    assert run_missing(made, folder, limit=5).finished == there["finished"] + 5
