"""The animation of a siege: frames of evenly spaced days, kept compressed. film.py makes pictures of them."""

import datetime
import zlib
from typing import Any, NamedTuple

import numpy as np

from sim.dashboard.live.map_frames import MapEncoder, boarding_cell
from sim.dashboard.live.view_model import clock_day, convoy_of
from sim.runs.narrative.ledger import date_of
from sim.runs.narrative.summary import headline
from sim.scenario.ground import Terrain
from sim.state.columns import Kind, Status
from sim.state.siege import Siege
from sim.text.format import count, number

MAX_FRAMES = 120


class AnimationFrame(NamedTuple):
    """One day of an animation."""

    day: int
    date: datetime.date
    planes: bytes  # of MapEncoder.frame, compressed
    boarding: tuple[int, int] | None  # where a convoy boards, while one is under way
    deaths: tuple[int, ...]  # so far, by kind
    caption: str


class Animation:
    """Frames of evenly spaced days. When there are too many, every second one is dropped and the interval doubles."""

    def __init__(self, encoder: MapEncoder, siege: Siege) -> None:
        self.encoder = encoder
        view = encoder.viewport
        self.terrain = np.frombuffer(encoder.terrain(siege), np.uint8).reshape(view.height, view.width)
        self.hospitals = [(int(x), int(y)) for y, x in np.argwhere(self.terrain == Terrain.hospital)]
        self.seed, self.over = siege.seed, False
        self.civilians = sum(siege.people_in(Kind.civilian, status) for status in Status if status != Status.awaited)
        self.frames: list[AnimationFrame] = []
        self.interval = 1  # days between two frames
        self.record(siege)

    def record(self, siege: Siege) -> None:
        """Keep today's frame if one is due; the last day is always kept."""
        self.over = siege.ending is not None
        if siege.day % self.interval and not self.over:
            return
        boarding = boarding_cell(siege, self.encoder) if siege.convoy.under_way else None
        planes = zlib.compress(self.encoder.frame(siege), 1)
        deaths = tuple(siege.people_in(kind, Status.dead) for kind in Kind)
        day = clock_day(siege)
        frame = AnimationFrame(day, date_of(siege, day), planes, boarding, deaths, _caption(siege))
        self.frames.append(frame)
        if len(self.frames) > MAX_FRAMES:
            self.interval *= 2
            last = self.frames[-1]
            self.frames = [frame for frame in self.frames if frame.day % self.interval == 0 or frame is last]

    def copy(self) -> "Animation":
        """An animation that continues from the same frames."""
        other = object.__new__(Animation)
        other.__dict__.update(self.__dict__)
        other.frames = [*self.frames]
        return other

    def gif(self, colours: dict[str, Any], title: str) -> bytes:
        """The animation as a GIF with title, date, deaths, key and an end card.

        `colours` are those of theme.map_colours.
        """
        from sim.dashboard.live.film import film_of

        return film_of(self, colours, title)


def _caption(siege: Siege) -> str:
    """The outcome once there is one; before that, the progress of a convoy that is under way."""
    if siege.ending is not None:
        return headline(siege)
    convoy = convoy_of(siege)
    if convoy is None or not siege.convoy.under_way:
        return ""
    return f"Convoy: {count(convoy.aboard, 'person', 'people')} on the road, {number(convoy.evacuated)} arrived"
