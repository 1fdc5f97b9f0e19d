"""Frames of the map and the animation made from them."""

import io
from pathlib import Path

import numpy as np
from PIL import Image
from small_siege import hamlet, world

from sim.dashboard.live.animation import FOOTER
from sim.dashboard.live.map_frames import PLANES
from sim.dashboard.session.watched_run import WatchedRun
from sim.dashboard.theme import map_colours
from sim.runs.narrative.summary import headline
from sim.scenario.load import load_scenario


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
    assert getattr(gif, "n_frames", 1) == 7


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

    def footer(index: int, top: int, bottom: int) -> np.ndarray:
        gif.seek(index)
        image = np.asarray(gif.convert("RGB"), int)
        return image[image.shape[0] - top : image.shape[0] - bottom]

    def green(index: int) -> int:
        gif.seek(index)
        ground = np.asarray(gif.convert("RGB"), int)[:-FOOTER]
        return int((np.abs(ground - colours["convoy"]).sum(axis=2) < 40).sum())

    assert green(boarding) > green(0) + 100
    assert footer(0, 35, 0).min() > 200, "no caption before anything happens"
    assert footer(len(frames) - 1, 35, 0).min() < 100


def test_an_animation_of_a_long_siege_has_evenly_spaced_days(tmp_path: Path) -> None:
    run = WatchedRun(scenario=world(tmp_path))
    for day in range(1, 1000):
        run.siege.day = day
        run.animation.record(run.siege)
    days = [frame.day for frame in run.animation.frames]
    assert len(days) <= 121
    assert len(set(np.diff(days[:-1]))) == 1
    assert days[0] == 0
