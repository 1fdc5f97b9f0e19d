"""Small geographic files for tests, around a town on the equator's north, in EPSG:32631."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import rasterio
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import Polygon, box

from sim.geography.grid import TargetGrid
from sim.geography.report import MapReport
from sim.geography.sources import LayerFile, MapSources, layer_files

EPSG = 32631
LEFT, TOP, CELL = 500_000.0, 5_000_000.0, 100.0
GRID = TargetGrid(EPSG, LEFT, TOP, CELL, 24, 30)


def raster(
    path: Path,
    values: np.ndarray,
    pixel: float = CELL,
    crs: Any = EPSG,
    left: float = LEFT,
    top: float = TOP,
    transform: Affine | None = None,
    **profile: Any,
) -> Path:
    """A raster of one band with its corner at that of the grid; `values` (rows, columns) of any dtype."""
    where = transform if transform is not None else Affine(pixel, 0, left, 0, -pixel, top)
    system = None if crs is None else CRS.from_user_input(crs)
    made = {"driver": "GTiff", "count": 1, "dtype": values.dtype.name, "crs": system, "transform": where, **profile}
    with rasterio.open(path, "w", height=values.shape[0], width=values.shape[1], **made) as target:
        target.write(values, 1)
    return path


def vectors(path: Path, shapes: list[Any], crs: Any = EPSG, layer: str | None = None, **columns: Any) -> Path:
    """A vector layer of some shapes with attributes."""
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)
    frame.to_file(path, **({} if layer is None else {"layer": layer}))
    return path


def ring_shape(margin: float = 600.0) -> Polygon:
    """A square of besieged ground in the middle of the grid."""
    left, bottom, right, top = GRID.bounds
    return box(left + margin, bottom + margin, right - margin, top - margin)


def layer(name: str, path: Path, **options: str) -> LayerFile:
    """A file as a layer."""
    given = {key: {name: value} for key, value in options.items()}
    return layer_files(MapSources({name: str(path)}, **given))[name]  # pyright: ignore[reportArgumentType]


def report() -> MapReport:
    """An empty report."""
    return MapReport.empty()
