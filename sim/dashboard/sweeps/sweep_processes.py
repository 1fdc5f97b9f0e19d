"""Processes of sweeps that were started from a page, one each. Closing the tab does not stop them."""

import contextlib
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from sim.dashboard import server_state
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError
from sim.scenario.files import shipped_names, shipped_theatres
from sim.scenario.writing import output_file

#: Larger sweeps are for the command line.
MAX_RUNS, MAX_LEVELS, STOP_S = 5000, 15, 8.0
EXPERIMENTS = "asked"

_lock = threading.Lock()
_processes: dict[Path, subprocess.Popen[bytes]] = {}
_error_output: dict[Path, str] = {}


def experiment(scenario: str, levers: dict[str, tuple[float, float, int]], replicates: int) -> dict[str, Any]:
    """The experiment of a grid; levers: dotted name -> lowest value, highest value, number of levels.

    Raises ScenarioError where the levers are not valid or there are too many runs.
    """
    from sim.compare.axes import parameter_label
    from sim.scenario.parameters import find_parameter

    grid: dict[str, list[float]] = {}
    for dotted, (low, high, count) in levers.items():
        if not 2 <= count <= MAX_LEVELS:
            raise ScenarioError(f"{dotted}: takes 2 to {MAX_LEVELS} levels here")
        if not low < high:
            raise ScenarioError(f"{dotted}: the lowest value must be below the highest")
        values = [low + (high - low) * index / (count - 1) for index in range(count)]
        parameter = find_parameter(dotted)
        whole = parameter is not None and parameter.kind == "whole number"
        grid[dotted] = list(dict.fromkeys(round(v) if whole else float(f"{v:.4g}") for v in values))
    if len(grid) < len(levers) or not grid:
        raise ScenarioError("choose two different parameters")
    runs = replicates
    for values in grid.values():
        runs *= len(values)
    if runs > MAX_RUNS:
        raise ScenarioError(f"{runs} runs are too many to start from this page, which takes at most {MAX_RUNS}")
    by = " and ".join(parameter_label(dotted) for dotted in grid)
    stem = re.sub(r"[^a-z0-9]+", "_", "_".join([Path(scenario).stem, *(d.rpartition(".")[2] for d in grid)]))
    return {
        "name": stem,
        "question": f"How does {Path(scenario).stem.replace('_', ' ')} end by {by}?",
        "scenario": scenario if scenario in (*shipped_names(), *shipped_theatres()) else str(Path(scenario).resolve()),
        "levers": grid,
        "replicates": replicates,
    }


def start(document: dict[str, Any]) -> Path:
    """Start the sweep of an experiment; returns its folder.

    Raises ScenarioError where the experiment is not valid, cannot be written or is running already.
    """
    from sim.sweep.engine import locate

    file = Path.cwd() / server_state.results / EXPERIMENTS / f"{document['name']}.yaml"
    with output_file(file, "--results") as draft:
        draft.write_text(yamltext.write(document), encoding="utf-8")
    _, folder = locate(file, server_state.results)
    with _lock:
        if folder in _processes and _processes[folder].poll() is None:
            raise ScenarioError("this sweep is already running")
        _error_output.pop(folder, None)
        options = ["--out", str(server_state.results), "--workers", "1", "--quiet"]
        _processes[folder] = subprocess.Popen(
            [sys.executable, "-m", "sim", "sweep", str(file), *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
    return folder


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
