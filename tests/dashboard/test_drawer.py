"""The drawer of a theatre: its own parameters have controls from the schema, and each sets its parameter."""

import json
from pathlib import Path

import pytest
from small_siege import pair
from test_controls import other

from sim.dashboard.controls import drawer, list_controls, parameter_controls, tie_controls
from sim.dashboard.run_setup import LINKS, THEATRE_PARAMETERS, load_setup, value_in, with_change
from sim.scenario.errors import ScenarioError
from sim.scenario.parameters import Parameter, theatre_level_parameters
from sim.scenario.sections.theatre import Tie
from sim.scenario.theatre import Theatre


@pytest.fixture
def theatre(tmp_path: Path) -> Theatre:
    world = load_setup(pair(tmp_path))
    assert isinstance(world, Theatre)
    return world


def shown(theatre: Theatre) -> dict[str, dict]:
    return {item["dotted"]: item for section in drawer.sections(theatre) for item in section["items"]}


def test_a_theatre_has_controls_of_its_own_and_a_single_siege_has_none(theatre: Theatre) -> None:
    own = {p.dotted for p in theatre_level_parameters([]) if p.dotted.startswith("contagion.")} | {LINKS}
    assert shown(theatre).keys() - {*parameter_controls.declared(), *list_controls.LISTS} == own
    assert drawer.sections(theatre.sieges["north"]) == parameter_controls.sections()
    boxes = {box["name"] for box in shown(theatre)[LINKS]["fields"]}
    assert boxes == (Tie.model_fields.keys() - {"between"}) | {"name", "one_end", "other_end"}
    assert drawer.texts(theatre, "south").keys() == shown(theatre).keys()


@pytest.mark.parametrize("parameter", THEATRE_PARAMETERS.values(), ids=lambda one: one.dotted)
def test_every_control_of_contagion_sets_its_parameter(theatre: Theatre, parameter: Parameter) -> None:
    control = shown(theatre)[parameter.dotted]
    assert (control["meaning"], control["when"]) == (parameter.meaning, parameter.when)
    value = drawer.value_from(parameter.dotted, other(parameter))
    after = with_change(theatre, "south", parameter.dotted, value)
    assert value_in(after, "north", parameter.dotted) == value != value_in(theatre, "north", parameter.dotted)
    assert drawer.value_from(parameter.dotted, drawer.texts(after, "north")[parameter.dotted]) == value
    assert isinstance(after, Theatre)
    assert after.sieges is theatre.sieges


@pytest.mark.parametrize("field", tie_controls.tie_parameters().values(), ids=lambda one: one.name)
def test_every_form_field_of_a_tie_sets_its_value(theatre: Theatre, field: Parameter) -> None:
    box = next(box for box in shown(theatre)[LINKS]["fields"] if box["name"] == field.name)
    assert (box["meaning"], box["range"]) == (field.meaning, field.range)
    [row] = json.loads(drawer.texts(theatre, "north")[LINKS])
    value = other(field)
    after = with_change(theatre, "north", LINKS, drawer.value_from(LINKS, json.dumps([row | {field.name: value}])))
    assert isinstance(after, Theatre)
    assert list_controls.text_of(getattr(after.document.links["bond"], field.name)) == value != row[field.name]
    assert json.loads(drawer.texts(after, "north")[LINKS]) == [row | {field.name: value}]


def test_ties_are_removed_and_added(theatre: Theatre) -> None:
    fresh = {box["name"]: box["default"] for box in shown(theatre)[LINKS]["fields"]}
    none = with_change(theatre, "north", LINKS, drawer.value_from(LINKS, "[]"))
    assert value_in(none, "north", LINKS) == {}
    made = with_change(none, "north", LINKS, drawer.value_from(LINKS, json.dumps([fresh | {"name": "knot"}])))
    assert isinstance(made, Theatre)
    assert made.links["knot"].between == ("north", "south")
    assert made.links["knot"] == Tie(between=("north", "south")), "a new tie says what the schema says"


@pytest.mark.parametrize(
    ("rows", "change", "message"),
    [
        (1, {"name": "A knot"}, "lower-case letters"),
        (2, {}, "two ties are named bond"),
        (1, {"other_end": "north"}, "cannot be linked to itself"),
        (1, {"other_end": "east"}, "there is no such siege"),
        (1, {"worth": "4"}, r"links\.bond\.worth = 4.0: must be at most 1"),
        (1, {"worth": ""}, r"links\.bond\.worth: is empty"),
        (1, {"active": "perhaps"}, r"links\.bond\.active"),
    ],
)
def test_invalid_ties_are_rejected_with_a_message(theatre: Theatre, rows: int, change: dict, message: str) -> None:
    [row] = json.loads(drawer.texts(theatre, "north")[LINKS])
    with pytest.raises(ScenarioError, match=message):
        with_change(theatre, "north", LINKS, drawer.value_from(LINKS, json.dumps([row | change] * rows)))
