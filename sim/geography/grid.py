"""The one grid onto which every layer is put: square cells in metres of a UTM zone."""

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.scenario.errors import ScenarioError
from sim.scenario.ground import LARGEST, SMALLEST

if TYPE_CHECKING:
    from affine import Affine

#: Parts of a cell's side to which shapes and pixels are resolved.
FINE = 10
#: Sides of a cell that are proposed, in metres; the first under which the besieged ground has at most MOST_CELLS.
PROPOSED = (50, 100, 200, 250, 500, 1000, 2000)
MOST_CELLS = 100
#: Cells between the besieged ground and the border of the map, at least.
MARGIN = 10
MARGIN_SHARE = 0.1  # of the longer side of the besieged ground
FINEST_M, COARSEST_M = 10, 2000


class TargetGrid(NamedTuple):
    """A grid with north at the top; its corner lies on a multiple of the cell."""

    epsg: int
    left: float  # m
    top: float  # m
    cell_m: float
    rows: int
    columns: int

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top, in metres."""
        right, bottom = self.left + self.columns * self.cell_m, self.top - self.rows * self.cell_m
        return self.left, bottom, right, self.top

    @property
    def transform(self) -> "Affine":
        """From (column, row) to metres."""
        from affine import Affine

        return Affine(self.cell_m, 0.0, self.left, 0.0, -self.cell_m, self.top)

    @property
    def fine_transform(self) -> "Affine":
        """The same for cells of a FINE-th of the side."""
        from affine import Affine

        side = self.cell_m / FINE
        return Affine(side, 0.0, self.left, 0.0, -side, self.top)

    @property
    def fine_shape(self) -> tuple[int, int]:
        """Rows and columns of fine cells."""
        return self.rows * FINE, self.columns * FINE

    def text(self) -> str:
        """The grid as a line that `grid_from_text` reads."""
        return (
            f"grid EPSG:{self.epsg}, top left corner {self.left:.0f} E {self.top:.0f} N, "
            f"{self.columns} x {self.rows} cells of {self.cell_m:g} m"
        )

    def cells_of(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Row and column of points in metres, int64 of the shape of the float64 (n,) arrays; may lie outside."""
        column = np.floor((x - self.left) / self.cell_m).astype(np.int64)
        return np.floor((self.top - y) / self.cell_m).astype(np.int64), column


_TEXT = re.compile(
    r"grid EPSG:(\d+), top left corner (-?\d+) E (-?\d+) N,\s+(\d+) x (\d+) cells of ([\d.]+(?:e[+-]?\d+)?) m"
)


def grid_from_text(text: str) -> TargetGrid | None:
    """The grid that a text names, or None.

    >>> grid_from_text("grid EPSG:32637, top left corner 431000 E 4012000 N, 60 x 50 cells of 100 m").rows
    50
    """
    match = _TEXT.search(" ".join(text.split()))
    if match is None:
        return None
    epsg, left, top, columns, rows, cell = match.groups()
    return TargetGrid(int(epsg), float(left), float(top), float(cell), int(rows), int(columns))


def propose_grid(ring: Any, epsg: int, cell_m: float | None, label: str) -> TargetGrid:
    """A grid around the besieged ground, a shapely geometry in metres of the UTM zone `epsg`.

    Raises ScenarioError where it would have too many or too few cells.
    """
    low_x, low_y, high_x, high_y = ring.bounds
    side = max(high_x - low_x, high_y - low_y)
    if cell_m is None:
        cell_m = float(next((cell for cell in PROPOSED if side / cell <= MOST_CELLS), PROPOSED[-1]))
    elif not FINEST_M <= cell_m <= COARSEST_M:
        raise ScenarioError(f"--cell {cell_m:g}: the side of a cell must be {FINEST_M} to {COARSEST_M} m")
    margin = cell_m * max(MARGIN, math.ceil(MARGIN_SHARE * side / cell_m))
    left, top = math.floor((low_x - margin) / cell_m) * cell_m, math.ceil((high_y + margin) / cell_m) * cell_m
    columns, rows = math.ceil((high_x + margin - left) / cell_m), math.ceil((top - low_y + margin) / cell_m)
    if max(rows, columns) > LARGEST:
        needed = side / (LARGEST * (1 - 2 * MARGIN_SHARE) - 2)
        fix = next((cell for cell in PROPOSED if cell >= needed), None)
        fits = "give a smaller ring" if fix is None else f"use --cell {fix} or more"
        raise ScenarioError(
            f"{label}: {side / 1000:.1f} km across need {columns} x {rows} cells of {cell_m:g} m, but a map has at "
            f"most {LARGEST} x {LARGEST}; {fits}"
        )
    if side < SMALLEST / 2 * cell_m:
        raise ScenarioError(
            f"{label}: the besieged ground is {side:.0f} m across, under {SMALLEST // 2} cells of {cell_m:g} m; "
            f"use --cell {max(FINEST_M, math.floor(side / 20 / 5) * 5)}, or check that its units are right"
        )
    return TargetGrid(epsg, float(left), float(top), float(cell_m), rows, columns)
