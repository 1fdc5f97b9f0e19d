"""A schedule as it is written: merged by name, kept in order, and refused in one sentence where it is wrong."""

from pathlib import Path
from typing import Any

import pytest

from sim.outcomes import DAILY
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load_scenario, resolve, scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.parameters import find_parameter
from sim.scenario.schedule import QUANTITIES
from sim.scenario.schedule_layers import plain_schedule
from sim.scenario.schema import Scenario
from tests.process import Command

AIRLIFT = {"date": "2017-02-01", "set": {"supply.airlift_tonnes": 0.5}}


def written(folder: Path, text: str, name: str = "mine") -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def schedule_of(scenario: Scenario) -> dict[str, Any]:
    return plain_schedule(scenario.schedule)


def test_extending_merges_by_name_replaces_and_removes(tmp_path: Path) -> None:
    written(
        tmp_path,
        "extends: baseline\nschedule:\n  first: {day: 3, ceasefire: 2}\n  second: {day: 4, offensive: begin}\n"
        "  third: {day: 5, ultimatum: 9}\n",
        "base",
    )
    file = written(
        tmp_path,
        "extends: base.yaml\nschedule:\n  second: {day: 8, ceasefire: 1}\n  third: null\n"
        "  fourth: {day: 9, ceasefire: 3}\n",
    )
    assert schedule_of(load_scenario(file)) == {
        "first": {"day": 3, "ceasefire": 2},
        "second": {"day": 8, "ceasefire": 1},
        "fourth": {"day": 9, "ceasefire": 3},
    }


def test_an_override_changes_a_part_of_an_entry(tmp_path: Path) -> None:
    file = written(tmp_path, "extends: baseline\nschedule:\n  airlift: {date: 2017-02-01, set: {supply.aid: 0.5}}\n")
    changed = load_scenario(file, ["schedule.airlift.day=12", "schedule.airlift.set.supply.airlift_share=0.7"])
    assert schedule_of(changed) == {"airlift": {"day": 12, "set": {"supply.aid": 0.5, "supply.airlift_share": 0.7}}}


def test_a_scenario_written_out_and_one_in_json_have_the_same_schedule(tmp_path: Path) -> None:
    schedule = {"b": AIRLIFT, "a": {"day": 31, "ceasefire": 4}}  # of one day, in this order
    scenario = load_scenario("baseline", {"schedule": schedule})
    again = load_scenario(written(tmp_path, resolve(scenario)))
    assert list(again.schedule) == ["b", "a"]
    assert again.schedule == scenario.schedule
    assert scenario_hash(again, map_of(again)) == scenario_hash(scenario, map_of(scenario))
    assert list(Scenario.model_validate_json(scenario.model_dump_json()).schedule) == ["b", "a"]


def test_the_hash_knows_the_order_of_entries_but_not_of_their_keys() -> None:
    def hash_of(schedule: dict[str, Any]) -> str:
        scenario = load_scenario("baseline", {"schedule": schedule})
        return scenario_hash(scenario, map_of(scenario))

    a, b = {"day": 3, "ceasefire": 2}, {"day": 3, "ultimatum": 9}
    assert hash_of({"a": a, "b": b}) != hash_of({"b": b, "a": a})
    assert hash_of({"a": a, "b": b}) == hash_of({"a": {"ceasefire": 2, "day": 3}, "b": {"ultimatum": 9, "day": 3}})


WRONG = [
    ({"date": "2016-02-01", "ceasefire": 3}, "date = 2016-02-01: before clock.start = 2017-01-01"),
    ({"day": 900, "ceasefire": 3}, "day = 900: the siege ends by day 729; give an earlier day"),
    ({"day": 3, "set": {"supply.adi": 0.5}}, "set: supply.adi is not a parameter; did you mean supply.aid?"),
    ({"day": 3, "set": {"supply.food_days": 3}}, "set: supply.food_days is used on the first day only"),
    ({"day": 3, "set": {"supply.aid": 5}}, "set: supply.aid = 5: must be at most 2"),
    ({"day": 3, "set": [1]}, "set = [...]: must be a mapping from dotted parameters to values"),
    ({"day": 3}, "nothing happens; give at least one of set, arrive, ceasefire, ultimatum, offensive, lift"),
    ({"day": 3, "date": "2017-02-01", "ceasefire": 3}, "give exactly one of day, date, condition (given: day and"),
    ({"ceasefire": 3}, "give exactly one of day, date, condition"),
    ({"day": -1, "ceasefire": 3}, "day = -1: must be at least 0"),
    ({"condition": "ground > 1", "ceasefire": 3}, 'condition = "ground > 1": can never hold, since ground is between'),
    ({"condition": "civilians >= 2001", "ceasefire": 3}, "can never hold, since civilians is between 0 and 2000"),
    ({"condition": "price < 0", "ceasefire": 3}, "can never hold, since price is never below 0"),
    ({"condition": "ground > 0.5 and ground <= 0.5", "ceasefire": 3}, "its comparisons of ground exclude each other"),
    ({"condition": "grund < 1", "ceasefire": 3}, "grund is not a quantity of a condition; allowed are food_days"),
    ({"condition": "soon", "ceasefire": 3}, "must compare quantities with numbers"),
    ({"day": 3, "ceasefire": 3, "repeat": True}, "repeat: only an entry with a condition can act again"),
    ({"day": 3, "offensive": "start"}, 'offensive = "start": must be one of begin, halt'),
    ({"day": 5, "offensive": "begin", "announced": 10}, "announced = 10: before the first day of the siege"),
    ({"day": 5, "ceasefire": 2, "announced": 2}, "only an offensive that begins on a day or date can be announced"),
    ({"day": 3, "arrive": {"side": "us", "men": 0}}, 'arrive.side = "us": must be one of garrison, besieger'),
    ({"day": 3, "arrive": {"side": "besieger", "men": 5, "foreign": True}}, "only fighters of the garrison are local"),
    ({"day": 3, "set": {"besieger.cordon_share": 0.9}}, "cordon_share + besieger.reserve_share must be at most 1"),
    ({"condition": "ground < 0.5", "set": {"besieger.cordon_share": 0.9}}, "must be at most 1"),
    ({"day": 3, "foo": 3}, "foo is not a parameter; allowed are day, date, condition"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "says"), WRONG, ids=[says[:40] for _, says in WRONG])
