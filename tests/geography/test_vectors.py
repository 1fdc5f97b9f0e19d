"""Vector files: their system, shapes, duplicates and dates; and the ring that they close."""

import datetime
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from scipy.ndimage import label
from shapely import affinity, make_valid
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from sim.geography.besieged import area_within, holders_of
from sim.geography.dates import state_on
from sim.geography.grid import grid_from_text, propose_grid
from sim.geography.rings import close_ring, leaks
from sim.geography.scheduled import entries_of
from sim.geography.shapes import barrier_cells, share_of_buildings, share_of_shapes
from sim.geography.vectors import clipped_lines, on_grid, read_vectors
from sim.scenario.errors import ScenarioError
from sim.scenario.ground import Holder
from tests.geography.files import CELL, EPSG, GRID, LEFT, TOP, layer, report, ring_shape, vectors

pytestmark = pytest.mark.install
RING = ring_shape()


def read(path: Path, name: str = "ring", notes: Any = None, **options: str):
    return read_vectors(layer(name, path, **options), report() if notes is None else notes)


def test_a_file_without_a_system_is_refused(tmp_path: Path) -> None:
    path = vectors(tmp_path / "r.shp", [RING])
    path.with_suffix(".prj").unlink()
    with pytest.raises(ScenarioError, match=r"--ring .*r.shp: has no coordinate system; .* --crs ring=EPSG:CODE"):
        read(path)
    assert read(path, crs="EPSG:32631").area.sum() == pytest.approx(RING.area)
    with pytest.raises(ScenarioError, match="is not a coordinate system that PROJ knows"):
        read(path, crs="EPSG:1")


def test_geojson_in_metres_is_not_taken_for_degrees(tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": RING.__geo_interface__}
    path = tmp_path / "r.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(ScenarioError, match="its coordinates reach 502400 and 4999400: metres of another system"):
        read(path)
    assert read(path, crs="EPSG:32631").to_crs(EPSG).area.sum() == pytest.approx(RING.area)


def test_degrees_are_not_taken_for_metres(tmp_path: Path) -> None:
    path = vectors(tmp_path / "r.gpkg", [box(3.0, 45.1, 3.03, 45.2)], crs=EPSG)
    with pytest.raises(ScenarioError, match="they look like degrees; give --crs ring=EPSG:4326"):
        read(path)


def test_longitude_comes_first_whatever_the_authority_says(tmp_path: Path) -> None:
    shape = gpd.GeoSeries([RING], crs=EPSG).to_crs("EPSG:4326").iloc[0]
    back = read(vectors(tmp_path / "r.gpkg", [shape], crs="EPSG:4326")).to_crs(EPSG)
    assert back.total_bounds == pytest.approx(RING.bounds, abs=0.01)


def test_a_layer_elsewhere_is_told_why(tmp_path: Path) -> None:
    lonlat = gpd.GeoSeries([RING], crs=EPSG).to_crs("EPSG:4326").iloc[0]
    swapped = affinity.affine_transform(lonlat, [0, 1, 1, 0, 0, 0])
    south = affinity.scale(lonlat, 1, -1, origin=(0, 0))
    west = affinity.scale(lonlat, -1, 1, origin=(0, 0))
    words = ("latitude before longitude", "wrong sign of latitude", "wrong sign of longitude")
    for shape, said in zip((swapped, south, west), words, strict=True):
        file = layer("water", vectors(tmp_path / "w.gpkg", [shape], crs="EPSG:4326"))
        with pytest.raises(ScenarioError, match=f"does not overlap the map: it covers .*{said}"):
            on_grid(read_vectors(file, report()), file, GRID, report())


def test_ground_is_not_lost_where_a_ring_overlaps_itself(tmp_path: Path) -> None:
    """The usual repair cuts a hole where the outline covers the ground twice."""
    whole = Polygon([(0, 0), (10, 0), (10, 10), (4, 10), (4, -2), (6, -2), (6, 8), (0, 8)])
    shape = affinity.translate(affinity.scale(whole, 100, 100, origin=(0, 0)), LEFT + 500, TOP - 1500)
    notes = report()
    fixed = read(vectors(tmp_path / "r.gpkg", [shape]), notes=notes)
    assert fixed.geometry.iloc[0].is_valid
    assert "1 invalid shape made valid, area" in notes.repaired[0]
    hole = Point(LEFT + 500 + 500, TOP - 1500 + 700)  # covered twice
    assert fixed.geometry.iloc[0].contains(hole)
    assert not make_valid(shape).contains(hole)  # what the default repair does to held ground


def test_features_without_a_geometry_and_duplicates_are_dropped_and_reported(tmp_path: Path) -> None:
    points = [Point(LEFT + 500, TOP - 500), Point(LEFT + 500, TOP - 500), Point(LEFT + 700, TOP - 500), None]
    path = vectors(tmp_path / "h.gpkg", points, name=["A", "A", "B", "C"])
    notes = report()
    assert list(read(path, "hospitals", notes)["name"]) == ["A", "B"]
    assert [line.split(": ")[1] for line in notes.dropped] == ["1 feature without geometry", "1 exact duplicate"]
    with pytest.raises(ScenarioError, match="none of its features has a geometry"):
        read(vectors(tmp_path / "n.gpkg", [None], name=["A"]))


def test_a_layer_must_be_named_where_there_are_several(tmp_path: Path) -> None:
    path = vectors(tmp_path / "s.gpkg", [RING], layer="ring")
    vectors(path, [RING], layer="roads")
    with pytest.raises(ScenarioError, match=r"has 2 layers; name one of ring, roads, such as s.gpkg::ring"):
        read(path)
    with pytest.raises(ScenarioError, match=r"has no layer of this name; did you mean ring\?"):
        read(Path(f"{path}::rign"))
    assert len(read(Path(f"{path}::ring"))) == 1


def test_another_kind_of_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "r.geojson").write_text("not json")
    with pytest.raises(ScenarioError, match="is not a vector file that GDAL can read"):
        read(tmp_path / "r.geojson")
    with pytest.raises(ScenarioError, match="holds Point, but Polygon"):
        read_vectors(layer("ring", vectors(tmp_path / "p.gpkg", [Point(LEFT, TOP)])), report(), ("Polygon",))


