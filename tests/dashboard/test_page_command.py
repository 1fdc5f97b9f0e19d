"""The command on the page gives the siege on the page, its link shows it again, and nothing that was done is lost."""

import random
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from small_siege import hamlet, pair

from sim import run
from sim.cli.options import join_set_at, with_set_at
from sim.dashboard import server_state
from sim.dashboard.controls import interventions
from sim.dashboard.controls.parameter_controls import maps
from sim.dashboard.pages.live_saving import titles
from sim.dashboard.session import autosave
from sim.dashboard.session.command_line import Command, commands
from sim.dashboard.session.runner import Runner
from sim.dashboard.session.saved_runs import save, saved_run_options
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import REPLAYING
from sim.dashboard.session.view_link import format_live
from sim.runs.dated import DatedChange
from sim.runs.theatre import plan_theatre, run_theatre_plan
from sim.scenario.errors import ScenarioError
from sim.state.snapshot import digest
from sim.state.theatre_snapshot import theatre_digest


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(server_state, "scenario", str(hamlet(tmp_path)))
    monkeypatch.setattr(server_state, "results", tmp_path / "results")
    made = started()
    yield made
    made.close()


def started(query: str = "") -> Session:
    session = Session(query)
    session._start()
    settled(session)
    return session


def runner_of(session: Session) -> Runner:
    assert session.runner is not None
    return session.runner


def settled(session: Session) -> None:
    """Wait for a replay."""
    runner = runner_of(session)
    while runner.read(lambda _: runner.state) == REPLAYING:
        pass


def days(session: Session, number: int) -> None:
    for _ in range(number):
        runner_of(session).one_day()


def digests(session: Session) -> list[str]:
    settled(session)
    return runner_of(session).read(lambda runs: [digest(run.watched_run.siege) for run in runs])


def digest_of(command: Command, days: int, folder: Path) -> str:
    """Of the siege that the command gives."""
    words = join_set_at(shlex.split(command.text)[2:])
    name, *options = words
    if command.file_text:
        name = str(folder / name)
        Path(name).write_text(command.file_text, encoding="utf-8")
    given: dict[str, list[str]] = {}
    for option, value in zip(options[::2], options[1::2], strict=True):
        given.setdefault(option, []).append(value)
    overrides = with_set_at(given.get("--set"), given.get("--set-at"))
    return run(name, int(given["--seed"][0]), days=days, overrides=overrides).digest


STARTING = {"supply.food_days": (2.0, 40.0), "garrison.morale": (0.3, 1.0), "besieger.manpower": (200, 400)}
DATED = {"supply.aid": 1.0, "besieger.aid_allowed": 1.0, "fire.strikes_km2_day": 60.0, "guarantor.strength": 1.0}
EFFECTS = (
    ("ceasefire", "5"),
    ("offensive", "begin"),
    ("offensive", "halt"),
    ("arrive.garrison", "20"),
    ("arrive.besieger", "40"),
    ("negotiation.allowed", "false"),
    ("ultimatum", "6"),
)


ACTIONS = (*("days",) * 4, *("change",) * 3, *("effect",) * 3, "start", "fork", "unfork", "undo", "go", "drop")


def something(session: Session, dice: random.Random) -> None:
    """One thing that a user may do on the page."""
    runner, today = runner_of(session), session.link.day or 0
    forked = len(runner.view.runs) == 2
    day = str(today + dice.choice((0, 0, 0, 2)))
    match dice.choice(ACTIONS):
        case "days":
            days(session, dice.randint(1, 6))
        case "start" if not forked:
            name, (low, high) = dice.choice([*STARTING.items()])
            value = dice.randint(*map(int, (low, high))) if name == "besieger.manpower" else dice.uniform(low, high)
            runner.change(name, value)
        case "change":
            name, high = dice.choice([*DATED.items()])
            runner.change(name, dice.choice((0.0, dice.uniform(0, high))))
        case "effect":
            runner.date([DatedChange(day, *dice.choice(EFFECTS))])
        case "fork":
            runner.fork()
        case "unfork" if forked:
            runner.unfork(dice.randint(0, 1))
        case "undo":
            session.undo()
        case "go":
            session.go(session.link._replace(day=max(0, today - 1) if not forked else today))
        case "drop":
            own = [change for change in session.link.dated if int(change.day) >= today]
            if own and not forked:
                runner.withdraw(dice.choice(own))
    settled(session)


