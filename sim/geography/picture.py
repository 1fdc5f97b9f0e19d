"""The picture by which a map is checked: terrain and holders with the layers on top, and where people live."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.geography.ground_data import GroundData
from sim.runs import palette
from sim.scenario.ground import Holder, Terrain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIDE = 6.6  # inches, the longer side of a map
LEFT, GAP, TOP, BOTTOM = 0.75, 0.8, 0.85, 1.35  # inches around and between maps
DPI = 110


def draw_check(data: GroundData, title: str, path: Path) -> None:
    """Write the picture: the map that the model gets, and where people live on its first day."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    grid, panels = data.grid, 1 if data.people is None else 2
    high = SIDE * grid.rows / max(grid.rows, grid.columns)
    wide = max(SIDE * grid.columns / max(grid.rows, grid.columns), 3.6)
    page_w, page_h = LEFT + panels * (wide + GAP), TOP + high + BOTTOM
    with mpl.rc_context({"font.family": "DejaVu Sans", "font.size": 9}):
        figure = Figure(figsize=(page_w, page_h), dpi=DPI, facecolor=palette.PAPER)
        FigureCanvasAgg(figure)

        def place(left: float, bottom: float, width: float, height: float) -> "Axes":
            return figure.add_axes((left / page_w, bottom / page_h, width / page_w, height / page_h))

        axes = [place(LEFT + panel * (wide + GAP), BOTTOM, wide, high) for panel in range(panels)]
        _draw_ground(axes[0], data, BOTTOM / high)
        if data.people is not None:
            held = (data.held == Holder.garrison) & (data.terrain != Terrain.water)
            top = float(max(np.percentile(data.people[held], 99), 1.0))
            image = _draw_people(axes[1], data, data.people, top)
            bar = place(LEFT + wide + GAP, 0.5, wide, 0.13)
            figure.colorbar(image, cax=bar, orientation="horizontal", label="people per cell")
        figure.text(LEFT / page_w, 1 - 0.42 / page_h, title, fontsize=13, fontweight="bold", color=palette.INK)
        figure.savefig(path, metadata={"Software": None})


def _extent(data: GroundData) -> tuple[float, float, float, float]:
    left, bottom, right, top = data.grid.bounds
    return left / 1000, right / 1000, bottom / 1000, top / 1000


def _draw_ground(ax: "Axes", data: GroundData, below: float) -> None:
    from matplotlib.colors import to_rgb
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    table = np.array([to_rgb(CHECK_COLOURS[Terrain(kind)]) for kind in range(len(Terrain))])
    picture = table[data.terrain]
    pale = (data.held != Holder.garrison) & (data.terrain != Terrain.water)
    picture[pale] = 0.45 * picture[pale] + 0.55
    ax.imshow(picture, extent=_extent(data), interpolation="nearest")
    if data.unknown.any():
        shade = np.ma.masked_where(~data.unknown, np.ones(data.unknown.shape))
        ax.contourf(shade, levels=[0.5, 1.5], colors="none", hatches=["////"], extent=_extent(data), origin="upper")
    _outline(ax, data)
    for name, style in LINES_DRAWN.items():
        frame = data.vectors.get(name)
        if frame is not None and len(frame):
            for line in _coordinates(frame.geometry):
                ax.plot(line[:, 0] / 1000, line[:, 1] / 1000, **style)
    rows, columns = np.nonzero(data.terrain == Terrain.hospital)
    left, _, _, top = data.grid.bounds
    cell = data.grid.cell_m
    east, north = left + (columns + 0.5) * cell, top - (rows + 0.5) * cell
    look: dict[str, Any] = {"marker": "P", "s": 60, "c": HOSPITAL, "edgecolors": "white", "linewidths": 0.8}
    ax.scatter(east / 1000, north / 1000, zorder=6, **look)
    crossings = data.vectors.get("crossings")
    if crossings is not None and len(crossings):
        points = crossings.geometry.representative_point()
        ax.scatter(points.x / 1000, points.y / 1000, marker="D", s=34, c="#FFD400", edgecolors="black", zorder=7)
    _finish(ax, data, f"The map: {data.grid.columns} x {data.grid.rows} cells of {cell:g} m")
    kinds = [kind for kind in Terrain if (data.terrain == kind).any()]
    keys: list[Any] = [
        Line2D([], [], marker="P", ls="", mfc=HOSPITAL, mec="white", ms=9, label="hospital")
        if kind == Terrain.hospital
        else Patch(fc=CHECK_COLOURS[kind], ec=palette.SOFT, lw=0.5, label=kind.name)
        for kind in kinds
    ]
    keys.append(Line2D([], [], color="#1030C0", lw=2, label="ring"))
    if crossings is not None and len(crossings):
        keys.append(Line2D([], [], marker="D", ls="", mfc="#FFD400", mec="black", label="crossing"))
    if data.unknown.any():
        keys.append(Patch(fc="white", ec="black", hatch="////", label="unknown"))
    ax.legend(handles=keys, loc="upper center", bbox_to_anchor=(0.5, -0.36 * below), ncols=5, frameon=False, fontsize=8)


HOSPITAL = "#C02020"
#: Stronger than the colours of a run's picture, so that kinds of terrain can be told apart.
CHECK_COLOURS = {
    Terrain.open: "#EFE7D2",
    Terrain.fields: "#BFD68F",
    Terrain.town: "#D9A27A",
    Terrain.dense: "#9C5A44",
    Terrain.mountain: "#A9A9A0",
    Terrain.base: "#7A7A52",
    Terrain.water: "#6FB1E0",
    Terrain.hospital: "#D9A27A",
}
#: Lines on top of the ground.
LINES_DRAWN: dict[str, dict[str, Any]] = {
    "ways": {"color": "#4A4A4A", "lw": 0.4, "alpha": 0.7},
    "bridges": {"color": "#000000", "lw": 1.6},
}


def _coordinates(shapes: Any) -> list[np.ndarray]:
    """Coordinates of lines, float64 (n, 2) each."""
    import shapely

    parts = shapely.get_parts(shapes.to_numpy())
    lines = [part for part in parts if part.geom_type in ("LineString", "LinearRing")]
    return [shapely.get_coordinates(line) for line in lines]


def _draw_people(ax: "Axes", data: GroundData, people: np.ndarray, top: float) -> Any:
    shown = np.ma.masked_less_equal(people.astype(np.float64), 0)
    image = ax.imshow(shown, extent=_extent(data), cmap="magma_r", vmin=0, vmax=top, interpolation="nearest")
    _outline(ax, data)
    _finish(ax, data, "Civilians on the morning of day 0, by the population raster")
    return image


def _outline(ax: "Axes", data: GroundData) -> None:
    ring = data.vectors.get("ring")
    if ring is None:
        return
    import shapely

    for part in shapely.get_parts(ring.geometry.boundary.to_numpy()):
        line = shapely.get_coordinates(part)
        ax.plot(line[:, 0] / 1000, line[:, 1] / 1000, color="#1030C0", lw=1.6, zorder=5)


def _finish(ax: "Axes", data: GroundData, title: str) -> None:
    left, right, bottom, top = _extent(data)
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.set_title(title, loc="left", fontsize=10, color=palette.INK)
    ax.set_xlabel(f"km east, EPSG:{data.grid.epsg}", color=palette.SOFT)
    ax.set_ylabel("km north", color=palette.SOFT)
    ax.ticklabel_format(useOffset=False, style="plain")
    ax.tick_params(colors=palette.SOFT, labelsize=7)
