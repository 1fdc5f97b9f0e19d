"""How far a sweep is, read off its files: of one that runs, and of one that was killed."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.hashes import model_hash
from sim.runs.store import RESULTS
from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.scenario.load import model_version
from sim.sweep import lock
from sim.sweep.read import KEY, MANIFEST, RUNS, SWEEPS, keys_of, load_manifest, snapshot, sweep_folder

#: The hash at the end of a folder's name; version 0.1.0 wrote it without a letter.
HASH = "h?[0-9a-f]{12}"


def status_of(folder: Path) -> dict[str, Any]:
    """`expected`, `finished` (with a result), `failed`, `running`, and who works on it."""
    manifest = load_manifest(folder)
    owner = lock.owner(folder)
    finished, failed = counts(folder)
    return {
        "name": manifest["name"],
        "hash": manifest["hash"],
        "made_with": made_with(manifest),
        "expected": manifest["expected"],
        "finished": finished,
        "failed": failed,
        "running": owner["running"] if owner else 0,
        "owner": {"pid": owner["pid"], "host": owner["host"]} if owner and "pid" in owner else None,
        "out": str(folder),
    }


def made_with(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Version, model hash and commit that the rows were made with, and whether they are those of this process.

    `current` is None where the model hash was not recorded, as by version 0.1.0.
    """
    model, version = manifest.get("model"), manifest["versions"]["safeconduct"]
    current = None if model is None else (version, model) == (model_version(), model_hash())
    return {"version": version, "model": model, "commit": manifest.get("commit"), "current": current}


def counts(folder: Path) -> tuple[int, int]:
    """Runs that have a result, and runs that failed."""
    found = snapshot(folder, RUNS, (*KEY, "error"))
    there = len(keys_of(folder, found))
    failed = sum(int(np.count_nonzero(table.column("error").is_valid())) for table in found)
    return there - failed, failed


def find_sweep(where: str, out: Path | None = None, aside: Path | None = None) -> Path:
    """The folder of a sweep: itself, or the newest of an experiment's name or file.

    `aside` is a folder of results that is not meant, but may have been thought to be. Raises ScenarioError where there
    is none.
    """
    path = Path(where)
    if path.name == MANIFEST and path.is_file():
        return path.parent
    if path.is_file() and path.suffix in (".yaml", ".yml"):
        where = _name_in(path)
    elif "/" in where or path.is_dir():
        return sweep_folder(where)
    home = (RESULTS if out is None else out) / SWEEPS
    sweep = newest_sweep(where, home)
    if sweep is None:
        names = sweep_names(home)
        there = did_you_mean(where, names) or (f"; available: {', '.join(names)}" if names else "")
        other = newest_sweep(where, aside / SWEEPS) if aside else None
        meant = f"give its folder: {other}" if other else f"for a sweep elsewhere give its folder: OUT/{SWEEPS}/..."
        raise ScenarioError(f"{shorten(where) or repr(where)}: no sweep of this name in {home}{there}; {meant}")
    return sweep


def newest_sweep(name: str, home: Path) -> Path | None:
    """The sweep of a name, or of a name with its hash, that was written last among those in a folder."""
    named = [folder for folder in sweeps_in(home) if name and name in (_name_of(folder), folder.name)]
    return max(named, key=last_written, default=None)


def last_written(folder: Path) -> float:
    """When a sweep was last added to, in seconds; 0 where it has vanished meanwhile."""
    try:
        return (folder / MANIFEST).stat().st_mtime
    except OSError:
        return 0.0


def sweep_names(home: Path) -> list[str]:
    """Names of the experiments that have sweeps in a folder."""
    return sorted({name for folder in sweeps_in(home) if (name := _name_of(folder))})


def sweeps_in(home: Path) -> list[Path]:
    """Folders of sweeps; hidden ones, as of a trash or of a tool that synchronises, are not."""
    found = [path.parent for path in home.glob(f"*/{MANIFEST}") if not path.parent.name.startswith(".")]
    return [folder for folder in found if (folder / MANIFEST).is_file()]


def _name_of(folder: Path) -> str:
    """The name of the experiment; empty where the folder's name is not one that a sweep gives, as of a copy."""
    name, _, digest = folder.name.rpartition("-")
    return name if re.fullmatch(HASH, digest) else ""


def _name_in(file: Path) -> str:
    """What the sweep of an experiment's file is called."""
    from sim.sweep.experiment_reader import load_experiment

    return load_experiment(file).name
