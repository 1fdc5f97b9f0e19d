"""OpenStreetMap extracts: buildings, streets, water, hospitals, bridges, bases.

Read by GDAL's own driver, which is part of pyogrio: it finds the buildings and lengths of streets that pyrosm finds,
needs no further package, and reads no more than the box of the map.
"""

import contextlib
import re
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.geography.grid import TargetGrid
from sim.geography.report import MapReport
from sim.geography.sources import LayerFile
from sim.geography.systems import WGS84, Bounds, apart, box_text, moved_bounds, overlap
from sim.geography.vectors import AREAS, clipped_lines, in_order, layer_name, read_layer, repaired
from sim.scenario.errors import ScenarioError
from sim.text.format import count, number

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

#: Layers as GDAL reads them, those that are used.
LAYERS = ("points", "lines", "multipolygons")
#: Waterways that nobody crosses but by a bridge.
RIVERS = ("river", "canal")
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


class OsmLayers(NamedTuple):
    """What an extract holds of the map, in metres of the grid."""

    buildings: "GeoDataFrame"
    ways: "GeoDataFrame"
    bridges: "GeoDataFrame"
    water: "GeoDataFrame"  # areas
    rivers: "GeoDataFrame"  # lines
    hospitals: "GeoDataFrame"
    bases: "GeoDataFrame"


def tags_of(text: Any) -> dict[str, str]:
    r"""Tags in the notation of PostgreSQL's hstore, as GDAL writes those that have no column.

    >>> tags_of('"bridge"=>"yes","maxspeed"=>"50"')
    {'bridge': 'yes', 'maxspeed': '50'}
    """
    return dict(_TAG.findall(text)) if isinstance(text, str) else {}


def read_osm(file: LayerFile, grid: TargetGrid, report: MapReport) -> OsmLayers:
    """The layers of an extract on the grid. Raises ScenarioError where it is none, or has nothing there."""
    if file.part or file.crs:
        raise ScenarioError(f"{file.label}: an extract has fixed layers, in EPSG:4326; give neither a layer nor --crs")
    box = moved_bounds(grid.bounds, grid.epsg, WGS84)
    _check_is_osm(file)
    _check_place(file, box)
    with _index_in_temporary_folder():
        frames = {name: _layer(file, name, box, grid, report) for name in LAYERS}
    if all(frame.empty for frame in frames.values()):
        raise ScenarioError(
            f"{file.label}: has nothing on the map ({box_text(box)}){_first_place(file)}; is it the right extract?"
        )
    points, lines, areas = frames["points"], frames["lines"], frames["multipolygons"]
    ways = clipped_lines(_where(lines, "highway"), file, grid, report, "streets and roads")
    found = OsmLayers(
        buildings=_where(areas, "building"),
        ways=ways,
        bridges=ways[ways["bridge"] != ""].reset_index(drop=True),
        water=areas[
            (areas["natural"] == "water") | (areas["waterway"] == "riverbank") | (areas["landuse"] == "reservoir")
        ],
        rivers=clipped_lines(lines[lines["waterway"].isin(RIVERS)], file, grid, report, "rivers"),
        hospitals=_hospitals(points, areas),
        bases=areas[(areas["landuse"] == "military") | (areas["military"] != "")],
    )
    km = number(round(float(ways.length.sum()) / 1000))
    report.used.append(
        f"{file.label}: {count(len(found.buildings), 'building')}, {km} km of streets and roads, "
        f"{count(len(found.bridges), 'bridge')}, {count(len(found.water), 'water area')}, "
        f"{count(len(found.rivers), 'river line')}, {count(len(found.hospitals), 'hospital')}"
    )
    return found


def _check_is_osm(file: LayerFile) -> None:
    """Raises ScenarioError for another kind of file."""
    part = file._replace(part="multipolygons")
    try:
        layer_name(part)
    except ScenarioError:
        raise ScenarioError(
            f"{file.label}: is not an OpenStreetMap extract; give a file such as town.osm.pbf, unpacked and cut to "
            "the town"
        ) from None


def _check_place(file: LayerFile, box: Bounds) -> None:
    """Raises ScenarioError where an extract says that it covers another place, before its gigabytes are read."""
    import pyogrio

    own = pyogrio.read_info(file.path, layer=LAYERS[0]).get("total_bounds")
    if own is not None and not overlap(own, box):
        raise ScenarioError(apart(file, own, box))


def _first_place(file: LayerFile) -> str:
    """Where the first features of an extract lie; empty where it has none."""
    for name in LAYERS:
        frame = read_layer(file, name, most=100)
        if len(frame):
            left, bottom, right, top = map(float, frame.total_bounds)
            return f"; its first features cover {box_text((left, bottom, right, top))}"
    return ""


@contextlib.contextmanager
def _index_in_temporary_folder() -> Iterator[None]:
    """Within, GDAL keeps its index of a large extract in the temporary folder, not in the one of the user."""
    import pyogrio

    pyogrio.set_gdal_config_options({"CPL_TMPDIR": tempfile.gettempdir()})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"CPL_TMPDIR": None})


#: Tags that are looked at; GDAL gives some as columns and the rest as text.
TAGS = ("building", "highway", "waterway", "natural", "landuse", "amenity", "military", "bridge", "name")


def _layer(file: LayerFile, name: str, box: Bounds, grid: TargetGrid, report: MapReport) -> "GeoDataFrame":
    """One layer in metres, with a text column for each of TAGS."""
    frame = read_layer(file, name, box)
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    tags = (
        [tags_of(text) for text in frame["other_tags"]] if "other_tags" in frame.columns else [{} for _ in frame.index]
    )
    columns = {}
    for tag in TAGS:
        own = frame[tag] if tag in frame.columns else [None] * len(frame)
        values = [given if isinstance(given, str) else more.get(tag, "") for given, more in zip(own, tags, strict=True)]
        columns[tag] = ["" if text == "no" else text for text in values]
    ids = frame["osm_id"].where(frame["osm_id"].notna(), frame.get("osm_way_id", frame["osm_id"]))
    made = frame[["geometry"]].assign(osm_id=ids.astype(str), **columns).set_crs(WGS84, allow_override=True)
    if name == "multipolygons":
        made = repaired(made[made.geom_type.isin(AREAS)], file, report)
    return in_order(made.to_crs(grid.epsg)) if len(made) else made.to_crs(grid.epsg)


def _where(frame: "GeoDataFrame", tag: str) -> "GeoDataFrame":
    return frame[frame[tag] != ""].reset_index(drop=True)


def _hospitals(points: "GeoDataFrame", areas: "GeoDataFrame") -> "GeoDataFrame":
    """Hospitals once each: a point within the area of one is the same."""
    import pandas as pd

    inside, nodes = areas[areas["amenity"] == "hospital"], points[points["amenity"] == "hospital"]
    if len(inside) and len(nodes):
        nodes = nodes[~nodes.geometry.intersects(inside.geometry.union_all())]
    both = [frame for frame in (inside, nodes) if len(frame)]
    return pd.concat(both, ignore_index=True) if both else inside  # pyright: ignore[reportReturnType]
