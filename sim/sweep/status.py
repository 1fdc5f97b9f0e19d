"""The progress of a sweep, read from its files, and finding a sweep by name."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.hashes import model_hash
from sim.runs.store import RESULTS
from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.scenario.load import model_version
from sim.sweep import lock
from sim.sweep.part_reader import read_tables, unique_keys
from sim.sweep.read import KEY, MANIFEST, RUNS, SWEEPS, load_manifest, sweep_folder

#: The hash at the end of a folder's name; version 0.1.0 wrote it without the h.
HASH = "h?[0-9a-f]{12}"


def status_of(folder: Path) -> dict[str, Any]:
    """The progress of a sweep: `expected`, `finished` (with a result), `failed` and `running` runs, and its owner.

    `at_most` says that fewer than the expected runs may be enough.
    """
    manifest = load_manifest(folder)
    owner = lock.owner(folder)
    finished, failed = counts(folder)
    return {
        "name": manifest["name"],
        "hash": manifest["hash"],
        "made_with": made_with(manifest),
        "expected": manifest["expected"],
        "at_most": is_adaptive(manifest) and finished + failed < manifest["expected"],
        "finished": finished,
        "failed": failed,
        "running": owner["running"] if owner else 0,
        "owner": {"pid": owner["pid"], "host": owner["host"]} if owner and "pid" in owner else None,
        "out": str(folder),
    }


def is_adaptive(manifest: Mapping[str, Any]) -> bool:
    """Whether runs decide which are done next; `expected` is then the largest number until the sweep is complete."""
    experiment = manifest["experiment"]
    return experiment.get("precision") is not None or (experiment.get("design") or {}).get("kind") == "boundary"


def made_with(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Version, model hash and commit that produced the rows, and whether they are those of this process.

    `current` is None if the model hash was not recorded, as in version 0.1.0.
    """
    model, version = manifest.get("model"), manifest["versions"]["safeconduct"]
    current = None if model is None else (version, model) == (model_version(), model_hash())
    return {"version": version, "model": model, "commit": manifest.get("commit"), "current": current}


def counts(folder: Path) -> tuple[int, int]:
    """Number of runs with a result, and of failed runs."""
    tables = read_tables(folder, RUNS, (*KEY, "error"))
    rows = len(unique_keys(folder, tables))
    failed = sum(table.num_rows - table.column("error").null_count for table in tables)
    return rows - failed, failed


def find_sweep(where: str, out: Path | None = None, aside: Path | None = None) -> Path:
    """The folder of a sweep, given by its path, or the newest one of an experiment's name or file.

    `aside` is another results folder, which the user may have had in mind. Raises ScenarioError if there is no sweep.
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
    """The sweep in a folder that has this name, with or without its hash, and was written last."""
    named = [folder for folder in sweeps_in(home) if name and name in (_name_of(folder), folder.name)]
    return max(named, key=last_written, default=None)


def last_written(folder: Path) -> float:
    """When a sweep was last written, in seconds; 0 if it has disappeared meanwhile."""
    try:
        return (folder / MANIFEST).stat().st_mtime
    except OSError:
        return 0.0


def sweep_names(home: Path) -> list[str]:
    """Names of the experiments that have sweeps in a folder."""
    return sorted({name for folder in sweeps_in(home) if (name := _name_of(folder))})


def sweeps_in(home: Path) -> list[Path]:
    """Sweep folders; hidden folders, such as those of trash bins and synchronisation tools, are skipped."""
    folders = [path.parent for path in home.glob(f"*/{MANIFEST}") if not path.parent.name.startswith(".")]
    return [folder for folder in folders if (folder / MANIFEST).is_file()]


def _name_of(folder: Path) -> str:
    """The name of the experiment; empty if the folder has been renamed, as a copy may be."""
    name, _, digest = folder.name.rpartition("-")
    return name if re.fullmatch(HASH, digest) else ""


def _name_in(file: Path) -> str:
    """The name of the experiment in a file."""
    from sim.sweep.experiment_reader import load_experiment

    return load_experiment(file).name
