"""From a link to a siege on the page, and back: a link says everything that is needed to show the siege again."""

import json
from collections.abc import Sequence
from pathlib import Path

from sim.dashboard import server_state
from sim.dashboard.controls import parameter_controls
from sim.dashboard.controls.siege_list import siege_name
from sim.dashboard.run_setup import RunSetup, load_setup, same_arrivals
from sim.dashboard.session.differences import applied, dated_changes, starting_values
from sim.dashboard.session.runner import Origin, Runner, ShownSiege
from sim.dashboard.session.saved_runs import SCENARIO_FILES, saved_folder, saved_run_names, snapshot_of
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.session.view_link import LiveLink, OfferedNames, parse_live
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.session.watched_runs import AnyRun
from sim.dashboard.session.watched_theatre import WatchedTheatre
from sim.dashboard.sweeps import sweep_folders
from sim.dashboard.sweeps.diagram_data import RunOfSweep, run_of_sweep
from sim.runs.dated import DatedChange
from sim.scenario.errors import ScenarioError
from sim.scenario.files import shipped_names, shipped_theatres
from sim.scenario.schedule_text import label_of_parameter
from sim.scenario.theatre import Theatre
from sim.text.format import display, place_title


def offered() -> OfferedNames:
    """The names that a link may use on this server."""
    sieges = {_name_in_link(server_state.scenario), *shipped_names(), *shipped_theatres()}
    maps = [name for name in parameter_controls.maps() if name.endswith(".txt")]
    return OfferedNames(sieges, saved_run_names(), sweep_folders.sweep_names(), maps)


def _name_in_link(name: str) -> str:
    """A siege in a link: its shipped name, or the file that the server was started with, without its folder."""
    return name if name in (*shipped_names(), *shipped_theatres()) else Path(name).name


def link_of(view: SessionView) -> LiveLink:
    """The link of what a view shows."""
    origin, day = view.origin, max(max(run.day, run.theatre_day) for run in view.runs)
    written = view.setups[0]
    dated = dated_changes(written, origin.initial)
    start = starting_values(written, origin.initial)
    link = LiveLink(
        siege="" if origin.saved or origin.sweep else _name_in_link(origin.name),
        saved=origin.saved,
        sweep=origin.sweep,
        run=origin.run,
        seed=view.seed,
        start=start,
        pending=tuple(value for value in starting_values(view.next_setup, origin.initial) if value not in start),
        dated=dated,
        watched=view.watched,
        day=max(day, view.until),
    )
    if len(view.runs) == 2:
        alternative = tuple(change for change in dated_changes(view.setups[1], origin.initial) if change not in dated)
        return link._replace(fork=view.forked_day, alternative=alternative)
    return link


def restarted_link(view: SessionView) -> LiveLink:
    """The link of a new start with the starting values that wait; dated changes stay on their days."""
    start = starting_values(view.next_setup, view.origin.initial)
    return link_of(view)._replace(start=start, pending=(), day=0, fork=None, alternative=())


def origin_of(link: LiveLink) -> tuple[Origin, int]:
    """The siege that a link names, as it was before any change, and its seed.

    Raises ScenarioError where it cannot be loaded.
    """
    if link.saved:
        if link.saved not in saved_run_names():
            raise ScenarioError("there is no saved run of this name any more")
        folder = saved_folder() / link.saved
        file = next((folder / name for name in SCENARIO_FILES if (folder / name).is_file()), folder)
        setup = load_setup(file)
        return Origin(setup.name, setup, saved=link.saved, note=f"Opened: {link.saved}."), _seed_of(link.saved)
    if link.sweep:
        run = _run_of_sweep(link.sweep, link.run)
        values = [f"{label_of_parameter(name)} {display(value)}" for name, value in run.changes.items()]
        note = f"A run of the sweep {sweep_folders.title_of(link.sweep)}{': ' if values else ''}{', '.join(values)}."
        return Origin(run.name, run.setup, sweep=link.sweep, run=link.run, note=note), run.seed
    own = server_state.scenario
    name = own if link.siege in ("", _name_in_link(own)) else link.siege
    return Origin(name, load_setup(name)), 1


