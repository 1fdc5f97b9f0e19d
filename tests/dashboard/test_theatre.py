"""A theatre on the page: its sieges step together, and one of them is looked at."""

import itertools
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from small import pair

from sim.dashboard import diagram, drawer, keep, launch
from sim.dashboard.runner import Runner
from sim.dashboard.tab import Tab
from sim.dashboard.theatre_lane import TheatreLane
from sim.dashboard.worlds import load_world
from sim.runs.theatre import plan_theatre, run_theatre_plan
from sim.scenario.errors import ScenarioError
from sim.scenario.load_theatre import load_theatre
from sim.scenario.theatre import Theatre, theatre_hash
from sim.state.theatre_snapshot import theatre_digest


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    made = Runner(load_world(pair(tmp_path)))
    made.start()
    yield made
    made.close()


def digest(runner: Runner) -> str:
    def read(lanes: list) -> str:
        return theatre_digest(lanes[0].whole.books, lanes[0].whole.sieges)

    return runner.ask(read)


def theatre(runner: Runner) -> Theatre:
    return cast(Theatre, runner.ask(lambda lanes: lanes[0].world))


def test_its_days_are_those_of_the_command_line(runner: Runner, tmp_path: Path) -> None:
    for _ in range(5):
        runner.one_day()
    assert digest(runner) == run_theatre_plan(plan_theatre(pair(tmp_path), days=5)).digest
    day = runner.told.lanes[0]
    assert (day.world_day, [one.day for one in day.members]) == (5, [5, 3])
    assert [one.watched for one in day.members] == [True, False]
    assert "tied to south" in day.members[0].ties


def test_another_of_its_sieges_is_looked_at(runner: Runner) -> None:
    assert "begins in 2 days" in runner.told.lanes[0].members[1].state
    for _ in range(3):
        runner.one_day()
    runner.watch("south")
    assert runner.told.lanes[0].day == 1
    assert runner.scenario.name == "south"
    with pytest.raises(ScenarioError, match="no such siege"):
        runner.watch("east")


def test_changes_are_of_the_siege_that_is_looked_at(runner: Runner, tmp_path: Path) -> None:
    runner.watch("south")
    assert runner.change("besieger.manpower", 300) == "now"
    for _ in range(3):
        runner.one_day()
    changed = plan_theatre(pair(tmp_path), days=3, overrides={"sieges.south.besieger.manpower": 300})
    assert digest(runner) == run_theatre_plan(changed).digest
    assert runner.change("fire.strikes_km2_day", 200.0) == "tomorrow"
    before = digest(runner)
    runner.one_day()
    assert runner.ask(lambda lanes: lanes[0].here.siege.scenario.fire.strikes_km2_day) == 200.0
    assert digest(runner) != before
    assert runner.change("supply.food_days", 3.0) == "start"
    runner.reset(seed=4)
    assert runner.scenario.supply.food_days == 3.0
    assert runner.watched == "south"


def test_a_theatre_goes_by_its_own_keys_as_a_file_would_say_them(runner: Runner, tmp_path: Path) -> None:
    ties = {"knot": {"between": ["north", "south"], "active": True, "tied": False, "worth": 0.2, "patience_days": 9}}
    assert runner.change("links", ties) == "now"
    assert runner.change("contagion.reputation", 0.9) == "now"
    for _ in range(3):
        runner.one_day()
    said = {"links": ties, "contagion.reputation": 0.9}
    assert digest(runner) == run_theatre_plan(plan_theatre(pair(tmp_path), days=3, overrides=said)).digest
    assert runner.change("contagion.demonstration", 0.7) == "tomorrow"
    assert theatre(runner).contagion.demonstration == 0.7
    assert runner.ask(lambda lanes: lanes[0].changes) == [(3, "contagion.demonstration", 0.0, 0.7)]
    assert runner.change("links", {}) == "start"
    assert runner.change("contagion.freed_troops", 0.5) == "start"
    assert runner.change("supply.food_days", 9.0) == "start"
    assert runner.told.waiting == ("links", "contagion.freed_troops", "sieges.north.supply.food_days")
    assert "knot" in theatre(runner).links, "the tie holds until a new start"
    runner.reset()
    assert (theatre(runner).links, theatre(runner).contagion.freed_troops) == ({}, 0.5)


