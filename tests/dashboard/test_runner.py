"""The runner of a session, without a browser."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from small_siege import world

from sim import run
from sim.dashboard import server_state
from sim.dashboard.live.fork_titles import fork_titles
from sim.dashboard.live.kept_frames import KeptFrame
from sim.dashboard.live.map_frames import MapEncoder
from sim.dashboard.live.recent_marks import RecentMarks
from sim.dashboard.pages.live_fork import question_of
from sim.dashboard.session import saved_runs
from sim.dashboard.session.links import origin_of
from sim.dashboard.session.links import wanted as wanted_by
from sim.dashboard.session.runner import Runner
from sim.dashboard.session.stepper import PLAYING, SUSPENDED
from sim.dashboard.session.view_link import LiveLink
from sim.dashboard.session.watched_run import WatchedRun
from sim.runs.dated import DatedChange
from sim.scenario.errors import ScenarioError
from sim.state.siege import Siege
from sim.state.snapshot import digest


def digests(runner: Runner) -> list[str]:
    return runner.read(lambda runs: [digest(run.watched_run.siege) for run in runs])


def until(ready: Callable[[], bool], seconds: float = 60.0) -> None:
    tick, waited = threading.Event(), 0.0
    while not ready():
        assert waited < seconds, "waited too long"
        tick.wait(0.01)
        waited += 0.01


class FakeDisplay:
    """A display that acknowledges frames only while it is open."""

    def __init__(self, open_: bool = True) -> None:
        self.ready, self.sent, self.open, self.days = True, 0.0, open_, []

    def show(self, siege: Siege, encoder: MapEncoder, marks: RecentMarks, kept: KeptFrame | None = None) -> None:
        self.days.append(siege.day if kept is None else kept.day + 1)
        self.ready = self.open


def test_days_on_the_page_are_days_of_the_model(runner: Runner, tmp_path: Path) -> None:
    for _ in range(5):
        runner.one_day()
    assert runner.view.runs[0].day == 5
    assert digests(runner) == [run(world(tmp_path), 1, days=5).digest]


def test_both_runs_of_a_fork_have_the_same_seed(runner: Runner, tmp_path: Path) -> None:
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
    with pytest.raises(ScenarioError, match="from the first day only"):
        runner.change("supply.food_days", 1.0)
    runner.unfork(1)
    assert digests(runner) == [two]


def test_what_both_runs_of_a_fork_have_planned_is_taken_back_in_one(runner: Runner) -> None:
    runner.one_day()
    planned = DatedChange("4", "fire.strikes_km2_day", "200.0")
    runner.date([DatedChange("2", "fire.strikes_km2_day", "80.0"), planned, DatedChange("5", "ceasefire", "3")])
    runner.fork()
    runner.withdraw(planned)
    question = question_of(runner.view)
    assert question is not None
    assert question.changes == (DatedChange("4", "fire.strikes_km2_day", "80.0"),), "what held before stays"
    assert fork_titles(question.changes, question.factual)[1].endswith("200 → 80 from day 4")
    assert question.planned.changes, "it can be asked of many seeds"
    for _ in range(4):
        runner.one_day()
    values = runner.read(lambda runs: [run.watched_run.setup.fire.strikes_km2_day for run in runs])
    assert values == [200.0, 80.0]
    with pytest.raises(ScenarioError, match="planned in both runs of the fork"):
        runner.withdraw(DatedChange("5", "ceasefire", "3"))


def test_a_change_takes_effect_now_tomorrow_or_after_a_restart(runner: Runner) -> None:
    assert runner.change("supply.food_days", 12.0) == "now"
    assert runner.read(lambda runs: runs[0].watched_run.siege.scenario.supply.food_days) == 12.0
    runner.one_day()
    assert runner.change("guarantor.strength", 0.9) == "tomorrow"
    assert runner.change("supply.food_days", 50.0) == "start"
    assert runner.view.pending == ("supply.food_days",)
    runner.reset()
    assert runner.read(lambda runs: runs[0].watched_run.siege.scenario.supply.food_days) == 50.0
    assert runner.view.pending == ()
    with pytest.raises(ScenarioError, match="must be at most"):
        runner.change("guarantor.strength", 4.0)


def test_a_page_at_rest_is_not_rendered_again_by_its_own_reading(runner: Runner) -> None:
    runner.one_day()
    runner.changed.clear()
    before = runner.view
    digests(runner)
    assert runner.view is before
    assert not runner.changed.is_set()
    runner.show_day(0)
    assert runner.changed.is_set()


def test_a_display_gets_a_frame_only_after_it_has_painted_the_last(runner: Runner) -> None:
    open_display, closed_display = FakeDisplay(), FakeDisplay(open_=False)
    runner.attach_display(0, open_display)
    for _ in range(3):
        runner.one_day()
    assert open_display.days[-1] == 3
    runner.attach_display(0, closed_display)
    for _ in range(3):
        runner.one_day()
    assert closed_display.days == [3]
    closed_display.ready = True
    runner.display_ready()
    until(lambda: closed_display.days == [3, 6])


def test_a_siege_that_nobody_watches_is_suspended(runner: Runner) -> None:
    display = FakeDisplay(open_=False)
    runner.set_speed(1)
    runner.attach_display(0, display)
    display.sent = -1e9  # long ago
    runner.play()
    until(lambda: runner.state == SUSPENDED)
    day = runner.view.runs[0].day
    display.ready, display.open = True, True
    runner.display_ready()
    until(lambda: runner.state == PLAYING)
    until(lambda: runner.view.runs[0].day > day)


def test_playing_stops_at_the_end_with_a_summary(runner: Runner, tmp_path: Path) -> None:
    runner.set_speed(0)
    runner.play()
    until(lambda: runner.view.runs[0].over)
    until(lambda: runner.view.state == "paused")
    whole = run(world(tmp_path), 1)
    assert runner.view.runs[0].summary == whole.summary
    assert digests(runner) == [whole.digest]
    runner.play()
    assert runner.view.state == "paused"


def test_an_error_in_a_step_is_shown_on_the_page(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: WatchedRun) -> None:
        raise RuntimeError("the dice rolled off the table")

    monkeypatch.setattr(WatchedRun, "step", broken)
    runner.play()
    until(lambda: runner.view.state == "failed")
    assert "the dice" in runner.view.error
    monkeypatch.undo()
    runner.reset()
    runner.one_day()
    assert runner.view.state == "paused"
    assert runner.view.runs[0].day == 1


def test_a_saved_run_continues_unchanged(runner: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_state, "results", tmp_path / "results")
    with pytest.raises(ScenarioError, match="nothing to save"):
        saved_runs.save(runner)
    for _ in range(4):
        runner.one_day()
    runner.change("guarantor.strength", 0.9)
    (name,) = saved_runs.save(runner, ["Four days"])
    assert saved_runs.saved_run_options() == [{"value": name, "text": "Four days"}]
    runner.one_day()
    wanted = digests(runner)
    link = LiveLink(saved=name, day=4)
    origin, seed = origin_of(link)
    runner.show(wanted_by(link, origin, seed)[0])
    assert runner.view.runs[0].day == 4
    runner.one_day()
    assert digests(runner) == wanted
    with pytest.raises(ScenarioError, match="no saved run"):
        origin_of(LiveLink(saved="../secrets"))


def test_a_closed_session_stops_its_thread(tmp_path: Path) -> None:
    before = threading.active_count()
    made = Runner(world(tmp_path))
    made.start()
    made.play()
    made.close()
    assert threading.active_count() == before
    with pytest.raises(ScenarioError, match="closed"):
        made.pause()
