"""How far a sweep is, read off its files: of one that runs, and of one that was killed."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.runs.store import RESULTS
from sim.scenario.errors import ScenarioError, did_you_mean, plain
from sim.sweep import lock
from sim.sweep.read import KEY, MANIFEST, RUNS, SWEEPS, load_manifest, snapshot, sweep_folder


def status_of(folder: Path) -> dict[str, Any]:
    """`expected`, `finished` (with a result), `failed`, `running`, and who works on it."""
    manifest = load_manifest(folder)
    owner = lock.owner(folder)
    finished, failed = counts(folder)
    return {
        "name": manifest["name"],
        "hash": manifest["hash"],
        "expected": manifest["expected"],
        "finished": finished,
        "failed": failed,
        "running": owner["running"] if owner else 0,
        "owner": {"pid": owner["pid"], "host": owner["host"]} if owner and "pid" in owner else None,
        "out": str(folder),
    }


def counts(folder: Path) -> tuple[int, int]:
    """Runs that have a result, and runs that failed."""
    there = failed = 0
    for table in snapshot(folder, RUNS, (*KEY, "error")):
        there += table.num_rows
        failed += int(np.count_nonzero(table.column("error").is_valid()))
    return there - failed, failed


def found(where: str, out: Path | None = None) -> Path:
    """The folder of a sweep: itself, or the newest of an experiment's name."""
    if "/" in where or Path(where).is_dir():
        return sweep_folder(where)
    home = (RESULTS if out is None else out) / SWEEPS
    all_of = [path.parent for path in home.glob(f"*/{MANIFEST}")]
    named = [path for path in all_of if path.name.rpartition("-")[0] == where or path.name == where]
    if not named:
        names = sorted({path.name.rpartition("-")[0] for path in all_of})
        raise ScenarioError(f"{plain(where)}: there is no sweep of this name in {home}{did_you_mean(where, names)}")
    return max(named, key=lambda path: (path / MANIFEST).stat().st_mtime)