@pytest.mark.parametrize("case", range(30))
def test_the_command_gives_the_siege_of_the_page(case: int, session: Session, tmp_path: Path) -> None:
    """And so does a new session that is given the page's link."""
    dice = random.Random(case)
    for _ in range(9):
        try:
            with session.undoable("something"):
                something(session, dice)
        except ScenarioError as problem:  # said on the page; the siege stays as it was
            assert "overwritten" not in str(problem)
        if max(run.day for run in runner_of(session).view.runs) > 25:
            break
    days(session, 3)
    view, on_page = runner_of(session).view, digests(session)
    by_command = [digest_of(*each, tmp_path) for each in zip(commands(view), [r.day for r in view.runs], strict=True)]
    assert by_command == on_page, commands(view)
    other = started(format_live(session.link))
    assert digests(other) == on_page
    assert other.link == session.link
    assert other.error.value == ""
    other.close()


def test_a_command_that_options_cannot_give_comes_with_its_file(session: Session, tmp_path: Path) -> None:
    """Another map, and a saved run that was opened and changed again."""
    runner = runner_of(session)
    runner.change("map.file", next(text for name, text in maps().items() if name.endswith(".txt")))
    days(session, 2)
    runner.change("fire.strikes_km2_day", 30.0)
    days(session, 2)
    (command,) = commands(runner.view)
    assert command.file_name == "hamlet.yaml"
    assert command.file_url.startswith("data:text/yaml;base64,")
    assert digest_of(command, 4, tmp_path / "..") == digests(session)[0]
    (name,) = save(runner, ["Four days"])
    session.open_saved(name)
    assert (session.link.saved, session.link.day) == (name, 4)
    runner.date([DatedChange("4", "ceasefire", "3")])
    days(session, 3)
    (command,) = commands(runner.view)
    assert digest_of(command, 7, tmp_path / "..") == digests(session)[0]
    other = started(format_live(session.link))
    assert digests(other) == digests(session)
    other.close()


def test_a_theatre_is_given_by_its_command_and_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_state, "scenario", str(pair(tmp_path)))
    session = started()
    runner = runner_of(session)
    days(session, 4)
    runner.watch("south")  # which began two days later
    runner.change("fire.strikes_km2_day", 90.0)
    days(session, 2)
    runner.date([DatedChange("4", "sieges.south.arrive.garrison", "30")])
    settled(session)
    days(session, 3)
    (command,) = commands(runner.view)
    assert command.text.endswith(
        "--set-at 2 sieges.south.fire.strikes_km2_day=90.0 --set-at 4 sieges.south.arrive.garrison=30"
    )
    words = join_set_at(shlex.split(command.text)[2:])
    plan = plan_theatre(words[0], days=9, overrides=with_set_at([], words[4::2]))
    other = started(format_live(session.link))
    for one in (session, other):
        own = runner_of(one).read(
            lambda runs: theatre_digest(runs[0].model.theatre_state, runs[0].model.sieges)  # type: ignore[union-attr]
        )
        assert own == run_theatre_plan(plan).digest
    assert other.link == session.link
    other.close()
    session.close()


def test_undo_takes_back_each_step_and_reset_says_what_it_drops(session: Session) -> None:
    runner = runner_of(session)
    links = [session.link]
    assert session.dropped_by_reset == ""
    steps: list[Callable[[], None]] = [
        lambda: session.change("supply.food_days", 12.0),
        lambda: days(session, 3),
        lambda: session.date("Ceasefire", [DatedChange("3", "ceasefire", "4")]),
        lambda: session.change("garrison.morale", 0.4),
        session.restart,
        lambda: days(session, 5),
        session.fork,
        lambda: session.change("supply.aid", 1.0),
        session.reset,
        lambda: session.start_with_seed("9"),
    ]
    dropped = []
    for step in steps:
        dropped.append(session.dropped_by_reset)
        step()
        links.append(session.link)
    assert dropped[-2] == "4 changes, the fork and day 5"
    assert session.done.value[-2].what == "Reset dropped 4 changes, the fork and day 5"
    assert (session.link.seed, session.link.start, session.link.day) == (9, (), 0)
    undoable = [link for step, link in zip(steps, links, strict=False) if "days" not in step.__code__.co_names]
    while session.done.value:
        before = session.done.value[-1].before
        session.undo()
        settled(session)
        assert session.link == before == undoable.pop()
    for nonsense in ("", "1.5", "-1", "seven", "4294967296"):
        with pytest.raises(ScenarioError, match="seed"):
            session.start_with_seed(nonsense)
    assert runner.seed == 1


