"""Whatever is in a file: a scenario, or a ScenarioError with printable lines."""

import datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError
from sim.scenario.files import shipped_folder
from sim.scenario.load import load_scenario, resolve
from sim.scenario.load_theatre import load_theatre
from sim.scenario.parameters import parameters
from sim.scenario.schema import Scenario
from tests.scenario.conftest import MAP

BASELINE = (shipped_folder() / "baseline.yaml").read_text()
WORDS = [
    "supply:",
    "food_days",
    "extends: ",
    "baseline",
    "map: {file: ",
    "facts: ",
    "-",
    "{",
    "}",
    "[",
    ": ",
    "\n",
    "&a ",
    "*a",
]
WORDS += [
    "1e5",
    ".nan",
    "null",
    "2017-01-01",
    "reinforcements: [{day: 1, men: 2}]",
    "'",
    '"',
    "|\n",
    "---\n",
    "!!int",
    "  ",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(path: Path, overrides: Any = ()) -> Scenario | None:
    """The scenario, or nothing where the file was refused in the proper way."""
    scenario, lines = None, []
    try:
        scenario = load_scenario(path, overrides)
    except ScenarioError as error:
        lines = str(error).split("\n")
    if scenario is None:
        assert lines
        assert all(line and line.isprintable() for line in lines)
        return None
    path.write_text(resolve(scenario), encoding="utf-8")
    assert load_scenario(path) == scenario
    return scenario


@many
@given(st.binary() | st.text().map(str.encode) | st.lists(st.sampled_from(WORDS)).map(lambda w: "".join(w).encode()))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    outcome(path)


@many
@given(st.data())
def test_a_damaged_baseline(tmp_path: Path, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(BASELINE)))
    length = data.draw(st.integers(0, 30))
    path = tmp_path / "damaged.yaml"
    path.write_text(BASELINE[:at] + data.draw(st.text(max_size=8)) + BASELINE[at + length :], encoding="utf-8")
    outcome(path)


@many
@given(st.dictionaries(st.sampled_from([p.dotted for p in parameters()]), VALUES, max_size=4))
def test_any_values(tmp_path: Path, values: dict[str, Any]) -> None:
    path = tmp_path / "values.yaml"
    path.write_text("extends: baseline", encoding="utf-8")
    outcome(path, values)


@many
@given(st.lists(st.tuples(st.sampled_from([p.dotted for p in parameters()]), st.text()).map("=".join) | st.text()))
def test_any_overrides(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "values.yaml"
    path.write_text("extends: baseline", encoding="utf-8")
    outcome(path, texts)


@many
@given(st.data())
def test_a_damaged_map(tmp_path: Path, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(MAP)))
    length = data.draw(st.integers(0, 3))
    (tmp_path / "m.txt").write_text(MAP[:at] + data.draw(st.text(max_size=3)) + MAP[at + length :], encoding="utf-8")
    path = tmp_path / "map.yaml"
    path.write_text("map: {file: m.txt}", encoding="utf-8")
    outcome(path)


def as_text(value: Any) -> Any:
    """A value as it is written: dates are texts."""
    if isinstance(value, list):
        return [as_text(each) for each in value]
    if isinstance(value, dict):
        return {key: as_text(each) for key, each in value.items()}
    return value.isoformat() if isinstance(value, datetime.date) else value


@many
@given(VALUES)
def test_what_is_written_reads_back(value: Any) -> None:
    try:
        text = yamltext.write({"value": value})
        text.encode()
    except UnicodeEncodeError:
        return
    again = yamltext.read(text, "it")
    assert repr(again) == repr({"value": as_text(value)})


def test_no_message_holds_what_cannot_be_printed(tmp_path: Path) -> None:
    text = (shipped_folder() / "theatres" / "linked_pair.yaml").read_text(encoding="utf-8")
    named = text.replace("  red_town:", '  "red_town\\uE000":')
    (tmp_path / "t.yaml").write_text(named, encoding="utf-8")
    try:
        load_theatre(tmp_path / "t.yaml")
    except ScenarioError as error:
        assert all(line.isprintable() for line in error.problems), error.problems
        assert any("\\ue000" in line for line in error.problems), error.problems
    else:
        raise AssertionError("a theatre without its subject")
    assert ScenarioError("a\x1b[31mb\nc\ud7ff").problems == ("a\\x1b[31mb\nc\\ud7ff",)
