"""Kept frames: the maps of past days, compressed and bounded in memory, so that a page can show an earlier day."""

import bisect
import json
import zlib
from typing import Any, NamedTuple

from sim.dashboard.live.map_frames import MapEncoder
from sim.dashboard.live.map_markers import markers_of
from sim.dashboard.live.recent_marks import RecentMarks
from sim.dashboard.live.view_model import ConvoyView, convoy_of, key_figures_of
from sim.runs.narrative.ledger import date_of
from sim.state.siege import Siege

#: Bytes of frames that one session keeps.
LIMIT_BYTES = 64 * 2**20
#: Bytes that a frame takes beside its compressed parts: objects, figures under the map, convoy.
OVERHEAD_BYTES = 2_000


class KeptFrame(NamedTuple):
    """The map on the evening of a day, and the figures under it."""

    day: int  # the last simulated day; -1: before the first
    packed_planes: bytes  # of MapEncoder.frame, compressed
    packed_markers: bytes  # JSON, compressed
    key_figures: dict[str, str]
    convoy: ConvoyView | None

    @property
    def planes(self) -> bytes:
        """The planes: the bytes of uint8 (5, height, width)."""
        return zlib.decompress(self.packed_planes)

    @property
    def markers(self) -> dict[str, Any]:
        """What is drawn as shapes over them."""
        return json.loads(zlib.decompress(self.packed_markers))

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        return len(self.packed_planes) + len(self.packed_markers) + OVERHEAD_BYTES


class KeptFrames:
    """Frames of the days of one siege, in order.

    When they take more than `limit` bytes, every second one of the older half is dropped, so that recent days stay
    complete; the first frame is always kept. Only the stepper's thread adds frames; any thread may look one up.
    """

    def __init__(self, limit: int = LIMIT_BYTES // 2) -> None:
        self.limit, self.size = limit, 0
        self._frames: tuple[list[int], list[KeptFrame]] = [], []

    def add(self, siege: Siege, encoder: MapEncoder, marks: RecentMarks) -> None:
        """Keep the siege as it stands, under the day that has just ended."""
        days, frames = self._frames
        day = max(0, siege.day - 1)
        date = date_of(siege, day)
        dated = {"day": day, "date": f"{date.day} {date:%B %Y}"}
        markers = json.dumps({**markers_of(siege, encoder, marks), **dated}).encode()
        frame = KeptFrame(
            siege.day - 1,
            zlib.compress(encoder.frame(siege), 1),
            zlib.compress(markers, 1),
            key_figures_of(siege),
            convoy_of(siege),
        )
        if days and days[-1] >= frame.day:
            return
        frames.append(frame)
        days.append(frame.day)  # last, since others look for days first
        self.size += frame.size
        while self.size > self.limit and len(frames) > 2:
            frames = thinned(frames)
            days = [one.day for one in frames]
            self.size = sum(one.size for one in frames)
            self._frames = days, frames

    def at(self, day: int) -> KeptFrame | None:
        """The frame of a day, or the one nearest to it; None where none is kept."""
        days, frames = self._frames
        if not days:
            return None
        after = bisect.bisect_left(days, day)
        near = [index for index in (after - 1, after) if 0 <= index < len(days)]
        return frames[min(near, key=lambda index: abs(days[index] - day))]

    def __len__(self) -> int:
        return len(self._frames[0])

    def clear(self) -> None:
        """Release all frames, since views of a siege outlive it."""
        self._frames, self.size = ([], []), 0

    def copy(self) -> "KeptFrames":
        """Frames that continue from the same ones."""
        other = KeptFrames(self.limit)
        days, frames = self._frames
        other._frames, other.size = ([*days], [*frames]), self.size
        return other


def thinned(frames: list[KeptFrame]) -> list[KeptFrame]:
    """The frames without every second one of the older half, but with the first and the last."""
    half = max(2, len(frames) // 2)
    return [*frames[:half:2], *frames[half:]]
