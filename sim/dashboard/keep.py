"""Runs that were saved from the page, and how one is had again."""

import base64
import copy
import datetime
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.dashboard import lanes, launch, lists
from sim.dashboard.lane import Lane
from sim.dashboard.lanes import AnyLane
from sim.dashboard.theatre_lane import TheatreLane
from sim.dashboard.worlds import BETWEEN, LINKS, value_in
from sim.runs import store
from sim.runs.result import Result, result_of
from sim.runs.run import copy_of, frame_of, snapshot_name
from sim.runs.theatre import TheatrePlan, TheatreResult
from sim.runs.theatre_store import write_theatre_run
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.files import shipped_names, shipped_theatres
from sim.scenario.load import scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.parameters import parameters
from sim.scenario.schema import LISTS, Scenario, get_value
from sim.scenario.theatre import Theatre, theatre_hash
from sim.state.snapshot import digest
from sim.state.snapshot import save as write_snapshot
from sim.state.theatre_snapshot import save_theatre, theatre_digest

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
    name, keep = runner.ask(lambda lanes: _still(lanes[-1]))
    with store.drafted(Path.cwd() / home() / name) as draft:
        keep(draft)
    return name


def _still(lane: AnyLane) -> tuple[str, Callable[[Path], None]]:
    """A name for what is saved of a lane, and what writes it as it is now."""
    now = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    name = f"{lane.world.name}-seed{lane.seed}-day{lane.day}-{now}"
    if not lane.day:
        raise ScenarioError("nothing to save yet: let a day pass first")
    changes = [{"day": day, "parameter": dotted, "was": was, "is": now} for day, dotted, was, now in lane.changes]
    write = _still_theatre(lane, name) if isinstance(lane, TheatreLane) else _still_siege(lane, name)

    def keep(draft: Path) -> None:
        write(draft)
        store.write_json(draft / CHANGES, changes)

    return name, keep


def _result(lane: Lane, out: str) -> Result:
    """What came of a siege so far, on a copy that stands still."""
    siege = copy_of(lane.siege)
    world = siege.scenario
    end = frame_of(siege, "The end" if lane.over else "Now")
    return result_of(
        siege, scenario_hash(world, map_of(world)), siege.day - lane.from_day, siege.agent_steps, 0.0,
        digest(siege), out, (*lane.frames, end),
    )  # fmt: skip


def _still_siege(lane: Lane, name: str) -> Callable[[Path], None]:
    result = _result(lane, str(home() / name))

    def write(draft: Path) -> None:
        store.write_run(draft, result)
        write_snapshot(result.siege, draft / snapshot_name(result.siege.day))

    return write


def _still_theatre(lane: TheatreLane, name: str) -> Callable[[Path], None]:
    theatre, books, out = lane.world, copy.deepcopy(lane.whole.books), str(home() / name)
    results = {siege: _result(one, f"{out}/{siege}") for siege, one in lane.lanes.items()}
    sieges = {siege: result.siege for siege, result in results.items()}
    plan = TheatrePlan(theatre, theatre_hash(theatre), lane.seed, None, None, None, None)
    days = books.day - lane.from_day
    whole = TheatreResult(plan, results, books, theatre_digest(books, sieges), days, 0.0, out)

    def write(draft: Path) -> None:
        write_theatre_run(draft, whole)
        save_theatre(theatre, lane.seed, books, sieges, draft / snapshot_name(books.day))

    return write


def opened(name: str) -> AnyLane:
    """A saved run, to go on with. Only names that are listed, so that no path comes from a page."""
    if name not in kept_runs():
        raise ScenarioError("there is no saved run of this name any more")
    return lanes.opened(next((home() / name).glob("day-*.snapshot")))


def data_url(gif: bytes) -> str:
    """A film as something that a link can hold."""
    return f"data:image/gif;base64,{base64.b64encode(gif).decode()}"


def command(tab: Any, runner: Any) -> str:
    """The command that carries out the same siege; nothing for one that came from a sweep or a saved run."""
    name = tab.scenario_name
    if tab.resumed or (name not in (*shipped_names(), *shipped_theatres()) and name != launch.scenario):
        return ""
    first, now = tab.first, runner.world
    if getattr(first, "sieges", {}).keys() != getattr(now, "sieges", {}).keys():
        return ""  # another world is being set up just now
    words = ["safeconduct run", shlex.quote(name), f"--seed {runner.seed}"]
    if isinstance(now, Theatre):
        for siege, scenario in now.sieges.items():
            words += settings(scenario, first.sieges[siege], f"sieges.{siege}.")
        for dotted in (*BETWEEN, LINKS):
            value = value_in(now, runner.watched, dotted)
            if value != value_in(first, runner.watched, dotted):
                words.append(f"--set {shlex.quote(f'{dotted}={json.dumps(value)}')}")
    else:
        words += settings(now, first)
    return " ".join(words)


def settings(now: Scenario, first: Scenario, before: str = "") -> list[str]:
    """What must be set to come from one scenario to another; `before` goes before each name."""
    words = []
    for parameter in parameters():
        value = get_value(now, parameter.dotted)
        if parameter.dotted != "map.file" and value != get_value(first, parameter.dotted):
            words.append(f"--set {before}{parameter.dotted}={shlex.quote(shown(value).strip(chr(34)))}")
    for name in LISTS:
        if get_value(now, name) != get_value(first, name):
            words.append(f"--set {shlex.quote(f'{before}{name}={json.dumps(lists.plain_rows(now, name))}')}")
    return words
