"""A made landscape as geographic files: an island that does not exist, with every layer that a map can be made from.

Nothing is copied from anywhere, so there is no licence to keep. The layers look like the products that they stand for,
in their systems: ESA WorldCover, WorldPop, GHS-BUILT-S, a terrain model of one arc second, an OpenStreetMap extract.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.geography.osm_file import TaggedLine, TaggedPoint, write_osm_pbf
from sim.geography.sources import check_packages
from sim.geography.systems import WGS84, transformer
from sim.scenario.writing import make_folder, reporting_disk_errors

#: The middle of the town, in the Atlantic, and its UTM zone.
LON, LAT, EPSG = -28.2, 41.6, 32626
HALF_M = 5200.0  # from the middle to the border of the layers
PEOPLE = 9_000  # on the whole island
MOLLWEIDE = "ESRI:54009"
START = "2021-04-01"

LAND_COVER, POPULATION, BUILT_UP, HEIGHTS, OSM_FILE, SIEGE = (
    "land_cover.tif", "population.tif", "built_up.tif", "heights.tif", "town.osm.pbf", "siege.gpkg",
)  # fmt: skip


class _TownCentre(NamedTuple):
    """The island in metres from the middle of the town; every function of two float64 arrays of one shape."""

    east: float
    north: float


def write_landscape(folder: Path) -> list[Path]:
    """Write all files into a folder and return them.

    Raises ScenarioError without the extra `geo`, and where the folder cannot be written.
    """
    check_packages("making a landscape")
    place = _TownCentre(*transformer(WGS84, EPSG).transform(LON, LAT))
    with reporting_disk_errors(folder, "DIR"):
        make_folder(folder)
        return _write_all(folder, place)


def _write_all(folder: Path, place: _TownCentre) -> list[Path]:
    _write_land_cover(folder / LAND_COVER, place)
    _write_population(folder / POPULATION, place)
    _write_built_up(folder / BUILT_UP, place)
    _write_heights(folder / HEIGHTS, place)
    _write_osm(folder / OSM_FILE, place)
    _write_siege(folder / SIEGE, place)
    return [folder / name for name in (LAND_COVER, POPULATION, BUILT_UP, HEIGHTS, OSM_FILE, SIEGE)]


def river(x: np.ndarray) -> np.ndarray:
    """Northing of the river's middle, in metres from the town's, float64 (n,) as the easting `x`."""
    return -1150.0 + 260.0 * np.sin(x / 1500.0) + 0.05 * x


def in_river(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Whether points lie in the river, 90 m wide; bool (n,) for float64 (n,)."""
    return np.abs(y - river(x)) < 45.0