def test_the_order_of_features_does_not_matter(tmp_path: Path) -> None:
    shapes: list[BaseGeometry] = [Point(LEFT + 100 * n, TOP - 50) for n in range(6)]
    names = ["b", "a", "d", "c", "f", "e"]
    first = read(vectors(tmp_path / "a.gpkg", shapes, name=names), "hospitals")
    second = read(vectors(tmp_path / "b.gpkg", shapes[::-1], name=names[::-1]), "hospitals")
    assert list(first["name"]) == list(second["name"]) == sorted(names)
    assert first.geometry.equals(second.geometry)


def test_roads_are_measured_within_the_map(tmp_path: Path) -> None:
    road = LineString([(LEFT + 1000, TOP + 5000), (LEFT + 1000, TOP - 1200)])
    file = layer("ways", vectors(tmp_path / "w.gpkg", [road]))
    notes = report()
    cut = clipped_lines(on_grid(read_vectors(file, notes), file, GRID, notes), file, GRID, notes, "ways")
    assert cut["length_m"].sum() == pytest.approx(1200)
    assert "5.0 of 6.2 km of ways beyond the map" in notes.dropped[0]


def test_houses_keep_their_area_at_every_cell() -> None:
    rows, columns = np.indices((12, 12)).reshape(2, -1)
    houses = [box(LEFT + 205 + 31 * c, TOP - 213 - 29 * r, LEFT + 217 + 31 * c, TOP - 203 - 29 * r)
              for r, c in zip(rows, columns, strict=True)]  # fmt: skip
    area = sum(house.area for house in houses)
    for cell in (20.0, 50.0, 100.0):
        grid = GRID._replace(cell_m=cell, rows=50, columns=50)
        shares = share_of_buildings(np.array(houses), grid)
        assert shares.sum() * cell**2 == pytest.approx(area, rel=1e-9)
    assert share_of_shapes(houses, GRID).sum() * CELL**2 == pytest.approx(area, rel=0.15)


def test_a_river_is_a_barrier_without_gaps() -> None:
    south_west = (LEFT, TOP - 2400)
    for ends in ([(LEFT + 3000, TOP)], [(LEFT + 2400, TOP), (LEFT + 3000, TOP)]):  # the second through corners of cells
        line = LineString([south_west, *ends])
        parts, _ = label(~barrier_cells([line], GRID), structure=np.ones((3, 3)))
        assert parts[3, 3] != parts[-1, -1]


def test_a_point_on_the_border_of_two_cells_lies_in_one() -> None:
    x, y = np.meshgrid(LEFT + np.arange(4) * 100.0, TOP - np.arange(4) * 100.0)
    rows, columns = GRID.cells_of(x.ravel(), y.ravel())
    assert len({*zip(rows.tolist(), columns.tolist(), strict=True)}) == 16
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (0, 3, 0, 3)


def test_a_ring_that_leaks_diagonally_is_found_and_closed() -> None:
    terrain = np.zeros((9, 9), np.uint8)
    held = np.full((9, 9), Holder.nobody, np.uint8)
    held[2:7, 2:7] = Holder.besieger
    held[3:6, 3:6] = Holder.garrison
    assert not leaks(terrain, held).any()
    held[2, 2] = Holder.nobody  # a corner is enough for people who walk diagonally
    assert leaks(terrain, held)[3, 3]
    closed = close_ring(terrain, held)
    assert closed.closed == 1
    assert not leaks(terrain, closed.held).any()


def ground(shapes: list[Any], notes: Any = None):
    file = layer("front", Path(__file__))
    return area_within(gpd.GeoDataFrame(geometry=shapes, crs=EPSG), file, report() if notes is None else notes)


