"""Vector files read with their system, repaired, without duplicates, in an order of their own."""

import warnings
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.geography.grid import TargetGrid
from sim.geography.report import MapReport, percent
from sim.geography.sources import OSM, LayerFile
from sim.geography.systems import WGS84, Bounds, apart, moved_bounds, overlap, system_of
from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.text.format import count

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

#: Columns that identify a feature, the first that exists and is unique.
IDS = ("id", "osm_id", "fid", "objectid", "name")
AREAS, LINES, POINTS = (
    ("Polygon", "MultiPolygon"),
    ("LineString", "MultiLineString", "LinearRing"),
    ("Point", "MultiPoint"),
)
ANY = (*AREAS, *LINES, *POINTS)


def read_vectors(file: LayerFile, report: MapReport, kinds: Sequence[str] = ANY) -> "GeoDataFrame":
    """The features of a vector layer in their own system, repaired and sorted; columns in lower case.

    Raises ScenarioError where it is no vector layer, or has none of the `kinds` of geometry.
    """
    from shapely import get_coordinates

    frame = read_layer(file, layer_name(file))
    if frame.empty:
        raise ScenarioError(f"{file.label}: has no features; export the layer again")
    frame = _without_empty(frame, file, report)
    if frame.empty:
        raise ScenarioError(f"{file.label}: none of its features has a geometry; export the layer again")
    if not np.isfinite(get_coordinates(frame.geometry.to_numpy())).all():
        raise ScenarioError(f"{file.label}: has coordinates that are no numbers; repair its shapes and export it again")
    crs = system_of(file, frame.crs, tuple(map(float, frame.total_bounds)))  # pyright: ignore[reportArgumentType]
    frame = frame.set_crs(crs, allow_override=True)
    fits = frame.geom_type.isin(kinds)
    if not fits.any():
        found = ", ".join(sorted(set(frame.geom_type)))
        raise ScenarioError(f"{file.label}: holds {found}, but {' or '.join(kinds)} is needed for this layer")
    if not fits.all():
        report.dropped.append(f"{file.label}: {count(int((~fits).sum()), 'feature')} of another kind of geometry")
    sound = repaired(frame[fits], file, report)
    if sound.empty:
        raise ScenarioError(f"{file.label}: none of its shapes has an area; draw it again")
    return in_order(without_duplicates(sound, file, report))


def layer_name(file: LayerFile) -> str:
    """The layer that is meant: the one that is named, or the only one. Raises ScenarioError where that is not clear."""
    import pyogrio
    from pyogrio.errors import DataSourceError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = pyogrio.list_layers(file.path)
    except (DataSourceError, ValueError) as error:
        hint = "it is a raster; a vector layer is needed here" if _is_raster(file) else shorten(str(error))
        hint = "no layer in this archive; unpack it first" if zipfile.is_zipfile(file.path) else hint
        with_its_files = " with its .shx, .dbf and .prj beside it" if file.path.suffix.lower() == ".shp" else ""
        raise ScenarioError(
            f"{file.label}: is not a vector file that GDAL can read ({hint}); give GeoJSON, GeoPackage or a shapefile"
            f"{with_its_files}"
        ) from None
    # Tables without geometry, such as the styles that QGIS keeps in a GeoPackage, are no layer of a map.
    names = [str(name) for name, kind in rows if kind is not None] or [str(name) for name, _ in rows]
    if not names:
        raise ScenarioError(f"{file.label}: has no vector layer; give GeoJSON, GeoPackage or a shapefile")
    if file.part and file.part not in names:
        raise ScenarioError(
            f"{file.label}: has no layer of this name{did_you_mean(file.part, names)}; it has {', '.join(names)}"
        )
    if not file.part and len(names) > 1:
        raise ScenarioError(
            f"{file.label}: has {len(names)} layers; name one of {', '.join(names)}, "
            f"such as {file.path.name}::{names[0]}"
        )
    return file.part or names[0]


def read_layer(file: LayerFile, name: str, bbox: Bounds | None = None, most: int | None = None) -> "GeoDataFrame":
    """A layer of a file as it is, or the first `most` features; geometries that cannot be built are missing.

    Raises ScenarioError where the file is damaged.
    """
    import pyogrio
    from geopandas import GeoDataFrame
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame = pyogrio.read_dataframe(file.path, layer=name, bbox=bbox, max_features=most, on_invalid="ignore")
    except (DataLayerError, DataSourceError, FieldError, GeometryError, ValueError, UnicodeError) as error:
        fix = (
            "get it again, make room in the temporary folder (TMPDIR), or cut it to the town with `osmium extract`"
            if file.layer == OSM
            else "export the layer again"
        )
        raise ScenarioError(f"{file.label}: cannot be read ({shorten(str(error))}); {fix}") from None
    if not isinstance(frame, GeoDataFrame):
        raise ScenarioError(f"{file.label}: is a table without geometry; export it with its geometry")
    shapes = frame.geometry.force_2d()
    columns = {}
    for column in frame.columns:  # of two that differ in case only the first counts
        if column != frame.geometry.name and str(column).lower() != "geometry":
            columns.setdefault(str(column).lower(), frame[column])
    return GeoDataFrame(columns, geometry=shapes, crs=frame.crs, index=frame.index)


