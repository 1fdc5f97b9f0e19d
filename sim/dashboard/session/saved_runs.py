"""Runs that were saved from the page, and how one is had again."""

import base64
import copy
import datetime
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.dashboard import server_state
from sim.dashboard.controls import list_controls
from sim.dashboard.run_setup import BETWEEN, LINKS, value_in
from sim.dashboard.session import watched_runs
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.session.watched_runs import AnyRun
from sim.dashboard.session.watched_theatre import WatchedTheatre
from sim.runs import store
from sim.runs.result import Result, result_of
from sim.runs.run import copy_of, frame_of, snapshot_name
from sim.runs.theatre import TheatrePlan, TheatreResult
from sim.runs.theatre_store import write_theatre_run
from sim.scenario.describe import parameters
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.files import shipped_names, shipped_theatres
from sim.scenario.load import scenario_hash
from sim.scenario.maps import place_of
from sim.scenario.schema import LISTS, Scenario, find
from sim.scenario.theatre import Theatre, theatre_hash
from sim.state.snapshot import digest
from sim.state.snapshot import save as write_snapshot
from sim.state.theatre_snapshot import save_theatre, theatre_digest

SAVED = "saved"
CHANGES = "changes.json"


def home() -> Path:
    """Where saved runs are."""
    return server_state.results / SAVED


def saved_run_names() -> list[str]:
    """Names of saved runs, the newest first."""
    found = [path.parent for path in home().glob("*/day-*.snapshot")]
    return [path.name for path in sorted(found, key=lambda path: -path.stat().st_mtime)]


def save(runner: Any) -> str:
    """Keep the siege (of a fork, the changed one) with its tables, picture, scenario and snapshot; its name."""
    name, keep = runner.ask(lambda runs: _still(runs[-1]))
    with store.drafted(Path.cwd() / home() / name) as draft:
        keep(draft)
    return name


def _still(run: AnyRun) -> tuple[str, Callable[[Path], None]]:
    """A name for what is saved of a run, and what writes it as it is now."""
    now = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    name = f"{run.world.name}-seed{run.seed}-day{run.day}-{now}"
    if not run.day:
        raise ScenarioError("nothing to save yet: let a day pass first")
    changes = [{"day": day, "parameter": dotted, "was": was, "is": now} for day, dotted, was, now in run.changes]
    write = _still_theatre(run, name) if isinstance(run, WatchedTheatre) else _still_siege(run, name)

    def keep(draft: Path) -> None:
        write(draft)
        store.write_json(draft / CHANGES, changes)

    return name, keep


def _result(run: WatchedRun, out: str) -> Result:
    """What came of a siege so far, on a copy that stands still."""
    siege = copy_of(run.siege)
    world = siege.scenario
    end = frame_of(siege, "The end" if run.over else "Now")
    return result_of(
        siege, scenario_hash(world, place_of(world)), siege.day - run.from_day, siege.agent_steps, 0.0,
        digest(siege), out, (*run.frames, end),
    )  # fmt: skip


def _still_siege(run: WatchedRun, name: str) -> Callable[[Path], None]:
    result = _result(run, str(home() / name))

    def write(draft: Path) -> None:
        store.write_run(draft, result)
        write_snapshot(result.siege, draft / snapshot_name(result.siege.day))

    return write


def _still_theatre(run: WatchedTheatre, name: str) -> Callable[[Path], None]:
    theatre, books, out = run.world, copy.deepcopy(run.whole.books), str(home() / name)
    results = {siege: _result(one, f"{out}/{siege}") for siege, one in run.runs.items()}
    sieges = {siege: result.siege for siege, result in results.items()}
    plan = TheatrePlan(theatre, theatre_hash(theatre), run.seed, None, None, None, None)
    days = books.day - run.from_day
    whole = TheatreResult(plan, results, books, theatre_digest(books, sieges), days, 0.0, out)

    def write(draft: Path) -> None:
        write_theatre_run(draft, whole)
        save_theatre(theatre, run.seed, books, sieges, draft / snapshot_name(books.day))

    return write


def opened(name: str) -> AnyRun:
    """A saved run, to go on with. Only names that are listed, so that no path comes from a page."""
    if name not in saved_run_names():
        raise ScenarioError("there is no saved run of this name any more")
    return watched_runs.opened(next((home() / name).glob("day-*.snapshot")))


def data_url(gif: bytes) -> str:
    """A film as something that a link can hold."""
    return f"data:image/gif;base64,{base64.b64encode(gif).decode()}"


def command(session: Any, runner: Any) -> str:
    """The command that carries out the same siege; nothing for one that came from a sweep or a saved run."""
    name = session.scenario_name
    if session.resumed or (name not in (*shipped_names(), *shipped_theatres()) and name != server_state.scenario):
        return ""
    first, now = session.first, runner.world
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
        value = find(now, parameter.dotted)
        if parameter.dotted != "map.file" and value != find(first, parameter.dotted):
            words.append(f"--set {before}{parameter.dotted}={shlex.quote(shown(value).strip(chr(34)))}")
    for name in LISTS:
        if find(now, name) != find(first, name):
            words.append(f"--set {shlex.quote(f'{before}{name}={json.dumps(list_controls.plain_rows(now, name))}')}")
    return words