def built_share(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Share of the ground under roofs, float64 (n,): a dense old town, suburbs, two villages."""
    old = 0.62 * np.exp(-((x / 650.0) ** 2 + (y / 520.0) ** 2))
    suburbs = 0.26 * np.exp(-((((x - 250.0) / 1700.0) ** 2 + ((y - 150.0) / 1050.0) ** 2) ** 2))
    villages = 0.30 * np.exp(-(((x + 3600.0) / 380.0) ** 2 + ((y - 2300.0) / 300.0) ** 2))
    villages += 0.24 * np.exp(-(((x - 3300.0) / 420.0) ** 2 + ((y + 2900.0) / 330.0) ** 2))
    share = np.clip(old + suburbs + villages, 0.0, 0.75)
    return np.where(in_river(x, y) | (share < 0.02), 0.0, share)


def height(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Height above the sea in metres, float64 (n,): a plain along the river, and steep hills in the north."""
    hills = 620.0 / (1.0 + np.exp(-(y - 2900.0 + 350.0 * np.sin(x / 900.0)) / 260.0))
    return 24.0 + 0.004 * (y - river(x)) + 3.0 * np.sin(x / 700.0) + hills


def land_class(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Class of ESA WorldCover, uint8 (n,) for float64 (n,)."""
    quilt = np.sin(x / 310.0) * np.sin(y / 270.0) + 0.4 * np.sin((x + y) / 150.0)
    kind = np.where(quilt > 0.1, 40, 30).astype(np.uint8)
    kind = np.where((quilt < -0.8) | (height(x, y) > 300.0), 10, kind)
    kind = np.where(built_share(x, y) > 0.12, 50, kind)
    return np.where(in_river(x, y), 80, kind).astype(np.uint8)


def _points(place: _TownCentre, crs: Any, transform: Any, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Middles of pixels in metres from the town."""
    columns, rows = np.meshgrid(np.arange(shape[1]) + 0.5, np.arange(shape[0]) + 0.5)
    east = transform.a * columns + transform.c
    north = transform.e * rows + transform.f
    x, y = transformer(crs, EPSG).transform(east, north)
    return np.asarray(x) - place.east, np.asarray(y) - place.north


def _write(path: Path, values: np.ndarray, crs: Any, transform: Any, nodata: float, tags: dict[str, str]) -> None:
    import rasterio
    from rasterio.crs import CRS

    with rasterio.open(
        path, "w", driver="GTiff", count=1, dtype=values.dtype.name, height=values.shape[0], width=values.shape[1],
        crs=CRS.from_user_input(crs), transform=transform, nodata=nodata, compress="deflate", tiled=True,
        blockxsize=256, blockysize=256,
    ) as target:  # fmt: skip
        target.write(values, 1)
        target.update_tags(**tags, LICENSE="made by a script, no rights reserved (CC0)")


def _degrees(step: float) -> tuple[Any, tuple[int, int]]:
    """A grid in longitude and latitude around the town: its transform and shape."""
    from affine import Affine

    half_lon, half_lat = HALF_M / 83_000.0, HALF_M / 111_000.0
    columns, rows = round(2 * half_lon / step), round(2 * half_lat / step)
    left, top = round((LON - half_lon) / step) * step, round((LAT + half_lat) / step) * step
    return Affine(step, 0, left, 0, -step, top), (rows, columns)


def _write_land_cover(path: Path, place: _TownCentre) -> None:
    transform, shape = _degrees(1 / 12000)
    classes = land_class(*_points(place, WGS84, transform, shape))
    _write(path, classes, WGS84, transform, 0, {"about": "classes of ESA WorldCover, an invented island"})


def _write_population(path: Path, place: _TownCentre) -> None:
    transform, shape = _degrees(1 / 1200)
    x, y = _points(place, WGS84, transform, shape)
    people = built_share(x, y) ** 1.3
    people = people / people.sum() * PEOPLE
    people[people < 0.05] = -99999.0
    _write(path, people.astype(np.float32), WGS84, transform, -99999.0, {"about": "people per pixel"})


def _write_built_up(path: Path, place: _TownCentre) -> None:
    from affine import Affine

    east, north = transformer(WGS84, MOLLWEIDE).transform(LON, LAT)
    side = 100.0
    reach = round(1.25 * HALF_M / side)
    left, top = (round(east / side) - reach) * side, (round(north / side) + reach) * side
    transform, shape = Affine(side, 0, left, 0, -side, top), (2 * reach, 2 * reach)
    share = built_share(*_points(place, MOLLWEIDE, transform, shape))
    _write(path, np.rint(share * side**2).astype(np.uint16), MOLLWEIDE, transform, 65535, {"about": "m2 a pixel"})


def _write_heights(path: Path, place: _TownCentre) -> None:
    transform, shape = _degrees(1 / 3600)
    x, y = _points(place, WGS84, transform, shape)
    metres = np.rint(height(x, y)).astype(np.int16)
    metres[np.hypot(x - 3900.0, y - 3600.0) < 250.0] = -32768  # a void, as in the shadow of a radar
    _write(path, metres, WGS84, transform, -32768, {"about": "metres above the sea"})


def _write_osm(path: Path, place: _TownCentre) -> None:
    back = transformer(EPSG, WGS84)

    def lonlat(x: float, y: float) -> tuple[float, float]:
        lon, lat = back.transform(place.east + x, place.north + y)
        return round(lon, 7), round(lat, 7)

    ways = [TaggedLine([lonlat(x, float(river(np.array(x)))) for x in np.arange(-5000.0, 5001.0, 100.0)],
                   {"waterway": "river", "name": "Long Water"})]  # fmt: skip
    bank = [(x, float(river(np.array(x))) + 45.0) for x in np.arange(-5000.0, 5001.0, 100.0)]
    other = [(x, y - 90.0) for x, y in reversed(bank)]
    ways.append(TaggedLine([lonlat(*p) for p in [*bank, *other, bank[0]]], {"natural": "water", "water": "river"}))
    for x in np.arange(-1800.0, 2400.0, 300.0):
        ways.append(TaggedLine([lonlat(x, y) for y in (-900.0, 0.0, 1000.0)], {"highway": "residential"}))
    for y in np.arange(-600.0, 1100.0, 300.0):
        ways.append(TaggedLine([lonlat(x, y) for x in (-1800.0, 0.0, 2300.0)], {"highway": "residential"}))
    for x in (-300.0, 900.0):  # two bridges, and the roads that lead beyond the map
        middle = float(river(np.array(x)))
        ways.append(TaggedLine([lonlat(x, -600.0), lonlat(x, middle + 60.0)], {"highway": "primary"}))
        ways.append(TaggedLine([lonlat(x, middle + 60.0), lonlat(x, middle - 60.0)],
                           {"highway": "primary", "bridge": "yes", "maxspeed": "50"}))  # fmt: skip
        ways.append(TaggedLine([lonlat(x, middle - 60.0), lonlat(x, -20_000.0)], {"highway": "primary"}))
    ways += _houses(lonlat)
    nodes = [
        TaggedPoint(*lonlat(120.0, 240.0), {"amenity": "hospital", "name": "Town hospital"}),
        TaggedPoint(*lonlat(1420.0, 430.0), {"amenity": "hospital", "name": "East clinic"}),
    ]
    ways.append(TaggedLine([lonlat(x, y) for x, y in _square(120.0, 240.0, 40.0)],
                       {"building": "hospital", "amenity": "hospital", "name": "Town hospital"}))  # fmt: skip
    write_osm_pbf(path, nodes, ways)


def _houses(lonlat: Callable[[float, float], tuple[float, float]]) -> list[TaggedLine]:
    """A house on every plot of 40 m that is built up, as large as the share of roofs says."""
    houses = []
    plot = 40.0
    for y in np.arange(-1000.0, 1300.0, plot):
        for x in np.arange(-1900.0, 2500.0, plot):
            share = float(built_share(np.array(x), np.array(y)))
            if share >= 0.08:
                houses.append(
                    TaggedLine([lonlat(*p) for p in _square(x, y, plot * np.sqrt(share) / 2)], {"building": "yes"})
                )
    return houses


def _square(x: float, y: float, half: float) -> list[tuple[float, float]]:
    return [
        (x - half, y - half),
        (x + half, y - half),
        (x + half, y + half),
        (x - half, y + half),
        (x - half, y - half),
    ]


def _write_siege(path: Path, place: _TownCentre) -> None:
    """Ring, crossings with dates, and the front of a later day, as layers of one GeoPackage."""
    from geopandas import GeoDataFrame
    from shapely.geometry import Point, Polygon

    from sim.geography.layer_output import write_vectors

    turn = np.linspace(0.0, 2 * np.pi, 49)[:-1]

    def outline(scale: float) -> Polygon:
        reach = scale * (1.0 + 0.07 * np.cos(3 * turn + 0.4) + 0.04 * np.cos(5 * turn))
        x, y = place.east + 250 + 2150 * reach * np.cos(turn), place.north + 1450 * reach * np.sin(turn)
        return Polygon(zip(x, y, strict=True))

    layers: dict[str, Any] = {
        "ring": GeoDataFrame({"name": ["the town"]}, geometry=[outline(1.0)], crs=EPSG),
        "front_later": GeoDataFrame({"name": ["front"], "date": ["2021-08-01"]}, geometry=[outline(0.8)], crs=EPSG),
        "crossings": GeoDataFrame(
            {
                "name": ["North gate", "North gate", "Truce at the bridge"],
                "date": ["2021-05-15", "2021-07-01", "2021-06-10"],
                "set": ["supply.aid_tonnes=1.5", "supply.aid_tonnes=0", None],
                "ceasefire": [None, None, 3],
            },
            geometry=[Point(place.east + dx, place.north + dy) for dx, dy in ((100, 1400), (100, 1400), (-300, -1180))],
            crs=EPSG,
        ),
    }
    path.unlink(missing_ok=True)
    write_vectors(path, {name: frame.to_crs(WGS84) for name, frame in layers.items()})
