"""The lines that pages show under a siege: streets, bridges and ring in units of cells, as a file beside the map."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from sim.geography.ground_data import GroundData

#: Layers of a backdrop. Streets are left out from the shortest on where there are more points than MOST_POINTS.
LINES = ("ways", "bridges", "ring")
MOST_POINTS = 20_000
#: Deviation, in cells, by which lines are simplified.
TOLERANCE = 0.2


def backdrop_of(data: GroundData) -> dict[str, Any]:
    """Lines by layer, each as x, y, x, y, ... in cells from the top left corner of the map."""
    import shapely
    from shapely.geometry import box

    grid = data.grid
    made: dict[str, Any] = {"columns": grid.columns, "rows": grid.rows}
    left_over = MOST_POINTS
    for layer in reversed(LINES):  # the ring first, which is short
        frame = data.vectors.get(layer)
        shapes = [] if frame is None else frame.geometry.intersection(box(*grid.bounds)).to_numpy()
        parts = shapely.get_parts(np.asarray(shapes, object))
        parts = [part.exterior if part.geom_type == "Polygon" else part for part in parts]
        lines = [part for part in parts if part.geom_type in ("LineString", "LinearRing") and not part.is_empty]
        lines = sorted(lines, key=lambda line: (-line.length, line.wkb))
        made[layer] = []
        for line in lines:
            x, y = shapely.get_coordinates(line.simplify(TOLERANCE * grid.cell_m)).T
            if x.size > left_over:
                break
            left_over -= x.size
            pairs = np.stack([(x - grid.left) / grid.cell_m, (grid.top - y) / grid.cell_m], axis=1)
            made[layer].append(np.round(pairs, 1).ravel().tolist())
    return made


def write_backdrop(data: GroundData, path: Path) -> None:
    """Write the backdrop as JSON."""
    path.write_text(json.dumps(backdrop_of(data), separators=(",", ":")) + "\n", encoding="utf-8")
