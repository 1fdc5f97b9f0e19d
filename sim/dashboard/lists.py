"""Controls for the lists of a scenario (reinforcements, partners, stages), made from the schema of their records."""

import functools
import json
from typing import Any, NamedTuple, get_args

from sim.scenario.describe import Parameter, parameter_of
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.schema import LISTS, Scenario

#: More rows than this come from no editor.
MOST_ROWS = 60
#: What the schema's pattern of names says, in words.
NAME = "small letters, digits and _"


class Field(NamedTuple):
    """One box of a record, as a template needs it."""

    name: str
    label: str
    control: str  # number, text, choice
    unit: str
    meaning: str
    range: str
    options: list[str]
    first: str  # what the box of a new record holds; nothing where the schema has no default


def record_of(name: str) -> Any:
    """What a list holds: the model of one of its records."""
    return get_args(Scenario.model_fields[name].annotation)[0]


@functools.cache
def declared(name: str) -> dict[str, Parameter]:
    """The fields of a record by name, laid out as parameters are."""
    return {field: parameter_of(name, field, info) for field, info in record_of(name).model_fields.items()}


def field_of(parameter: Parameter) -> Field:
    """The box of a field; its unit is said at the end of its meaning."""
    meaning, _, unit = parameter.meaning.removesuffix("]").partition(" [")
    control = "choice" if parameter.choices else "text" if parameter.kind == "text" else "number"
    given = "" if _required(parameter) else text_of(parameter.default)
    words = parameter.name.replace("_", " ")
    allowed = NAME if _is_name(parameter) else parameter.range
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
        meaning = (record_of(name).__doc__ or "").strip().split("\n")[0].rstrip(".")
        fields = [field_of(parameter)._asdict() for parameter in declared(name).values()]
        control = {
            "dotted": name,
            "label": name,
            "control": "list",
            "unit": "",
            "meaning": holds.partition(":")[0],
            "range": f"up to {MOST_ROWS} of them",
            "source": "",
            "when": "start",
            "expert": False,
            "one": record_of(name).__name__.lower(),
            "fields": fields,
        }
        found.append({"name": name, "meaning": f"{meaning}.", "items": [control]})
    return found


def text_of(value: Any) -> str:
    """A value as its box shows it."""
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
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if not isinstance(said, list) or not all(isinstance(row, dict) for row in said):
        raise ScenarioError(f"{name}: must be a list of records")
    if len(said) > MOST_ROWS:
        raise ScenarioError(f"{name}: {len(said)} are too many for this page; at most {MOST_ROWS}, or write a file")
    return [_row(name, place, row) for place, row in enumerate(said)]


def _row(name: str, place: int, row: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for field, parameter in declared(name).items():
        text = str(row.get(field, "")).strip()
        if not text and parameter.kind != "text":
            raise ScenarioError(f"{name}.{place}.{field}: is empty; {parameter.meaning}: {parameter.range}")
        made[field] = _value(f"{name}.{place}.{field}", parameter, text)
    return made


def _value(spot: str, parameter: Parameter, text: str) -> Any:
    if parameter.kind not in ("number", "whole number"):
        return text
    try:
        number = float(text)
    except ValueError:
        raise ScenarioError(f"{spot} = {shown(text)}: must be a {parameter.kind}: {parameter.range}") from None
    return int(number) if parameter.kind == "whole number" and number.is_integer() else number
