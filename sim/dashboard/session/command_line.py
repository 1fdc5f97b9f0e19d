"""The command line that reproduces the siege on the page."""

import json
import shlex
from collections.abc import Sequence
from typing import Any

from sim.dashboard import server_state
from sim.dashboard.controls import list_controls
from sim.dashboard.run_setup import LINKS, THEATRE_PARAMETERS, value_in
from sim.dashboard.session.session import Session
from sim.scenario.errors import shown
from sim.scenario.files import shipped_names, shipped_theatres
from sim.scenario.parameters import parameters
from sim.scenario.schedule_rules import with_values
from sim.scenario.schema import LISTS, Scenario, get_value
from sim.scenario.theatre import Theatre
from sim.state.siege import Siege


def command_line(session: Session) -> str:
    """The command that runs the same siege; empty for one that came from a sweep or a saved run."""
    runner, name = session.runner, session.scenario_name
    shipped = name in (*shipped_names(), *shipped_theatres())
    if runner is None or session.resumed or not (shipped or name == server_state.scenario):
        return ""
    initial, now = session.initial, runner.setup
    if isinstance(initial, Theatre) and isinstance(now, Theatre) and initial.sieges.keys() == now.sieges.keys():
        options = [
            option
            for siege, scenario in now.sieges.items()
            for option in set_options(scenario, initial.sieges[siege], f"sieges.{siege}.")
        ]
        for dotted in (*THEATRE_PARAMETERS, LINKS):
            value = value_in(now, runner.watched, dotted)
            if value != value_in(initial, runner.watched, dotted):
                options.append(_set_option(f"{dotted}={json.dumps(value)}"))
    elif isinstance(initial, Scenario) and isinstance(now, Scenario):
        siege, changes = runner.read(lambda runs: (runs[0].watched_run.siege, [*runs[0].changes]))
        options = [*set_options(at_start(siege, changes, initial), initial), *set_at_options(changes)]
    else:
        return ""  # another setup is being loaded right now
    return " ".join(["safeconduct run", shlex.quote(name), f"--seed {runner.seed}", *options])


#: A change during a run: day on which it counts first, parameter, old value, new value.
Change = tuple[int, str, Any, Any]


def at_start(siege: Siege, changes: Sequence[Change], initial: Scenario) -> Scenario:
    """The scenario that the siege began with: without what was changed since, by hand or by its schedule."""
    acted = [siege.scenario.schedule[name] for name in siege.schedule.acted if name in siege.scenario.schedule]
    values = {dotted: get_value(initial, dotted) for entry in acted for dotted in entry.set}
    for _, dotted, old, _ in reversed(changes):
        values[dotted] = old
    return with_values(siege.written_scenario, {name: value for name, value in values.items() if "." in name})


def set_at_options(changes: Sequence[Change]) -> list[str]:
    """The `--set-at` options for what was changed during the run; the last change of a day counts."""
    last = {(day, dotted): value for day, dotted, _, value in changes if "." in dotted}
    return [
        f"--set-at {day} {shlex.quote(f'{dotted}={shown(value).strip(chr(34))}')}"
        for (day, dotted), value in last.items()
    ]


def set_options(now: Scenario, initial: Scenario, prefix: str = "") -> list[str]:
    """The `--set` options that turn one scenario into another; `prefix` is put before each name."""
    options = []
    for parameter in parameters():
        value = get_value(now, parameter.dotted)
        if parameter.dotted != "map.file" and value != get_value(initial, parameter.dotted):
            options.append(f"--set {prefix}{parameter.dotted}={shlex.quote(shown(value).strip(chr(34)))}")
    for name in LISTS:
        if get_value(now, name) != get_value(initial, name):
            options.append(_set_option(f"{prefix}{name}={json.dumps(list_controls.plain_rows(now, name))}"))
    return options


def _set_option(assignment: str) -> str:
    return f"--set {shlex.quote(assignment)}"
