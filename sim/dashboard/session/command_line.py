"""The command line that reproduces the siege on the page."""

import json
import shlex

from sim.dashboard import server_state
from sim.dashboard.controls import list_controls
from sim.dashboard.run_setup import LINKS, THEATRE_PARAMETERS, value_in
from sim.dashboard.session.session import Session
from sim.scenario.errors import shown
from sim.scenario.files import shipped_names, shipped_theatres
from sim.scenario.parameters import parameters
from sim.scenario.schema import LISTS, Scenario, get_value
from sim.scenario.theatre import Theatre


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
        options = set_options(now, initial)
    else:
        return ""  # another setup is being loaded right now
    return " ".join(["safeconduct run", shlex.quote(name), f"--seed {runner.seed}", *options])


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
