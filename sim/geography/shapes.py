"""Shapes burned onto the grid: as shares of cells, as closed barriers, as cells of points."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.geography.grid import FINE, TargetGrid


def fine_mask(shapes: Iterable[Any], grid: TargetGrid) -> np.ndarray:
    """Fine cells whose middle lies in one of the shapes (shapely, in metres of the grid), bool (fine rows, columns)."""
    from rasterio.features import rasterize

    pairs = [(shape, 1) for shape in shapes if not shape.is_empty]
    if not pairs:
        return np.zeros(grid.fine_shape, bool)
    burned: Any = rasterize(pairs, out_shape=grid.fine_shape, transform=grid.fine_transform, fill=0, dtype="uint8")
    return burned.astype(bool)


def shares_of(mask: np.ndarray, grid: TargetGrid) -> np.ndarray:
    """The share of each cell that a fine mask, bool (fine rows, columns), covers; float64 (rows, columns)."""
    return mask.reshape(grid.rows, FINE, grid.columns, FINE).mean(axis=(1, 3))


def share_of_shapes(shapes: Iterable[Any], grid: TargetGrid) -> np.ndarray:
    """The share of each cell that lies in one of the shapes, float64 (rows, columns).

    Burned at a FINE-th of the cell: at the cell itself a house vanishes, or grows to a cell with `all_touched`.
    """
    return shares_of(fine_mask(shapes, grid), grid)


def share_of_buildings(shapes: np.ndarray, grid: TargetGrid) -> np.ndarray:
    """The share of each cell that buildings cover, float64 (rows, columns), exact for houses smaller than a fine cell.

    `shapes` is an object array (n,) of polygons; where two overlap both count.
    """
    import shapely

    left, bottom, right, top = shapely.bounds(shapes).T
    first_row, first_column = grid.cells_of(left, top)
    last_row, last_column = grid.cells_of(right, bottom)
    first_row, first_column = np.maximum(first_row, 0), np.maximum(first_column, 0)
    high = np.minimum(last_row, grid.rows - 1) - first_row + 1
    wide = np.minimum(last_column, grid.columns - 1) - first_column + 1
    pieces = np.maximum(high, 0) * np.maximum(wide, 0)
    which = np.repeat(np.arange(shapes.size), pieces)
    place = np.arange(which.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    row, column = first_row[which] + place // wide[which], first_column[which] + place % wide[which]
    area = shapely.area(shapes)[which]
    cut = (pieces[which] > 1) | (left[which] < grid.left) | (right[which] > grid.bounds[2])
    cut |= (top[which] > grid.top) | (bottom[which] < grid.bounds[1])
    x, y = grid.left + column[cut] * grid.cell_m, grid.top - row[cut] * grid.cell_m
    cells = shapely.box(x, y - grid.cell_m, x + grid.cell_m, y)
    area[cut] = shapely.area(shapely.intersection(shapes[which[cut]], cells))
    total = np.bincount(row * grid.columns + column, area, grid.rows * grid.columns)
    return np.minimum(total / grid.cell_m**2, 1.0).reshape(grid.rows, grid.columns)


def touched_cells(shapes: Iterable[Any], grid: TargetGrid) -> np.ndarray:
    """Cells that a line or area touches, bool (rows, columns)."""
    from rasterio.features import rasterize

    pairs = [(shape, 1) for shape in shapes if not shape.is_empty]
    shape = (grid.rows, grid.columns)
    if not pairs:
        return np.zeros(shape, bool)
    burned: Any = rasterize(pairs, out_shape=shape, transform=grid.transform, fill=0, dtype="uint8", all_touched=True)
    return burned.astype(bool)


def barrier_cells(shapes: Iterable[Any], grid: TargetGrid) -> np.ndarray:
    """Cells that lines touch, bool (rows, columns), closed where two meet at a corner only: nobody slips through."""
    wet = touched_cells(shapes, grid)
    a, b, c, d = wet[:-1, :-1], wet[:-1, 1:], wet[1:, :-1], wet[1:, 1:]
    falling, rising = a & d & ~b & ~c, b & c & ~a & ~d
    closed = wet.copy()
    closed[:-1, 1:] |= falling
    closed[:-1, :-1] |= rising
    return closed
