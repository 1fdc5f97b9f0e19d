"""Theatres as files: what is wrong with one, what is shipped, and what the commands make of one."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.cli import invoke
from sim.scenario import documents, yamltext
from sim.scenario.errors import ScenarioError
from sim.scenario.files import shipped_folder
from sim.scenario.load import load_scenario
from sim.scenario.load_theatre import is_theatre, load_theatre, theatre_from_data
from sim.scenario.schema import LISTS
from sim.scenario.theatre import resolve_theatre, theatre_hash
from tests.theatre.pairs import siege
from tests.tracked import own, theatres


def document(**more: Any) -> dict[str, Any]:
    return {
        "kind": "theatre",
        "sieges": {"a": siege(), "b": siege("blue", "red")},
        "links": {"ab": {"between": ["a", "b"]}},
        "distances_km": {"a": {"b": 10.0}},
    } | more


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"sieges": {}}, "sieges = .*at least one siege"),
        ({"link": 3}, "link is not a key of a theatre; did you mean links"),
        ({"kind": "theater"}, 'kind = "theater": must be one of theatre'),
        ({"subject": "z"}, 'subject = "z": there is no such siege; the sieges are a, b'),
        ({"contagion": {"freed_troops": 2.0}}, "contagion.freed_troops = 2.0: must be at most 1"),
        (
            {"contagion": {"freed_troop": 1.0}},
            "contagion.freed_troop is not a key of a theatre; did you mean freed_troops",
        ),
        ({"links": {"ab": {"between": ["a", "c"]}}}, r'links.ab.between = "c": there is no such siege'),
        ({"links": {"ab": {"between": ["a"]}}}, "links.ab.between"),
        ({"links": {"a.b": {"between": ["a", "b"]}}}, "links: a.b: names may contain only lower-case letters"),
        ({"links": {"ab": {"between": ["a", "a"]}}}, "cannot be linked to itself"),
        ({"links": {"ab": {"between": ["a", "b"], "worth": "x"}}}, 'links.ab.worth = "x": must be a number'),
        ({"sieges": {"a": siege(), "b": siege()}}, "must be the garrison in one siege and the besieger"),
        ({"distances_km": {"a": {"b": -1.0}}}, "distances_km.a.b = -1.0: must be more than 0"),
        ({"sieges": {"a": siege() | {"scenario": "base"}, "b": siege("blue", "red")}}, "no shipped scenario"),
        ({"sieges": {"a": siege(supply__food_dys=3), "b": siege("blue", "red")}}, "did you mean supply.food_days"),
        (
            {"sieges": {"a": siege() | {"destination": "b"}, "b": siege("blue", "green")}, "links": {}},
            "has no force there",
        ),
        ({"sieges": {"every": siege()}, "links": {}, "distances_km": {}}, "must not be every"),
        ({"facts": {"links.ab.wort": {"source": "x"}}}, "facts: links.ab.wort is not a parameter"),
    ],
)
def test_a_problem_is_reported_with_its_key(more: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError, match=says) as caught:
        theatre_from_data(document(**more), "mine.yaml", Path())
    assert all(line.startswith("mine.yaml: ") for line in caught.value.problems)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("supply.food_days=3", "name the siege: sieges.a.supply.food_days, or sieges.every.supply.food_days"),
        ("sieges.c.supply.food_days=3", "is not a parameter of this theatre; did you mean sieges.a.supply.food_days"),
        ("sieges.every.supply.food_days=-3", "sieges.b: supply.food_days = -3: must be at least 0"),
        ("links.ab.worthy=1", "did you mean links.ab.worth"),
        ("contagion.reputation=7", "contagion.reputation = 7: must be at most 1"),
        ("links=3", "links = 3: must be a mapping"),
        ("links={ab: {between: [a, a]}}", "links.ab.between: a siege cannot be linked to itself"),
    ],
)
def test_changes_are_checked_as_strictly(change: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        theatre_from_data(document(), "mine.yaml", Path(), [change])


def test_setting_all_ties_drops_the_facts_about_the_old_ones() -> None:
    data = document(facts={"links.ab.worth": {"source": "x"}, "contagion.reputation": {"source": "y"}})
    after = theatre_from_data(data, "t", Path(), ["links={ba: {between: [b, a], worth: 0.4}}", "links.ba.tied=false"])
    assert {name: (tie.between, tie.worth, tie.tied) for name, tie in after.links.items()} == {
        "ba": (("b", "a"), 0.4, False)
    }
    assert [*after.document.facts] == ["contagion.reputation"]
    assert [*data["facts"]] == ["links.ab.worth", "contagion.reputation"], "what was read stays as it was read"


def test_a_change_changes_what_it_names_and_the_hash() -> None:
    before, after = (theatre_from_data(document(), "t", Path(), c) for c in ([], ["sieges.every.supply.food_days=9"]))
    assert [world.supply.food_days for world in after.sieges.values()] == [9, 9]
    assert theatre_hash(before) != theatre_hash(after)
    renamed = theatre_from_data(document(name="x", title="y"), "t", Path())
    assert theatre_hash(before) == theatre_hash(renamed)


@pytest.mark.parametrize("name", theatres())
def test_shipped_theatres_are_whole_and_say_where_their_numbers_come_from(name: str, tmp_path: Path) -> None:
    theatre = load_theatre(name)
    file = tmp_path / "again.yaml"
    file.write_text(resolve_theatre(theatre), encoding="utf-8")
    assert is_theatre(file)
    assert theatre_hash(load_theatre(file)) == theatre_hash(theatre)
    content = yamltext.read((shipped_folder() / "theatres" / f"{name}.yaml").read_text(encoding="utf-8"), name)
    numbers = {f"contagion.{key}" for key in content.get("contagion", {})}
    numbers |= {f"links.{n}.{key}" for n, tie in content.get("links", {}).items() for key in tie if key != "between"}
    assert numbers <= set(theatre.document.facts)
    for file in own((shipped_folder() / "theatres" / name).glob("*.yaml")):
        world = load_scenario(file)
        layers = [file]
        while (parent := yamltext.read(layers[-1].read_text(encoding="utf-8"), "f")["extends"]) != "baseline":
            layers.append(file.parent / parent)
        data = [yamltext.read(layer.read_text(encoding="utf-8"), "f") for layer in layers]
        dotted = {f"{s}.{key}" for d in data for s, v in d.items() if isinstance(v, dict) and s != "facts" for key in v}
        dotted |= {key for d in data for key in d if key in LISTS}
        assert dotted <= set(world.facts), file.name


def test_editors_know_the_sieges_inside_a_theatre() -> None:
    schema = documents.theatre_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    def accepted(data: dict[str, Any]) -> bool:
        return validator.is_valid(json.loads(json.dumps(data, default=str)))

    for name in theatres():
        file = shipped_folder() / "theatres" / f"{name}.yaml"
        assert accepted(yamltext.read(file.read_text(encoding="utf-8"), name)), name
        assert accepted(yamltext.read(resolve_theatre(load_theatre(name)), name)), name
    one = siege()
    assert accepted(document())
    assert not accepted(document(sieges={"a": one | {"set": {"supply.food_dayz": 3.0}}}))
    assert not accepted(document(sieges={"a": one | {"set": {"supply.food_days": "3"}}}))
    inside = {"extends": "baseline", "supply": {"food_days": 3.0}}
    assert accepted(document(sieges={"a": one | {"scenario": inside}}))
    assert not accepted(document(sieges={"a": one | {"scenario": inside | {"supply": {"food_days": -3.0}}}}))


def test_a_theatre_is_no_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["fork", "linked_pair", "--at", "3"]) == 2
    assert "this is a theatre of several sieges" in capsys.readouterr().err


def test_run_keeps_a_folder_a_siege_and_goes_on_from_a_snapshot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "two.yaml"
    file.write_text(yamltext.write(document()), encoding="utf-8")
    asked = ["run", str(file), "--days", "6", "--snapshot-at", "4", "--out", str(tmp_path), "--json", "-q"]
    assert invoke(asked) == 0
    result = json.loads(capsys.readouterr().out)
    folder = Path(result["out"])
    assert list(result["sieges"]) == ["a", "b"]
    assert result["people"]["fighters"]["start"] == 160
    for name in ("overview.png", "run.json", "ledger.parquet", "theatre.yaml", "a/daily.parquet", "b/overview.png"):
        assert (folder / name).is_file(), name
    assert invoke(["run", "--from", str(folder / "day-4.snapshot"), "--days", "2", "--json", "-q"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == result["digest"]


def test_a_sweep_has_columns_for_each_siege(tmp_path: Path) -> None:
    from sim.sweep.engine import run_experiment
    from sim.sweep.experiment_reader import experiment_of
    from sim.sweep.read import load, load_ledger

    (tmp_path / "two.yaml").write_text(yamltext.write(document()), encoding="utf-8")
    asked = {
        "question": "Does a tie matter?",
        "scenario": "./two.yaml",
        "set": {"sieges.every.clock.horizon_days": 8},
        "levers": {"links.ab.active": [True, False], "sieges.a.supply.food_days": [1.0, 50.0]},
        "ledger": True,
    }
    folder = run_experiment(experiment_of(asked, "e", tmp_path), out=tmp_path / "out")
    rows = load(folder)
    assert len(rows) == 4
    assert rows["sieges.a.outcome"].eq("stalemate").all()
    assert (rows["deaths_fighters"] == rows["sieges.a.deaths_fighters"] + rows["sieges.b.deaths_fighters"]).all()
    assert rows["sieges.a.supply.food_days"].tolist() == [1.0, 50.0, 1.0, 50.0]
    assert set(load_ledger(folder)["siege"]) == {"a", "b"}
    bad = asked | {"levers": {"links.ab.worth": [0.5, 7.0], "sieges.c.supply.food_days": [1.0]}}
    with pytest.raises(ScenarioError, match=r"links.ab.worth = 7.0: must be at most 1") as caught:
        run_experiment(experiment_of(bad, "e", tmp_path), out=tmp_path / "out")
    assert "sieges.c.supply.food_days is not a parameter" in str(caught.value)
