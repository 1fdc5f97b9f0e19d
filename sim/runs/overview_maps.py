"""Maps of one siege: ground, who holds it, who is where."""

import math
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb

from sim.runs import palette
from sim.runs.gaussian_blur import gaussian_blur
from sim.runs.result import Frame
from sim.scenario.ground import Holder, Terrain
from sim.state.columns import Array, Kind
from sim.state.siege import Siege
from sim.text.format import number

#: Pixels along a map's side, about as many as it has on the page.
PIXELS = 440
#: Opacity of people where a kind stands densest.
DENSEST = 0.92
#: How far people are blurred: in cells, and at least in pixels, so that a thin ring of men is seen on a wide map.
BLUR, LEAST_BLUR = 0.45, 2.2
SMOOTH = 0.40  # how far the front line is smoothed, in cells
FINE = 5  # pixels a cell under which the line is drawn thin
BAND = 32  # rows of pixels that are computed together
MARGIN = 2  # cells shown around everyone


class View(NamedTuple):
    """What all maps of one figure share, so that they compare."""

    rows: slice
    columns: slice
    zoom: int  # pixels a cell
    people: list[dict[Kind, Array]]  # density by frame and kind, in pixels; 1 is drawn nearly opaque

    @property
    def aspect(self) -> float:
        """Height over width."""
        return (self.rows.stop - self.rows.start) / (self.columns.stop - self.columns.start)


def view_of(siege: Siege, frames: list[Frame]) -> View:
    """The square that holds everyone, and densities on one scale for the whole figure."""
    shape = (siege.shape.height, siege.shape.width)
    crowd = np.sum([frame.crowd.sum(axis=0) for frame in frames], axis=0).reshape(shape)
    rows, columns = _square((siege.grid.first_holder.reshape(shape) == Holder.garrison) | (crowd > 0))
    zoom = max(2, round(PIXELS / max(rows.stop - rows.start, columns.stop - columns.start)))
    people: list[dict[Kind, Array]] = [{} for _ in frames]
    for kind in Kind:
        layers = [_spread(frame.crowd[kind].reshape(shape)[rows, columns], zoom) for frame in frames]
        some = np.concatenate([layer[layer > 0.05 * max(1e-9, layer.max())] for layer in layers])
        full = float(np.percentile(some, 85)) if some.size else 1.0
        for dense, layer in zip(people, layers, strict=True):
            dense[kind] = layer / full
    return View(rows, columns, zoom, people)


def _spread(heads: Array, zoom: int) -> Array:
    """People of cells as a smooth density of pixels."""
    dense = heads.astype(np.float32).repeat(zoom, 0).repeat(zoom, 1)
    return gaussian_blur(dense, max(BLUR * zoom, LEAST_BLUR), truncate=3.0)


