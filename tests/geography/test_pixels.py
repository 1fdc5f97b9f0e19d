"""Rasters on the grid: totals are kept, classes are not invented, what is unknown is not zero."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.enums import Resampling

from sim.geography import pixels as pixels_module
from sim.geography import raster_files
from sim.geography.built_up import read_built_up
from sim.geography.heights import read_heights
from sim.geography.land_cover import read_land_cover
from sim.geography.pixels import cell_means, cell_sums, pixels_of
from sim.geography.population import SUM_POINTS, people_on_cells
from sim.geography.raster_files import open_raster
from sim.geography.systems import transformer
from sim.scenario.errors import ScenarioError
from tests.geography.files import CELL, EPSG, GRID, LEFT, TOP, layer, raster, report

pytestmark = pytest.mark.install
RANDOM = np.random.Generator(np.random.PCG64(5))


def sums_of(path: Path, **options: str):
    with open_raster(layer("population", path, **options)) as source:
        return cell_sums(pixels_of(source, GRID, SUM_POINTS))


def means_of(path: Path, **options: str):
    with open_raster(layer("heights", path, **options)) as source:
        return cell_means(pixels_of(source, GRID))


def inner(shape: tuple[int, int]) -> np.ndarray:
    return (RANDOM.random(shape) * 30).astype(np.float32)


@pytest.mark.parametrize("pixel", [10.0, 30.0, 83.0, 100.0, 250.0])
def test_people_are_neither_lost_nor_invented(tmp_path: Path, pixel: float) -> None:
    shape = (int(2000 // pixel), int(2600 // pixel))  # all of it lies within the grid
    people = inner(shape)
    path = raster(tmp_path / "p.tif", people, pixel, left=LEFT + 137, top=TOP - 211)
    assert sums_of(path).total.sum() == pytest.approx(people.sum(dtype=np.float64), rel=1e-9)


def test_people_in_degrees_and_in_mollweide_keep_their_total(tmp_path: Path) -> None:
    for crs, step in (("EPSG:4326", 1 / 1200), ("ESRI:54009", 100.0)):
        x, y = transformer(EPSG, crs).transform(LEFT + 1500, TOP - 1200)
        people = inner((12, 12))
        path = raster(tmp_path / "p.tif", people, step, crs, x - 6 * step, y + 6 * step)
        assert sums_of(path).total.sum() == pytest.approx(people.sum(dtype=np.float64), rel=1e-9)


def test_a_raster_that_matches_the_grid_is_kept_cell_by_cell(tmp_path: Path) -> None:
    people = inner((24, 30))
    assert sums_of(raster(tmp_path / "p.tif", people)).total == pytest.approx(people.astype(np.float64), rel=1e-9)


def test_large_numbers_of_bytes_neither_wrap_nor_cap(tmp_path: Path) -> None:
    people = np.full((48, 60), 200, np.uint8)  # four pixels a cell
    assert (np.rint(sums_of(raster(tmp_path / "p.tif", people, 50.0)).total) == 800).all()


@pytest.mark.parametrize("tag", ["Area", "Point"])
def test_pixels_are_not_shifted_by_half(tmp_path: Path, tag: str) -> None:
    people = np.zeros((24, 30), np.float32)
    people[7, 11] = 100
    path = raster(tmp_path / "p.tif", people)
    with rasterio.open(path, "r+") as target:
        target.update_tags(AREA_OR_POINT=tag)
        transform = target.transform
    with rasterio.open(path) as again:  # GDAL moves the corner of a raster of points; the answer is the file's
        moved = again.transform
    total = sums_of(path).total
    rows, columns = np.nonzero(total > 1)
    middle = np.average(columns + 0.5, weights=total[rows, columns]) * CELL + LEFT
    assert middle == pytest.approx((moved @ (11.5, 7.5))[0], abs=1.0)
    assert abs((moved @ (11.5, 7.5))[0] - (transform @ (11.5, 7.5))[0]) in (0.0, 50.0)


def test_nan_and_nodata_are_both_unknown(tmp_path: Path) -> None:
    people = np.full((24, 30), 2.0, np.float32)
    people[3, 4], people[5, 6], people[7, 8] = np.nan, -99999.0, np.inf
    sums = sums_of(raster(tmp_path / "p.tif", people, nodata=-99999.0))
    assert sums.total.sum() == pytest.approx(2.0 * (24 * 30 - 3))
    assert [sums.cover.known[cell] for cell in ((3, 4), (5, 6), (7, 8))] == [0, 0, 0]
    assert sums.cover.known.sum() == pytest.approx(24 * 30 - 3)
    assert sums.lowest == 2.0


def test_a_nodata_value_can_be_given_by_hand(tmp_path: Path) -> None:
    people = np.full((24, 30), 2.0, np.float32)
    people[3, 4] = -1
    assert sums_of(raster(tmp_path / "p.tif", people), nodata="-1").total.sum() == pytest.approx(2.0 * (24 * 30 - 1))
    with pytest.raises(ScenarioError, match="--nodata population=many: must be a number, or none"):
        sums_of(tmp_path / "p.tif", nodata="many")


def test_beyond_the_raster_is_unknown_and_not_zero(tmp_path: Path) -> None:
    sums = sums_of(raster(tmp_path / "p.tif", np.ones((24, 15), np.float32)))
    assert (sums.cover.seen[:, :15] == 1).all()
    assert (sums.cover.seen[:, 15:] == 0).all()
    means = means_of(raster(tmp_path / "h.tif", np.ones((24, 15), np.float32), nodata=-1))
    assert np.isnan(means.mean[:, 15:]).all()


def test_scales_and_offsets_are_applied(tmp_path: Path) -> None:
    path = raster(tmp_path / "h.tif", np.full((24, 30), 50, np.int16), nodata=-1)
    with rasterio.open(path, "r+") as target:
        target.scales, target.offsets = (0.5,), (100.0,)
    assert (means_of(path).mean == 125.0).all()


def test_stale_overviews_are_not_read(tmp_path: Path) -> None:
    path = raster(tmp_path / "h.tif", np.full((240, 300), 1, np.int16), 10.0, nodata=-1)
    with rasterio.open(path, "r+") as target:
        target.build_overviews([2, 4, 8], Resampling.nearest)
    with rasterio.open(path, "r+") as target:
        target.write(np.full((240, 300), 9, np.int16), 1)
    with rasterio.open(path) as source:
        assert (source.read(1, out_shape=(30, 38)) == 1).all()  # what reading it small says
    assert (means_of(path).mean == 9).all()


@pytest.mark.parametrize(
    "transform",
    [
        Affine(100, 0, LEFT, 0, 100, TOP - 2400),  # south at the top
        Affine(0, 100, LEFT, -100, 0, TOP),  # rotated by a quarter turn
    ],
)
def test_rasters_with_another_side_up_are_turned(tmp_path: Path, transform: Affine) -> None:
    people = np.zeros((24, 30) if transform.e else (30, 24), np.float32)
    people[2, 3] = 7
    x, y = transform @ (3.5, 2.5)
    total = sums_of(raster(tmp_path / "p.tif", people, transform=transform)).total
    assert total[int((TOP - y) // 100), int((x - LEFT) // 100)] == pytest.approx(7)


def test_classes_are_counted_and_never_mixed(tmp_path: Path) -> None:
    codes = np.where(np.indices((240, 300)).sum(axis=0) % 3 == 0, 10, 50).astype(np.uint8)
    codes[:10, :10] = 0
    path = raster(tmp_path / "c.tif", codes, 10.0, nodata=0)
    with open_raster(layer("land_cover", path)) as source:
        cover = read_land_cover(source, GRID, "", report())
    assert cover.share["built"][5:, 5:] == pytest.approx(2 / 3, abs=0.02)
    assert sum(cover.share.values())[5, 5] == pytest.approx(1.0)
    assert cover.cover.known[0, 0] == 0
    assert {group for group, share in cover.share.items() if share.any()} == {"open", "built"}


def classes_of(path: Path, classes: str = "", **options: str):
    with open_raster(layer("land_cover", path, **options)) as source:
        return read_land_cover(source, GRID, classes, report())


def test_decimal_numbers_are_no_classes(tmp_path: Path) -> None:
    path = raster(tmp_path / "c.tif", np.full((24, 30), 27.5, np.float32))
    with pytest.raises(
        ScenarioError, match=r"holds decimal numbers such as 27.5, but land cover is class codes; .*--built-up"
    ):
        classes_of(path)
    assert classes_of(raster(tmp_path / "c.tif", np.full((24, 30), 50.0, np.float32))).share["built"].all()


def test_unknown_codes_are_an_error_and_ambiguous_ones_a_question(tmp_path: Path) -> None:
    codes = np.full((24, 30), 50, np.uint8)
    codes[0, 0] = 51
    path = raster(tmp_path / "c.tif", codes)
    with pytest.raises(ScenarioError, match=r"codes 50, 51 fit none of the classes worldcover, .*--classes FILE.yaml"):
        classes_of(path)
    (tmp_path / "own.yaml").write_text("50: built\n51: water\n")
    assert classes_of(path, str(tmp_path / "own.yaml")).share["water"][0, 0] == 1
    with pytest.raises(ScenarioError, match="code 51: not in the classes worldcover"):
        classes_of(path, "worldcover")
    path = raster(tmp_path / "c.tif", np.full((24, 30), 7, np.uint8))
    with pytest.raises(ScenarioError, match=r"fit several classes \(esri, dynamic_world\), which differ"):
        classes_of(path)
    assert classes_of(path, "esri").share["built"].all()
    (tmp_path / "own.yaml").write_text("50: houses\n")
    with pytest.raises(ScenarioError, match='50: "houses": must be a code and one of open, fields'):
        classes_of(path, str(tmp_path / "own.yaml"))


@pytest.mark.parametrize(("value", "unit"), [(0.3, "a share"), (30.0, "percent"), (3000.0, "m2 a pixel")])
def test_the_unit_of_built_up_surface_is_recognised(tmp_path: Path, value: float, unit: str) -> None:
    path = raster(tmp_path / "b.tif", np.full((24, 30), value, np.float32))
    notes = report()
    with open_raster(layer("built_up", path)) as source:
        assert read_built_up(source, GRID, notes).share == pytest.approx(0.3)
    assert f"read as {unit}" in notes.used[0]


def heights_of(path: Path, **options: str):
    with open_raster(layer("heights", path, **options)) as source:
        return read_heights(source, GRID, report())


@pytest.mark.parametrize("pixel", [25.0, 100.0, 300.0])
def test_voids_do_not_bleed_into_heights(tmp_path: Path, pixel: float) -> None:
    shape = (int(3000 // pixel), int(3600 // pixel))
    metres = np.full(shape, 100, np.int16)
    metres[shape[0] // 2, shape[1] // 2] = -32768
    relief = heights_of(raster(tmp_path / "h.tif", metres, pixel, left=LEFT - 300, top=TOP + 300, nodata=-32768))
    known = relief.height[~np.isnan(relief.height)]
    assert (np.round(known, 6) == 100).all()
    assert known.size >= GRID.rows * GRID.columns * (1 if pixel == 25.0 else 0.9)


def test_coarse_heights_are_interpolated_at_the_middle_of_cells(tmp_path: Path) -> None:
    east = np.arange(13) * 300.0 + 150.0
    path = raster(
        tmp_path / "h.tif", np.tile(east, (11, 1)).astype(np.float32), 300.0, left=LEFT - 300, top=TOP + 300, nodata=-1
    )
    relief = heights_of(path)
    assert relief.height[0] == pytest.approx(300 + (np.arange(30) + 0.5) * 100, abs=1e-3)
    assert relief.slope == pytest.approx(1.0, abs=1e-6)


def test_heights_need_a_nodata_value(tmp_path: Path) -> None:
    path = raster(tmp_path / "h.tif", np.full((24, 30), 9, np.int16))
    with pytest.raises(
        ScenarioError, match="does not say which value means no data; give it, such as --nodata heights=-9999"
    ):
        heights_of(path)
    assert (heights_of(path, nodata="none").height == 9).all()
    wrong = raster(tmp_path / "h.tif", np.full((24, 30), -32768, np.int16), nodata=0)
    with pytest.raises(ScenarioError, match=r"which are no heights in metres; .*--nodata heights=-32768"):
        heights_of(wrong)


def test_the_size_of_windows_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = raster(tmp_path / "p.tif", inner((300, 340)), 9.7, tiled=True, blockxsize=64, blockysize=64)
    whole = sums_of(path)
    monkeypatch.setattr(raster_files.windows, "__defaults__", (4096,))
    monkeypatch.setattr(pixels_module, "BLOCK_POINTS", 5000)
    parts = sums_of(path)
    assert parts.total == pytest.approx(whole.total, rel=1e-12)
    assert (parts.cover.known == whole.cover.known).all()


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """50 000 x 50 000 pixels of one byte are 2.5 GB; only what touches the grid is read."""
    side = 50_000
    where = Affine(1.0, 0, LEFT - 20_000, 0, -1.0, TOP + 20_000)
    path = tmp_path / "huge.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, dtype="uint8", height=side, width=side, crs=f"EPSG:{EPSG}", transform=where,
        tiled=True, blockxsize=512, blockysize=512, sparse_ok=True, compress="deflate", nodata=255,
    ) as target:  # fmt: skip
        assert target.shape == (side, side)
    tracemalloc.start()
    sums = sums_of(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300e6
    assert (sums.cover.seen == 1).all()


def test_whole_people_sum_to_the_exact_total() -> None:
    inside = RANDOM.random((24, 30)) * 9
    held = np.ones((24, 30), bool)
    held[:, 20:] = False
    for civilians in (1, 719, 100_003):
        people = people_on_cells(inside, held, civilians)
        assert people.sum() == civilians
        assert people[~held].sum() == 0
    exact = inside[:, :19] / inside.sum() * 100_003
    assert np.abs(people[:, :19] - exact).max() < 1
    hamlets = people_on_cells(inside, held, 60)  # a tenth of a person per cell
    assert np.abs(hamlets[:, :19] - inside[:, :19] / inside.sum() * 60).max() <= 1
    assert np.abs(hamlets.sum(axis=1) - inside.sum(axis=1) / inside.sum() * 60).max() <= 1
    assert people[:, 19].sum() > people[:, 18].sum() * 3  # those beyond live on the nearest held cell
