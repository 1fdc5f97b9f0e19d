"""Pydantic's errors in a theatre as messages that a user can act on."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from sim.scenario.errors import did_you_mean, shown
from sim.scenario.explain import dotted, rule_text
from sim.scenario.schema import Fact
from sim.scenario.sections.theatre import Contagion, Tie
from sim.scenario.theatre import Document, Member

#: Groups whose keys are names chosen by the user.
NAMED: dict[str, type[BaseModel]] = {"sieges": Member, "links": Tie, "facts": Fact}


def explain_theatre(error: ValidationError, label: str) -> Iterator[str]:
    """One line per problem."""
    for problem in error.errors(include_url=False):
        loc, value = _location(problem["loc"]), problem["input"]
        owner = owner_of(loc)
        name = dotted(loc)
        field = owner.model_fields.get(str(loc[-1])) if owner else None
        if problem["type"] == "extra_forbidden" and owner:
            known = list(owner.model_fields)
            guess = did_you_mean(str(loc[-1]), known) or f"; allowed are {', '.join(known)}"
            yield f"{label}: {name} is not a key of a theatre{guess}"
        elif problem["type"] == "missing":
            meaning = f": {field.description}" if field and field.description else ""
            yield f"{label}: {name} is missing{meaning}"
        else:
            yield f"{label}: {name} = {shown(value)}: {_rule(problem, field)}"


def _location(loc: tuple[Any, ...]) -> tuple[Any, ...]:
    """The location as in the file, without the alternatives that pydantic tried."""
    return tuple(part for part in loc if part not in ("str", "dict[str,any]"))


def owner_of(loc: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model that the last name of `loc` belongs to."""
    if len(loc) == 1:
        return Document
    if loc[0] == "contagion":
        return Contagion
    return NAMED.get(loc[0]) if len(loc) > 2 else None


def _rule(problem: Any, field: FieldInfo | None) -> str:
    match problem["type"]:
        case "model_type" | "dict_type" | "model_attributes_type":
            return "must be a mapping"
        case "too_short" if field is not None and field.annotation is not None:
            return "must have at least one siege"
        case "missing" | "too_long" | "tuple_type":
            return "must be a list of two sieges"
    return rule_text(problem, field)


def explain_rules(error: ValidationError, group: str) -> Iterator[str]:
    """One line per problem with the values of one group, such as a link; `group` is its dotted name."""
    for problem in error.errors(include_url=False):
        name = str(problem["loc"][-1])
        field = next((m.model_fields[name] for m in (Contagion, Tie) if name in m.model_fields), None)
        yield f"{group}.{name} = {shown(problem['input'])}: {_rule(problem, field)}"
