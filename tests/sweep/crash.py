"""Die at every single step that a sweep takes on the disk, go on, and tell whether the rows are right.

A process of its own, because it forks: each child dies like one that was killed, without a word or a cleaning up.
Prints a JSON object: deaths, and the folders whose rows differ.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.runs.run import warm_up
from sim.sweep import engine, row_store, sweep_files
from sim.sweep.engine import run_missing
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import load_daily
from tests.sweep.conftest import prepared, rows

DIED = 9


def main(home: Path) -> None:
    """Sweep once undisturbed; then die at step 1, 2, 3, ... of a sweep, until one is done before its step comes."""
    warm_up()
    sweep_files.commit = lambda: None  # asking git takes longer than the sweep
    os.fsync = lambda fd: None  # a process that dies loses nothing that the system already has; half of the time
    row_store.MOST_ROWS, engine.CHUNK_S = 3, 1e-6  # a chunk a run, a part every three
    made = prepared(levers={"supply.food_days": [5, 40]}, replicates=2, daily=True)
    run_missing(made, home / "whole")
    whole, days = rows(home / "whole"), load_daily(home / "whole")
    deaths, wrong = 0, []
    while True:
        there = home / f"{deaths:03d}"
        code = _forked(_dying, deaths, made, there)
        if code == 0:
            break
        assert code == DIED, code
        deaths += 1
        code = _forked(run_missing, made, there)
        same = code == 0 and rows(there).equals(whole) and load_daily(there).equals(days)
        if not same or list(there.rglob("*.draft")) or any((there / "fresh").iterdir()):
            wrong.append(there.name)
        shutil.rmtree(there)
    sys.stdout.write(json.dumps({"deaths": deaths, "wrong": wrong}))


def _forked(work: Callable[..., Any], *words: Any) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        work(*words)
        os._exit(0)
    except BaseException as error:
        sys.stderr.write(f"{error!r}\n")
        os._exit(1)


def _dying(step: int, made: PreparedExperiment, there: Path) -> None:
    """Count renames, removals and writes, and die before the step of that number."""
    left = step

    def counted(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os._exit(DIED)
            return original(*words, **more)

        return call

    steps: Any = (
        (os, "unlink"),
        (os, "rmdir"),
        (Path, "mkdir"),
        (Path, "replace"),
        (Path, "write_bytes"),
        (Path, "write_text"),
    )
    for owner, name in steps:
        setattr(owner, name, counted(getattr(owner, name)))
    run_missing(made, there)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
