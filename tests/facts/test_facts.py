"""Declared facts, and one carried out from file to page."""

import json
from pathlib import Path

import pytest

from sim.cli import invoke
from sim.facts.fact import StylisedFact, folder, load, read
from sim.facts.results import evaluate
from sim.facts.runs import experiments, run_facts
from sim.scenario.errors import ScenarioError
from sim.sweep.prepare import PreparedExperiment
from tests.tracked import Tracked

NO_REFUGE = """\
code: X1
title: Without a place to go nobody leaves by bus
statement: Buses need a destination.
source: a test
worlds:
  offensive: {says: a final offensive from the first day, set: {besieger.offensive_day: 0}}
  no_talks: {says: nobody may talk, set: {besieger.offensive_day: 0, negotiation.allowed: false}}
levers: {garrison.refuge: [1.0, 0]}
replicates: 8
claims:
  - {says: nobody leaves, world: offensive, measure: level, of: [evacuation, split], to: 0, at_most: 0.5}
  - {says: fewer leave than with a refuge, world: offensive, of: [evacuation, split], at_most: -0.2}
control: Where nobody may talk, no refuge can be used.
controls:
  - {says: no deals without talks, world: no_talks, of: deal, between: [-0.6, 0.6]}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "no_buses.yaml"
    made.write_text(NO_REFUGE, encoding="utf-8")
    return made


def test_a_fact_from_file_to_page(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["facts", str(file), "--out", str(tmp_path / "out"), "--workers", "1", "--json", "--quiet"]
    assert invoke(command) == 0
    document = json.loads(capsys.readouterr().out)
    (fact,) = document["facts"]
    assert (fact["runs"], fact["failed"], fact["provisional"]) == (32, 0, False)
    leaves, fewer, control = fact["claims"]
    assert leaves["value"] == 0.0
    assert leaves["verdict"] == "confirmed"
    assert fewer["value"] < -0.2
    assert control["control"]
    assert control["value"] == 0.0
    assert control["verdict"] == "vanishes"
    out = Path(document["out"])
    assert {"facts.json", "facts.md", "facts.html", "no_buses.png", "no_buses.svg"} <= {f.name for f in out.iterdir()}
    page = (out / "facts.html").read_text(encoding="utf-8")
    assert fact["title"] in page
    assert "data:image/svg+xml" in page

    before = {part: part.stat().st_mtime_ns for part in tmp_path.glob("out/sweeps/*/parts/*.parquet")}
    assert invoke(command) == 0
    assert json.loads(capsys.readouterr().out) == document
    assert {part: part.stat().st_mtime_ns for part in tmp_path.glob("out/sweeps/*/parts/*.parquet")} == before

    assert invoke([*command, "--quick"]) == 0
    assert json.loads(capsys.readouterr().out)["facts"][0]["provisional"]


@pytest.mark.slow
def test_processes_find_the_same(file: Path, tmp_path: Path) -> None:
    fact = read(file)
    results = []
    for workers in (1, 2):
        ((_, runs),) = run_facts([fact], tmp_path / str(workers), workers)
        results.append([(one.estimate, one.verdict) for one in evaluate(fact, runs).judged])
    assert results[0] == results[1]


SHIPPED = Tracked(folder())


@pytest.mark.parametrize("fact", [*map(read, SHIPPED.glob("*.yaml"))], ids=lambda fact: fact.name)
def test_shipped_facts_can_be_carried_out(fact: StylisedFact) -> None:
    """Every world is checked by the sweep engine; all share their seeds; the main lever has five levels or more."""
    for experiment in experiments(fact).values():
        assert PreparedExperiment(experiment).expected >= 2
        assert experiment.first_seed == 1
        assert experiment.common_random_numbers
    if fact.levers:
        assert len(next(iter(fact.levers.values()))) >= 5
    assert fact.controls or fact.name in ("half_steps", "horse_race")


def test_facts_by_name_by_code_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.facts.fact.folder", lambda: SHIPPED)
    codes = [fact.code for fact in load()]
    assert {"T1", "T2", "T4", "T7", "T9", "T10", "T12", "T14", "T15", "T18"} <= set(codes)
    assert codes.index("T2") < codes.index("T10")
    assert [fact.name for fact in load(["t10", "guarantor"])] == ["guarantor", "observers"]
    with pytest.raises(ScenarioError, match="no fact of this name; did you mean guarantor"):
        load(["garantor"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("at_most: 0.5}", "at_most: 0.5, at_least: 0.1}", "needs exactly one of at_least, at_most, between"),
        ("world: no_talks", "world: no_talk", "no_talk is not a world of this fact"),
        ("to: 0,", "to: 0.3,", "garrison.refuge = 0.3: is not one of its levels"),
        ("of: deal,", "of: [deal, day],", "of must be ends of a siege, or one number of a run"),
        ("replicates: 8", "replicates: 8\nreplicate: 9", "replicate is not a key of a fact"),
        ("source: a test\n", "", "source is missing"),
        ("between: [-0.6, 0.6]", "between: [0.6, -0.6]", "must list the smaller number first"),
    ],
)
def test_a_problem_of_a_fact_is_reported(file: Path, old: str, new: str, message: str) -> None:
    assert old in NO_REFUGE
    file.write_text(NO_REFUGE.replace(old, new), encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        read(file)
    assert message in str(raised.value)
    assert file.name in str(raised.value)


def test_an_unknown_parameter_is_reported_before_anything_runs(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(NO_REFUGE.replace("besieger.offensive_day: 0}}", "besieger.offensive_daze: 0}}"), encoding="utf-8")
    assert invoke(["facts", str(file), "--out", str(tmp_path / "out")]) == 2
    assert "offensive_daze is not a parameter" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