def _is_raster(file: LayerFile) -> bool:
    import rasterio

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with rasterio.open(file.path):
                return True
    except rasterio.RasterioIOError:
        return False


def _without_empty(frame: "GeoDataFrame", file: LayerFile, report: MapReport) -> "GeoDataFrame":
    empty = frame.geometry.isna() | frame.geometry.is_empty
    if empty.any():
        report.dropped.append(f"{file.label}: {count(int(empty.sum()), 'feature')} without geometry")
    return frame[~empty]


def repaired(frame: "GeoDataFrame", file: LayerFile, report: MapReport) -> "GeoDataFrame":
    """Invalid areas made valid by their structure, so that where a ring overlaps itself no hole is cut."""
    from geopandas import GeoSeries
    from shapely import make_valid

    bad = ~frame.geometry.is_valid & frame.geom_type.isin(AREAS)
    if not bad.any():
        return frame
    before: Any = frame.geometry[bad]
    shapes = make_valid(before.to_numpy(), method="structure", keep_collapsed=False)
    after = GeoSeries(shapes, index=before.index, crs=before.crs)
    zone = before.estimate_utm_crs()
    old, new = float(before.to_crs(zone).area.sum()), float(after.to_crs(zone).area.sum())
    change = f"area {_km2(old)} -> {_km2(new)}"
    report.repaired.append(f"{file.label}: {count(int(bad.sum()), 'invalid shape')} made valid, {change}")
    frame = frame.copy()
    frame.loc[bad, "geometry"] = after
    gone = frame.geometry.isna() | frame.geometry.is_empty | ~frame.geom_type.isin(ANY)
    if gone.any():
        report.dropped.append(f"{file.label}: {count(int(gone.sum()), 'shape')} without area after the repair")
    return frame[~gone]


def _km2(m2: float) -> str:
    return f"{m2 / 1e6:.4g} km2"


def without_duplicates(frame: "GeoDataFrame", file: LayerFile, report: MapReport) -> "GeoDataFrame":
    """Features once each: those with the same geometry and the same attributes are one."""
    keys = frame.geometry.normalize().to_wkb(hex=True)
    texts = [frame[column].astype(str) for column in frame.columns if column not in ("geometry", "fid")]
    for text in texts:
        keys = keys + "\0" + text
    double = keys.duplicated()
    if double.any():
        report.dropped.append(f"{file.label}: {count(int(double.sum()), 'exact duplicate')}")
    return frame[~double]


def in_order(frame: "GeoDataFrame") -> "GeoDataFrame":
    """Features sorted by an id and their shape: the order of a file does not matter."""
    shape = frame.geometry.normalize().to_wkb(hex=True)
    key = next((name for name in IDS if name in frame.columns and frame[name].notna().all()), None)
    order = shape if key is None else frame[key].astype(str) + "\0" + shape
    return frame.iloc[order.reset_index(drop=True).sort_values(kind="stable").index].reset_index(drop=True)


def on_grid(frame: "GeoDataFrame", file: LayerFile, grid: TargetGrid, report: MapReport) -> "GeoDataFrame":
    """The features that touch the grid, whole, in its system. Raises ScenarioError where none does."""
    from shapely.geometry import box

    moved = frame.to_crs(grid.epsg)
    near = moved.geometry.intersects(box(*grid.bounds))
    if not near.any():
        own = tuple(frame.to_crs(WGS84).total_bounds)
        ring = moved_bounds(grid.bounds, grid.epsg, WGS84)
        if not overlap(own, ring):  # pyright: ignore[reportArgumentType]
            raise ScenarioError(apart(file, own, ring))  # pyright: ignore[reportArgumentType]
        report.dropped.append(f"{file.label}: all {count(len(frame), 'feature')}: none lies on the map")
    elif not near.all():
        report.dropped.append(f"{file.label}: {count(int((~near).sum()), 'feature')} of {len(frame)} beyond the map")
    return moved[near].reset_index(drop=True)


def clipped_lines(
    frame: "GeoDataFrame", file: LayerFile, grid: TargetGrid, report: MapReport, what: str
) -> "GeoDataFrame":
    """Lines (`what` they are) cut at the border of the grid, their length inside measured again as `length_m`."""
    from shapely.geometry import box

    before = float(frame.length.sum())
    cut = frame.set_geometry(frame.geometry.intersection(box(*grid.bounds)))
    cut = cut[~cut.geometry.is_empty & cut.geom_type.isin(LINES)].reset_index(drop=True)
    cut = cut.assign(length_m=cut.length)
    after = float(cut["length_m"].sum())
    if after < before - 1:
        report.dropped.append(
            f"{file.label}: {(before - after) / 1000:.1f} of {before / 1000:.1f} km of {what} beyond the map "
            f"({percent(1 - after / before)})"
        )
    return cut


def value(row: Any, name: str) -> Any:
    """An attribute of a feature, or None where it is missing."""
    found = getattr(row, name, None)
    if found is None or found != found or found == "":
        return None
    return found
