"""Processes of sweeps that were started from a page, one each. Closing the tab does not stop them."""

import contextlib
import math
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.dashboard import server_state
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError
from sim.scenario.files import shipped_names, shipped_theatres
from sim.scenario.writing import output_file

#: Larger sweeps are for the command line.
MAX_RUNS, STOP_S = 5000, 8.0
EXPERIMENTS = "asked"

_lock = threading.Lock()
_processes: dict[Path, subprocess.Popen[bytes]] = {}
_error_output: dict[Path, str] = {}


def experiment(scenario: str, grid: dict[str, list[Any]], replicates: int, carry: bool = False) -> dict[str, Any]:
    """The experiment of a grid: dotted name -> values. `carry`: constants are drawn from what history leaves open.

    Raises ScenarioError where nothing varies or there are too many runs.
    """
    from sim.compare.axes import parameter_label

    if not grid:
        raise ScenarioError("choose at least one parameter")
    runs = replicates * points_of(grid)
    if runs > MAX_RUNS:
        raise ScenarioError(f"{runs} runs are too many to start from this page, which takes at most {MAX_RUNS}")
    by = " and ".join(parameter_label(dotted) for dotted in grid)
    stem = re.sub(r"[^a-z0-9]+", "_", "_".join([Path(scenario).stem, *(d.rpartition(".")[2] for d in grid)]))
    return {
        "name": stem,
        "question": f"How does {Path(scenario).stem.replace('_', ' ')} end by {by}?",
        "scenario": scenario if scenario in (*shipped_names(), *shipped_theatres()) else str(Path(scenario).resolve()),
        "levers": grid,
        **({"uncertainties": {"from": "history"}} if carry else {}),
        "replicates": replicates,
    }


def points_of(grid: dict[str, list[Any]]) -> int:
    """Number of points of a grid."""
    return math.prod(len(values) for values in grid.values())


def written(document: dict[str, Any]) -> Path:
    """The file of an experiment, under its name in the results folder.

    Raises ScenarioError where it cannot be written.
    """
    file = Path.cwd() / server_state.results / EXPERIMENTS / f"{document['name']}.yaml"
    with output_file(file, "--results") as draft:
        draft.write_text(text_of(document), encoding="utf-8")
    return file


def text_of(document: dict[str, Any]) -> str:
    """An experiment as its file has it."""
    return yamltext.write(document)


def start(document: dict[str, Any]) -> Path:
    """Start the sweep of an experiment; returns its folder.

    Raises ScenarioError where the experiment is not valid, cannot be written or is running already.
    """
    from sim.sweep.engine import locate

    file = written(document)
    _, folder = locate(file, server_state.results)
    _begin(folder, [str(file), "--out", str(server_state.results)])
    return folder


def resume(folder: Path) -> None:
    """Do the missing runs of a sweep. Raises ScenarioError where it is running already."""
    _begin(folder, [str(folder)])


def _begin(folder: Path, arguments: Sequence[str]) -> None:
    with _lock:
        if folder in _processes and _processes[folder].poll() is None:
            raise ScenarioError("this sweep is already running")
        _error_output.pop(folder, None)
        _processes[folder] = subprocess.Popen(
            [sys.executable, "-m", "sim", "sweep", *arguments, "--workers", "1", "--quiet"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )


def state(folder: Path) -> str:
    """`running`, or the error output of a sweep of this server that failed; otherwise empty."""
    process = _processes.get(folder)
    if process is None:
        return ""
    if process.poll() is None:
        return "running"
    with _lock:
        if folder not in _error_output:  # a pipe can be read only once, and a page asks repeatedly
            output = process.stderr.read() if process.stderr else b""
            failed = process.returncode not in (0, 3, 130)
            _error_output[folder] = output.decode(errors="replace")[-400:] if failed else ""
        return _error_output[folder]


def is_running(name: str) -> bool:
    """Whether a sweep of this name was started here and is running."""
    return any(folder.name == name and process.poll() is None for folder, process in list(_processes.items()))


def stop(folder: Path) -> None:
    """Stop a sweep. Finished runs are kept, and starting the same sweep again does the rest."""
    process = _processes.get(folder)
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_S)
        return
    process.kill()


def stop_all() -> None:
    """Stop every sweep that this server started."""
    for folder in list(_processes):
        stop(folder)
