"""The map widget: a canvas that is sent planes of bytes and acknowledges each frame that it has painted."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from sim.dashboard.live.backdrop import is_of_map
from sim.dashboard.live.kept_frames import KeptFrame
from sim.dashboard.live.map_frames import MapEncoder
from sim.dashboard.live.map_markers import markers_of
from sim.dashboard.live.recent_marks import RecentMarks
from sim.state.siege import Siege

HERE = Path(__file__).parent


class MapWidget(anywidget.AnyWidget):
    """The canvas. Colours, layers, markers and words come from Python; the scripts paint, zoom and pan."""

    # One module made of two files: the page's security policy lets no module import another.
    _esm = "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("map_paint.js", "map.js"))
    _css = HERE / "map.css"

    size = traitlets.List([1, 1]).tag(sync=True)  # width, height in cells
    terrain = traitlets.Bytes(b"\0").tag(sync=True)
    frame = traitlets.Bytes(b"").tag(sync=True)  # map_frames.PLANES, one after the other
    seq = traitlets.Int(0).tag(sync=True)
    colours = traitlets.Dict({}).tag(sync=True)
    layers = traitlets.Dict({}).tag(sync=True)
    markers = traitlets.Dict({}).tag(sync=True)
    backdrop = traitlets.Dict({}).tag(sync=True)  # lines under the people, in cells, and where the view begins
    picked = traitlets.List([]).tag(sync=True)
    reading = traitlets.Dict({}).tag(
        sync=True
    )  # title and lines on the cell that was asked for, and the number of the question
    label = traitlets.Unicode("Map of the siege").tag(sync=True)


class MapDisplay:
    """Shows a siege on one widget. A frame is sent only once the last one is painted, so frames never queue up."""

    def __init__(
        self,
        widget: MapWidget,
        on_painted: Callable[[], None],
        on_pick: Callable[[int, int], None],
        read_cell: Callable[[int, int], dict[str, Any]],
        backdrop: dict[str, Any] | None = None,
    ) -> None:
        self.widget, self.ready, self.sent, self.backdrop = widget, True, 0.0, backdrop or {}
        self._on_painted, self._on_pick, self._read_cell = on_painted, on_pick, read_cell
        self._encoder: MapEncoder | None = None
        self._answers = 0
        widget.on_msg(self._receive)

    def show(self, siege: Siege, encoder: MapEncoder, marks: RecentMarks, kept: KeptFrame | None = None) -> None:
        """Send the siege as it stands, with its marks of the last days, or as it was when a frame was kept."""
        widget, self.ready, self.sent = self.widget, False, time.monotonic()
        with widget.hold_sync():
            if self._encoder is not encoder:
                self._encoder = encoder
                widget.size = [encoder.viewport.width, encoder.viewport.height]
                widget.terrain = encoder.terrain(siege)
                widget.backdrop = backdrop_in_view(self.backdrop, siege, encoder)
            markers = markers_of(siege, encoder, marks) if kept is None else kept.markers
            if markers != widget.markers:
                widget.markers = markers
            widget.seq += 1
            widget.frame = encoder.frame(siege) if kept is None else kept.planes

    def _receive(self, _: Any, content: Any, __: Any) -> None:
        if not isinstance(content, dict):
            return
        if "painted" in content and int(content["painted"]) >= self.widget.seq:
            self.ready = True
            self._on_painted()
        elif "pick" in content and (cell := self._cell_of(content["pick"])):
            self._on_pick(*cell)
        elif "ask" in content and (cell := self._cell_of(content["ask"])):
            self._answers += 1  # so that the same words again are sent again
            self.widget.reading = {**self._read_cell(*cell), "cell": [*cell], "number": self._answers}

    def _cell_of(self, place: Any) -> tuple[int, int] | None:
        """Column and row that the page names; None where the picture has no such cell."""
        x, y = (int(n) for n in place)
        width, height = self.widget.size
        return (x, y) if 0 <= x < width and 0 <= y < height else None

    def close(self) -> None:
        """Stop listening to the widget."""
        self.widget.on_msg(self._receive, remove=True)


def backdrop_in_view(backdrop: dict[str, Any], siege: Siege, encoder: MapEncoder) -> dict[str, Any]:
    """The backdrop with the offset of the picture from its corner; empty where it is that of another map."""
    if not is_of_map(backdrop, siege):
        return {}
    return {**backdrop, "offset": [encoder.viewport.left - 1, encoder.viewport.top - 1]}
