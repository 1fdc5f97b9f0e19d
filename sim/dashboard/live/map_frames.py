"""Frames of the map: ground and people as five planes of bytes per day, and the same picture composed in NumPy."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.ground import Holder, Terrain
from sim.state.columns import Array, Kind
from sim.state.siege import Siege

#: Planes of a frame, in order. ground: holder in two bits, destruction in six. fire: past strikes, fading, in six bits,
#: struck today in one, contested in one. The others: the density of each kind of people, as opacity.
PLANES = ("ground", "fire", "civilian", "fighter", "besieger")
MAX_OPACITY = 0.92  # where a kind is densest
MIN_OPACITY = 0.16  # of one person alone, so that nobody is invisible
MARGIN = 3  # cells shown around the pocket and the ring of the first day
RECENT_OPACITY = 0.3  # of recent shelling at its heaviest, so that what was struck today stands out from it
SATURATING_STRIKES = 6.0  # recent strikes in a cell at which the shade of fire is nearly full


class Viewport(NamedTuple):
    """The part of the map that is shown: a square around the pocket and the ring."""

    top: int
    left: int
    height: int
    width: int


@dataclass(frozen=True)
class MapEncoder:
    """Encodes the days of one siege as frames. Made on its first day and kept, so that colours never shift."""

    viewport: Viewport
    opacity: tuple[Array, ...]  # by kind: number of people in a cell -> opacity, each uint8 (n,)

    def frame(self, siege: Siege) -> bytes:
        """Today's planes: the bytes of uint8 (5, height, width)."""
        grid, view = siege.grid, self.viewport
        ruin = np.minimum(63, grid.rubble * 63.0).astype(np.uint8)
        # Past strikes fade slowly; cells struck in the last tick have a bit of their own.
        shade = (62.0 * (1.0 - np.exp(grid.danger * np.float32(-2.0 / SATURATING_STRIKES)))).astype(np.uint8)
        planes = np.empty((len(PLANES), view.height, view.width), np.uint8)
        planes[0] = self._visible(siege, grid.holder | (ruin << 2))
        planes[1] = self._visible(siege, (shade << 2) | ((grid.struck != 0) << 1) | (grid.contested != 0))
        for kind in Kind:
            table = self.opacity[kind]
            planes[2 + kind] = self._visible(siege, table[np.minimum(grid.crowd[kind], len(table) - 1)])
        return planes.tobytes()

    def rough_count(self, kind: Kind, opacity: int) -> int:
        """About how many people of a kind a cell holds that is drawn with this opacity, 0..255."""
        table = self.opacity[kind]
        fitting = np.flatnonzero(table == table[np.abs(table.astype(int) - opacity).argmin()])
        return int(fitting[len(fitting) // 2])

    def terrain(self, siege: Siege) -> bytes:
        """Terrain of each visible cell: the bytes of uint8 (height, width)."""
        return np.ascontiguousarray(self._visible(siege, siege.grid.terrain)).tobytes()

    def _visible(self, siege: Siege, layer: Array) -> Array:
        """The visible part of a layer of the grid: (cells,) -> (height, width)."""
        view = self.viewport
        whole = layer.reshape(siege.shape.height, siege.shape.width)
        return whole[view.top : view.top + view.height, view.left : view.left + view.width]

    def cell(self, siege: Siege, x: int, y: int) -> int:
        """Index in the grid of the cell at column x and row y of the picture."""
        return (self.viewport.top + y) * siege.shape.width + self.viewport.left + x

    def position(self, siege: Siege, cell: int) -> tuple[int, int]:
        """Column and row in the picture of a cell of the grid."""
        y, x = divmod(cell, siege.shape.width)
        return x - self.viewport.left, y - self.viewport.top


def encoder_of(siege: Siege) -> MapEncoder:
    """The encoder of a siege: its viewport, and one scale of density for all of its days."""
    counts = siege.grid.crowd
    shape = siege.shape.height, siege.shape.width
    busy = ((siege.grid.first_holder == Holder.garrison) | (counts.sum(axis=0) > 0)).reshape(shape)
    return MapEncoder(_viewport(busy), tuple(_opacity_table(counts[kind]) for kind in Kind))


def _viewport(busy: Array) -> Viewport:
    """The smallest square within the map that holds every busy cell, bool (rows, columns), with a margin."""
    height, width = busy.shape
    ys, xs = np.nonzero(busy)
    if not len(ys):
        return Viewport(1, 1, height - 2, width - 2)
    side = int(max(np.ptp(ys), np.ptp(xs))) + 1 + 2 * MARGIN
    spans = []
    for low, high, size in ((ys.min(), ys.max(), height), (xs.min(), xs.max(), width)):
        length = min(side, size - 2)
        spans.append((int(min(max(1, (low + high + 1 - length) // 2), size - 1 - length)), int(length)))
    return Viewport(spans[0][0], spans[1][0], spans[0][1], spans[1][1])


def _opacity_table(counts: Array) -> Array:
    """Number of people in a cell -> opacity, uint8 (n,); `counts`, int32 (cells,), sets the scale."""
    occupied = counts[counts > 0]
    full = max(1.0, float(np.percentile(occupied, 85))) if len(occupied) else 1.0
    number = np.arange(int(8 * full) + 2)
    share = MIN_OPACITY + (MAX_OPACITY - MIN_OPACITY) * (1.0 - np.exp(-1.6 * number / full))
    return np.round(255 * np.where(number > 0, share, 0.0)).astype(np.uint8)


def compose(planes: Array, terrain: Array, colours: dict[str, Any], shown: dict[str, bool] | None = None) -> Array:
    """The picture of a frame, float64 (height, width, 3) in 0..255: what map_paint.js paints, before it is enlarged.

    `planes` is uint8 (5, height, width), `terrain` uint8 (height, width), `colours` as theme.map_colours returns them;
    `shown` can switch layers off.
    """
    shown = shown or {}
    holder, ruin = planes[0] & 3, (planes[0] >> 2) / 63.0
    picture = np.array(colours["ground"], float)[terrain]
    pale = (holder != Holder.garrison) & (terrain != Terrain.water)
    picture[pale] = picture[pale] * 0.45 + np.array(colours["pale"]) * 0.55
    dark = (0.8 * np.sqrt(ruin))[..., None]
    picture = picture * (1 - dark) + dark * np.array(colours["ruin"])
    ink, opacity, clear = np.zeros_like(picture), np.zeros(terrain.shape), np.ones(terrain.shape)
    for index, name in enumerate(PLANES[2:], 2):
        if shown.get(name, True):
            share = planes[index] / 255.0
            ink += share[..., None] * np.array(colours[name])
            opacity += share
            clear *= 1 - share
    ink /= np.maximum(opacity, 1e-9)[..., None]
    picture = picture * clear[..., None] + ink * (1 - clear)[..., None]
    if shown.get("fire", True):
        burn = (planes[1] >> 2) / 63.0 * RECENT_OPACITY
        burn = np.where(planes[1] & 3, np.maximum(burn, 0.7), burn)[..., None]
        picture = picture * (1 - burn) + burn * np.array(colours["fire"])
    return picture


def boarding_cell(siege: Siege, encoder: MapEncoder) -> tuple[int, int]:
    """Where a convoy boards, as column and row: the cell held by the garrison that is nearest the picture's edge."""
    view = encoder.viewport
    held = siege.grid.pocket[siege.grid.holder[siege.grid.pocket] == Holder.garrison]
    if not len(held):
        held = siege.grid.pocket
    ys, xs = held // siege.shape.width - view.top, held % siege.shape.width - view.left
    edge = [min(x, y, view.width - 1 - x, view.height - 1 - y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
    nearest = edge.index(min(edge))
    return int(xs[nearest]), int(ys[nearest])