def test_a_bad_entry_gets_one_sentence_that_names_it(entry: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError) as error:
        load_scenario("baseline", {"schedule": {"mine": entry}})
    lines = error.value.problems
    assert any(line.startswith("--set: schedule.mine") and says in line for line in lines), lines
    assert len(lines) == 1 or "arrive" in entry


@pytest.mark.parametrize(
    ("a", "b"),
    [({"set": {"supply.aid": 0.5}}, {"set": {"supply.aid": 0.4}}), ({"offensive": "begin"}, {"offensive": "halt"})],
    ids=["values", "offensive"],
)
def test_entries_of_one_day_may_not_contradict_each_other(a: dict[str, Any], b: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError, match=r"schedule\.b: sets .* on day 31, and schedule\.a sets it to .* same day"):
        load_scenario("baseline", {"schedule": {"a": {"day": 31, **a}, "b": {"date": "2017-02-01", **b}}})
    load_scenario("baseline", {"schedule": {"a": {"day": 31, **a}, "b": {"day": 32, **b}}})


def test_rules_between_parameters_hold_from_entry_to_entry() -> None:
    """Each entry is checked with what those before it have set, so that a safe order is allowed."""
    safe = {
        "b": {"day": 9, "set": {"besieger.cordon_share": 0.9}},
        "a": {"day": 8, "set": {"besieger.reserve_share": 0.1}},
    }
    load_scenario("baseline", {"schedule": safe})
    with pytest.raises(ScenarioError, match=r"schedule\.b: .* at most 1"):
        load_scenario("baseline", {"schedule": safe | {"a": {**safe["a"], "day": 10}}})


def test_every_quantity_of_a_condition_is_a_column_of_the_daily_series() -> None:
    assert set(QUANTITIES) <= {series.name for series in DAILY}


def test_numbers_of_an_entry_are_parameters_with_unit_and_label() -> None:
    day, aid = find_parameter("schedule.air_bridge.day"), find_parameter("schedule.air_bridge.set.supply.aid")
    assert day is not None
    assert (day.unit, day.low, day.label) == ("day", 0, "day of air bridge")
    assert aid is not None
    assert (aid.high, aid.label) == (2, "aid available, air bridge")
    there = find_parameter("sieges.fuah.schedule.relief.arrive.men")
    assert there is not None
    assert there.label == "men of relief at fuah"
    assert find_parameter("schedule.air_bridge.set.supply.food_days") is None
    assert find_parameter("schedule.air_bridge.repeat") is None


def test_set_at_adds_an_entry_for_its_day_or_date(inside: Command, tmp_path: Path) -> None:
    result = inside(
        "validate", "baseline", "--set-at", 60, "supply.aid=0.5", "--set-at", "2017-03-02", "supply.aid=0.4"
    )
    assert result.code == 2
    assert "set_at_2017_03_02: sets supply.aid to 0.4 on day 60, and schedule.set_at_60 sets it to 0.5" in result.err
    assert inside("validate", "baseline", "--set-at", 60, "supply.aid=0.5").code == 0
    for words in (("soon", "supply.aid=1"), (60, "supply.aid"), (60,), ("supply.aid=1",)):
        result = inside("validate", "baseline", "--set-at", *words)
        assert result.code == 2, words
        assert "must be a day or date and KEY=VALUE, such as --set-at 60 supply.aid=0.5" in result.err
    assert "set: supply.adi is not a parameter" in inside("validate", "baseline", "--set-at", 60, "supply.adi=1").err
