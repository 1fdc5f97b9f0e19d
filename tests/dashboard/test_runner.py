"""The clockwork of a tab, without a browser."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small import world

from sim import run
from sim.dashboard import keep, launch
from sim.dashboard.clockwork import HELD, PLAYING
from sim.dashboard.lane import Lane
from sim.dashboard.runner import Runner
from sim.scenario.errors import ScenarioError
from sim.state.snapshot import digest


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    made = Runner(world(tmp_path))
    made.start()
    yield made
    made.close()


def digests(runner: Runner) -> list[str]:
    return runner.ask(lambda lanes: [digest(lane.here.siege) for lane in lanes])


def until(ready: Callable[[], bool], seconds: float = 60.0) -> None:
    tick, waited = threading.Event(), 0.0
    while not ready():
        assert waited < seconds, "waited too long"
        tick.wait(0.01)
        waited += 0.01


class Eye:
    """A screen that blinks only when told."""

    def __init__(self, open_: bool = True) -> None:
        self.ready, self.sent, self.open, self.days = True, 0.0, open_, []

    def show(self, lane: Lane) -> None:
        self.days.append(lane.siege.day)
        self.ready = self.open


def test_days_on_the_page_are_days_of_the_model(runner: Runner, tmp_path: Path) -> None:
    for _ in range(5):
        runner.one_day()
    assert runner.told.lanes[0].day == 5
    assert digests(runner) == [run(world(tmp_path), 1, days=5).digest]


def test_a_fork_has_the_same_luck(runner: Runner, tmp_path: Path) -> None:
    for _ in range(3):
        runner.one_day()
    runner.fork()
    for _ in range(3):
        runner.one_day()
    one, two = digests(runner)
    assert one == two == run(world(tmp_path), 1, days=6).digest
    assert runner.change("fire.strikes_km2_day", 200.0) == "tomorrow"
    runner.one_day()
    one, two = digests(runner)
    assert one == run(world(tmp_path), 1, days=7).digest != two
    with pytest.raises(ScenarioError, match="only at the start"):
        runner.change("supply.food_days", 1.0)
    runner.unfork(1)
    assert digests(runner) == [two]


def test_a_change_counts_now_tomorrow_or_from_a_new_start(runner: Runner) -> None:
    assert runner.change("supply.food_days", 12.0) == "now"
    assert runner.ask(lambda lanes: lanes[0].here.siege.scenario.supply.food_days) == 12.0
    runner.one_day()
    assert runner.change("guarantor.strength", 0.9) == "tomorrow"
    assert runner.change("supply.food_days", 50.0) == "start"
    assert runner.told.waiting == ("supply.food_days",)
    runner.reset()
    assert runner.ask(lambda lanes: lanes[0].here.siege.scenario.supply.food_days) == 50.0
    assert runner.told.waiting == ()
    with pytest.raises(ScenarioError, match="must be at most"):
        runner.change("guarantor.strength", 4.0)


def test_a_screen_gets_a_frame_only_when_it_has_painted_the_last(runner: Runner) -> None:
    quick, shut = Eye(), Eye(open_=False)
    runner.look(0, quick)
    for _ in range(3):
        runner.one_day()
    assert quick.days[-1] == 3
    runner.look(0, shut)
    for _ in range(3):
        runner.one_day()
    assert shut.days == [3]
    shut.ready = True
    runner.painted()
    until(lambda: shut.days == [3, 6])


def test_nobody_looks_so_it_waits(runner: Runner) -> None:
    eye = Eye(open_=False)
    runner.set_speed(1)
    runner.look(0, eye)
    eye.sent = -1e9  # long ago
    runner.play()
    until(lambda: runner.state == HELD)
    day = runner.told.lanes[0].day
    eye.ready, eye.open = True, True
    runner.painted()
    until(lambda: runner.state == PLAYING)
    until(lambda: runner.told.lanes[0].day > day)


def test_it_ends_with_the_siege_and_says_how(runner: Runner, tmp_path: Path) -> None:
    runner.set_speed(0)
    runner.play()
    until(lambda: runner.told.lanes[0].over)
    until(lambda: runner.told.state == "paused")
    whole = run(world(tmp_path), 1)
    assert runner.told.lanes[0].account == whole.summary
    assert digests(runner) == [whole.digest]
    runner.play()
    assert runner.told.state == "paused"


def test_an_error_in_a_step_becomes_words(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Lane) -> None:
        raise RuntimeError("the dice rolled off the table")

    monkeypatch.setattr(Lane, "step", broken)
    runner.play()
    until(lambda: runner.told.state == "failed")
    assert "the dice" in runner.told.error
    monkeypatch.undo()
    runner.reset()
    runner.one_day()
    assert runner.told.state == "paused"
    assert runner.told.lanes[0].day == 1


def test_a_saved_run_goes_on_as_if_it_had_not_been_saved(
    runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "results", tmp_path / "results")
    with pytest.raises(ScenarioError, match="nothing to save"):
        keep.save(runner)
    for _ in range(4):
        runner.one_day()
    runner.change("guarantor.strength", 0.9)
    name = keep.save(runner)
    assert keep.kept_runs() == [name]
    runner.one_day()
    wanted = digests(runner)
    runner.take_up(keep.opened(name))
    assert runner.told.lanes[0].day == 4
    runner.one_day()
    assert digests(runner) == wanted
    with pytest.raises(ScenarioError, match="no saved run"):
        keep.opened("../secrets")


def test_a_closed_siege_lets_its_thread_go(tmp_path: Path) -> None:
    before = threading.active_count()
    made = Runner(world(tmp_path))
    made.start()
    made.play()
    made.close()
    assert threading.active_count() == before
    with pytest.raises(ScenarioError, match="closed"):
        made.pause()
