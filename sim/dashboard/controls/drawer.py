"""Contents of the parameter drawer: controls of the watched siege and, for a theatre, of the theatre itself."""

import functools
from typing import Any

from sim.dashboard.controls import parameter_controls, tie_controls
from sim.dashboard.run_setup import LINKS, THEATRE_PARAMETERS, RunSetup, scenario_in, value_in
from sim.scenario.sections.theatre import Contagion
from sim.scenario.theatre import Theatre


def sections(setup: RunSetup) -> list[dict[str, Any]]:
    """All controls by section; those of the theatre itself come first."""
    if not isinstance(setup, Theatre):
        return parameter_controls.sections()
    return [_contagion(), tie_controls.section(setup), *parameter_controls.sections()]


@functools.cache
def _contagion() -> dict[str, Any]:
    meaning = (Contagion.__doc__ or "").strip().split("\n")[0]
    items = [parameter_controls.control_of(parameter)._asdict() for parameter in THEATRE_PARAMETERS.values()]
    return {"name": "contagion", "meaning": meaning, "items": items}


def texts(setup: RunSetup, watched: str) -> dict[str, str]:
    """Dotted name -> the value as its control shows it."""
    texts = parameter_controls.texts(scenario_in(setup, watched))
    if isinstance(setup, Theatre):
        texts |= {
            dotted: parameter_controls.text_of(dotted, value_in(setup, watched, dotted))
            for dotted in THEATRE_PARAMETERS
        }
        texts[LINKS] = tie_controls.ties_text(setup)
    return texts


def value_from(dotted: str, text: str) -> Any:
    """The value that the text of a control stands for.

    Raises ScenarioError where the text is not a value of the parameter.
    """
    if dotted == LINKS:
        return tie_controls.ties_from(text)
    if dotted in THEATRE_PARAMETERS:
        return parameter_controls.value_of(THEATRE_PARAMETERS[dotted], text.strip())
    return parameter_controls.value_from(dotted, text)
