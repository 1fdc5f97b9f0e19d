"""The control for the ties of a theatre: a list like those of a siege, whose records bear names and join two sieges."""

import json
import re
from collections.abc import Sequence
from typing import Any

from sim.dashboard import lists
from sim.dashboard.lists import Field
from sim.dashboard.worlds import LINKS, plain_ties
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.parameters import Parameter
from sim.scenario.theatre import Document, Theatre

NAME, ENDS = "name", ("one_end", "other_end")
BETWEEN = "between"


def own() -> dict[str, Parameter]:
    """What a tie says beside the two that it joins."""
    return {field: parameter for field, parameter in lists.declared(LINKS).items() if field != BETWEEN}


def fields(sieges: Sequence[str]) -> list[Field]:
    """Its boxes: its name, its two ends, and what it says."""
    joined = lists.declared(LINKS)[BETWEEN].meaning
    made = [Field(NAME, NAME, "text", "", "what files and the command line call it", lists.NAME, [], "tie")]
    firsts = [*sieges[:2], *sieges[:2]]
    made += [
        Field(end, end.replace("_", " "), "choice", "", joined, "", [*sieges], first)
        for end, first in zip(ENDS, firsts, strict=False)
    ]
    return made + [lists.field_of(parameter) for parameter in own().values()]


def section(theatre: Theatre) -> dict[str, Any]:
    """The section of the drawer."""
    holds = Document.model_fields[LINKS].description or ""
    return lists.section_of(LINKS, holds, fields([*theatre.sieges]))


def listed(theatre: Theatre) -> str:
    """The ties as the editor takes them: JSON of texts."""
    rows = []
    for name, tie in plain_ties(theatre).items():
        row = {NAME: name, **dict(zip(ENDS, tie.pop(BETWEEN), strict=True)), **tie}
        rows.append({field: lists.text_of(value) for field, value in row.items()})
    return json.dumps(rows)


def ties_from(text: str) -> dict[str, dict[str, Any]]:
    """The ties that the editor's text means, as in a YAML file; ScenarioError for text that means none."""
    made: dict[str, dict[str, Any]] = {}
    for row in lists.records_in(LINKS, text):
        name = row.get(NAME, "")
        if not re.fullmatch(r"[a-z0-9_]+", name):
            raise ScenarioError(f"{LINKS}: a tie called {shown(name)}: must be called by {lists.NAME}")
        if name in made:
            raise ScenarioError(f"{LINKS}: two ties are called {name}; give one of them another name")
        made[name] = {BETWEEN: [row.get(end, "") for end in ENDS], **lists.row_from(f"{LINKS}.{name}", own(), row)}
    return made
