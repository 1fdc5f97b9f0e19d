"""Runs that were saved from the page, and how one is had again."""

import base64
import datetime
import shlex
from pathlib import Path
from typing import Any

from sim.dashboard import launch
from sim.runs.fork import value_of
from sim.runs.result import result_of
from sim.runs.run import copy_of, snapshot_name
from sim.scenario.describe import parameters
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.files import shipped_names
from sim.scenario.load import scenario_hash
from sim.scenario.maps import place_of
from sim.state.siege import Siege
from sim.state.snapshot import digest, load
from sim.state.snapshot import save as write_snapshot

SAVED = "saved"
CHANGES = "changes.json"


def home() -> Path:
    """Where saved runs are."""
    return launch.results / SAVED


def kept_runs() -> list[str]:
    """Names of saved runs, the newest first."""
    found = [path.parent for path in home().glob("*/day-*.snapshot")]
    return [path.name for path in sorted(found, key=lambda path: -path.stat().st_mtime)]


def save(runner: Any) -> str:
    """Keep the siege (of a fork, the changed one) with its tables, picture, scenario and snapshot; its name."""
    from sim.runs import store

    lane = runner.ask(lambda lanes: _still(lanes[-1]))
    siege: Siege = lane["siege"]
    now = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    name = f"{siege.scenario.name}-seed{siege.seed}-day{siege.day}-{now}"
    with store.drafted(Path.cwd() / home() / name) as draft:
        if not siege.daily:
            raise ScenarioError("nothing to save yet: let a day pass first")
        world = siege.scenario
        result = result_of(
            siege, scenario_hash(world, place_of(world)), siege.day - lane["from_day"], siege.agent_steps, 0.0,
            digest(siege), str(home() / name), lane["frames"],
        )  # fmt: skip
        store.write_run(draft, result)
        store.write_json(draft / CHANGES, lane["changes"])
        write_snapshot(siege, draft / snapshot_name(siege.day))
    return name


def _still(lane: Any) -> dict[str, Any]:
    """What is saved of a lane, as it is now."""
    from sim.runs.run import frame_of

    end = frame_of(lane.siege, "The end" if lane.over else "Now")
    changes = [{"day": day, "parameter": dotted, "was": was, "is": now} for day, dotted, was, now in lane.changes]
    return {
        "siege": copy_of(lane.siege),
        "frames": (*lane.frames, end),
        "from_day": lane.from_day,
        "changes": changes,
    }


def opened(name: str) -> Siege:
    """A saved run's siege. Only names that are listed, so that no path comes from a page."""
    if name not in kept_runs():
        raise ScenarioError("there is no saved run of this name any more")
    return load(next((home() / name).glob("day-*.snapshot")))


def data_url(gif: bytes) -> str:
    """A film as something that a link can hold."""
    return f"data:image/gif;base64,{base64.b64encode(gif).decode()}"


def command(tab: Any, runner: Any) -> str:
    """The command that carries out the same siege; nothing for one that came from a sweep or a saved run."""
    name = tab.scenario_name
    if tab.resumed or (name not in shipped_names() and name != launch.scenario):
        return ""
    words = ["safeconduct run", shlex.quote(name), f"--seed {runner.seed}"]
    for parameter in parameters():
        value = value_of(runner.scenario, parameter.dotted)
        if parameter.dotted != "map.file" and value != value_of(tab.first, parameter.dotted):
            words.append(f"--set {parameter.dotted}={shlex.quote(shown(value).strip(chr(34)))}")
    return " ".join(words)