def test_a_lost_siege_can_be_continued(session: Session) -> None:
    """After its tab or the server has gone; a siege that is still open in another tab is not offered."""
    days(session, 3)
    session.change("supply.aid", 0.7)
    days(session, 2)
    view = runner_of(session).view
    session.autosave.write(view)
    assert autosave.latest() is None
    days(session, 1)
    kept = digests(session)
    session.close()
    offer = autosave.latest()
    assert offer is not None
    assert offer.text == "hamlet, seed 1, day 6, 1 change", "the last day is not lost"
    after = started()
    assert after.offer.value == offer
    after.go(offer.link)
    assert after.offer.value is None
    assert digests(after) == kept
    after.close()
    for number in range(autosave.MOST + 5):
        (autosave.autosave_folder() / f"old-{number}.json").write_text("{damaged")
    assert autosave.latest() is not None, "what cannot be read is passed over"
    autosave.Autosave().write(view)
    assert len([*autosave.autosave_folder().iterdir()]) == autosave.MOST


def test_both_runs_of_a_fork_are_saved_with_titles(session: Session) -> None:
    days(session, 3)
    session.fork()
    session.change("supply.aid", 0.6)
    days(session, 2)
    both = digests(session)
    view = runner_of(session).view
    names = save(runner_of(session), titles(view))
    assert [name.rpartition("-")[2] for name in names] == ["factual", "counterfactual"]
    texts = {one["value"]: one["text"] for one in saved_run_options()}
    base = "hamlet, seed 1, day 5"
    assert texts[names[0]] == f"{base}, factual run of the fork on day 3"
    assert texts[names[1]] == (f"{base}, counterfactual run of the fork on day 3: Aid available becomes 0.6 from day 3")
    for name, wanted in zip(names, both, strict=True):
        session.open_saved(name)
        assert digests(session) == [wanted]


def test_a_fork_keeps_what_both_runs_share(session: Session) -> None:
    """What the counterfactual run sets back to what holds now, and what it takes back, is in the link too."""
    days(session, 3)
    session.change("supply.aid", 0.6)
    session.fork()
    session.change("supply.aid", 0.0)
    assert session.link.alternative == (DatedChange("3", "supply.aid", "0.0"),)
    days(session, 4)
    assert len(set(digests(session))) == 2
    other = started(format_live(session.link))
    assert digests(other) == digests(session)
    other.close()
    session.undo()
    settled(session)
    session.go_to_day(3)
    settled(session)
    session.change("supply.aid", 0.2)
    session.withdraw(DatedChange("3", "supply.aid", "0.2"))
    assert session.link.alternative == ()
    assert runner_of(session).view.setups[0] == runner_of(session).view.setups[1]


@pytest.mark.parametrize(
    ("name", "day", "values", "problem"),
    [
        ("bribe", 3, {}, "there is no such intervention"),
        ("ceasefire", "soon", {"ceasefire": "3"}, "must be a whole number"),
        ("ceasefire", 3, {"ceasefire": "0"}, "must be a whole number from 1 to 7 300"),
        ("ceasefire", 3, {"ceasefire": "1.5"}, "must be a whole number"),
        ("aid", 3, {"supply.aid": "nan", "besieger.aid_allowed": 1}, "must be a number from 0 to 1"),
        ("aid", 3, {"supply.aid": 0.5}, "must be a number"),
        ("talks", 3, {"negotiation.allowed": "perhaps"}, "choose one of forbidden, allowed"),
    ],
)
def test_a_card_that_is_filled_in_wrongly_says_so(name: str, day: object, values: dict[str, Any], problem: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(problem)):
        interventions.dated(name, day, values)


def test_every_card_acts_and_past_days_are_refused(session: Session) -> None:
    runner = runner_of(session)
    days(session, 2)
    for card in interventions.cards(runner.scenario):
        values = {field["key"]: field["first"] for field in card["fields"]}
        session.date(card["title"], interventions.dated(card["name"], 3, values))
        settled(session)
    assert {change.key for change in session.link.dated} == {
        field.key for card in interventions.INTERVENTIONS for field in card.fields
    }
    days(session, 2)
    siege = runner.read(lambda runs: runs[0].watched_run.siege)
    assert {"set_at_3", "garrison_at_3", "besieger_at_3"} == set(siege.schedule.acted)
    now = {card["name"]: card["now"] for card in interventions.cards(siege.scenario)}
    assert now["aid"] == "60% outside, 100% let in"
    assert now["press"] == "100%, 100%"
    with pytest.raises(ScenarioError, match="day 3 has passed; today is day 4"):
        session.date("Ceasefire", [DatedChange("3", "ceasefire", "2")])
    with pytest.raises(ScenarioError, match="has passed"):
        session.withdraw(DatedChange("3", "ceasefire", "14"))
