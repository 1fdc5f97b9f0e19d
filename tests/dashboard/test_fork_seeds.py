"""The fork on the page over many seeds: the same as `safeconduct fork`, paused while nobody looks, stopped for good."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small_siege import world

from sim import fork
from sim.dashboard import server_state
from sim.dashboard.session import fork_seeds
from sim.dashboard.session.fork_seeds import ForkQuestion, ForkSeeds, SeedsView
from sim.dashboard.session.questions import Questions
from sim.dashboard.session.why_question import WhyAnswer, WhyQuestion
from sim.runs.dated import DatedChange, overrides_of
from sim.scenario.errors import ScenarioError

CHANGES = DatedChange("5", "supply.leak", "0"), DatedChange("8", "fire.strikes_km2_day", "60")
REPLICATES = 4


def wait(until: Callable[[], bool], seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(server_state, "results", tmp_path / "results")
    monkeypatch.setattr(fork_seeds, "REPLICATES", REPLICATES)
    return tmp_path / "results"


def test_the_seeds_are_those_of_the_command(results: Path, tmp_path: Path) -> None:
    views: list[SeedsView] = []
    seeds = ForkSeeds(views.append)
    question = ForkQuestion(world(tmp_path), CHANGES, 5, 3)
    seeds.start(question)
    wait(lambda: seeds.view.state != "running")
    assert seeds.view.state == "done", seeds.view.error
    expected = fork(question.factual, 5, overrides_of(CHANGES), seed=3, replicates=REPLICATES)
    assert seeds.view.document == expected | {"out": seeds.view.folder}
    assert [pair.seed for pair in seeds.view.pairs] == [3, 4, 5, 6]
    mean = sum(pair.difference for pair in seeds.view.pairs) / REPLICATES
    assert mean == pytest.approx(expected["differences"]["deaths_civilians"]["mean"])
    common = sum(pair.common for pair in seeds.view.pairs) / REPLICATES
    assert common == pytest.approx(expected["common_days"]["mean"])
    assert {"fork.json", "rows.parquet", "differences.png"} <= {file.name for file in Path(seeds.view.folder).iterdir()}
    seeds.close()


def test_seeds_rest_while_nobody_looks_and_end_with_the_session(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.dashboard.session.questions.UNSEEN_S", 0.2)
    monkeypatch.setattr("sim.dashboard.session.questions.LOOK_S", 0.1)
    woken: list[int] = []
    questions = Questions(lambda: woken.append(1))
    questions.seeds.start(ForkQuestion(world(tmp_path), CHANGES, 5, 3))
    questions.seen()
    wait(lambda: questions.seeds.view.state == "paused", 10)
    command = questions.seeds._command
    assert command is not None
    status = Path(f"/proc/{command._process.pid}/stat")
    if status.exists():
        wait(lambda: status.read_text().rpartition(")")[2].split()[0] == "T", 5)
    monkeypatch.setattr("sim.dashboard.session.questions.UNSEEN_S", 60.0)
    questions.seen()
    assert questions.seeds.view.state == "running"
    assert len(woken) >= 3, "the page is not told of each change"
    questions.close()
    assert not command.running


def test_a_fork_without_a_change_is_refused(results: Path, tmp_path: Path) -> None:
    seeds = ForkSeeds(lambda view: None)
    with pytest.raises(ScenarioError, match="change something in it first"):
        seeds.start(ForkQuestion(world(tmp_path), (), 5, 3))


def test_why_asks_of_the_siege_as_it_ran(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.dashboard.session import background_question
    from sim.runs.plan import changed
    from sim.scenario.load import load_scenario

    asked: list[list[str]] = []

    class Command:
        running, paused, stopped, error, notes = True, False, False, "", "x\nrun 3 of 40; 2 runs/s, 9 s left"
        document = None

        def __init__(self, arguments: list[str], look: Callable[[], None]) -> None:
            asked.append(arguments)
            self.look = look

    monkeypatch.setattr(background_question, "BackgroundCommand", Command)
    chosen = world(tmp_path)
    ran = changed(chosen, overrides_of(CHANGES))
    answer = WhyAnswer(lambda view: None)
    answer.start(WhyQuestion(ran, 3, chosen))
    [arguments] = asked
    assert arguments[0] == "why"
    assert arguments[arguments.index("--seed") + 1] == "3"
    assert load_scenario(arguments[1]).schedule == ran.schedule
    assert load_scenario(arguments[arguments.index("--against") + 1]) == chosen
    answer._look()
    assert (answer.view.state, answer.view.done, answer.view.due) == ("running", 3, 40)
