"""Sweeps under way that were started from a page: one process each, which a closed tab does not stop."""

import contextlib
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from sim.dashboard import launch
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError
from sim.scenario.files import shipped_names, shipped_theatres
from sim.scenario.writing import output_file

#: More runs than this are for the command line.
MOST_RUNS, MOST_STEPS, STOP_S = 5000, 15, 8.0
EXPERIMENTS = "asked"

_lock = threading.Lock()
_running: dict[Path, subprocess.Popen[bytes]] = {}
_last_words: dict[Path, str] = {}


def experiment(scenario: str, levers: dict[str, tuple[float, float, int]], replicates: int) -> dict[str, Any]:
    """A grid as an experiment; levers: dotted name -> low, high, steps."""
    from sim.compare.axes import parameter_label
    from sim.scenario.parameters import find_parameter

    asked: dict[str, list[float]] = {}
    for dotted, (low, high, steps) in levers.items():
        if not 2 <= steps <= MOST_STEPS:
            raise ScenarioError(f"{dotted}: takes 2 to {MOST_STEPS} steps here")
        if not low < high:
            raise ScenarioError(f"{dotted}: the lowest value must be under the highest")
        values = [low + (high - low) * place / (steps - 1) for place in range(steps)]
        parameter = find_parameter(dotted)
        whole = parameter is not None and parameter.kind == "whole number"
        asked[dotted] = list(dict.fromkeys(round(v) if whole else float(f"{v:.4g}") for v in values))
    if len(asked) < len(levers) or not asked:
        raise ScenarioError("choose two different parameters")
    runs = replicates
    for values in asked.values():
        runs *= len(values)
    if runs > MOST_RUNS:
        raise ScenarioError(f"{runs} runs are too many to start from a page; at most {MOST_RUNS}")
    words = " and ".join(parameter_label(dotted) for dotted in asked)
    stem = re.sub(r"[^a-z0-9]+", "_", "_".join([Path(scenario).stem, *(d.rpartition(".")[2] for d in asked)]))
    return {
        "name": stem,
        "question": f"How does {Path(scenario).stem.replace('_', ' ')} end by {words}?",
        "scenario": scenario if scenario in (*shipped_names(), *shipped_theatres()) else str(Path(scenario).resolve()),
        "levers": asked,
        "replicates": replicates,
    }


def start(asked: dict[str, Any]) -> Path:
    """Begin a sweep and return its folder; ScenarioError for what is wrong with it."""
    from sim.sweep.engine import located

    file = Path.cwd() / launch.results / EXPERIMENTS / f"{asked['name']}.yaml"
    with output_file(file, "--results") as draft:
        draft.write_text(yamltext.write(asked), encoding="utf-8")
    _, folder = located(file, launch.results)
    with _lock:
        if folder in _running and _running[folder].poll() is None:
            raise ScenarioError("this sweep is under way already")
        _last_words.pop(folder, None)
        command = [sys.executable, "-m", "sim", "sweep", str(file), "--out", str(launch.results), "--workers", "1"]
        _running[folder] = subprocess.Popen(
            [*command, "--quiet"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
    return folder


def state(folder: Path) -> str:
    """`running`, or what a sweep that this server started said when it failed; else nothing."""
    process = _running.get(folder)
    if process is None:
        return ""
    if process.poll() is None:
        return "running"
    with _lock:
        if folder not in _last_words:  # a pipe can be read once, and a page asks again and again
            said = process.stderr.read() if process.stderr else b""
            _last_words[folder] = said.decode(errors="replace")[-400:] if process.returncode not in (0, 3, 130) else ""
        return _last_words[folder]


def begun(name: str) -> bool:
    """Whether a sweep of this name was started here and is under way."""
    return any(folder.name == name and process.poll() is None for folder, process in list(_running.items()))


def stop(folder: Path) -> None:
    """Stop a sweep; what is done stays, and the same sweep goes on another time."""
    process = _running.get(folder)
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_S)
        return
    process.kill()


def stop_all() -> None:
    """Stop every sweep that this server started."""
    for folder in list(_running):
        stop(folder)
