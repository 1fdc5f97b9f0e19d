"""The map: a canvas that is sent raw planes, and says when it has painted them."""

import time
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from sim.dashboard.lane import Lane
from sim.dashboard.layers import PLANES, gate_of
from sim.dashboard.reading import halted, seen_places, sight_of
from sim.scenario.ground import Terrain
from sim.state.siege import Siege

HERE = Path(__file__).parent


class SiegeMap(anywidget.AnyWidget):
    """The canvas. Colours, layers and marks come from Python; map.js only paints."""

    _esm = HERE / "map.js"
    _css = HERE / "map.css"

    size = traitlets.List([1, 1]).tag(sync=True)  # width, height in cells
    terrain = traitlets.Bytes(b"\0").tag(sync=True)
    frame = traitlets.Bytes(b"").tag(sync=True)  # PLANES, one after the other
    seq = traitlets.Int(0).tag(sync=True)
    look = traitlets.Dict({}).tag(sync=True)
    layers = traitlets.Dict({}).tag(sync=True)
    marks = traitlets.Dict({}).tag(sync=True)
    picked = traitlets.List([]).tag(sync=True)
    label = traitlets.Unicode("Map of the siege").tag(sync=True)


class Painter:
    """Paints a lane on one canvas; a frame goes out when the last one is painted, so that nothing queues up."""

    def __init__(self, widget: SiegeMap, painted: Any, picked: Any) -> None:
        self.widget, self.ready, self.sent = widget, True, 0.0
        self.frames = 0
        self._told, self._picked, self._lens = painted, picked, None
        widget.on_msg(self._heard)

    def show(self, lane: Lane) -> None:
        """Send the siege as it stands."""
        widget, self.ready, self.sent = self.widget, False, time.monotonic()
        siege = lane.siege
        with widget.hold_sync():
            if self._lens is not lane.lens:
                self._lens = lane.lens
                widget.size = [lane.lens.view.width, lane.lens.view.height]
                widget.terrain = lane.lens.terrain(siege)
            marks = marks_of(lane)
            if marks != widget.marks:
                widget.marks = marks
            widget.seq += 1
            widget.frame = lane.frame()

    def _heard(self, _: Any, content: Any, __: Any) -> None:
        if not isinstance(content, dict):
            return
        if "painted" in content and int(content["painted"]) >= self.widget.seq:
            self.ready, self.frames = True, self.frames + 1
            self._told()
        elif "pick" in content:
            x, y = (int(n) for n in content["pick"])
            width, height = self.widget.size
            if 0 <= x < width and 0 <= y < height:
                self._picked(x, y)

    def close(self) -> None:
        """Listen no more."""
        self.widget.on_msg(self._heard, remove=True)


def marks_of(lane: Lane) -> dict[str, Any]:
    """The few things that are drawn as shapes."""
    siege = lane.siege
    view, shape = lane.lens.view, siege.shape
    return {
        "day": siege.day,
        "planes": len(PLANES),
        "cell_m": shape.cell_m,
        "sight": [[words, round(share, 2)] for words, share in sight_of(siege).items() if share > 0],
        "seen": _seen(lane),
        "gate": list(gate_of(siege, lane.lens)) if siege.convoy.under_way else [],
        "halted": halted(siege),
        "truce": siege.truce(),
        "hospitals": _hospitals(siege, lane) if view.width else [],
    }


def _seen(lane: Lane) -> list[list[int]]:
    """Where something happened that an observer reported of late."""
    siege, places = lane.siege, seen_places(lane.siege)
    spots = [list(gate_of(siege, lane.lens))] if "gate" in places else []
    if "front" in places:
        fought = siege.grid.fight.nonzero()[0]
        if len(fought):
            middle = int(fought[len(fought) // 2])
            spots.append(list(lane.lens.place(siege, middle)))
    return spots


def _hospitals(siege: Siege, lane: Lane) -> list[list[int]]:
    cells = (siege.grid.terrain == Terrain.hospital).nonzero()[0]
    return [list(lane.lens.place(siege, int(cell))) for cell in cells[:50]]
