"""From files to a siege, as its user meets it: the folder, the same bits, bad files in a sentence."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from PIL import Image
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from sim.cli import invoke
from sim.dashboard.live.backdrop import read_backdrop
from sim.geography import MapSources, make_map, sources
from sim.geography.landscape import START
from sim.geography.osm_file import TaggedPoint, write_osm_pbf
from sim.scenario.ground import Holder, Terrain
from sim.scenario.load import load_scenario
from sim.scenario.maps import map_of
from tests.geography.files import LEFT, TOP, raster, ring_shape, vectors
from tests.process import Command


@pytest.fixture(scope="module")
def island(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("island")
    assert invoke(["map", "example", str(folder)]) == 0
    return folder


@pytest.fixture
def no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures take half of the time of these tests; one of them draws one."""
    monkeypatch.setattr("sim.geography.picture.draw_check", lambda *_: None)


def files_of(island: Path) -> dict[str, str]:
    return {
        "ring": f"{island / 'siege.gpkg'}::ring", "land_cover": str(island / "land_cover.tif"),
        "population": str(island / "population.tif"), "built_up": str(island / "built_up.tif"),
        "heights": str(island / "heights.tif"), "osm": str(island / "town.osm.pbf"),
        "crossings": f"{island / 'siege.gpkg'}::crossings",
    }  # fmt: skip


def test_the_island_becomes_a_siege_with_every_layer(island: Path, inside: Command, tmp_path: Path) -> None:
    words = [word for name, file in files_of(island).items() for word in (f"--{name.replace('_', '-')}", file)]
    result = inside("map", "make", "fernholm", *words, "--start", START, "--set", "garrison.fighters=150")
    assert result.code == 0, result.err
    folder = tmp_path / "fernholm"
    scenario = load_scenario(folder / "fernholm.yaml")
    ground = map_of(scenario)
    assert (scenario.garrison.fighters, str(scenario.clock.start)) == (150, START)
    assert list(scenario.schedule) == [
        "north_gate_2021_05_15", "truce_at_the_bridge_2021_06_10", "north_gate_2021_07_01"
    ]  # fmt: skip
    assert {Terrain(kind).name for kind in np.unique(ground.terrain)} == {
        "open", "fields", "town", "dense", "mountain", "water", "hospital"
    }  # fmt: skip
    assert (ground.terrain == Terrain.hospital).sum() == 2  # one of them is mapped as a point and as a house
    with rasterio.open(folder / "layers" / "civilians.tif") as layer:
        people = layer.read(1)
        held = (ground.held == Holder.garrison) & (ground.terrain != Terrain.water)
        assert people.sum() == scenario.population.civilians
        assert people[~held].sum() == 0
    backdrop = read_backdrop(folder / "fernholm.yaml")
    assert (backdrop["columns"], backdrop["rows"]) == (ground.terrain.shape[1], ground.terrain.shape[0])
    assert [bool(backdrop[name]) for name in ("ways", "bridges", "ring")] == [True, True, True]
    (tmp_path / "mine.yaml").write_text("extends: ./fernholm/fernholm.yaml\nname: mine\n")
    assert read_backdrop(tmp_path / "mine.yaml") == backdrop
    (folder / "map.backdrop.json").write_text('{"columns": 3, "rows": 3, "ways": [["<script>"]]}')
    assert read_backdrop(folder / "fernholm.yaml") == read_backdrop("baseline") == read_backdrop("nowhere") == {}
    provenance = json.loads((folder / "provenance.json").read_text())
    assert provenance["layers"]["population"]["crs"] == "EPSG:4326"
    assert "CC0" in provenance["layers"]["population"]["licence"]
    assert "OpenStreetMap contributors" in provenance["layers"]["osm"]["licence"]
    assert (folder / "check.png").read_bytes().startswith(b"\x89PNG")
    assert "km of streets and roads beyond the map" in result.out
    shipped = map_of(load_scenario("fernholm"))
    assert (shipped.terrain == ground.terrain).mean() > 0.99
    assert (shipped.held == ground.held).mean() > 0.99
    assert inside("validate", folder / "fernholm.yaml").code == 0


def zonal_total(population: Path, ring: Any) -> float:
    """People within the ring, by the share of each pixel that lies in it: shapely alone."""
    with rasterio.open(population) as source:
        values, t = source.read(1), source.transform
        nodata = source.nodata
    shape = ring.to_crs("EPSG:4326").geometry.iloc[0]
    total = 0.0
    for row, column in np.argwhere(values != nodata):
        x, y = t @ (column, row)
        pixel = box(x, y + t.e, x + t.a, y)
        if pixel.intersects(shape):
            total += float(values[row, column]) * pixel.intersection(shape).area / pixel.area
    return total


