"""Pixels put onto the grid: every pixel is split into points, and each point belongs to one cell.

Nothing is interpolated or lost: sums stay sums, classes stay classes, ties can be seen, and what no pixel covers stays
unknown. GDAL's resampling answers 0 outside of coverage and resolves ties silently.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.geography.grid import FINE, TargetGrid
from sim.geography.raster_files import RasterSource, pixel_m, read_window, window_of, windows
from sim.geography.systems import transformer

#: Points of a block; with it memory is bounded.
BLOCK_POINTS = 1 << 21
#: Metres between the points that are transformed exactly; between them coordinates are interpolated.
LATTICE_M = 500.0
NO_CELL = -1


class PixelBlock(NamedTuple):
    """Some pixels of a raster, and the points into which they are split."""

    values: np.ndarray  # any dtype (rows, columns)
    data: np.ndarray  # bool (rows, columns), false where the pixel has no data
    split: int  # points along a pixel's side
    fine: np.ndarray  # int64 (rows x split, columns x split), fine cell of each point, NO_CELL outside of the grid


class RasterPixels(NamedTuple):
    """What all blocks of a raster share."""

    source: RasterSource
    grid: TargetGrid
    split: int
    lattice: int  # pixels between points that are transformed exactly


def pixels_of(source: RasterSource, grid: TargetGrid, points: int = FINE) -> RasterPixels:
    """How the pixels of a raster are split: so finely that at least `points` lie along the side of a cell."""
    side = pixel_m(source, grid)
    split = max(1, math.ceil(side / (grid.cell_m / points) - 1e-6))
    return RasterPixels(source, grid, split, max(1, round(LATTICE_M / side)))


def blocks(pixels: RasterPixels) -> Iterator[PixelBlock]:
    """The raster in blocks, as far as it can touch the grid; memory is bounded whatever its size."""
    whole = window_of(pixels.source, pixels.grid)
    most = max(1, BLOCK_POINTS // pixels.split**2)
    for part in windows(pixels.source, whole):
        values, data = read_window(pixels.source, part)
        rows = max(1, most // part.columns)
        columns = part.columns if rows > 1 else most
        for row in range(0, part.rows, rows):
            for column in range(0, part.columns, columns):
                cut = slice(row, row + rows), slice(column, column + columns)
                yield _block(pixels, part.row + row, part.column + column, values[cut], data[cut])


def _block(pixels: RasterPixels, row: int, column: int, values: np.ndarray, data: np.ndarray) -> PixelBlock:
    grid, split, lattice = pixels.grid, pixels.split, pixels.lattice
    high, wide = values.shape
    nodes_r = np.arange(0, high + lattice, lattice)
    nodes_c = np.arange(0, wide + lattice, lattice)
    c, r = np.meshgrid(column + nodes_c, row + nodes_r)
    t = pixels.source.transform
    x, y = transformer(pixels.source.crs, grid.epsg).transform(t.a * c + t.b * r + t.c, t.d * c + t.e * r + t.f)
    u, v = (np.arange(high * split) + 0.5) / split / lattice, (np.arange(wide * split) + 0.5) / split / lattice
    east, north = _between(np.asarray(x), u, v), _between(np.asarray(y), u, v)
    side = grid.cell_m / FINE
    with np.errstate(invalid="ignore"):
        fine_c, fine_r = np.floor((east - grid.left) / side), np.floor((grid.top - north) / side)
        rows, columns = grid.fine_shape
        inside = (fine_c >= 0) & (fine_c < columns) & (fine_r >= 0) & (fine_r < rows)
    fine = np.where(inside, fine_r * columns + fine_c, NO_CELL).astype(np.int64)
    return PixelBlock(values, data, split, fine)


def _between(nodes: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Bilinear interpolation of nodes (m, n) at rows u and columns v, in units of nodes."""
    i, j = u.astype(np.int64), v.astype(np.int64)
    across = nodes[:, j] * (1.0 - (v - j)) + nodes[:, j + 1] * (v - j)
    down = (u - i)[:, None]
    return across[i] * (1.0 - down) + across[i + 1] * down


