import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from sim.scenario import documents
from sim.scenario.describe import main, parameters
from sim.scenario.files import shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.schema import find
from tests.tracked import scenarios, theatres


def test_generated_files_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.scenario.assumptions.shipped_names", scenarios)
    monkeypatch.setattr("sim.scenario.assumptions.shipped_theatres", theatres)
    stale = [path.name for path, fresh in documents.files().items() if path.read_text(encoding="utf-8") != fresh]
    assert stale == [], "run: python -m sim.scenario.describe write"


def test_every_parameter_is_described_and_in_the_baseline() -> None:
    baseline = load_scenario("baseline")
    said = yaml.safe_load((shipped_folder() / "baseline.yaml").read_text())
    for parameter in parameters():
        assert find(baseline, parameter.dotted) == parameter.default
        assert parameter.name in said[parameter.section]
        assert parameter.meaning
        assert parameter.unit
        assert parameter.source
        if parameter.kind in ("number", "whole number"):
            assert parameter.low is not None, f"{parameter.dotted} has no lowest value"
    assert len({p.dotted for p in parameters()}) == len(parameters())


def words(path: Path) -> object:
    """A scenario file as an editor sees it: dates are text."""
    return json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))


def test_editors_accept_what_the_loader_accepts() -> None:
    schema = documents.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for name in scenarios():
        validator.validate(words(shipped_folder() / f"{name}.yaml"))
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
    said = schema["$defs"]["Supply"]["properties"]["food_days"]
    assert said["title"] == "supply.food_days"
    assert "full ration. Unit: day. Source: " in said["description"]


def test_one_file_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline"]) == 0
    assert capsys.readouterr().out == documents.baseline()
    assert main(["nothing"]) == 2


def test_a_fork_is_told_what_only_matters_at_the_start() -> None:
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
