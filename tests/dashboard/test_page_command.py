"""The command on the page gives the siege on the page, its link shows it again, and nothing that was done is lost."""

import random
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_siege import hamlet

from sim import run
from sim.cli.options import join_set_at, with_set_at
from sim.dashboard import server_state
from sim.dashboard.session.command_line import Command, commands
from sim.dashboard.session.runner import Runner
from sim.dashboard.session.session import Session
from sim.dashboard.session.stepper import REPLAYING
from sim.dashboard.session.view_link import format_live
from sim.runs.dated import DatedChange
from sim.scenario.errors import ScenarioError
from sim.state.snapshot import digest


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
    for _ in range(12):
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