def test_lines_that_close_are_ground_and_others_are_told_where_not() -> None:
    corners = list(RING.exterior.coords)
    assert ground([LineString(corners)]).area == pytest.approx(RING.area)
    assert ground([LineString(corners[:3]), LineString(corners[2:])]).area == pytest.approx(RING.area)
    notes = report()
    nearly = LineString([*corners[:-1], (corners[0][0] - 20, corners[0][1])])
    assert ground([nearly], notes).area == pytest.approx(RING.area, rel=0.01)
    assert "a gap of 20 m in the line, closed" in notes.repaired[0]
    with pytest.raises(
        ScenarioError, match=r"the line does not close: 1.8 km are missing at 3.0305 E 45.13\d\d N; draw it"
    ):
        ground([LineString(corners[:-1])])


def test_the_state_of_the_first_day_is_the_last_before_it() -> None:
    frame = gpd.GeoDataFrame(
        {"date": ["2020-01-01", "2020-02-01", "2020-03-01", None], "name": list("abcd")},
        geometry=[Point(n, 0) for n in range(4)], crs=EPSG,
    )  # fmt: skip
    file = layer("ring", Path(__file__))
    now, later = state_on(frame, datetime.date(2020, 2, 15), file, report())
    assert (list(now["name"]), list(later["name"])) == (["b", "d"], ["c"])
    with pytest.raises(ScenarioError, match="has 3 dates, 2020-01-01 to 2020-03-01; give the first day of the siege"):
        state_on(frame, None, file, report())
    with pytest.raises(ScenarioError, match=r'date = "1.2.2020": must be a date such as 2017-06-29'):
        state_on(frame.assign(date="1.2.2020"), datetime.date(2020, 2, 15), file, report())
    early = datetime.date(2019, 1, 1)
    with pytest.raises(ScenarioError, match="its first date is 2020-01-01, after --start 2019-01-01"):
        state_on(frame[:3], early, file, report())


def test_dated_features_become_entries_and_say_what_is_missing() -> None:
    frame = gpd.GeoDataFrame(
        {
            "name": ["Gate", "Gate", "Truce", "Silent", "Early"],
            "date": ["2020-03-01", "2020-02-01", "2020-02-10", "2020-02-11", "2019-01-01"],
            "set": ["supply.aid=0.2; besieger.aid_allowed=0.5", "supply.aid=0", None, None, "supply.aid=1"],
            "ceasefire": [None, None, 7, None, None],
        },
        geometry=[Point(n, 0) for n in range(5)], crs=EPSG,
    )  # fmt: skip
    file, notes = layer("crossings", Path(__file__)), report()
    entries = entries_of(frame, file, datetime.date(2020, 1, 1), {}, notes)
    assert entries == {
        "gate_2020_02_01": {"date": "2020-02-01", "set": {"supply.aid": 0}},
        "truce_2020_02_10": {"date": "2020-02-10", "ceasefire": 7},
        "gate_2020_03_01": {"date": "2020-03-01", "set": {"supply.aid": 0.2, "besieger.aid_allowed": 0.5}},
    }
    assert "Silent of 2020-02-11: nothing says what it changes" in notes.unknown[0]
    assert "Early of 2019-01-01: before the first day" in notes.dropped[0]
    with pytest.raises(ScenarioError, match=r"must be parameters and values, such as supply.aid_tonnes=2"):
        entries_of(frame.assign(set="aid please"), file, None, {}, report())
    with pytest.raises(ScenarioError, match=r'ceasefire = "2.5": must be a whole number'):
        entries_of(frame.assign(ceasefire=2.5), file, None, {}, report())


def test_holders_are_named() -> None:
    frame = gpd.GeoDataFrame({"holder": ["Garrison ", "besieger"]}, geometry=[RING, RING], crs=EPSG)
    file = layer("control", Path(__file__))
    assert list(holders_of(frame, file)) == ["garrison", "besieger"]
    with pytest.raises(ScenarioError, match='holder = "goverment": must be one of garrison, besieger, nobody'):
        holders_of(frame.assign(holder="goverment"), file)
    with pytest.raises(
        ScenarioError, match="needs an attribute `holder` with garrison, besieger, nobody; it has owner"
    ):
        holders_of(frame.rename(columns={"holder": "owner"}), file)


def test_the_grid_is_proposed_by_the_ring_and_survives_as_text() -> None:
    grid = propose_grid(RING, EPSG, None, "--ring r.gpkg")
    assert grid.cell_m == 50
    assert grid.left % 50 == grid.top % 50 == 0
    assert grid_from_text(f"made of files; {grid.text()}\n and more") == grid
    assert grid_from_text("drawn by hand") is None
    far = affinity.scale(RING, 60, 60)
    with pytest.raises(ScenarioError, match=r"108.0 km across need .* cells of 50 m, .*; use --cell 1000 or more"):
        propose_grid(far, EPSG, 50, "--ring r.gpkg")
    with pytest.raises(ScenarioError, match="the besieged ground is 2 m across, under 4 cells of 50 m"):
        propose_grid(affinity.scale(RING, 0.001, 0.001), EPSG, None, "--ring r.gpkg")
    with pytest.raises(ScenarioError, match="--cell 1: the side of a cell must be 10 to 2000 m"):
        propose_grid(RING, EPSG, 1, "--ring r.gpkg")