def _square(busy: Array) -> tuple[slice, slice]:
    """The smallest square around what is busy, within the map."""
    ys, xs = np.nonzero(busy)
    height, width = busy.shape
    side = max(np.ptp(ys), np.ptp(xs)) + 1 + 2 * MARGIN
    spans = []
    for low, high, size in ((ys.min(), ys.max(), height), (xs.min(), xs.max(), width)):
        long = min(side, size - 2)  # the border of the grid is no ground
        start = min(max(1, (low + high + 1 - long) // 2), size - 1 - long)
        spans.append(slice(int(start), int(start + long)))
    return spans[0], spans[1]


def draw_map(ax: Axes, siege: Siege, frame: Frame, view: View, people: dict[Kind, Array]) -> None:
    """One evening, with the densities that the view has for it."""
    shape = (siege.shape.height, siege.shape.width)

    def cut(layer: Array) -> Array:
        return layer.reshape(shape)[view.rows, view.columns]

    ground = _ground(cut(siege.grid.terrain), cut(frame.holder), cut(frame.rubble))
    ax.imshow(_picture(ground, people, view.zoom), interpolation="nearest")
    held = (cut(frame.holder) == Holder.garrison).astype(float).repeat(view.zoom, 0).repeat(view.zoom, 1)
    held = gaussian_blur(held, SMOOTH * view.zoom)
    if held.min() < 0.5 < held.max():
        fine = view.zoom < FINE
        contour = ax.contour(held, [0.5])
        line = contour.get_paths()
        contour.remove()  # it keeps the numbers
        plain: dict[str, Any] = {"facecolors": "none", "zorder": 2}
        ax.add_collection(
            PathCollection(line, edgecolors=palette.PAPER, linewidths=1.6 if fine else 3.0, alpha=0.7, **plain)
        )
        dashes: dict[str, Any] = {"linestyles": [(0, (4, 1.8))], **plain}
        ax.add_collection(
            PathCollection(line, edgecolors=palette.INK, linewidths=0.9 if fine else 1.4, **dashes),
        )
    _hospitals(ax, cut(siege.grid.terrain), view)
    ax.set(xticks=[], yticks=[], anchor="N")
    for spine in ax.spines.values():
        spine.set_color(palette.FAINT)


def _ground(terrain: Array, holder: Array, rubble: Array) -> Array:
    """Terrain in full colour where the garrison holds it, pale elsewhere, dark where it is ruined."""
    table = np.array([to_rgb(palette.GROUND[Terrain(t)]) for t in range(len(Terrain))])
    picture = table[terrain]
    pale = (holder != Holder.garrison) & (terrain != Terrain.water)
    picture[pale] = 0.42 * picture[pale] + 0.58 * np.array(to_rgb("#FBFAF8"))
    ruined = (0.8 * np.sqrt(np.clip(rubble, 0.0, 1.0)))[..., None]
    return picture * (1.0 - ruined) + ruined * np.array(to_rgb(palette.RUBBLE))


def _picture(ground: Array, people: dict[Kind, Array], zoom: int) -> Array:
    """The pixels of a map, uint8 (rows, columns, 3), made band by band to take little memory."""
    rows, columns, _ = ground.shape
    picture = np.empty((rows * zoom, columns * zoom, 3), np.uint8)
    step = max(1, BAND // zoom)
    for first in range(0, rows, step):
        band = slice(first * zoom, (first + step) * zoom)
        pixels = ground[first : first + step].repeat(zoom, 0).repeat(zoom, 1)
        picture[band] = _people(pixels, {kind: dense[band] for kind, dense in people.items()}) * 255
    return picture


def _people(picture: Array, people: dict[Kind, Array]) -> Array:
    """Lay people over the ground: their colours mixed by density, whichever kind is drawn first."""
    ink, opacity = np.zeros_like(picture), np.zeros(picture.shape[:2])
    clear = np.ones(picture.shape[:2])
    for kind, dense in people.items():
        share = DENSEST * (1.0 - np.exp(-2.0 * dense))
        ink += share[..., None] * np.array(to_rgb(palette.PEOPLE[kind]))
        opacity += share
        clear *= 1.0 - share
    mixed = ink / np.maximum(opacity, 1e-9)[..., None]
    return np.clip(picture * clear[..., None] + mixed * (1.0 - clear)[..., None], 0.0, 1.0)


def _hospitals(ax: Axes, terrain: Array, view: View) -> None:
    ys, xs = np.nonzero(terrain == Terrain.hospital)
    at: dict[str, Any] = {"x": (xs + 0.5) * view.zoom, "y": (ys + 0.5) * view.zoom}
    ax.scatter(**at, marker="P", s=42, c=palette.PAPER, linewidths=0.8, edgecolors=palette.INK, zorder=5)


def scale_bar(ax: Axes, siege: Siege, view: View) -> None:
    """A bar of a round length, about a quarter of the map."""
    across = (view.columns.stop - view.columns.start) * siege.shape.cell_m
    ten = 10.0 ** math.floor(math.log10(across / 4))
    length = max(step * ten for step in (1, 2, 5) if step * ten <= across / 3)
    pixels = length / siege.shape.cell_m * view.zoom
    high = (view.rows.stop - view.rows.start) * view.zoom
    x, y = 0.04 * high, 0.955 * high
    for color, width in ((palette.PAPER, 5.0), (palette.INK, 2.0)):
        ax.plot([x, x + pixels], [y, y], color=color, lw=width, solid_capstyle="butt", zorder=6)
    label = f"{length / 1000:g} km" if length >= 1000 else f"{number(length)} m"
    ax.text(
        x + pixels / 2,
        y - 0.015 * high,
        label,
        ha="center",
        va="bottom",
        fontsize=10,
        color=palette.INK,
        zorder=6,
        bbox={"boxstyle": "round,pad=0.15", "fc": palette.PAPER, "ec": "none", "alpha": 0.7},
    )
