"""Controls for lists of records (reinforcements, partners, stages; a theatre's ties), made from the records' schema."""

import functools
import json
from typing import Any, NamedTuple, get_args

from sim.scenario.errors import ScenarioError, shown
from sim.scenario.parameters import Parameter, parameter_from_field
from sim.scenario.schema import LISTS, Scenario
from sim.scenario.theatre import Document

#: More rows than this come from no editor.
MOST_ROWS = 60
#: What the schema's pattern of names says, in words.
NAME = "small letters, digits and _"


class Field(NamedTuple):
    """One box of a record, as a template needs it."""

    name: str
    label: str
    control: str  # number, text, choice, switch
    unit: str
    meaning: str
    range: str
    options: list[str]
    first: str  # what the box of a new record holds; nothing where the schema has no default


def record_of(name: str) -> Any:
    """What a list (or what holds records by name) holds: the model of one of them."""
    field = Scenario.model_fields.get(name) or Document.model_fields[name]
    return next(kind for kind in get_args(field.annotation) if hasattr(kind, "model_fields"))


@functools.cache
def declared(name: str) -> dict[str, Parameter]:
    """The fields of a record by name, laid out as parameters are."""
    return {field: parameter_from_field(name, field, info) for field, info in record_of(name).model_fields.items()}


def field_of(parameter: Parameter) -> Field:
    """The box of a field; its unit is said at the end of its meaning."""
    meaning, _, unit = parameter.meaning.removesuffix("]").partition(" [")
    control = {"text": "text", "choice": "choice", "yes/no": "switch"}.get(parameter.kind, "number")
    given = "" if _required(parameter) else text_of(parameter.default)
    words = parameter.name.replace("_", " ")
    allowed = NAME if _is_name(parameter) else parameter.range
    unit = unit or ("" if control == "switch" else parameter.unit)
    return Field(parameter.name, words, control, unit, meaning, allowed, [*parameter.choices], given)


def _is_name(parameter: Parameter) -> bool:
    info = record_of(parameter.section).model_fields[parameter.name]
    return any(getattr(rule, "pattern", None) for rule in info.metadata)


def _required(parameter: Parameter) -> bool:
    return record_of(parameter.section).model_fields[parameter.name].is_required()


@functools.cache
def sections() -> list[dict[str, Any]]:
    """A section of the drawer for each list, whose one control edits all of its records."""
    found = []
    for name, holds in LISTS.items():
        fields = [field_of(parameter) for parameter in declared(name).values()]
        found.append(section_of(name, holds.partition(":")[0], fields))
    return found


def section_of(name: str, holds: str, fields: list[Field]) -> dict[str, Any]:
    """A section of the drawer whose one control edits all records of a list."""
    meaning = (record_of(name).__doc__ or "").strip().split("\n")[0].rstrip(".")
    control = {
        "dotted": name,
        "label": name,
        "control": "list",
        "unit": "",
        "meaning": holds,
        "range": f"up to {MOST_ROWS} of them",
        "source": "",
        "when": "start",
        "expert": False,
        "one": record_of(name).__name__.lower(),
        "fields": [field._asdict() for field in fields],
    }
    return {"name": name, "meaning": f"{meaning}.", "items": [control]}


def text_of(value: Any) -> str:
    """A value as its box shows it."""
    if isinstance(value, bool):
        return shown(value)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def listed(world: Scenario, name: str) -> str:
    """The records of a list as the editor takes them: JSON of texts."""
    rows = [{field: text_of(value) for field, value in each.model_dump().items()} for each in getattr(world, name)]
    return json.dumps(rows)


def plain_rows(world: Scenario, name: str) -> list[dict[str, Any]]:
    """The records of a list as a YAML file says them."""
    return [each.model_dump() for each in getattr(world, name)]


def rows_from(name: str, text: str) -> list[dict[str, Any]]:
    """The records that the editor's text means, as in a YAML file; ScenarioError for text that means none."""
    return [row_from(f"{name}.{place}", declared(name), row) for place, row in enumerate(records_in(name, text))]


def records_in(name: str, text: str) -> list[dict[str, str]]:
    """The records of the editor's text, each a text for each box; ScenarioError for what is no such list."""
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if not isinstance(said, list) or not all(isinstance(row, dict) for row in said):
        raise ScenarioError(f"{name}: must be a list of records")
    if len(said) > MOST_ROWS:
        raise ScenarioError(f"{name}: {len(said)} are too many for this page; at most {MOST_ROWS}, or write a file")
    return [{field: str(value).strip() for field, value in row.items()} for row in said]


def row_from(spot: str, fields: dict[str, Parameter], row: dict[str, str]) -> dict[str, Any]:
    """The record that the texts of its boxes mean; messages call it `spot`."""
    made: dict[str, Any] = {}
    for field, parameter in fields.items():
        text = row.get(field, "")
        if not text and parameter.kind != "text":
            raise ScenarioError(f"{spot}.{field}: is empty; {parameter.meaning}: {parameter.range}")
        made[field] = _value(f"{spot}.{field}", parameter, text)
    return made


def _value(spot: str, parameter: Parameter, text: str) -> Any:
    if parameter.kind == "yes/no" and text in ("true", "false"):
        return text == "true"
    if parameter.kind not in ("number", "whole number"):
        return text
    try:
        number = float(text)
    except ValueError:
        raise ScenarioError(f"{spot} = {shown(text)}: must be a {parameter.kind}: {parameter.range}") from None
    return int(number) if parameter.kind == "whole number" and number.is_integer() else number
