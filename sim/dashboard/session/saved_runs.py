"""Runs saved from the page: written, listed and opened again."""

import copy
import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.dashboard import server_state
from sim.dashboard.session.runner import HALVES, Runner
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.session.watched_runs import AnyRun
from sim.dashboard.session.watched_theatre import WatchedTheatre
from sim.runs import store
from sim.runs.result import Result
from sim.runs.run import copy_of, snapshot_name
from sim.runs.theatre import TheatrePlan, TheatreResult
from sim.runs.theatre_store import THEATRE, write_theatre_run
from sim.scenario.errors import ScenarioError, printable
from sim.scenario.load import scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.theatre import theatre_hash
from sim.state.snapshot import save as write_snapshot
from sim.state.theatre_snapshot import save_theatre, theatre_digest

SAVED = "saved"
#: What the folder of a saved run says of itself, for the list on the page.
TITLE = "title.txt"
LONGEST_TITLE = 300
#: Files with the scenario of a saved run, of a theatre and of a single siege.
SCENARIO_FILES = (THEATRE, store.SCENARIO)
SNAPSHOT = "day-*.snapshot"


def saved_folder() -> Path:
    """The folder of saved runs."""
    return server_state.results / SAVED


def saved_run_names() -> list[str]:
    """Names of saved runs, newest first."""
    folders = [path.parent for path in saved_folder().glob(f"*/{SNAPSHOT}")]
    return [path.name for path in sorted(folders, key=lambda path: -path.stat().st_mtime)]


def saved_run_options() -> list[dict[str, str]]:
    """Saved runs as options, newest first: the name of each, and its title."""
    return [{"value": name, "text": _title_of(name)} for name in saved_run_names()]


def _title_of(name: str) -> str:
    try:
        with (saved_folder() / name / TITLE).open(encoding="utf-8") as file:
            return printable(file.read(LONGEST_TITLE).strip()) or name
    except (OSError, UnicodeError):
        return name


def snapshot_of(name: str) -> Path:
    """The snapshot of a saved run. Only listed names are accepted, so that no path comes from a page.

    Raises ScenarioError where there is no such run.
    """
    if name not in saved_run_names():
        raise ScenarioError("there is no saved run of this name any more")
    return next((saved_folder() / name).glob(SNAPSHOT))


def saved_day(name: str) -> int:
    """The day of a saved run. Raises ScenarioError where there is no such run."""
    day = snapshot_of(name).name.removeprefix("day-").removesuffix(".snapshot")
    return int(day) if day.isdecimal() else 0


def save(runner: Runner, titles: Sequence[str] = ()) -> list[str]:
    """Save the run, or both runs of a fork, with tables, picture, scenario and snapshot; returns their names.

    `titles` has one for each run. Raises ScenarioError where no day has been simulated yet or the folder cannot be
    written.
    """
    frozen = runner.read(lambda runs: [_frozen(run, HALVES[i] if len(runs) > 1 else "") for i, run in enumerate(runs)])
    for index, (name, write) in enumerate(frozen):
        with store.drafted(Path.cwd() / saved_folder() / name) as draft:
            write(draft)
            if index < len(titles):
                (draft / TITLE).write_text(f"{titles[index]}\n", encoding="utf-8")
    return [name for name, _ in frozen]


def _frozen(run: AnyRun, half: str = "") -> tuple[str, Callable[[Path], None]]:
    """A name for the saved run, and a function that writes it as it is now, whatever happens to the run meanwhile."""
    if not run.day:
        raise ScenarioError("nothing to save yet: simulate at least one day first")
    now = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
    name = f"{run.setup.name}-seed{run.seed}-day{run.day}-{now}{f'-{half}' if half else ''}"
    return name, _frozen_theatre(run, name) if isinstance(run, WatchedTheatre) else _frozen_siege(run, name)


def _result(run: WatchedRun, out: str) -> Result:
    """The result of a siege so far, on a copy that does not change."""
    siege = copy_of(run.siege)
    scenario = siege.written_scenario
    return run.record.result(siege, scenario_hash(scenario, map_of(scenario)), 0.0, out, not_ended="Now")


def _frozen_siege(run: WatchedRun, name: str) -> Callable[[Path], None]:
    result = _result(run, str(saved_folder() / name))

    def write(draft: Path) -> None:
        store.write_run(draft, result)
        write_snapshot(result.siege, draft / snapshot_name(result.siege.day))

    return write


def _frozen_theatre(run: WatchedTheatre, name: str) -> Callable[[Path], None]:
    theatre, theatre_state, out = run.written, copy.deepcopy(run.model.theatre_state), str(saved_folder() / name)
    results = {siege: _result(one, f"{out}/{siege}") for siege, one in run.runs.items()}
    sieges = {siege: result.siege for siege, result in results.items()}
    plan = TheatrePlan(theatre, theatre_hash(theatre), run.seed, None, None, None, None)
    days = theatre_state.day - run.from_day
    theatre_result = TheatreResult(plan, results, theatre_state, theatre_digest(theatre_state, sieges), days, 0.0, out)

    def write(draft: Path) -> None:
        write_theatre_run(draft, theatre_result)
        save_theatre(theatre, run.seed, theatre_state, sieges, draft / snapshot_name(theatre_state.day))

    return write
