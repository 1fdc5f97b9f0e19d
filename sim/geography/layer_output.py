"""Layers written as GeoTIFF and GeoPackage; the same content gives the same bytes."""

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.geography.grid import TargetGrid
from sim.geography.qgis_styles import style_rows

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

#: The time that a GeoPackage says it was changed, so that equal layers are equal files.
NO_TIME = "2000-01-01T00:00:00.000Z"
#: The table of a GeoPackage in which QGIS looks for styles.
STYLES = "layer_styles"


def write_raster(
    path: Path, bands: np.ndarray, grid: TargetGrid, nodata: float | None = None, names: tuple[str, ...] = ()
) -> None:
    """A raster of one band (rows, columns) or several (bands, rows, columns), of any dtype, on the grid."""
    import rasterio
    from rasterio.crs import CRS

    stack = bands if bands.ndim == 3 else bands[None]
    stack = stack.astype(np.uint8) if stack.dtype == bool else stack
    profile: dict[str, Any] = {
        "driver": "GTiff", "count": stack.shape[0], "dtype": stack.dtype.name, "height": grid.rows,
        "width": grid.columns, "crs": CRS.from_epsg(grid.epsg), "transform": grid.transform, "nodata": nodata,
        "compress": "deflate", "interleave": "band",
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.open(path, "w", **profile) as target:
            target.write(stack)
            for band, name in enumerate(names, 1):
                target.set_band_description(band, name)


class BandedRaster:
    """A raster of many bands that are written one by one."""

    def __init__(self, path: Path, grid: TargetGrid, bands: int, dtype: str, about: str) -> None:
        import rasterio
        from rasterio.crs import CRS

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.target: Any = rasterio.open(
                path, "w", driver="GTiff", count=bands, dtype=dtype, height=grid.rows, width=grid.columns,
                crs=CRS.from_epsg(grid.epsg), transform=grid.transform, compress="deflate", interleave="band",
            )  # fmt: skip
        self.target.update_tags(about=about)
        self.highest = 0.0

    def write(self, band: int, values: np.ndarray, label: str) -> None:
        """Write a band, counted from 1: values (rows, columns) of any dtype."""
        self.target.write(np.ascontiguousarray(values), band)
        self.highest = max(self.highest, float(values.max()))
        self.target.set_band_description(band, label)

    def close(self) -> None:
        """Finish the file."""
        self.target.close()


def write_vectors(path: Path, layers: "dict[str, GeoDataFrame]", styles: Mapping[str, str] | None = None) -> None:
    """Layers of one GeoPackage, those without features left out, and their styles for QGIS. Dates become text."""
    import pandas as pd
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": NO_TIME})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name, frame in sorted(layers.items()):
                if len(frame):
                    pyogrio.write_dataframe(_plain(frame), path, layer=name, **_driver(path))
            if styles:
                table = pd.DataFrame(style_rows({name: styles[name] for name in styles if name in layers}))
                table["update_time"] = pd.Timestamp(NO_TIME)
                pyogrio.write_dataframe(table, path, layer=STYLES, **_driver(path))
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _driver(path: Path) -> dict[str, Any]:
    """How a layer is written: into the file where there is one, else a new one in a version that older GDAL knows."""
    return {"driver": "GPKG", "append": path.exists(), "dataset_options": {"VERSION": "1.2"}}


def _plain(frame: "GeoDataFrame") -> "GeoDataFrame":
    """Columns of types that a GeoPackage has; a column named fid would be taken for its key."""
    import pandas as pd

    made = frame.rename(columns={"fid": "fid_given"})
    for column in made.columns:
        if column != "geometry" and made[column].dtype == object:
            made[column] = made[column].map(lambda given: None if pd.isna(given) else str(given))
    return made
