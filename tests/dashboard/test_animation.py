"""Frames of the map and the animation made from them."""

import datetime
import io
from pathlib import Path

import numpy as np
from PIL import Image
from small_siege import hamlet, world

from sim.dashboard.live.film import CAPTION_TOP, HEIGHT, KEY_TOP, MAP_BOX, PANEL, WIDTH
from sim.dashboard.live.map_frames import PLANES
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.theme import map_colours
from sim.runs.narrative.summary import headline
from sim.scenario.load import load_scenario
from sim.state.columns import Kind, Status


def test_frames_show_everyone_and_an_animation_every_day(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    view = run.encoder.viewport
    planes = np.frombuffer(run.encoder.frame(run.siege), np.uint8).reshape(len(PLANES), view.height, view.width)
    for kind, plane in enumerate(planes[2:]):
        counts = run.siege.grid.crowd[kind].reshape(run.siege.shape.height, run.siege.shape.width)
        cut = counts[view.top : view.top + view.height, view.left : view.left + view.width]
        assert np.array_equal(plane > 0, cut > 0)
        assert cut.sum() == counts.sum(), "the picture leaves nobody out"
    for _ in range(6):
        run.step()
    gif = Image.open(io.BytesIO(run.animation.gif(map_colours(False), "hamlet")))
    assert getattr(gif, "n_frames", 1) == 7 + 1, "every day, and the card at the end"
    assert gif.size == (WIDTH, HEIGHT) == (1280, 720)


def test_an_animation_shows_the_convoy_and_ends_with_the_outcome(tmp_path: Path) -> None:
    hungry = load_scenario(str(hamlet(tmp_path)), {"supply.food_days": 5.0, "besieger.manpower": 480})
    run = WatchedRun(scenario=hungry, seed=6)  # in which a convoy leaves
    while not run.over:
        run.step()
    frames = run.animation.frames
    assert frames[-1].caption == headline(run.siege)
    boarding = next(index for index, frame in enumerate(frames) if frame.boarding is not None)
    assert frames[boarding].caption.startswith("Convoy: ")
    colours = map_colours(False)
    gif = Image.open(io.BytesIO(run.animation.gif(colours, "hamlet")))

    def part(index: int, left: int, top: int, right: int, bottom: int) -> np.ndarray:
        gif.seek(index)
        return np.asarray(gif.convert("RGB"), int)[top:bottom, left:right]

    def green(index: int) -> int:
        left, top, width, height = MAP_BOX
        ground = part(index, left, top, left + width, top + height)
        return int((np.abs(ground - colours["convoy"]).sum(axis=2) < 40).sum())

    last = len(frames) - 1
    assert green(boarding) > green(0) + 100
    caption = PANEL, CAPTION_TOP, WIDTH, KEY_TOP
    assert part(0, *caption).min() > 200, "no caption before anything happens"
    assert part(last, *caption).min() < 100
    dead = PANEL + 20, 180, WIDTH, 330
    assert (part(0, *dead) != part(last, *dead)).any(), "deaths are counted"
    date = PANEL, 60, WIDTH, 170
    assert all((part(day, *date) != part(day + 1, *date)).any() for day in (0, last - 2)), "each day has its date"
    assert frames[last].deaths == tuple(run.siege.people_in(kind, Status.dead) for kind in Kind)
    assert run.siege.ending is not None
    assert frames[last].day == run.siege.ending.day
    assert frames[last].date == run.siege.scenario.clock.start + datetime.timedelta(days=run.siege.ending.day)
    assert part(last + 1, 90, 380, 700, 460).min() < 100, "the card says how it ended"


def test_an_animation_of_a_long_siege_has_evenly_spaced_days(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    for day in range(1, 1000):
        run.siege.day = day
        run.animation.record(run.siege)
    days = [frame.day for frame in run.animation.frames]
    assert len(days) <= 121
    assert len(set(np.diff(days[:-1]))) == 1
    assert days[0] == 0
