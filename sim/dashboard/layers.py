"""The ground and its people as bytes for a picture: five planes a day, and the same picture made in NumPy."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.dashboard.reading import crowds
from sim.scenario.ground import Holder, Terrain
from sim.state.columns import Array, Kind
from sim.state.siege import Siege

#: Planes of a frame, in order. ground: holder in two bits, ruin in six. fire: remembered strikes in six bits, struck
#: today in one, fought over in one. The others: how densely people of a kind stand, as opacity.
PLANES = ("ground", "fire", "civilian", "fighter", "besieger")
DENSEST = 0.92  # opacity where a kind stands densest
FAINTEST = 0.16  # of a lone person, so that nobody is invisible
MARGIN = 3  # cells shown around all that there was on the first day
STRIKES = 6.0  # remembered strikes a cell at which the shade of fire is nearly full


class View(NamedTuple):
    """The part of the map that is shown: a square around the pocket and the ring."""

    top: int
    left: int
    height: int
    width: int


@dataclass(frozen=True)
class Lens:
    """How one siege is turned into frames; made on its first picture and kept, so that colours never shift."""

    view: View
    opacity: tuple[Array, ...]  # by kind: heads in a cell -> opacity, uint8

    def frame(self, siege: Siege) -> bytes:
        """Today's planes, uint8 (5, height, width)."""
        grid, view = siege.grid, self.view
        ruin = np.minimum(63, grid.rubble * 63.0).astype(np.uint8)
        # What is remembered of strikes fades slowly; what was struck in the last tick is shown by itself.
        shade = (62.0 * (1.0 - np.exp(grid.danger * np.float32(-2.0 / STRIKES)))).astype(np.uint8)
        planes = np.empty((len(PLANES), view.height, view.width), np.uint8)
        planes[0] = self._cut(siege, grid.holder | (ruin << 2))
        planes[1] = self._cut(siege, (shade << 2) | ((grid.struck != 0) << 1) | (grid.fight != 0))
        heads = crowds(siege)
        for kind in Kind:
            table = self.opacity[kind]
            planes[2 + kind] = self._cut(siege, table[np.minimum(heads[kind], len(table) - 1)])
        return planes.tobytes()

    def terrain(self, siege: Siege) -> bytes:
        """What each cell shown is, uint8 (height, width)."""
        return np.ascontiguousarray(self._cut(siege, siege.grid.terrain)).tobytes()

    def _cut(self, siege: Siege, layer: Array) -> Array:
        v = self.view
        whole = layer.reshape(siege.shape.height, siege.shape.width)
        return whole[v.top : v.top + v.height, v.left : v.left + v.width]

    def cell(self, siege: Siege, x: int, y: int) -> int:
        """Index in the grid of a cell of the picture."""
        return (self.view.top + y) * siege.shape.width + self.view.left + x

    def place(self, siege: Siege, cell: int) -> tuple[int, int]:
        """Where in the picture a cell of the grid is."""
        y, x = divmod(cell, siege.shape.width)
        return x - self.view.left, y - self.view.top


def lens_of(siege: Siege) -> Lens:
    """The lens of a siege: its square, and one scale of density for all of its days."""
    heads = crowds(siege)
    shape = siege.shape.height, siege.shape.width
    busy = ((siege.grid.first_holder == Holder.garrison) | (heads.sum(axis=0) > 0)).reshape(shape)
    return Lens(_square(busy), tuple(_opacity(heads[kind]) for kind in Kind))


def _square(busy: Array) -> View:
    """The smallest square with a margin around what is busy, within the map."""
    height, width = busy.shape
    ys, xs = np.nonzero(busy)
    if not len(ys):
        return View(1, 1, height - 2, width - 2)
    side = int(max(np.ptp(ys), np.ptp(xs))) + 1 + 2 * MARGIN
    spans = []
    for low, high, size in ((ys.min(), ys.max(), height), (xs.min(), xs.max(), width)):
        long = min(side, size - 2)
        spans.append((int(min(max(1, (low + high + 1 - long) // 2), size - 1 - long)), int(long)))
    return View(spans[0][0], spans[1][0], spans[0][1], spans[1][1])


def _opacity(heads: Array) -> Array:
    """Heads in a cell -> opacity, on the scale of the first day's fuller cells."""
    some = heads[heads > 0]
    full = max(1.0, float(np.percentile(some, 85))) if len(some) else 1.0
    number = np.arange(int(8 * full) + 2)
    share = FAINTEST + (DENSEST - FAINTEST) * (1.0 - np.exp(-1.6 * number / full))
    return np.round(255 * np.where(number > 0, share, 0.0)).astype(np.uint8)


def compose(planes: Array, terrain: Array, look: dict, shown: dict[str, bool] | None = None) -> Array:
    """The picture of a frame, float (height, width, 3) of 0..255: what map.js paints, before it is enlarged."""
    shown = shown or {}
    holder, ruin = planes[0] & 3, (planes[0] >> 2) / 63.0
    picture = np.array(look["ground"], float)[terrain]
    pale = (holder != Holder.garrison) & (terrain != Terrain.water)
    picture[pale] = picture[pale] * 0.45 + np.array(look["pale"]) * 0.55
    dark = (0.8 * np.sqrt(ruin))[..., None]
    picture = picture * (1 - dark) + dark * np.array(look["ruin"])
    ink, opacity, clear = np.zeros_like(picture), np.zeros(terrain.shape), np.ones(terrain.shape)
    for place, name in enumerate(PLANES[2:], 2):
        if shown.get(name, True):
            share = planes[place] / 255.0
            ink += share[..., None] * np.array(look[name])
            opacity += share
            clear *= 1 - share
    ink /= np.maximum(opacity, 1e-9)[..., None]
    picture = picture * clear[..., None] + ink * (1 - clear)[..., None]
    if shown.get("fire", True):
        burn = (planes[1] >> 2) / 63.0 * 0.45
        burn = np.where(planes[1] & 3, np.maximum(burn, 0.7), burn)[..., None]
        picture = picture * (1 - burn) + burn * np.array(look["fire"])
    return picture


def gate_of(siege: Siege, lens: Lens) -> tuple[int, int]:
    """Where those who leave board: the cell of the garrison's that is nearest to the picture's edge."""
    view = lens.view
    held = siege.grid.pocket[siege.grid.holder[siege.grid.pocket] == Holder.garrison]
    if not len(held):
        held = siege.grid.pocket
    ys, xs = held // siege.shape.width - view.top, held % siege.shape.width - view.left
    edge = [min(x, y, view.width - 1 - x, view.height - 1 - y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
    place = edge.index(min(edge))
    return int(xs[place]), int(ys[place])
