"""Schedules in theatres, experiments, and on the Live page."""

import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import load_scenario, run
from sim.dashboard import server_state
from sim.dashboard.live.view_model import view_of
from sim.dashboard.session.command_line import commands
from sim.dashboard.session.runner import Runner
from sim.dashboard.session.session import Session
from sim.dashboard.session.watched_theatre import WatchedTheatre
from sim.model import SiegeModel
from sim.scenario.load_theatre import theatre_from_data
from sim.state.columns import Status
from sim.state.theatre_snapshot import load_theatre_snapshot, save_theatre
from sim.sweep.read import load
from sim.theatre.model import TheatreModel
from tests.process import Command
from tests.worlds import HAMLET

QUIET = HAMLET | {"negotiation.allowed": False, "clock.horizon_days": 20}


def theatre(**overrides: Any) -> Any:
    sieges = {
        name: {"scenario": "baseline", "garrison_side": "red", "besieger_side": "blue", "set": QUIET} for name in "ab"
    }
    data = {"kind": "theatre", "sieges": sieges}
    return theatre_from_data(data, "two", Path(), {name.replace("__", "."): value for name, value in overrides.items()})


def test_a_siege_of_a_theatre_has_its_own_schedule(tmp_path: Path) -> None:
    made = theatre(
        sieges__a__schedule__lull__day=4, sieges__a__schedule__lull__ceasefire=3,
        sieges__every__schedule__men__day=6, sieges__every__schedule__men__arrive={"side": "garrison", "men": 9},
    )  # fmt: skip
    model = TheatreModel(made, seed=1)
    while model.day < 9:
        model.step()
    assert {name: siege.schedule.acted for name, siege in model.sieges.items()} == {
        "a": {"lull": 4, "men": 6},
        "b": {"men": 6},
    }
    assert not any((siege.people.status == Status.awaited).any() for siege in model.sieges.values())
    save_theatre(made, 1, model.theatre_state, model.sieges, tmp_path / "day-9.snapshot")
    again, *_ = load_theatre_snapshot(tmp_path / "day-9.snapshot")
    assert again.sieges["a"].schedule == made.sieges["a"].schedule


def test_numbers_of_an_entry_are_levers_of_an_experiment(inside: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "extends: baseline\npopulation: {civilians: 200}\ngarrison: {fighters: 80}\nbesieger: {manpower: 240}\n"
        "map: {area_km2: 0.2}\nschedule:\n  airlift: {date: 2017-01-05, set: {supply.airlift_tonnes: 0.1}}\n"
    )
    text = (
        "name: air\nquestion: Does the day of an airlift matter?\nscenario: mine.yaml\ndays: 15\nreplicates: 2\n"
        "design: {kind: grid}\nlevers:\n  schedule.airlift.day: [2, 9]\n"
        "  schedule.airlift.set.supply.airlift_tonnes: [0.0, 0.3]\n"
    )
    experiment = tmp_path / "air.yaml"
    experiment.write_text(text)
    result = inside("sweep", experiment, "--workers", 1, "--quiet")
    assert result.code == 0, result.err
    folder = next((tmp_path / "results" / "sweeps").iterdir())
    rows = load(folder)
    assert len(rows) == 8
    assert rows.groupby(["schedule.airlift.day", "seed"])["digest"].nunique().eq(2).all()
    for bad, says in (
        ("schedule.airlift.day: [2, 9.5]", "schedule.airlift.day = 9.5: must be a whole number, 0 to 7300"),
        ("schedule.airlift.set.supply.airlift_tonnes: [-1]", "must be at least 0"),
        ("schedule.bridge.day: [2]", "schedule.bridge.day is not a parameter"),
        ("schedule.airlift.day: [900]", "schedule.airlift: day = 900: the siege ends by day"),
    ):
        experiment.write_text(text.partition("levers:")[0] + f"levers:\n  {bad}\n")
        result = inside("sweep", experiment, "--workers", 1, "--quiet")
        assert result.code == 2, bad
        assert says in result.err, result.err


def test_validate_lists_the_entries_in_the_order_in_which_they_act(inside: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "extends: baseline\nschedule:\n  lull: {condition: dead_civilians >= 100, ceasefire: 7}\n"
        "  attack: {day: 90, offensive: begin, announced: 14}\n"
        "  airlift: {date: 2017-02-15, set: {supply.airlift_tonnes: 0.8, negotiation.allowed: false}}\n"
    )
    result = inside("validate", tmp_path / "mine.yaml")
    assert result.code == 0, result.err
    assert result.out.splitlines()[1:] == [
        "  Schedule:",
        "  airlift: day 45 (15 February 2017): food by airlift becomes 0.8 t/day; talks allowed becomes false",
        "  attack: day 90 (1 April 2017): an offensive begins, announced 14 days before",
        "  lull: once dead_civilians >= 100: a ceasefire of 7 days",
    ]


def test_the_page_lists_the_entries_and_has_the_date_of_its_day() -> None:
    schedule = {"lull": {"day": 2, "ceasefire": 3}, "late": {"day": 9, "ceasefire": 3}}
    model = SiegeModel(load_scenario("baseline", QUIET | {"schedule": schedule}), seed=1)
    assert (view_of(model.siege).day, view_of(model.siege).date.isoformat()) == (0, "2017-01-01")
    for _ in range(3):
        model.step()
    view = view_of(model.siege)
    assert (view.day, view.date.isoformat()) == (3, "2017-01-04")
    assert view.schedule == (
        ("lull: day 2 (3 January 2017): a ceasefire of 3 days", True),
        ("late: day 9 (10 January 2017): a ceasefire of 3 days", False),
    )
    late = model.siege.ledger[-1]
    assert (late["day"], late["event"]) == (2, "ceasefire_began")


@pytest.mark.parametrize("day", [0, 3])
def test_the_page_of_a_theatre_has_the_date_of_its_day(day: int) -> None:
    watched = WatchedTheatre(TheatreModel(theatre(), seed=1), 1, "a")
    for _ in range(day):
        watched.step()
    assert watched.view().date.isoformat() == f"2017-01-0{1 + day}"


def test_the_command_of_the_page_gives_the_siege_of_the_page(inside: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was changed during the run is in force from its day; what waits for a new start is not in the command."""
    monkeypatch.setattr(server_state, "scenario", "baseline")
    session = Session()
    runner = session.runner = Runner(session.initial, 1, session.origin)
    runner.change("population.civilians", 400)
    runner.change("garrison.fighters", 160)
    runner.change("besieger.manpower", 480)
    for _ in range(6):
        runner.one_day()
    assert runner.change("supply.target_ration", 0.9) == "tomorrow"
    assert runner.change("supply.food_days", 3.0) == "start"
    for _ in range(6):
        runner.one_day()
    words = shlex.split(commands(runner.view)[0].text)
    assert words[-3:] == ["--set-at", "6", "supply.target_ration=0.9"]
    assert not any("food_days" in word for word in words)
    result = inside(*words[1:], "--days", 12, "--json", "--quiet")
    assert result.code == 0, result.err
    daily = runner.read(lambda runs: runs[0].watched_run.siege.daily)
    again = run("baseline", 1, days=12, overrides=[*words[6::2][:3], *SET_AT_6]).siege
    assert len(daily) == len(again.daily) == 12
    assert np.array_equal(np.array(daily, float), np.array(again.daily, float), equal_nan=True)
    runner.close()


#: `--set-at 6 supply.target_ration=0.9` as overrides.
SET_AT_6 = ["schedule.set_at_6.day=6", "schedule.set_at_6.set.supply.target_ration=0.9"]
