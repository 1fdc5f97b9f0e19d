"""Pydantic's errors as messages that a user can act on: file: dotted.name = value: rule; fix."""

import re
from collections.abc import Callable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from sim.scenario.errors import MAX_PROBLEMS, did_you_mean, shorten, shown
from sim.scenario.schema import Scenario, sections
from sim.scenario.yamltext import PLAIN

Loc = tuple[Any, ...]

#: Units that only classify a number: bounds read better without them.
UNITLESS = ("share", "ratio", "probability", "number", "level", "log", "exponent", "morale", "0-1")


def dotted_names() -> list[str]:
    """Every parameter's dotted name, in the order of the schema."""
    return [f"{section}.{name}" for section, model in sections().items() for name in model.model_fields]


def known_names() -> list[str]:
    """Every name that a scenario file may contain."""
    return [*dotted_names(), *Scenario.model_fields, "extends"]


def dotted(loc: Loc) -> str:
    """A location in a scenario as text, such as `reinforcements[0].day`."""
    loc = loc[:-1] if loc[-1:] == ("[key]",) else loc  # pydantic's mark for the key itself
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{shorten(str(part))}" for part in loc)
    return text.removeprefix(".")


def bound_text(value: float) -> str:
    """A bound without needless decimals."""
    return str(int(value)) if value == int(value) else repr(value)


def unit_of(field: FieldInfo | None) -> str:
    """The declared unit, or an empty string."""
    extra = field.json_schema_extra if field else None
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


def explain(error: ValidationError, source_of: Callable[[Loc], str]) -> Iterator[str]:
    """One line per problem; `source_of` gives the file that a location comes from."""
    for i, problem in enumerate(error.errors(include_url=False)):
        loc, value = problem["loc"], problem["input"]
        if problem["type"] == "value_error":  # a rule between parameters: its message is complete
            at = f"{dotted(loc)}: " if loc else ""
            yield f"{source_of(loc)}: {at}{problem['msg'].removeprefix('Value error, ')}"
        elif problem["type"] in ("extra_forbidden", "invalid_key"):
            yield f"{source_of(loc)}: {_unknown(loc, value, suggest=i < MAX_PROBLEMS)}"  # a suggestion takes 5 ms
        elif problem["type"] == "missing":
            field = _declaration(loc)
            meaning = f": {field.description}" if field and field.description else ""
            yield f"{source_of(loc)}: {dotted(loc)} is missing{meaning}"
        else:
            yield f"{source_of(loc)}: {dotted(loc)} = {shown(value)}: {rule_text(problem, _declaration(loc), loc)}"


def _unknown(loc: Loc, value: Any, suggest: bool) -> str:
    name = dotted(loc)
    if len(loc) == 1 and loc[0] in dotted_names():
        section, _, last = str(loc[0]).partition(".")
        return f"{name} is not a section; write {section}: {{{last}: {shown(value)}}}"
    if not suggest:
        return f"{name} is not a parameter"
    if loc[0] in sections() or len(loc) == 1:
        return f"{name} is not a parameter{did_you_mean(name, known_names())}"
    fields = _owner(loc).model_fields
    return f"{name} is not a parameter; allowed are {', '.join(fields)}"


def _owner(loc: Loc) -> type[BaseModel]:
    """The model that the last name of `loc` belongs to."""
    owner: Any = Scenario
    for part in loc[:-1]:
        field = owner.model_fields.get(part)  # else the place in a list or the name of an entry
        owner = next(_models_in(field.annotation), owner) if field else owner
    return owner


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation such as `tuple[Stage, ...]` or `Arrival | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _annotation(loc: Loc) -> Any:
    field = _declaration(loc)
    return field.annotation if field else None


def _declaration(loc: Loc) -> FieldInfo | None:
    fields = getattr(_owner(loc), "model_fields", {})
    return fields.get(loc[-1])


def rule_text(problem: Any, field: FieldInfo | None, loc: Loc = ()) -> str:
    """The rule for a declared field, with its meaning, and what to write instead."""
    kind, value, limits = problem["type"], problem["input"], problem.get("ctx", {})
    unit = unit_of(field)
    measured = unit and not unit.startswith(UNITLESS)
    tail = f" {unit}" if measured else ""
    notes = [unit if unit and not measured else "", field.description if field and field.description else ""]
    meaning = f" ({', '.join(n for n in notes if n)})" if any(notes) else ""
    match kind:
        case "greater_than_equal":
            return f"must be at least {bound_text(limits['ge'])}{tail}{meaning}"
        case "less_than_equal":
            return f"must be at most {bound_text(limits['le'])}{tail}{meaning}"
        case "greater_than":
            return f"must be more than {bound_text(limits['gt'])}{tail}{meaning}"
        case "less_than":
            return f"must be less than {bound_text(limits['lt'])}{tail}{meaning}"
        case "finite_number":
            return f"must be a finite number{meaning}"
        case "float_type" | "int_type":
            whole = "a whole number" if kind == "int_type" else "a number"
            return f"must be {whole}{meaning}{_unquote(value)}"
        case "bool_type":
            return f"must be true or false{meaning}"
        case "date_type":
            return f"must be a date such as 2017-01-31{meaning}"
        case "string_type":
            return f'must be text{meaning}; write it in quotes: "..."'
        case "string_pattern_mismatch":
            return f"must contain only lower-case letters, digits and _{meaning}"
        case "literal_error":
            choices = re.findall(r"'(\w+)'", limits.get("expected", ""))
            guess = did_you_mean(str(value), choices)
            return f"must be one of {', '.join(choices)}{meaning}{guess}"
        case "model_type" | "dict_type" | "model_attributes_type":
            return _group(loc, value)
        case "tuple_type" | "list_type":
            return "must be a list, each entry on its own line after a dash"
    return f"{problem['msg'][0].lower()}{problem['msg'][1:]}{meaning}"


def _unquote(value: Any) -> str:
    if isinstance(value, str) and (PLAIN["int"].match(value) or PLAIN["float"].match(value)):
        return "; write it without quotes"
    return ""


def _group(loc: Loc, value: Any) -> str:
    if loc == ("facts",):
        return "must be a mapping from dotted parameters to source, low, best, high"
    if loc == ("schedule",):
        return "must be a mapping of entries, such as airlift: {day: 30, set: {supply.aid: 0.5}}"
    if loc[0] == "schedule" and loc[-1] == "set":
        return "must be a mapping from dotted parameters to values, such as {supply.aid: 0.5}"
    model = sections().get(str(loc[0])) if len(loc) == 1 else next(_models_in(_annotation(loc)), _owner((*loc, "")))
    fields = getattr(model, "model_fields", {})
    fix = "; leave it out, or give at least one" if value is None else ""
    return f"must be a mapping of parameters, such as {next(iter(fields), '')}{fix}"