def cell_of(fine: np.ndarray, grid: TargetGrid) -> np.ndarray:
    """Cells of fine cells, int64 of the same shape (n,); all must lie in the grid."""
    columns = grid.columns * FINE
    return (fine // columns) // FINE * grid.columns + (fine % columns) // FINE


def points_of(block: PixelBlock, values: np.ndarray) -> np.ndarray:
    """Values of pixels, any dtype (rows, columns), repeated for each point of a pixel."""
    return values if block.split == 1 else values.repeat(block.split, 0).repeat(block.split, 1)


class RasterCoverage(NamedTuple):
    """How much of each cell a raster covers, and knows."""

    seen: np.ndarray  # float64 (rows, columns), share of the cell within the raster
    known: np.ndarray  # float64 (rows, columns), share of the cell with data


class ClassShares(NamedTuple):
    """Shares of classes in each cell."""

    share: np.ndarray  # float64 (classes, rows, columns), of the part of the cell that is known
    cover: RasterCoverage


def class_shares(pixels: RasterPixels, index_of: np.ndarray, classes: int) -> ClassShares:
    """Shares of classes; `index_of` int64 (codes,) gives the class of each code, or -1 for unknown."""
    cells = pixels.grid.rows * pixels.grid.columns
    counts, points = np.zeros((classes, cells), np.int64), np.zeros(cells, np.int64)
    for block in blocks(pixels):
        code = np.clip(block.values.astype(np.int64), 0, index_of.size - 1)
        kind = points_of(block, np.where(block.data, index_of[code], -1)).ravel()
        fine = block.fine.ravel()
        here = fine != NO_CELL
        cell, kind = cell_of(fine[here], pixels.grid), kind[here]
        points += np.bincount(cell, minlength=cells)
        known = kind >= 0
        found = np.bincount(kind[known] * cells + cell[known], minlength=classes * cells)
        counts += found.reshape(classes, cells)
    total = counts.sum(axis=0)
    shape = (pixels.grid.rows, pixels.grid.columns)
    share = np.divide(counts, total, out=np.zeros(counts.shape), where=total > 0)
    return ClassShares(share.reshape(classes, *shape), _cover(pixels, points, total))


class CellSums(NamedTuple):
    """Sums over cells of a quantity counted per pixel, such as people."""

    total: np.ndarray  # float64 (rows, columns)
    inside: np.ndarray  # float64 (rows, columns), the part within a mask
    cover: RasterCoverage
    lowest: float  # of all pixels read
    highest: float


def cell_sums(pixels: RasterPixels, mask: np.ndarray | None = None) -> CellSums:
    """Sums in float64; each point gets its part of the pixel's value. `mask` is bool over fine cells (n,)."""
    cells = pixels.grid.rows * pixels.grid.columns
    total, inside = np.zeros(cells), np.zeros(cells)
    points, known = np.zeros(cells, np.int64), np.zeros(cells, np.int64)
    lowest, highest = math.inf, -math.inf
    for block in blocks(pixels):
        fine = block.fine.ravel()
        here = fine != NO_CELL
        value = points_of(block, np.where(block.data, block.values, 0.0).astype(np.float64) / block.split**2).ravel()
        data = points_of(block, block.data).ravel()[here]
        cell, value = cell_of(fine[here], pixels.grid), value[here]
        points += np.bincount(cell, minlength=cells)
        known += np.bincount(cell[data], minlength=cells)
        total += np.bincount(cell, value, cells)
        if mask is not None:
            within = mask[fine[here]]
            inside += np.bincount(cell[within], value[within], cells)
        if block.data.any():
            lowest = min(lowest, float(block.values[block.data].min()))
            highest = max(highest, float(block.values[block.data].max()))
    shape = (pixels.grid.rows, pixels.grid.columns)
    cover = _cover(pixels, points, known)
    return CellSums(total.reshape(shape), inside.reshape(shape), cover, lowest, highest)


class CellMeans(NamedTuple):
    """Means over cells of a quantity, such as a height or a share."""

    mean: np.ndarray  # float64 (rows, columns), weighted by area; NaN where nothing is known
    cover: RasterCoverage
    lowest: float  # of all pixels read
    highest: float


def cell_means(pixels: RasterPixels) -> CellMeans:
    """Means of what is known of each cell."""
    cells = pixels.grid.rows * pixels.grid.columns
    total, points, known = np.zeros(cells), np.zeros(cells, np.int64), np.zeros(cells, np.int64)
    lowest, highest = math.inf, -math.inf
    for block in blocks(pixels):
        fine = block.fine.ravel()
        here = fine != NO_CELL
        data = points_of(block, block.data).ravel()[here]
        value = points_of(block, np.where(block.data, block.values, 0.0).astype(np.float64)).ravel()[here]
        cell = cell_of(fine[here], pixels.grid)
        points += np.bincount(cell, minlength=cells)
        known += np.bincount(cell[data], minlength=cells)
        total += np.bincount(cell[data], value[data], cells)
        if block.data.any():
            lowest = min(lowest, float(block.values[block.data].min()))
            highest = max(highest, float(block.values[block.data].max()))
    mean = np.divide(total, known, out=np.full(cells, np.nan), where=known > 0)
    shape = (pixels.grid.rows, pixels.grid.columns)
    return CellMeans(mean.reshape(shape), _cover(pixels, points, known), lowest, highest)


#: Points along the side of a cell by which the border of a raster is found.
BORDER_POINTS = 4


def _cover(pixels: RasterPixels, points: np.ndarray, known: np.ndarray) -> RasterCoverage:
    """The share of cells within the raster, by its border; and the known share, by the points with data among all."""
    grid, source = pixels.grid, pixels.source
    x = grid.left + np.arange(grid.columns + 1) * grid.cell_m
    y = grid.top - np.arange(grid.rows + 1) * grid.cell_m
    east, north = transformer(grid.epsg, source.crs).transform(*np.meshgrid(x, y))
    t = ~source.transform
    u = (np.arange(grid.rows * BORDER_POINTS) + 0.5) / BORDER_POINTS
    v = (np.arange(grid.columns * BORDER_POINTS) + 0.5) / BORDER_POINTS
    column, row = _between(t.a * east + t.b * north + t.c, u, v), _between(t.d * east + t.e * north + t.f, u, v)
    height, width = source.dataset.shape
    within = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    seen = within.reshape(grid.rows, BORDER_POINTS, grid.columns, BORDER_POINTS).mean(axis=(1, 3))
    share = np.divide(known, points, out=np.zeros(points.shape), where=points > 0).reshape(seen.shape)
    return RasterCoverage(seen, seen * share)