def _seed_of(saved: str) -> int:
    try:
        return int(json.loads((saved_folder() / saved / "run.json").read_text("utf-8"))["seed"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ScenarioError(f"{saved}: its run.json cannot be read; save the run again") from None


def _run_of_sweep(sweep: str, key: str) -> RunOfSweep:
    from sim.compare.sweep_data import read_sweep

    folder = sweep_folders.folder_of(sweep)
    if folder is None:
        raise ScenarioError(f"{sweep}: there is no sweep of this name any more")
    try:
        return run_of_sweep(read_sweep(folder), key)
    except (ValueError, LookupError):
        raise ScenarioError(f"{sweep}: has no run {key}") from None


def shown_name(origin: Origin) -> str:
    """The name of a siege in a sentence."""
    return siege_name(origin.name)


def wanted(link: LiveLink, origin: Origin, own_seed: int) -> tuple[ShownSiege, list[str]]:
    """What a link asks for. Values and changes that are not allowed are dropped and named."""
    setup, problems = applied(origin.initial, link.start, link.dated)
    next_setup, pending = setup, {}
    if link.pending:
        next_setup, more = applied(setup, link.pending, ())
        problems += more
        pending = dict(starting_values(next_setup, setup))
    fork, alternative = link.fork, None
    if fork is not None and isinstance(setup, Theatre):
        problems.append(f"fork = {fork}: a theatre cannot be forked; dropped")
        fork = None
    if fork is not None:
        alternative, more = applied(setup, (), link.alternative)
        problems += more
    watched = link.watched
    if watched and not (isinstance(setup, Theatre) and watched in setup.sieges):
        problems.append(f"watched = {watched}: this theatre has no such siege; dropped")
        watched = ""
    shown = ShownSiege(
        setup,
        own_seed if link.seed is None else link.seed,
        watched,
        link.day or 0,
        fork_day=fork,
        alternative=alternative,
        next_setup=next_setup,
        pending=pending,
        saved=snapshot_of(link.saved) if link.saved else None,
        origin=origin,
    )
    return shown, problems


def first_shown(query: str) -> tuple[Origin, ShownSiege | None, list[str]]:
    """What a page shows first: what its query says, else the siege that the server was started with."""
    link, problems = parse_live(query, offered())
    try:
        origin, seed = origin_of(link)
    except ScenarioError as error:
        problems += error.problems
        origin, seed = origin_of(LiveLink())
        link = LiveLink()
    if link == LiveLink():
        return origin, None, problems
    shown, more = wanted(link, origin, seed)
    return origin, shown, problems + more


def go_to(runner: Runner, link: LiveLink) -> list[str]:
    """Show what a link says, without a replay where only what is ahead differs; returns what could not be used.

    Raises ScenarioError where the siege cannot be loaded.
    """
    now = link_of(runner.view)
    origin, seed = (runner.origin, runner.seed) if link.source == now.source else origin_of(link)
    shown, problems = wanted(link, origin, seed)
    if now.fork is not None and link == now._replace(fork=None, alternative=()) and link.day == runner.view.runs[0].day:
        runner.unfork(0)
        return problems
    setups = [shown.setup] if shown.fork_day is None else [shown.setup, shown.alternative]
    if _only_ahead_differs(runner, now, link) and _no_other_arrivals(runner, setups):
        runner.reschedule(setups, shown.next_setup or shown.setup, shown.pending)  # type: ignore[arg-type]
    else:
        runner.show(shown)
    return problems


def _only_ahead_differs(runner: Runner, now: LiveLink, link: LiveLink) -> bool:
    """Whether two links differ only in what is still ahead of the runs as they stand."""
    nothing = {"dated": (), "alternative": (), "pending": (), "watched": now.watched}
    if now._replace(**nothing) != link._replace(**nothing) or runner.view.until >= 0:
        return False
    days = runner.read(lambda runs: {name: run.day for name, run in _sieges(runs[0])})

    def done(changes: tuple[DatedChange, ...]) -> list[DatedChange]:
        return [c for c in changes if not c.day.isdecimal() or int(c.day) < days.get(c.siege, 0)]

    return done(now.dated) == done(link.dated) and done(now.alternative) == done(link.alternative)


def _sieges(run: AnyRun) -> list[tuple[str, WatchedRun]]:
    """The sieges of a run with the prefix of their parameters."""
    if isinstance(run, WatchedTheatre):
        return [(f"sieges.{name}.", one) for name, one in run.runs.items()]
    return [("", run)]


def _no_other_arrivals(runner: Runner, setups: Sequence[RunSetup | None]) -> bool:
    written = runner.view.setups
    return len(written) == len(setups) and all(
        other is not None and same_arrivals(one, other) for one, other in zip(written, setups, strict=True)
    )


def day_text(link: LiveLink) -> str:
    """Siege, seed, changes and day of a link in words."""
    name = siege_name(link.siege) if link.siege else place_title(link.saved or link.sweep)
    changes = len(link.start) + len(link.dated) + len(link.alternative) + len(link.pending)
    text = f"{name}, seed {link.seed}, day {link.day or 0}"
    return text + (f", {changes} change{'s' if changes > 1 else ''}" if changes else "")
