"""Kept frames: a past day is shown as it was, within bounded memory."""

from pathlib import Path

import pytest
from small_siege import pair, world

from sim.dashboard.live.kept_frames import LIMIT_BYTES, KeptFrame, KeptFrames, thinned
from sim.dashboard.live.map_frames import MapEncoder
from sim.dashboard.live.map_markers import markers_of
from sim.dashboard.live.recent_marks import RecentMarks
from sim.dashboard.live.view_model import key_figures_of, view_on
from sim.dashboard.run_setup import load_setup
from sim.dashboard.session.runner import Runner
from sim.dashboard.session.session import Session
from sim.dashboard.session.watched_run import WatchedRun
from sim.outcomes import DAILY
from sim.state.siege import Siege


class RecordingDisplay:
    """A display that paints at once and remembers what it was given."""

    def __init__(self) -> None:
        self.ready, self.sent = True, 0.0
        self.shown: list[bytes] = []

    def show(self, siege: Siege, encoder: MapEncoder, marks: RecentMarks, kept: KeptFrame | None = None) -> None:
        self.shown.append(encoder.frame(siege) if kept is None else kept.planes)


def test_a_kept_frame_is_the_map_of_its_day(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    painted = [run.encoder.frame(run.siege)]
    figures, markers = [key_figures_of(run.siege)], [markers_of(run.siege, run.encoder, run.marks)]
    for _ in range(8):
        run.step()
        painted.append(run.encoder.frame(run.siege))
        figures.append(key_figures_of(run.siege))
        markers.append(markers_of(run.siege, run.encoder, run.marks))
    view = run.view()
    for day in range(-1, 8):
        kept = run.frames.at(day)
        assert kept is not None
        assert kept.day == day
        assert kept.planes == painted[day + 1]
        undated = [{**one, "day": 0, "date": ""} for one in (kept.markers, markers[day + 1])]
        assert undated[0] == undated[1]
        assert kept.markers["day"] == max(0, day)
        assert kept.key_figures == figures[day + 1]
    past = view_on(view, 3)
    assert past.key_figures == figures[4]
    assert past.deaths["civilian"] == run.siege.daily[3][[s.name for s in DAILY].index("dead_civilians")]
    assert (past.date - view.start).days == past.day == 3
    assert view_on(view, 99) == view


def test_memory_is_bounded_by_thinning_older_days(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    assert run.frames.limit * 2 <= LIMIT_BYTES, "both runs of a fork together"
    frames = KeptFrames(limit=12 * run.frames.size)
    for _ in range(60):
        frames.add(run.siege, run.encoder, run.marks)
        assert frames.size <= frames.limit
        run.step()
        if run.over:
            break
    days = frames._frames[0]
    assert days[0] == -1, "the start is kept"
    assert days[-5:] == list(range(days[-1] - 4, days[-1] + 1)), "recent days are complete"
    assert 4 < len(frames) < days[-1]
    assert frames.size == sum(frame.size for frame in frames._frames[1])
    nearest = frames.at(1)
    assert nearest is not None
    assert nearest.day in days
    half = thinned(frames._frames[1])
    assert half[0].day == -1
    assert half[-1].day == days[-1]


def test_the_sieges_of_a_theatre_share_the_memory(tmp_path: Path) -> None:
    runner = Runner(load_setup(pair(tmp_path)))
    limits = runner.read(lambda runs: [run.frames.limit for run in runs[0].runs.values()])  # type: ignore[union-attr]
    runner.close()
    assert sum(limits) <= LIMIT_BYTES


def test_scrubbing_shows_the_kept_frame_and_playing_returns_to_today(runner: Runner) -> None:
    display = RecordingDisplay()
    runner.attach_display(0, display)
    for _ in range(5):
        runner.one_day()
    wanted = runner.read(lambda runs: runs[0].watched_run.frames.at(2))
    today = runner.read(lambda runs: runs[0].watched_run.encoder.frame(runs[0].watched_run.siege))
    runner.show_day(2)
    runner.read(lambda _: None)  # the display is served after a request
    runner.read(lambda _: None)
    assert wanted is not None
    assert display.shown[-1] == wanted.planes != today
    runner.show_day(None)
    runner.read(lambda _: None)
    runner.read(lambda _: None)
    assert display.shown[-1] == today
    runner.show_day(1)
    runner.one_day()
    assert runner.shown_day is None
    runner.show_day(1)
    runner.reset()
    assert runner.shown_day is None


def test_a_session_shows_a_day_that_is_kept_and_no_later_one(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    session.runner = runner
    for _ in range(6):
        runner.one_day()
    session.view.set(runner.view)
    for asked, shown in ((3, 3), (0, 0), (-4, 0), (5, None), (77, None), (2, 2), (None, None)):
        session.show_day(asked)
        assert (session.shown_day.value, runner.shown_day, runner.view.shown_day) == (shown, shown, shown)


def test_both_runs_of_a_fork_keep_their_own_days(runner: Runner) -> None:
    for _ in range(3):
        runner.one_day()
    runner.fork()
    runner.change("fire.strikes_km2_day", 300.0)
    for _ in range(2):
        runner.one_day()
    one, two = runner.read(lambda runs: [run.watched_run.frames for run in runs])
    planes = [[getattr(frames.at(day), "planes", None) for frames in (one, two)] for day in (2, 4)]
    assert planes[0][0] == planes[0][1]
    assert planes[1][0] != planes[1][1]
