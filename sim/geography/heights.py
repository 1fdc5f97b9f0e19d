"""Heights and slopes of cells, from a terrain model."""

from typing import NamedTuple

import numpy as np

from sim.geography.grid import TargetGrid
from sim.geography.pixels import RasterCoverage, cell_means, pixels_of
from sim.geography.raster_files import PixelWindow, RasterSource, pixel_m, read_window, require_nodata, window_of
from sim.geography.report import MapReport
from sim.geography.systems import transformer
from sim.scenario.errors import ScenarioError

#: Elevation of land and sea floor on Earth, in metres.
LOWEST, HIGHEST = -11_000.0, 9_000.0


class Elevation(NamedTuple):
    """The relief of the grid."""

    height: np.ndarray  # float64 (rows, columns), m, NaN where unknown
    slope: np.ndarray  # float64 (rows, columns), rise over run, NaN where unknown
    cover: RasterCoverage


def read_heights(source: RasterSource, grid: TargetGrid, report: MapReport) -> Elevation:
    """Heights on the grid: means of fine pixels, interpolation of coarse ones; slopes over neighbouring cells.

    Raises ScenarioError where nodata is not declared, or values are no heights.
    """
    require_nodata(source)
    fine = pixel_m(source, grid) <= grid.cell_m / 2
    means = cell_means(pixels_of(source, grid))
    height = means.mean if fine else _between_pixels(source, grid)
    if np.isnan(height).all():
        raise ScenarioError(f"{source.file.label}: has no data on the map; give a file that covers the ring")
    low, high = float(np.nanmin(height)), float(np.nanmax(height))
    if low < LOWEST or high > HIGHEST:
        raise ScenarioError(
            f"{source.file.label}: holds {low:g} to {high:g}, which are no heights in metres; if one of them means no "
            f"data, give --nodata heights={low if low < LOWEST else high:g}"
        )
    down, across = np.gradient(height, grid.cell_m)
    slope = np.hypot(down, across)
    how = "means of its pixels" if fine else "interpolated between its pixels"
    report.used.append(f"{source.file.label}: heights {low:.0f} to {high:.0f} m, {how}")
    return Elevation(height, slope, means.cover)


def _between_pixels(source: RasterSource, grid: TargetGrid) -> np.ndarray:
    """Bilinear interpolation at the middle of each cell; NaN where one of the four pixels is unknown."""
    whole = window_of(source, grid)
    values, data = read_window(source, PixelWindow(*whole))
    values = np.where(data, values, np.nan).astype(np.float64)
    x = grid.left + (np.arange(grid.columns) + 0.5) * grid.cell_m
    y = grid.top - (np.arange(grid.rows) + 0.5) * grid.cell_m
    east, north = transformer(grid.epsg, source.crs).transform(*np.meshgrid(x, y))
    t = ~source.transform
    column = t.a * east + t.b * north + t.c - whole.column - 0.5
    row = t.d * east + t.e * north + t.f - whole.row - 0.5
    inside = (row >= -0.5) & (row <= whole.rows - 0.5) & (column >= -0.5) & (column <= whole.columns - 0.5)
    row, column = np.clip(row, 0, whole.rows - 1), np.clip(column, 0, whole.columns - 1)
    i, j = (
        np.minimum(row.astype(int), max(0, whole.rows - 2)),
        np.minimum(column.astype(int), max(0, whole.columns - 2)),
    )
    u, v = row - i, column - j
    result = np.zeros(row.shape)
    for di, wi in ((0, 1 - u), (1, u)):
        for dj, wj in ((0, 1 - v), (1, v)):
            near = values[np.minimum(i + di, whole.rows - 1), np.minimum(j + dj, whole.columns - 1)]
            result += np.where(wi * wj > 0, near * wi * wj, 0.0)
    return np.where(inside, result, np.nan)