@pytest.mark.usefixtures("no_picture")
def test_the_number_of_civilians_is_that_of_zonal_statistics(island: Path, tmp_path: Path) -> None:
    files = {name: file for name, file in files_of(island).items() if name in ("ring", "land_cover", "population")}
    made = make_map("town", MapSources(files), tmp_path)
    exact = zonal_total(island / "population.tif", gpd.read_file(island / "siege.gpkg", layer="ring"))
    assert made.civilians == pytest.approx(exact, rel=1e-3)


@pytest.mark.usefixtures("no_picture")
def test_the_same_files_give_the_same_bits_whatever_the_order(tmp_path: Path) -> None:
    shapes = [Point(LEFT + 1000 + 130 * n, TOP - 1000 - 70 * n) for n in range(6)]
    walls = [box(LEFT + 700 * n, TOP - 2000, LEFT + 700 * n + 699, TOP - 400) for n in range(4)]
    road = [LineString([(LEFT, TOP - 900 - 80 * n), (LEFT + 3000, TOP - 900)]) for n in range(3)]
    made = []
    for step in (1, -1):
        folder = tmp_path / str(step)
        folder.mkdir()
        sources = MapSources({
            "ring": str(vectors(tmp_path / "ring.geojson", [ring_shape()])),
            "hospitals": str(vectors(folder / "h.gpkg", shapes[::step], name=list("abcdef")[::step])),
            "control": str(vectors(folder / "c.gpkg", walls[::step], holder=(["besieger", "nobody"] * 2)[::step])),
            "ways": str(vectors(folder / "w.gpkg", road[::step])),
        })  # fmt: skip
        out = make_map("town", sources, folder).folder
        made.append(
            {name: (out / name).read_bytes() for name in ("map.txt", "layers/terrain.tif", "layers/vectors.gpkg")}
        )
    assert made[0] == made[1]


def small(tmp_path: Path) -> dict[str, str]:
    return {
        "--ring": str(vectors(tmp_path / "ring.geojson", [ring_shape()])),
        "--land-cover": str(raster(tmp_path / "cover.tif", np.full((24, 30), 50, np.uint8), nodata=0)),
        "--population": str(raster(tmp_path / "people.tif", np.full((24, 30), 3.0, np.float32), nodata=-1)),
    }


def words_of(files: dict[str, str]) -> list[str]:
    return [word for pair in files.items() for word in pair]


@pytest.mark.usefixtures("no_picture")
def test_a_map_is_made_again_but_no_work_is_lost(inside: Command, tmp_path: Path) -> None:
    words = words_of(small(tmp_path))
    assert inside("map", "make", "town", *words).code == 0
    assert inside("map", "make", "town", *words, "--title", "The town").code == 0
    (tmp_path / "mine.yaml").write_text("extends: ./town/town.yaml\nname: mine\nsupply: {food_days: 9.0}\n")
    assert "The town" in inside("validate", "town/town.yaml").out
    assert inside("validate", "mine.yaml").code == 0
    with (tmp_path / "town" / "town.yaml").open("a") as stream:
        stream.write("supply: {food_days: 9.0}\n")
    refused = inside("map", "make", "town", *words)
    assert (refused.code, "town.yaml: has been edited since it was made" in refused.err) == (2, True)
    assert inside("map", "make", "again", *words).code == 0
    (tmp_path / "again" / "layers" / "terrain.tif.aux.xml").write_text("statistics that a GIS leaves")
    assert inside("map", "make", "again", *words).code == 0
    (tmp_path / "again" / "layers" / "siege.qgz").write_text("a day's work")
    (tmp_path / "again" / "mine.yaml").write_text("extends: ./again.yaml\nname: mine\n")
    refused = inside("map", "make", "again", *words)
    assert (refused.code, "layers/siege.qgz and 1 other file would be lost" in refused.err) == (2, True)
    assert (tmp_path / "again" / "mine.yaml").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.txt").write_text("years of work")
    refused = inside("map", "make", "other", *words)
    assert (refused.code, "exists but is not a map made earlier" in refused.err) == (2, True)
    document = inside("map", "make", "json", *words, "--json").document
    assert document["civilians"] == 12 * 18 * 3
    assert document["report"]["assumed"]