def test_a_page_drawn_while_another_world_is_set_up_is_drawn_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "scenario", str(pair(tmp_path)))
    tab = Tab()
    tab.runner = Runner(load_world("baseline"))  # the page is told of the theatre; the runner is not yet
    assert tab.first_scenario.name == "north"
    assert drawer.texts(tab.first, tab.runner.watched)["contagion.reputation"] == "0.5"
    assert keep.command(tab, tab.runner) == ""


def test_it_is_not_forked(runner: Runner) -> None:
    runner.one_day()
    with pytest.raises(ScenarioError, match="cannot be forked"):
        runner.fork()
    assert len(runner.told.lanes) == 1


def test_it_is_saved_and_goes_on(runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "results", tmp_path / "results")
    with pytest.raises(ScenarioError, match="nothing to save"):
        keep.save(runner)
    for _ in range(4):
        runner.one_day()
    name = keep.save(runner)
    folder = tmp_path / "results" / "saved" / name
    assert {"run.json", "theatre.yaml", "ledger.parquet", "overview.png", "north", "south"} <= {
        path.name for path in folder.iterdir()
    }
    kept = digest(runner)
    runner.one_day()
    later = digest(runner)
    runner.take_up(keep.opened(name))
    assert digest(runner) == kept
    runner.one_day()
    assert digest(runner) == later


def test_the_command_says_what_was_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "scenario", str(pair(tmp_path)))
    tab = Tab()
    tab.runner = Runner(tab.first)
    tab.runner.watch("south")
    tab.runner.change("supply.food_days", 12.0)
    tab.runner.change("contagion.reputation", 0.9)
    tab.runner.change("links", {"knot": {"between": ["south", "north"], "worth": 0.2}})
    words = shlex.split(keep.command(tab, tab.runner))
    said = [after for word, after in itertools.pairwise(words) if word == "--set"]
    assert "sieges.south.supply.food_days=12.0" in said
    assert "contagion.reputation=0.9" in said
    assert theatre_hash(load_theatre(pair(tmp_path), said)) == theatre_hash(cast(Theatre, tab.runner.world))


def test_a_run_of_a_sweep_of_theatres_is_had_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.compare.outcomes import available_outcomes
    from sim.compare.sweep_data import read_sweep
    from sim.dashboard.pages.phase import axes_of
    from sim.sweep import run_experiment

    pair(tmp_path)
    monkeypatch.setattr(launch, "results", tmp_path / "results")
    file = tmp_path / "ties.yaml"
    file.write_text(
        "name: ties\nquestion: Does a tie matter?\nscenario: ./pair.yaml\n"
        "levers: {links.bond.active: [true, false], sieges.south.supply.food_days: [5, 30]}\nreplicates: 2\n"
    )
    run_experiment(file, out=tmp_path / "results")
    [name] = diagram.sweep_names()
    folder = diagram.folder_of(name)
    assert folder is not None
    study = read_sweep(folder)
    wanted = available_outcomes(study.rows)["deal"]
    axes = axes_of(study, {"x": "", "y": "", "panel": ""})
    panels = diagram.panels(diagram.table(study, wanted, axes), wanted, axes)
    assert sum(len(row["cells"]) for panel in panels for row in panel["rows"]) == 4
    _, rows = diagram.listed(study, study.rows)
    told, world, seed = diagram.siege_of(study, rows[0]["key"])
    assert told == "pair"
    runner = Runner(world, seed)
    row = study.rows[(study.rows["point"] == int(rows[0]["key"].split("|")[1])) & (study.rows["seed"] == seed)].iloc[0]
    lane = runner.lanes[0]
    assert isinstance(lane, TheatreLane)
    while not lane.over:
        lane.step()
    ending = lane.whole.sieges[lane.world.subject].ending
    assert ending is not None
    assert (ending.outcome, ending.day) == (row["outcome"], row["day"])
    runner.close()
