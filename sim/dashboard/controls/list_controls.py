"""Controls for lists of records (reinforcements, partners, stages; ties of a theatre), from the records' schema."""

import functools
import json
from typing import Any, NamedTuple, get_args

from sim.scenario.errors import ScenarioError, shown
from sim.scenario.parameters import Parameter, parameter_from_field
from sim.scenario.schema import LISTS, Scenario
from sim.scenario.theatre import Document

#: More rows than this cannot be entered on a page.
MAX_ROWS = 60
#: What the schema's pattern of names allows, in words.
NAME_RULE = "lower-case letters, digits and _"


class Field(NamedTuple):
    """One field of a record, as a template needs it."""

    name: str
    label: str
    control: str  # number, text, choice, switch
    unit: str
    meaning: str
    range: str
    options: list[dict[str, str]]  # value and text of each choice
    default: str  # value in a new record; empty where the schema has no default


def record_of(name: str) -> Any:
    """The schema of one record of a list, or of a mapping by name."""
    field = Scenario.model_fields.get(name) or Document.model_fields[name]
    return next(kind for kind in get_args(field.annotation) if hasattr(kind, "model_fields"))


@functools.cache
def declared(name: str) -> dict[str, Parameter]:
    """The fields of a record by name, described as parameters are."""
    return {field: parameter_from_field(name, field, info) for field, info in record_of(name).model_fields.items()}


def field_of(parameter: Parameter) -> Field:
    """The form field of a parameter of a record. Its meaning may end with the unit in brackets."""
    meaning, _, unit = parameter.meaning.removesuffix("]").partition(" [")
    control = {"text": "text", "choice": "choice", "yes/no": "switch"}.get(parameter.kind, "number")
    default = "" if _required(parameter) else text_of(parameter.default)
    label = parameter.label.removeprefix(f"{parameter.section} ")
    allowed = NAME_RULE if _is_name(parameter) else parameter.range
    unit = unit or ("" if control == "switch" else parameter.unit)
    options = [{"value": choice, "text": choice.replace("_", " ")} for choice in parameter.choices]
    return Field(parameter.name, label, control, unit, meaning, allowed, options, default)


def _is_name(parameter: Parameter) -> bool:
    info = record_of(parameter.section).model_fields[parameter.name]
    return any(getattr(rule, "pattern", None) for rule in info.metadata)


def _required(parameter: Parameter) -> bool:
    return record_of(parameter.section).model_fields[parameter.name].is_required()


@functools.cache
def sections() -> list[dict[str, Any]]:
    """A section of the drawer for each list, with one control that edits all of its records."""
    return [
        section_of(name, meaning.partition(":")[0], [field_of(parameter) for parameter in declared(name).values()])
        for name, meaning in LISTS.items()
    ]


def section_of(name: str, meaning: str, fields: list[Field]) -> dict[str, Any]:
    """A section of the drawer with one control that edits all records of a list."""
    record_meaning = (record_of(name).__doc__ or "").strip().split("\n")[0].rstrip(".")
    control = {
        "dotted": name,
        "label": name,
        "control": "list",
        "unit": "",
        "meaning": meaning,
        "range": f"at most {MAX_ROWS}",
        "source": "",
        "when": "start",
        "expert": False,
        "record": record_of(name).__name__.lower(),
        "fields": [field._asdict() for field in fields],
    }
    return {"name": name, "meaning": f"{record_meaning}.", "items": [control]}


def text_of(value: Any) -> str:
    """A value as its field shows it."""
    if isinstance(value, bool):
        return shown(value)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def rows_text(scenario: Scenario, name: str) -> str:
    """The records of a list as the editor takes them: JSON in which every value is text."""
    rows = [{field: text_of(value) for field, value in row.model_dump().items()} for row in getattr(scenario, name)]
    return json.dumps(rows)


def plain_rows(scenario: Scenario, name: str) -> list[dict[str, Any]]:
    """The records of a list as a YAML file has them."""
    return [row.model_dump() for row in getattr(scenario, name)]


def rows_from(name: str, text: str) -> list[dict[str, Any]]:
    """The records in the editor's text, as a YAML file would have them.

    Raises ScenarioError where the text is not a list of such records.
    """
    return [row_from(f"{name}.{index}", declared(name), row) for index, row in enumerate(records_in(name, text))]


def records_in(name: str, text: str) -> list[dict[str, str]]:
    """The records in the editor's text, with a text for each field.

    Raises ScenarioError where it is not a list of records or has too many of them.
    """
    try:
        rows = json.loads(text)
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ScenarioError(f"{name}: must be a list of records")
    if len(rows) > MAX_ROWS:
        raise ScenarioError(f"{name}: {len(rows)} records; this page takes at most {MAX_ROWS}, a file takes more")
    return [{field: str(value).strip() for field, value in row.items()} for row in rows]


def row_from(path: str, fields: dict[str, Parameter], row: dict[str, str]) -> dict[str, Any]:
    """The record that the texts of its fields stand for; error messages name it by `path`.

    Raises ScenarioError where a field is empty or its text is not a value.
    """
    values: dict[str, Any] = {}
    for field, parameter in fields.items():
        text = row.get(field, "")
        if not text and parameter.kind != "text":
            raise ScenarioError(f"{path}.{field}: is empty; {parameter.meaning}: {parameter.range}")
        values[field] = _value(f"{path}.{field}", parameter, text)
    return values


def _value(path: str, parameter: Parameter, text: str) -> Any:
    if parameter.kind == "yes/no" and text in ("true", "false"):
        return text == "true"
    if parameter.kind not in ("number", "whole number"):
        return text
    try:
        number = float(text)
    except ValueError:
        raise ScenarioError(f"{path} = {shown(text)}: must be a {parameter.kind}: {parameter.range}") from None
    return int(number) if parameter.kind == "whole number" and number.is_integer() else number
