"""What the drawer holds: the controls of the siege that is looked at, and of a theatre also its own."""

import functools
from typing import Any

from sim.dashboard.controls import parameter_controls, tie_controls
from sim.dashboard.run_setup import BETWEEN, LINKS, RunSetup, scenario_in, value_in
from sim.scenario.sections.theatre import Contagion
from sim.scenario.theatre import Theatre


def sections(world: RunSetup) -> list[dict[str, Any]]:
    """All controls by section; what lies between the sieges of a theatre comes first."""
    if not isinstance(world, Theatre):
        return parameter_controls.sections()
    return [_contagion(), tie_controls.section(world), *parameter_controls.sections()]


@functools.cache
def _contagion() -> dict[str, Any]:
    meaning = (Contagion.__doc__ or "").strip().split("\n")[0]
    items = [parameter_controls.control_of(parameter)._asdict() for parameter in BETWEEN.values()]
    return {"name": "contagion", "meaning": meaning, "items": items}


def texts(world: RunSetup, watched: str) -> dict[str, str]:
    """Every value as its control shows it."""
    found = parameter_controls.texts(scenario_in(world, watched))
    if isinstance(world, Theatre):
        found |= {dotted: parameter_controls.text_of(dotted, value_in(world, watched, dotted)) for dotted in BETWEEN}
        found[LINKS] = tie_controls.listed(world)
    return found


def value_from(dotted: str, text: str) -> Any:
    """The value that a control's text means; ScenarioError for text that means none."""
    if dotted == LINKS:
        return tie_controls.ties_from(text)
    if dotted in BETWEEN:
        return parameter_controls.value_of(BETWEEN[dotted], text.strip())
    return parameter_controls.value_from(dotted, text)
