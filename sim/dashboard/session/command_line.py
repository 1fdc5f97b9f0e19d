"""The command lines that give the sieges on the page, with every change on its day."""

import base64
import shlex
from typing import NamedTuple

from sim.dashboard import server_state
from sim.dashboard.run_setup import RunSetup
from sim.dashboard.session.differences import dated_changes, starting_values
from sim.dashboard.session.runner import HALVES, Origin
from sim.dashboard.session.stepper import SessionView
from sim.dashboard.session.view_link import MAP
from sim.scenario.files import shipped_names, shipped_theatres
from sim.scenario.load import resolve
from sim.scenario.theatre import Theatre, resolve_theatre


class Command(NamedTuple):
    """A command that gives the siege on the page; with the file that it needs, where options alone cannot say it."""

    label: str  # which run of a fork; empty for a single run
    text: str
    file_name: str = ""
    file_text: str = ""

    @property
    def file_url(self) -> str:
        """The file as a data URL; empty where the command needs none."""
        content = base64.b64encode(self.file_text.encode()).decode()
        return f"data:text/yaml;base64,{content}" if self.file_text else ""


def commands(view: SessionView) -> list[Command]:
    """The command of each run that the view shows."""
    labels = [half.capitalize() for half in HALVES] if len(view.setups) > 1 else [""]
    return [_command(label, view.origin, setup, view.seed) for label, setup in zip(labels, view.setups, strict=True)]


def _command(label: str, origin: Origin, setup: RunSetup, seed: int) -> Command:
    start, known = (
        starting_values(setup, origin.initial),
        [*shipped_names(), *shipped_theatres(), server_state.scenario],
    )
    needs_file = origin.saved or origin.sweep or origin.name not in known
    if needs_file or any(value.name.endswith(MAP) for value in start):
        text = resolve_theatre(setup) if isinstance(setup, Theatre) else resolve(setup)
        file = f"{setup.name}{f'-{label.lower()}' if label else ''}.yaml"
        return Command(label, f"safeconduct run ./{shlex.quote(file)} --seed {seed}", file, text)
    options = [
        *(f"--set {shlex.quote(f'{name}={value}')}" for name, value in start),
        *(
            f"--set-at {change.day} {shlex.quote(f'{change.key}={change.value}')}"
            for change in dated_changes(setup, origin.initial)
        ),
    ]
    return Command(label, " ".join(["safeconduct run", shlex.quote(origin.name), f"--seed {seed}", *options]))
