"""A run as layers: what is read back is what the model had, and what cannot be repeated is refused."""

import json
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import rasterio
from pandas import DataFrame
from shapely.geometry import box

from sim import run
from sim.dashboard.live.backdrop import read_backdrop
from sim.dashboard.live.map_frames import encoder_of
from sim.dashboard.live.map_widget import backdrop_in_view
from sim.geography import MapSources, make_map
from sim.geography.grid import grid_from_text
from sim.geography.shapes import fine_mask
from sim.runs.result import Result
from sim.scenario.ground import Holder
from sim.scenario.load import load_scenario
from sim.scenario.maps import map_of
from tests.geography.files import CELL, LEFT, TOP, raster, vectors
from tests.process import Command

DAYS = 12
TOWN = {
    "population.civilians": 300, "garrison.fighters": 80, "besieger.manpower": 400, "besieger.offensive_day": 0,
    "fire.strikes_km2_day": 8.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map, a run on it under `results`, and its layers in `gis`."""
    place = tmp_path_factory.mktemp("town")
    people = np.random.default_rng(5).random((24, 30)) ** 3
    people *= TOWN["population.civilians"] / people[7:16, 8:19].sum()  # as many within the ring
    files = {
        "ring": str(vectors(place / "ring.gpkg", [box(LEFT + 800, TOP - 1600, LEFT + 1900, TOP - 700)])),
        "land_cover": str(raster(place / "cover.tif", np.full((24, 30), 50, np.uint8), nodata=0)),
        "population": str(raster(place / "people.tif", people)),
    }
    make_map("town", MapSources(files), place, cell_m=100.0)
    return place


@pytest.fixture(scope="module")
def town(folder: Path) -> Result:
    return run(folder / "town" / "town.yaml", 4, days=DAYS, overrides=TOWN, out=folder / "results")


@pytest.fixture
def layers(folder: Path, town: Result, inside: Command) -> Path:
    result = inside("export", town.out, "--gis", folder / "gis", "--every", 5)
    assert result.code == 0, result.err
    assert "4 evenings, day 0 to 11, EPSG:32631" in result.err
    return folder / "gis"


def test_what_is_read_back_is_what_the_model_had(layers: Path, folder: Path, town: Result) -> None:
    siege, place = town.siege, map_of(load_scenario(folder / "town" / "town.yaml"))
    grid = grid_from_text(json.loads((layers / "layers.json").read_text())["grid"])
    assert grid is not None
    bands = {}
    for name in ("control", "civilians", "besiegers", "dead", "danger", "rubble"):
        with rasterio.open(layers / f"{name}.tif") as layer:
            assert (layer.crs.to_epsg(), layer.transform, layer.count) == (32631, grid.transform, 5)
            assert layer.descriptions[0] == "morning of day 0, 2017-01-01"
            assert layer.descriptions[-1] == "evening of day 11, 2017-01-12"
            bands[name] = layer.read()
    shape = (grid.rows + 2, grid.columns + 2)
    inner = {name: getattr(siege.grid, name).reshape(shape)[1:-1, 1:-1] for name in ("holder", "danger", "rubble")}
    assert (bands["control"][-1] == inner["holder"]).all()
    assert (bands["danger"][-1] == inner["danger"]).all()
    assert (bands["rubble"][-1] == inner["rubble"]).all()
    assert (inner["rubble"] > 0).any()
    assert (bands["control"][0] == place.held).all()
    assert (bands["civilians"][0] == place.civilians).all()
    for band, day in enumerate((0, 5, 10, 11), 1):
        assert bands["civilians"][band].sum() == town.daily["civilians"][day]
        assert bands["besiegers"][band].sum() == town.daily["besiegers"][day]
        dead = town.daily[["dead_civilians", "dead_fighters", "dead_besiegers"]].iloc[day].sum()
        assert bands["dead"][band].sum() == dead


def test_shapes_hold_for_their_days_and_cover_the_map(layers: Path) -> None:
    control = gpd.read_file(layers / "run.gpkg", layer="control")
    front = gpd.read_file(layers / "run.gpkg", layer="front")
    days = gpd.read_file(layers / "run.gpkg", layer="days")
    with rasterio.open(layers / "control.tif") as layer:
        last = layer.read(layer.count)
    at_end = control[control["day_to"] == DAYS - 1]
    assert at_end["km2"].sum() == pytest.approx(last.size * CELL**2 / 1e6)
    grid = grid_from_text(json.loads((layers / "layers.json").read_text())["grid"])
    assert grid is not None
    held = at_end[at_end["holder"] == "garrison"]
    again = fine_mask(list(held.geometry), grid).reshape(grid.rows, 10, grid.columns, 10).all(axis=(1, 3))
    assert (again == (last == Holder.garrison)).all()
    assert front["day_from"].min() == 0
    assert front["km"].gt(0).all()
    assert len(days) == DAYS
    assert str(days["date_from"].iloc[0]) == "2017-01-01 00:00:00+00:00"
    ends = control.sort_values("day_to")["date_to"].astype(str)
    assert ends.iloc[-1] == "2017-01-12 23:59:59+00:00"  # a state of a single day does not end as it begins


def test_qgis_finds_a_style_for_every_layer(layers: Path, folder: Path) -> None:
    control = gpd.read_file(layers / "run.gpkg", layer="control")
    styles = gpd.read_file(layers / "run.gpkg", layer="layer_styles").set_index("f_table_name")
    assert set(styles.index) == {str(name) for name, kind in pyogrio.list_layers(layers / "run.gpkg") if kind}
    assert styles["useAsDefault"].all()
    for name, style in styles["styleQML"].items():
        root = ElementTree.fromstring(style)
        fields = gpd.read_file(layers / "run.gpkg", layer=name).columns
        (temporal,) = root.iter("temporal")
        assert {temporal.get("startField"), temporal.get("endField")} <= {*fields}
        symbols = {symbol.get("name") for symbol in root.iter("symbol")}
        assert {category.get("symbol") for category in root.iter("category")} <= symbols
    drawn = ElementTree.fromstring(styles.loc["control", "styleQML"])
    assert {category.get("value") for category in drawn.iter("category")} >= {*control["holder"]}
    for raster_file in (*layers.glob("*.tif"), *(folder / "town" / "layers").glob("[th]*r*.tif")):
        root = ElementTree.fromstring(raster_file.with_suffix(".qml").read_text(encoding="utf-8"))
        with rasterio.open(raster_file) as raster_layer:
            values = raster_layer.read()
        codes = {int(entry.get("value", "")) for entry in root.iter("paletteEntry")}
        steps = [float(item.get("value", "")) for item in root.iter("item")]
        assert codes >= {*np.unique(values)} if codes else steps[-1] == pytest.approx(values.max() or 1, rel=1e-5)


def test_ground_held_at_the_end_is_a_ring_for_another_map(layers: Path, tmp_path: Path, folder: Path) -> None:
    control = gpd.read_file(layers / "run.gpkg", layer="control")
    held = control[(control["holder"] == "garrison") & (control["day_to"] == DAYS - 1)]
    held[["holder", "geometry"]].to_file(tmp_path / "held.gpkg")
    pyogrio.write_dataframe(DataFrame({"styleQML": ["<qgis/>"]}), tmp_path / "held.gpkg", "layer_styles", append=True)
    files = {"ring": str(tmp_path / "held.gpkg"), "land_cover": str(folder / "cover.tif")}
    made = make_map("again", MapSources(files), tmp_path, cell_m=100.0)
    ground = map_of(load_scenario(made.scenario))
    with rasterio.open(layers / "control.tif") as layer:
        assert (ground.held == Holder.garrison).sum() == (layer.read(layer.count) == Holder.garrison).sum()


def test_the_backdrop_of_a_page_is_shifted_to_its_view_and_fits_no_other_map(folder: Path, town: Result) -> None:
    backdrop, encoder = read_backdrop(folder / "town" / "town.yaml"), encoder_of(town.siege)
    shown = backdrop_in_view(backdrop, town.siege, encoder)
    (ring,) = backdrop["ring"]
    column, row = (int(n) for n in (min(ring[::2]), min(ring[1::2])))
    x, y = column - shown["offset"][0], row - shown["offset"][1]  # the first cell within the ring, in the picture
    assert town.siege.grid.first_holder[encoder.cell(town.siege, x, y)] == Holder.garrison
    assert town.siege.grid.first_holder[encoder.cell(town.siege, x - 1, y - 1)] == Holder.besieger
    assert backdrop_in_view({**backdrop, "rows": 7}, town.siege, encoder) == {}
    assert backdrop_in_view({}, town.siege, encoder) == {}


@pytest.mark.usefixtures("layers")
def test_what_cannot_be_repeated_is_refused(folder: Path, town: Result, inside: Command, tmp_path: Path) -> None:
    def refused(*words: object) -> str:
        result = inside("export", *words)
        assert result.code == 2, result.err
        return result.err

    assert "give either --csv FILE" in refused(town.out)
    assert "give either --csv FILE" in refused(town.out, "--gis", "a", "--csv", "b.csv")
    assert "is no folder of a run; give one such as results/runs/NAME" in refused("nowhere", "--gis", "gis")
    assert "--every 0: must be a whole number of days" in refused(town.out, "--gis", "gis", "--every", 0)
    assert "is the folder of a run; choose another --gis" in refused(town.out, "--gis", town.out)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    assert "is not a results folder; move it or choose another --gis" in refused(town.out, "--gis", "mine")
    kept = folder / "gis" / "siege.qgz"
    kept.write_text("a day's work")
    assert "siege.qgz would be lost, as the folder is made anew" in refused(town.out, "--gis", folder / "gis")
    kept.unlink()
    stylised = run("baseline", days=1, overrides=TOWN, out=folder / "results")
    assert "its map has no place on Earth" in refused(stylised.out, "--gis", "gis")
    document = Path(town.out or "") / "run.json"
    text = document.read_text()
    try:
        document.write_text(text.replace(town.digest, "0" * len(town.digest)))
        assert "running it again gives another siege" in refused(town.out, "--gis", "gis")
        document.write_text(json.dumps({**json.loads(text), "model": "h000000000000"}))
        assert "was made by another version of the model (h000000000000, now h" in refused(town.out, "--gis", "gis")
        document.write_text(json.dumps({"sieges": []}))
        assert "holds no single run of one siege" in refused(town.out, "--gis", "gis")
    finally:
        document.write_text(text)
    assert not (tmp_path / "gis").exists()