def bad(tmp_path: Path, what: str) -> tuple[dict[str, str], list[str], str]:
    """Files of which one is wrong, more words, and what the message says."""
    files = small(tmp_path)
    whole = np.full((24, 30), 50, np.uint8)
    match what:
        case "no ring":
            del files["--ring"]
            return files, [], "which ground is besieged? give a polygon as --ring FILE"
        case "no file":
            return {**files, "--osm": "nowhere.osm.pbf"}, [], "--osm nowhere.osm.pbf: no such file"
        case "a folder":
            return {**files, "--heights": str(tmp_path)}, [], "this is a folder; give a file in it"
        case "no system":
            raster(tmp_path / "cover.tif", whole, crs=None)
            return (
                files,
                [],
                "has no coordinate system; find out which it is and give it with --crs land_cover=EPSG:CODE",
            )
        case "no georeference":
            Image.fromarray(whole).save(tmp_path / "cover.tif", format="PNG")
            return files, [], "has no georeference"
        case "wrong hemisphere":
            raster(tmp_path / "cover.tif", whole, 0.001, "EPSG:4326", 3.0, -45.13, nodata=0)
            return files, [], "does not overlap the map: it covers 3.00 to 3.03 E, 45.13 to 45.15 S"
        case "half covered":
            raster(tmp_path / "people.tif", np.ones((24, 15), np.float32), nodata=-1)
            return files, [], "ends within the ring: 50% of the besieged ground lies beyond it, where it is unknown"
        case "negative people":
            raster(tmp_path / "people.tif", np.full((24, 30), -99999.0, np.float32))
            return files, [], "people cannot be below 0; if it means no data, give --nodata population=-99999"
        case "only nodata":
            raster(tmp_path / "people.tif", np.full((24, 30), -1.0, np.float32), nodata=-1)
            return files, [], "has no data on the map, only its nodata value"
        case "cut short":
            content = (tmp_path / "people.tif").read_bytes()
            (tmp_path / "people.tif").write_bytes(content[: len(content) // 2])
            return files, [], "people.tif: is"
        case "several bands":
            with rasterio.open(
                tmp_path / "cover.tif", "w", driver="GTiff", count=3, dtype="uint8", height=24, width=30,
                crs="EPSG:32631", transform=Affine(100, 0, LEFT, 0, -100, TOP),
            ) as target:  # fmt: skip
                target.write(np.stack([whole] * 3))
            return files, [], "has 3 bands; name one, such as cover.tif::1"
        case "a huge ring":
            files["--ring"] = str(vectors(tmp_path / "r.gpkg", [box(LEFT, TOP, LEFT + 1e6, TOP + 1e6)]))
            return files, ["--cell", "20"], "cells of 20 m, but a map has at most 256 x 256; give a smaller ring"
        case "across the date line":
            parts = MultiPolygon([box(179.98, -17.02, 180, -17), box(-180, -17.02, -179.98, -17)])
            files["--ring"] = str(vectors(tmp_path / "r.gpkg", [parts], "EPSG:4326"))
            return files, [], "lies too far from the middle of a UTM zone, or across the date line"
        case "an open line":
            line = LineString(list(ring_shape().exterior.coords)[:-1])
            files["--ring"] = str(vectors(tmp_path / "r.gpkg", [line]))
            return files, [], "the line does not close: 1.8 km are missing"
        case "a vector as a raster":
            return {**files, "--population": files["--ring"]}, [], "is not a raster that GDAL can read"
        case "a raster as a vector":
            return {**files, "--ring": files["--population"]}, [], "is a raster; a vector layer is needed here"
        case "no OSM":
            return {**files, "--osm": files["--ring"]}, [], "is not an OpenStreetMap extract"
        case "option without its file":
            return files, ["--crs", "hights=EPSG:4326"], "--crs hights=EPSG:4326: no file is given for this layer"
        case "a bad name":
            return files, ["--start", "yesterday"], '--start "yesterday": must be a date such as 2017-06-29'
        case "classes as built-up surface":
            codes = np.where(np.indices((24, 30)).sum(axis=0) % 2 == 0, 10, 50).astype(np.uint8)
            return (
                {**files, "--built-up": str(raster(tmp_path / "b.tif", codes))},
                [],
                "they look like classes of land cover",
            )
        case "areas as people":
            raster(tmp_path / "people.tif", np.full((24, 30), 7500.0, np.float32))
            return files, [], "750 000 people per km2 within the ring, denser than any town"
        case "dates without a start":
            point = vectors(tmp_path / "c.gpkg", [Point(LEFT + 900, TOP - 900)], date=["2020-05-01"], ceasefire=[3])
            return (
                {**files, "--crossings": str(point)},
                [],
                "give the first day of the siege with --start, such as --start 2020-05-01",
            )
        case "a bad parameter":
            return files, ["--set", "supply.food_dayz=3"], "supply.food_dayz is not a parameter"
        case "an address":
            return {**files, "--population": "https://data.example/people.tif"}, [], "is an address; download it"
        case "no area":
            flat = Polygon([(LEFT, TOP), (LEFT + 900, TOP), (LEFT, TOP)])
            return {**files, "--ring": str(vectors(tmp_path / "r.gpkg", [flat]))}, [], "none of its shapes has an area"
        case "no numbers":
            text = '{"type": "Polygon", "coordinates": [[[3, 45], [NaN, 45], [3.1, 45.1], [3, 45]]]}'
            (tmp_path / "ring.geojson").write_text(text)
            return files, [], "has coordinates that are no numbers"
        case "a part of a shapefile":
            path = vectors(tmp_path / "r.shp", [ring_shape()])
            path.with_suffix(".shx").unlink()
            return {**files, "--ring": str(path)}, [], "or a shapefile with its .shx, .dbf and .prj beside it"
        case "nobody's polygon":
            path = vectors(tmp_path / "c.gpkg", [ring_shape(), ring_shape(0)], holder=["garrison", None])
            return {**files, "--control": str(path)}, [], "1 polygon without holder: give each one of garrison"
        case "control beyond the map":
            path = vectors(tmp_path / "c.gpkg", [ring_shape(-2000)], holder=["garrison"])
            return {**files, "--control": str(path)}, [], "the garrison's ground reaches the border of the map, which"
        case "OSM elsewhere":
            text = '<osm version="0.6"><node id="1" lat="10.5" lon="10.5"><tag k="amenity" v="hospital"/></node></osm>'
            (tmp_path / "o.osm").write_text(f'<?xml version="1.0"?>{text}')
            return {**files, "--osm": "o.osm"}, [], "its first features cover 10.50 to 10.50 E, 10.50 to 10.50 N"
        case "OSM that says it is elsewhere":
            box_of = '<bounds minlat="10" minlon="10" maxlat="11" maxlon="11"/>'
            (tmp_path / "o.osm").write_text(f'<?xml version="1.0"?><osm version="0.6">{box_of}</osm>')
            return {**files, "--osm": "o.osm"}, [], "does not overlap the map: it covers 10.00 to 11.00 E"
        case "damaged OSM":
            write_osm_pbf(tmp_path / "o.osm.pbf", [TaggedPoint(3.0, 45.1, {"amenity": "hospital"})], [])
            content = (tmp_path / "o.osm.pbf").read_bytes()
            (tmp_path / "o.osm.pbf").write_bytes(content[: len(content) - 20])
            return {**files, "--osm": "o.osm.pbf"}, [], "make room in the temporary folder (TMPDIR), or cut it"
        case "an empty layer":
            return {**files, "--ring": str(vectors(tmp_path / "r.gpkg", []))}, [], "r.gpkg: has no features"
        case "an archive as OSM":
            (tmp_path / "o.zip").write_bytes(b"PK\x05\x06" + bytes(18))
            return {**files, "--osm": "o.zip"}, [], "is not an OpenStreetMap extract; give a file such as"
        case "an archive as the ring":
            (tmp_path / "r.zip").write_bytes(b"PK\x05\x06" + bytes(18))
            return (
                {**files, "--ring": "r.zip"},
                [],
                "r.zip: is not a vector file that GDAL can read (no layer in this archive; unpack",
            )
        case "another map":
            return files, ["--set", "map.cell_m=20"], "--set map.cell_m: the files make the map"
        case _:
            raise AssertionError(what)


BAD = (
    "no ring", "no file", "a folder", "no system", "no georeference", "wrong hemisphere", "half covered",
    "negative people", "only nodata", "cut short", "several bands", "a huge ring", "an open line",
    "a vector as a raster", "a raster as a vector", "no OSM", "option without its file", "a bad name",
    "a bad parameter", "classes as built-up surface", "areas as people", "dates without a start",
    "across the date line", "an address", "no area", "no numbers", "a part of a shapefile", "nobody's polygon",
    "control beyond the map", "OSM elsewhere", "OSM that says it is elsewhere", "damaged OSM", "an empty layer",
    "an archive as OSM", "an archive as the ring", "another map",
)  # fmt: skip


@pytest.mark.usefixtures("no_picture")
@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_gets_a_sentence_and_leaves_nothing(what: str, inside: Command, tmp_path: Path) -> None:
    files, more, said = bad(tmp_path, what)
    result = inside("map", "make", "town", *words_of(files), *more)
    assert result.code == 2, result.err
    assert said in result.err
    assert "Traceback" not in result.err
    assert not (tmp_path / "town").exists()
    assert not list(tmp_path.glob(".town*"))


def test_without_the_extra_the_command_says_how_to_get_it(inside: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PACKAGES", ("rasterio", "no_such_package"))
    result = inside("map", "make", "town", "--ring", "r.gpkg")
    assert result.code == 2
    assert result.err.startswith("making a map needs no_such_package; install with `")
    assert "'safeconduct[geo]'" in result.err
