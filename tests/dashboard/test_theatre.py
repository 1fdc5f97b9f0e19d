"""A theatre in a session: its sieges step together, and one of them is shown."""

import itertools
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from small_siege import pair

from sim.dashboard import server_state
from sim.dashboard.controls import drawer
from sim.dashboard.run_setup import load_setup
from sim.dashboard.session import saved_runs
from sim.dashboard.session.command_line import commands
from sim.dashboard.session.links import origin_of, wanted
from sim.dashboard.session.runner import Runner, ShownSiege
from sim.dashboard.session.session import Session
from sim.dashboard.session.view_link import LiveLink
from sim.dashboard.session.watched_theatre import WatchedTheatre
from sim.dashboard.sweeps import cells, diagram_data, sweep_folders, sweep_view
from sim.runs.theatre import plan_theatre, run_theatre_plan
from sim.scenario.errors import ScenarioError
from sim.scenario.load_theatre import load_theatre
from sim.scenario.theatre import Theatre, theatre_hash
from sim.state.theatre_snapshot import theatre_digest


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    made = Runner(load_setup(pair(tmp_path)))
    made.start()
    yield made
    made.close()


def digest(runner: Runner) -> str:
    def read(runs: list) -> str:
        return theatre_digest(runs[0].model.theatre_state, runs[0].model.sieges)

    return runner.read(read)


def theatre(runner: Runner) -> Theatre:
    return cast(Theatre, runner.read(lambda runs: runs[0].setup))


def test_its_days_equal_those_of_the_command_line(runner: Runner, tmp_path: Path) -> None:
    for _ in range(5):
        runner.one_day()
    assert digest(runner) == run_theatre_plan(plan_theatre(pair(tmp_path), days=5)).digest
    day = runner.view.runs[0]
    assert (day.theatre_day, [one.day for one in day.members]) == (5, [5, 3])
    assert [one.watched for one in day.members] == [True, False]
    assert "linked to South" in day.members[0].ties


def test_another_siege_can_be_shown(runner: Runner) -> None:
    assert "begins in 2 days" in runner.view.runs[0].members[1].state
    runner.one_day()
    assert [one.ties for one in runner.view.runs[0].members] == ["linked to South", "linked to North"], "not yet broken"
    for _ in range(2):
        runner.one_day()
    runner.watch("south")
    assert runner.view.runs[0].day == 1
    assert runner.scenario.name == "south"
    with pytest.raises(ScenarioError, match="no such siege"):
        runner.watch("east")


def test_changes_apply_to_the_watched_siege(runner: Runner, tmp_path: Path) -> None:
    runner.watch("south")
    assert runner.change("besieger.manpower", 300) == "now"
    for _ in range(3):
        runner.one_day()
    changed = plan_theatre(pair(tmp_path), days=3, overrides={"sieges.south.besieger.manpower": 300})
    assert digest(runner) == run_theatre_plan(changed).digest
    assert runner.change("fire.strikes_km2_day", 200.0) == "tomorrow"
    before = digest(runner)
    runner.one_day()
    assert runner.read(lambda runs: runs[0].watched_run.siege.scenario.fire.strikes_km2_day) == 200.0
    assert digest(runner) != before
    assert runner.change("supply.food_days", 3.0) == "start"
    runner.reset(seed=4)
    assert runner.scenario.supply.food_days == 3.0
    assert runner.watched == "south"


def test_parameters_of_a_theatre_act_as_in_a_file(runner: Runner, tmp_path: Path) -> None:
    ties = {"knot": {"between": ["north", "south"], "active": True, "tied": False, "worth": 0.2, "patience_days": 9}}
    assert runner.change("links", ties) == "now"
    assert runner.change("contagion.reputation", 0.9) == "now"
    for _ in range(3):
        runner.one_day()
    overrides = {"links": ties, "contagion.reputation": 0.9}
    assert digest(runner) == run_theatre_plan(plan_theatre(pair(tmp_path), days=3, overrides=overrides)).digest
    assert runner.change("contagion.demonstration", 0.7) == "start", "no schedule can date it"
    assert theatre(runner).contagion.demonstration == 0.0
    assert runner.change("links", {}) == "start"
    assert runner.change("contagion.freed_troops", 0.5) == "start"
    assert runner.change("supply.food_days", 9.0) == "start"
    assert runner.view.pending == (
        "contagion.demonstration", "links", "contagion.freed_troops", "sieges.north.supply.food_days",
    )  # fmt: skip
    assert "knot" in theatre(runner).links, "the tie holds until a new start"
    runner.reset()
    assert (theatre(runner).links, theatre(runner).contagion.freed_troops) == ({}, 0.5)


