import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from sim.scenario import documents, yamltext
from sim.scenario.describe import main
from sim.scenario.errors import ScenarioError
from sim.scenario.files import SIGNATURES, shipped_folder
from sim.scenario.load import load_scenario, resolve, scenario_hash
from sim.scenario.load_theatre import load_theatre
from sim.scenario.maps import map_of
from sim.scenario.parameters import parameters
from sim.scenario.schema import get_value
from sim.scenario.theatre import resolve_theatre
from tests.tracked import own, scenarios, theatres


def test_generated_files_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.scenario.assumptions.shipped_names", scenarios)
    monkeypatch.setattr("sim.scenario.assumptions.shipped_theatres", theatres)
    stale = [path.name for path, fresh in documents.files().items() if path.read_text(encoding="utf-8") != fresh]
    assert stale == [], "run: python -m sim.scenario.describe write"


def test_every_parameter_is_described_and_in_the_baseline() -> None:
    baseline = load_scenario("baseline")
    data = yaml.safe_load((shipped_folder() / "baseline.yaml").read_text())
    for parameter in parameters():
        assert get_value(baseline, parameter.dotted) == parameter.default
        assert parameter.name in data[parameter.section]
        assert parameter.meaning
        assert parameter.unit
        assert parameter.source
        if parameter.kind in ("number", "whole number"):
            assert parameter.low is not None, f"{parameter.dotted} has no lowest value"
    assert len({p.dotted for p in parameters()}) == len(parameters())


def test_any_yaml_reader_finds_every_shipped_file_valid() -> None:
    """PyYAML reads a bare date as a date, which JSON Schema knows nothing of."""
    schemas = {False: documents.json_schema(), True: documents.theatre_schema()}
    validators = {of_theatre: jsonschema.Draft202012Validator(schema) for of_theatre, schema in schemas.items()}
    files = own([*shipped_folder().rglob("*.yaml"), *Path("docs/examples").resolve().glob("*.yaml")])
    written = [resolve(load_scenario(name)) for name in scenarios()]
    written += [resolve_theatre(load_theatre(name)) for name in theatres()]
    for text in [
        file.read_text(encoding="utf-8") for file in files if file.name != SIGNATURES and file.parent.name != "history"
    ] + written:
        data = yaml.safe_load(text)
        validators[data.get("kind") == "theatre"].validate(data)
    assert len(files) + len(written) > 20


def test_a_date_may_stand_in_quotes() -> None:
    quoted, bare = (load_scenario("baseline", [f"clock.start={value}"]) for value in ('"2017-01-05"', "2017-01-05"))
    assert quoted == bare == load_scenario("baseline", {"clock.start": "2017-01-05"})
    assert scenario_hash(quoted, map_of(quoted)) == scenario_hash(bare, map_of(bare))
    with pytest.raises(ScenarioError, match="must be a date such as 2017-01-31"):
        load_scenario("baseline", {"clock.start": "2017-02-30"})


@pytest.mark.parametrize("text", ["no", "on", "12:30:00", "1_000", "0x1f", "2017-01-31", "2017-01-31 10:00:00"])
def test_other_readers_of_yaml_get_the_text_that_was_written(text: str) -> None:
    assert yaml.safe_load(yamltext.write({"name": text})) == {"name": text} == yamltext.read(f'name: "{text}"', "f")


def test_editors_accept_what_the_loader_accepts() -> None:
    schema = documents.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate({"extends": "baseline", "supply": {"food_days": 3}})
    for bad in (
        {"supply": {"food_dayz": 3}},
        {"supply": {"food_days": "3"}},
        {"supply": {"food_days": -3}},
        {"x": 1},
    ):
        assert not validator.is_valid(bad)


def test_editors_show_meaning_unit_and_source() -> None:
    schema = documents.json_schema()
    field = schema["$defs"]["Supply"]["properties"]["food_days"]
    assert field["title"] == "supply.food_days"
    assert "full rations. Unit: day. Source: " in field["description"]


def test_one_file_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline"]) == 0
    assert capsys.readouterr().out == documents.baseline()
    assert main(["nothing"]) == 2


def test_a_fork_rejects_parameters_that_only_matter_at_the_start() -> None:
    when = {p.dotted: p.when for p in parameters()}
    assert when["supply.food_days"] == "start"
    assert set(when.values()) == {"start", "always"}


def test_the_module_writes_without_warnings() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "sim.scenario.describe", "baseline"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == documents.baseline()
    assert done.stderr == ""
