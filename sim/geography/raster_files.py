"""Rasters read at full resolution, window by window, with nodata, scales and systems checked."""

import contextlib
import math
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.geography.grid import TargetGrid
from sim.geography.sources import NO_NODATA, LayerFile
from sim.geography.systems import WGS84, apart, moved_bounds, overlap, system_of, transformer
from sim.scenario.errors import ScenarioError, shorten

#: RasterPixels of a window; with it and the cache of GDAL memory is bounded, whatever the size of a file.
WINDOW_PIXELS = 1 << 20
CACHE_MB = 64
#: Bytes of the pieces in which a file is compressed, at most: each is unpacked as a whole.
LARGEST_PIECE = 256 << 20


class RasterSource(NamedTuple):
    """An open raster of one band."""

    file: LayerFile
    dataset: Any  # rasterio DatasetReader
    band: int
    crs: Any  # pyproj CRS
    transform: Any  # Affine from (column, row) to coordinates
    nodata: float | None
    whole: bool  # whether its values are whole numbers


class PixelWindow(NamedTuple):
    """A part of a raster, in whole pixels."""

    row: int
    column: int
    rows: int
    columns: int


@contextlib.contextmanager
def open_raster(file: LayerFile) -> Iterator[RasterSource]:
    """A raster, closed after the block. Raises ScenarioError where it cannot be used as a layer of a map."""
    import rasterio
    from rasterio.errors import RasterioError

    with rasterio.Env(GDAL_CACHEMAX=CACHE_MB, GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            dataset = rasterio.open(file.path, OVERVIEW_LEVEL="NONE") if _is_tiff(file) else rasterio.open(file.path)
        except (RasterioError, ValueError) as error:
            raise ScenarioError(
                f"{file.label}: is not a raster that GDAL can read ({shorten(str(error))}); give a GeoTIFF"
            ) from None
        with dataset:
            yield _checked(file, dataset)


def _is_tiff(file: LayerFile) -> bool:
    with file.path.open("rb") as stream:
        return stream.read(4) in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def _checked(file: LayerFile, dataset: Any) -> RasterSource:
    label, transform = file.label, dataset.transform
    band = 1
    if file.part:
        if not file.part.isdecimal() or not 1 <= int(file.part) <= dataset.count:
            raise ScenarioError(f"{label}: {file.part} is not one of its bands, 1 to {dataset.count}")
        band = int(file.part)
    elif dataset.count > 1:
        raise ScenarioError(f"{label}: has {dataset.count} bands; name one, such as {file.path.name}::1")
    if dataset.dtypes[band - 1].startswith("complex"):
        raise ScenarioError(f"{label}: holds complex numbers; give a raster of plain numbers")
    if transform.is_identity or dataset.gcps[0]:
        raise ScenarioError(
            f"{label}: has no georeference (or only control points); georeference it in QGIS and save it as a GeoTIFF"
        )
    if transform.determinant == 0:
        raise ScenarioError(f"{label}: its georeference is degenerate; georeference it again")
    rows, columns = dataset.block_shapes[band - 1]
    if rows * columns * np.dtype(dataset.dtypes[band - 1]).itemsize > LARGEST_PIECE:
        raise ScenarioError(
            f"{label}: is stored in pieces of {columns} x {rows} pixels, too large to read window by window; rewrite "
            "it with `gdal_translate -co TILED=YES` (or `rio convert --co tiled=true`)"
        )
    crs = system_of(file, dataset.crs, tuple(dataset.bounds) if transform.is_rectilinear else _corners(dataset))
    whole = not dataset.dtypes[band - 1].startswith("float")
    return RasterSource(file, dataset, band, crs, transform, _nodata(file, dataset.nodatavals[band - 1]), whole)


def _corners(dataset: Any) -> tuple[float, float, float, float]:
    points = [dataset.transform @ (c, r) for c in (0, dataset.width) for r in (0, dataset.height)]
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _nodata(file: LayerFile, declared: float | None) -> float | None:
    if not file.nodata:
        return declared
    if file.nodata == NO_NODATA:
        return None
    try:
        return float(file.nodata)
    except ValueError:
        raise ScenarioError(f"--nodata {file.layer}={shorten(file.nodata)}: must be a number, or {NO_NODATA}") from None


def require_nodata(source: RasterSource) -> None:
    """Raises ScenarioError where neither the file nor its user says which value means no data."""
    if source.nodata is None and source.file.nodata != NO_NODATA and not _has_mask(source):
        layer = source.file.layer
        raise ScenarioError(
            f"{source.file.label}: does not say which value means no data; give it, such as --nodata {layer}=-9999, or "
            f"--nodata {layer}={NO_NODATA} if every pixel has data"
        )


def _has_mask(source: RasterSource) -> bool:
    return "per_dataset" in (flag.name for flag in source.dataset.mask_flag_enums[source.band - 1])


def pixel_m(source: RasterSource, grid: TargetGrid) -> float:
    """Longer side of a pixel in the middle of the grid, in metres."""
    across, down = _pixel(source, grid)
    return max(math.hypot(*across), math.hypot(*down))


def pixel_m2(source: RasterSource, grid: TargetGrid) -> float:
    """Area of a pixel in the middle of the grid, in m2; of the system's own metres where it has them."""
    if source.crs.is_projected and source.crs.axis_info[0].unit_name in ("metre", "meter"):
        return abs(source.transform.determinant)
    across, down = _pixel(source, grid)
    return abs(across[0] * down[1] - across[1] * down[0])


def _pixel(source: RasterSource, grid: TargetGrid) -> tuple[tuple[float, float], tuple[float, float]]:
    """The two sides of a pixel in the middle of the grid, as vectors in its metres."""
    left, bottom, right, top = grid.bounds
    back, forth = transformer(grid.epsg, source.crs), transformer(source.crs, grid.epsg)
    column, row = ~source.transform @ back.transform((left + right) / 2, (bottom + top) / 2)
    corners = [source.transform @ (column + c, row + r) for c, r in ((0, 0), (1, 0), (0, 1))]
    (x0, y0), (x1, y1), (x2, y2) = (forth.transform(*corner) for corner in corners)
    return (x1 - x0, y1 - y0), (x2 - x0, y2 - y0)


def window_of(source: RasterSource, grid: TargetGrid) -> PixelWindow:
    """The pixels that can touch the grid. Raises ScenarioError where there is none."""
    left, bottom, right, top = moved_bounds(grid.bounds, grid.epsg, source.crs)
    columns, rows = zip(*(~source.transform @ (x, y) for x in (left, right) for y in (bottom, top)), strict=True)
    height, width = source.dataset.shape
    first, last = max(0, math.floor(min(rows)) - 1), min(height, math.ceil(max(rows)) + 1)
    start, stop = max(0, math.floor(min(columns)) - 1), min(width, math.ceil(max(columns)) + 1)
    if first >= last or start >= stop:
        own = moved_bounds(_corners(source.dataset), source.crs, WGS84)
        raise ScenarioError(apart(source.file, own, moved_bounds(grid.bounds, grid.epsg, WGS84)))
    return PixelWindow(first, start, last - first, stop - start)


def meets(source: RasterSource, grid: TargetGrid) -> bool:
    """Whether the boxes of a raster and a grid share ground."""
    return overlap(moved_bounds(_corners(source.dataset), source.crs, grid.epsg), grid.bounds)


def windows(source: RasterSource, whole: PixelWindow, most: int = WINDOW_PIXELS) -> Iterator[PixelWindow]:
    """The parts of a window, of at most about `most` pixels, along the pieces in which the file is stored."""
    high, wide = source.dataset.block_shapes[source.band - 1]
    columns = whole.columns if wide >= source.dataset.width else max(wide, most // max(high, 1) // wide * wide)
    columns = min(columns, whole.columns)
    rows = max(1, most // columns)
    rows = max(high, rows // high * high) if high * columns <= most else rows
    for row in range(whole.row, whole.row + whole.rows, rows):
        for column in range(whole.column, whole.column + whole.columns, columns):
            yield PixelWindow(
                row,
                column,
                min(rows, whole.row + whole.rows - row),
                min(columns, whole.column + whole.columns - column),
            )


def read_window(source: RasterSource, part: PixelWindow) -> tuple[np.ndarray, np.ndarray]:
    """Values, in the file's own dtype unless it has a scale, and whether they are data, bool; both (rows, columns).

    Raises ScenarioError where the file is damaged.
    """
    from rasterio.errors import RasterioError
    from rasterio.windows import Window

    window = Window(part.column, part.row, part.columns, part.rows)  # pyright: ignore[reportCallIssue]
    try:
        raw = source.dataset.read(source.band, window=window)
        data = np.ones(raw.shape, bool)
        if _has_mask(source):
            data &= source.dataset.read_masks(source.band, window=window) > 0
    except (RasterioError, OSError) as error:
        cause = error.__cause__ or error
        raise ScenarioError(
            f"{source.file.label}: is damaged or cut short ({shorten(str(cause))}); get it again"
        ) from None
    if source.nodata is not None and not math.isnan(source.nodata):
        data &= raw != source.nodata if source.whole else ~np.isclose(raw, source.nodata, rtol=1e-6, atol=0)
    if not source.whole:
        data &= np.isfinite(raw)
    scale, offset = source.dataset.scales[source.band - 1], source.dataset.offsets[source.band - 1]
    if (scale, offset) != (1.0, 0.0):
        raw = raw * scale + offset
    return raw, data
