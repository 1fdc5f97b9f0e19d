"""From the schema to form controls, and from their text back to values."""

import json
from typing import Any

import pytest

from sim.dashboard.controls import list_controls, parameter_controls
from sim.runs.plan import changed
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameter, parameters
from sim.scenario.schema import LISTS, get_value


def other(parameter: Parameter) -> str:
    """A text for the control that stands for another value than the default."""
    if parameter.dotted == "map.file":
        return next(name for name in parameter_controls.maps() if name.endswith(".txt"))
    if parameter.dotted in ("population.people_per_agent", "population.civilians_per_agent"):
        return "2"  # a small place allows no coarser one
    if parameter.choices:
        return next(choice for choice in parameter.choices if choice != parameter.default)
    if parameter.kind == "yes/no":
        return "false" if parameter.default else "true"
    if parameter.kind == "date":
        return "2015-03-04"
    low = parameter.low if parameter.low is not None else parameter.default - 1
    high = parameter.high if parameter.high is not None else parameter.default + 1
    for share in (0.01, 0.05, 0.3, 0.5, 0.9):
        value = low + share * (high - low)
        value = round(value) if parameter.kind == "whole number" else float(f"{value:.4g}")
        if value != parameter.default and low < value < high:
            return str(value)
    return str(low if parameter.default != low else high)


@pytest.mark.parametrize("parameter", parameters(), ids=lambda parameter: parameter.dotted)
def test_every_control_sets_its_parameter(parameter: Parameter) -> None:
    shown = {item["dotted"]: item for section in parameter_controls.sections() for item in section["items"]}
    assert shown[parameter.dotted]["meaning"] == parameter.meaning
    text = other(parameter)
    value = parameter_controls.value_from(parameter.dotted, text)
    start = load_scenario("baseline")
    extra: dict[str, Any] = {}
    if parameter.dotted in ("assault.advance_m_day", "clock.ticks_per_day", "map.cell_m"):
        extra = {"assault.advance_m_day": 20.0, "clock.ticks_per_day": 4, "map.cell_m": 100.0}
    if parameter.dotted in ("besieger.cordon_share", "besieger.reserve_share"):
        extra = {"besieger.cordon_share": 0.1, "besieger.reserve_share": 0.1}
    if parameter.dotted == "map.file":
        assert "\n" in value
        return
    after = changed(start, extra | {parameter.dotted: value})
    assert get_value(after, parameter.dotted) == value != parameter.default
    assert parameter_controls.value_from(parameter.dotted, parameter_controls.text_of(parameter.dotted, value)) == value


FIELDS = [(name, field) for name in LISTS for field in list_controls.declared(name).values()]
#: Values for the boxes that the schema leaves empty.
FILLED = {"day": "30", "men": "500", "name": "north", "share_of_men": "0.3", "threat_bearer": "1", "audience_cost": "2"}


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=lambda one: getattr(one, "dotted", one))
def test_every_form_field_of_a_list_sets_its_value(name: str, field: Parameter) -> None:
    shown = {item["dotted"]: item for section in parameter_controls.sections() for item in section["items"]}[name]
    box = next(box for box in shown["fields"] if box["name"] == field.name)
    assert box["meaning"] in field.meaning
    assert box["meaning"]
    row = {box["name"]: box["default"] or FILLED.get(box["name"], "1") for box in shown["fields"]}
    text = "south" if field.kind == "text" else other(field)
    world = load_scenario("baseline")
    for rows in ([row], [row, row | {field.name: text, "name": "south"}]):
        wanted = parameter_controls.value_from(name, json.dumps(rows))
        assert list_controls.plain_rows(changed(world, {name: wanted}), name) == wanted, (
            "kept as a YAML file would have it"
        )
    after = changed(world, {name: wanted})
    assert str(getattr(get_value(after, name)[1], field.name)) == str(wanted[1][field.name])
    assert wanted[1][field.name] != wanted[0][field.name]
    assert parameter_controls.value_from(name, parameter_controls.texts(after)[name]) == wanted


@pytest.mark.parametrize(
    ("name", "rows", "message"),
    [
        ("reinforcements", [{"day": "30", "men": ""}], "reinforcements.0.men: is empty"),
        ("reinforcements", [{"day": "soon", "men": "5"}], "reinforcements.0.day"),
        ("reinforcements", [{"day": "30.5", "men": "5"}], "day"),
        ("reinforcements", [{"day": "0", "men": "5"}], "day"),
        ("reinforcements", "no list", "must be a list"),
        ("reinforcements", [{"day": "1", "men": "1"}] * 61, "at most 60"),
        ("stages", [{"name": "desert", "km": "-3", "held_by": "besieger", "danger": "1"}], "km"),
        ("stages", [{"name": "desert", "km": "3", "held_by": "nobody", "danger": "1"}], "held_by"),
    ],
)
def test_an_invalid_list_is_rejected_with_a_message(name: str, rows: Any, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        changed(load_scenario("baseline"), {name: parameter_controls.value_from(name, json.dumps(rows))})


@pytest.mark.parametrize(
    ("dotted", "text"),
    [
        ("supply.food_days", "many"), ("supply.food_days", ""), ("supply.food_days", "nan"),
        ("clock.start", "31.12.2017"), ("negotiation.allowed", "perhaps"), ("map.file", "../../etc/passwd"),
        ("map.file", "/etc/passwd"), ("no.such", "1"), ("clock.ticks_per_day", "2.5"), ("supply.food_days", "1e400"),
    ],
)  # fmt: skip
def test_an_invalid_value_is_rejected_with_a_message(dotted: str, text: str) -> None:
    with pytest.raises(ScenarioError, match=dotted.replace(".", r"\.")):
        changed(load_scenario("baseline"), {dotted: parameter_controls.value_from(dotted, text)})