def test_a_page_knows_of_one_setup_while_another_is_being_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_state, "scenario", str(pair(tmp_path)))
    session = Session()
    assert drawer.texts(session.initial, "")["contagion.reputation"] == "0.5"
    session.runner = Runner(load_setup("baseline"))
    view = session.runner.view
    session.runner.show(ShownSiege(load_setup(pair(tmp_path)), 1, origin=session.origin))
    assert commands(view)[0].text == "safeconduct run baseline --seed 1", "as it was when the view was made"
    assert session.initial_scenario.name == "north"
    assert commands(session.runner.view)[0].text == f"safeconduct run {tmp_path / 'pair.yaml'} --seed 1"


def test_it_cannot_be_forked(runner: Runner) -> None:
    runner.one_day()
    with pytest.raises(ScenarioError, match="cannot be forked"):
        runner.fork()
    assert len(runner.view.runs) == 1


def test_it_is_saved_and_continues(runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_state, "results", tmp_path / "results")
    with pytest.raises(ScenarioError, match="nothing to save"):
        saved_runs.save(runner)
    for _ in range(4):
        runner.one_day()
    (name,) = saved_runs.save(runner)
    folder = tmp_path / "results" / "saved" / name
    assert {"run.json", "theatre.yaml", "ledger.parquet", "overview.png", "north", "south"} <= {
        path.name for path in folder.iterdir()
    }
    kept = digest(runner)
    runner.one_day()
    later = digest(runner)
    link = LiveLink(saved=name, day=4)
    runner.show(wanted(link, *origin_of(link))[0])
    assert digest(runner) == kept
    runner.one_day()
    assert digest(runner) == later


def test_the_command_line_contains_all_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_state, "scenario", str(pair(tmp_path)))
    session = Session()
    session.runner = Runner(session.initial, origin=session.origin)
    session.runner.watch("south")
    session.runner.change("supply.food_days", 12.0)
    session.runner.change("contagion.reputation", 0.9)
    session.runner.change("links", {"knot": {"between": ["south", "north"], "worth": 0.2}})
    words = shlex.split(commands(session.runner.view)[0].text)
    settings = [after for word, after in itertools.pairwise(words) if word == "--set"]
    assert "sieges.south.supply.food_days=12.0" in settings
    assert "contagion.reputation=0.9" in settings
    assert theatre_hash(load_theatre(pair(tmp_path), settings)) == theatre_hash(cast(Theatre, session.runner.setup))


def test_a_run_of_a_theatre_sweep_can_be_reproduced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.compare.outcomes import available_outcomes
    from sim.compare.sweep_data import read_sweep
    from sim.sweep import run_experiment

    pair(tmp_path)
    monkeypatch.setattr(server_state, "results", tmp_path / "results")
    file = tmp_path / "ties.yaml"
    file.write_text(
        "name: ties\nquestion: Does a tie matter?\nscenario: ./pair.yaml\n"
        "levers: {links.bond.active: [true, false], sieges.south.supply.food_days: [5, 30]}\nreplicates: 2\n"
    )
    run_experiment(file, out=tmp_path / "results")
    [name] = sweep_folders.sweep_names()
    folder = sweep_folders.folder_of(name)
    assert folder is not None
    study = read_sweep(folder)
    wanted = available_outcomes(study.names)["deal"]
    axes = sweep_view.axes_of(study, sweep_view.SweepView())
    panels = cells.panels(diagram_data.cell_table(study, wanted, axes), wanted, axes)
    assert sum(len(row["cells"]) for panel in panels for row in panel["rows"]) == 4
    _, rows = diagram_data.runs_table(study, study.rows)
    found = diagram_data.run_of_sweep(study, rows[0]["key"])
    assert found.name == "pair"
    world, seed = found.setup, found.seed
    runner = Runner(world, seed)
    row = study.rows[(study.rows["point"] == int(rows[0]["key"].split("|")[1])) & (study.rows["seed"] == seed)].iloc[0]
    run = runner.runs[0]
    assert isinstance(run, WatchedTheatre)
    while not run.over:
        run.step()
    ending = run.model.sieges[run.setup.subject].ending
    assert ending is not None
    assert (ending.outcome, ending.day) == (row["outcome"], row["day"])
    runner.close()
