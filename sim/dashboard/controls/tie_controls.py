"""The control for the ties of a theatre: a list of records, each with a name and the two sieges that it links."""

import json
import re
from collections.abc import Sequence
from typing import Any

from sim.dashboard.controls import list_controls
from sim.dashboard.controls.list_controls import Field
from sim.dashboard.run_setup import LINKS, ties_as_dicts
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.parameters import Parameter
from sim.scenario.theatre import Document, Theatre
from sim.text.format import place_title

NAME, ENDS = "name", ("one_end", "other_end")
BETWEEN = "between"


def tie_parameters() -> dict[str, Parameter]:
    """The parameters of a tie beside the two sieges that it links."""
    return {field: parameter for field, parameter in list_controls.declared(LINKS).items() if field != BETWEEN}


def fields(sieges: Sequence[str]) -> list[Field]:
    """The fields of a tie: its name, its two ends, its parameters."""
    meaning = list_controls.declared(LINKS)[BETWEEN].meaning
    name = Field(
        NAME, NAME, "text", "", "its name in files and on the command line", list_controls.NAME_RULE, [], "tie"
    )
    defaults = [*sieges[:2], *sieges[:2]]
    options = [{"value": siege, "text": place_title(siege)} for siege in sieges]
    ends = [
        Field(end, label, "choice", "", meaning, "", options, default)
        for end, label, default in zip(ENDS, ("first siege", "second siege"), defaults, strict=False)
    ]
    return [name, *ends, *(list_controls.field_of(parameter) for parameter in tie_parameters().values())]


def section(theatre: Theatre) -> dict[str, Any]:
    """The section of the drawer."""
    meaning = Document.model_fields[LINKS].description or ""
    return list_controls.section_of(LINKS, meaning, fields([*theatre.sieges]))


def ties_text(theatre: Theatre) -> str:
    """The ties as the editor takes them: JSON in which every value is text."""
    rows = []
    for name, tie in ties_as_dicts(theatre).items():
        row = {NAME: name, **dict(zip(ENDS, tie.pop(BETWEEN), strict=True)), **tie}
        rows.append({field: list_controls.text_of(value) for field, value in row.items()})
    return json.dumps(rows)


def ties_from(text: str) -> dict[str, dict[str, Any]]:
    """The ties in the editor's text by name, as a YAML file would have them.

    Raises ScenarioError where the text is not a list of ties or one of them is not valid.
    """
    ties: dict[str, dict[str, Any]] = {}
    for row in list_controls.records_in(LINKS, text):
        name = row.get(NAME, "")
        if not re.fullmatch(r"[a-z0-9_]+", name):
            raise ScenarioError(f"{LINKS}: name of a tie = {shown(name)}: use {list_controls.NAME_RULE}")
        if name in ties:
            raise ScenarioError(f"{LINKS}: two ties are named {name}; rename one of them")
        ends = {BETWEEN: [row.get(end, "") for end in ENDS]}
        ties[name] = ends | list_controls.row_from(f"{LINKS}.{name}", tie_parameters(), row)
    return ties
