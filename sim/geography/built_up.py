"""Built-up surface as a share of each cell, from a raster of m2, percent or shares."""

from typing import NamedTuple

import numpy as np

from sim.geography.grid import TargetGrid
from sim.geography.land_cover import SCHEMES
from sim.geography.pixels import RasterCoverage, blocks, cell_means, pixels_of
from sim.geography.raster_files import RasterSource, pixel_m2
from sim.geography.report import MapReport
from sim.scenario.errors import ScenarioError


class BuiltUpShare(NamedTuple):
    """Built-up surface."""

    share: np.ndarray  # float64 (rows, columns)
    cover: RasterCoverage


def read_built_up(source: RasterSource, grid: TargetGrid, report: MapReport) -> BuiltUpShare:
    """The built-up share on the grid; the unit is recognised by the values.

    Up to 1 they are shares, up to 100 percent, 0 and 255 a mask, up to the area of a pixel m2. Raises ScenarioError for
    other values.
    """
    label = source.file.label
    means = cell_means(pixels_of(source, grid))
    low, high = means.lowest, means.highest
    if not np.isfinite(low):
        raise ScenarioError(f"{label}: has no data on the map, only its nodata value; give a file that covers the ring")
    _refuse_classes(source, grid)
    whole = pixel_m2(source, grid)
    if low < 0:
        raise ScenarioError(f"{label}: holds {low:g}, below 0; if it means no data, give --nodata built_up={low:g}")
    if high <= 1:
        unit, full = "a share", 1.0
    elif high <= 100:
        unit, full = "percent", 100.0
    elif high == 255:
        unit, full = "a mask of 0 and 255", 255.0
    elif high <= whole * 1.05:
        unit, full = "m2 a pixel", whole
    else:
        raise ScenarioError(
            f"{label}: holds up to {high:g}, more than the {whole:.0f} m2 of a pixel; built-up surface is m2 a pixel, "
            "percent, or a share. If these are class codes give it as --land-cover; if a value means no data give "
            f"--nodata built_up={high:g}"
        )
    report.used.append(f"{label}: built-up surface, values {low:g} to {high:g} read as {unit}")
    return BuiltUpShare(np.clip(np.nan_to_num(means.mean / full, nan=0.0), 0.0, 1.0), means.cover)


def _refuse_classes(source: RasterSource, grid: TargetGrid) -> None:
    """Raises ScenarioError where a raster has a few codes of land cover and never 0, as no built-up surface has."""
    if not source.whole:
        return
    values: set[int] = set()
    for block in blocks(pixels_of(source, grid)):
        values.update(np.unique(block.values[block.data]).tolist())
        if len(values) > len(SCHEMES["worldcover"]) or 0 in values:
            return
    if values <= set(SCHEMES["worldcover"]) and len(values) > 1:
        raise ScenarioError(
            f"{source.file.label}: holds only {', '.join(map(str, sorted(values)))}: they look like classes of land "
            "cover; give it as --land-cover"
        )
