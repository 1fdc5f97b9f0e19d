"""People from a population raster: their exact number within the ring, and where they live."""

from typing import NamedTuple

import numpy as np

from sim.geography.grid import TargetGrid
from sim.geography.pixels import RasterCoverage, cell_sums, pixels_of
from sim.geography.raster_files import RasterSource
from sim.geography.report import MapReport, percent
from sim.scenario.errors import ScenarioError
from sim.state.build import to_and_fro
from sim.text.format import number

#: Points along the side of a cell among which the people of a pixel are divided.
SUM_POINTS = 20
#: People per km2 over a whole ring above which a raster cannot be one of people.
DENSEST = 150_000


class RasterPeople(NamedTuple):
    """People on the grid as the raster has them."""

    total: np.ndarray  # float64 (rows, columns)
    inside: np.ndarray  # float64 (rows, columns), within the besieged ground
    cover: RasterCoverage


def read_population(source: RasterSource, grid: TargetGrid, ring: np.ndarray, report: MapReport) -> RasterPeople:
    """People per cell, summed in float64. `ring` is bool (fine rows, columns), the besieged ground.

    Raises ScenarioError for negative people.
    """
    label = source.file.label
    sums = cell_sums(pixels_of(source, grid, SUM_POINTS), ring.ravel())
    if sums.lowest < 0:
        raise ScenarioError(
            f"{label}: holds {sums.lowest:g}, but people cannot be below 0; if it means no data, give "
            f"--nodata population={sums.lowest:g}"
        )
    if not np.isfinite(sums.lowest):
        raise ScenarioError(f"{label}: has no data on the map, only its nodata value; give a file that covers the ring")
    people = sums.inside.sum()
    if people < 1:
        raise ScenarioError(
            f"{label}: has {people:.2f} people within the ring; is it people per pixel, and is the ring in its place?"
        )
    km2 = float(ring.mean()) * grid.rows * grid.columns * grid.cell_m**2 / 1e6
    if people / km2 > DENSEST:
        raise ScenarioError(
            f"{label}: {number(round(people / km2))} people per km2 within the ring, denser than any town; is it "
            "people per pixel, and not per km2, a class or an area?"
        )
    report.used.append(
        f"{label}: read as people per pixel (not per km2): {number(round(people))} within the ring, "
        f"{number(round(float(sums.total.sum())))} on the map"
    )
    return RasterPeople(sums.total, sums.inside, sums.cover)


def people_on_cells(inside: np.ndarray, held: np.ndarray, civilians: int) -> np.ndarray:
    """Whole people per cell that sum to `civilians`, int64 (rows, columns), on held cells only.

    `inside` is float64 and `held` bool (rows, columns). People of cells that the ring cuts, or that are water, live on
    the nearest held cell. Sums along a path through all cells are rounded, so that not only each cell but each stretch
    of it is within one person of the raster; rounded one by one, hamlets of under half a person a cell would vanish.
    """
    from scipy.ndimage import distance_transform_edt

    weight = np.where(held, inside, 0.0)
    stray = np.argwhere(~held & (inside > 0))
    if stray.size:
        rows, columns = distance_transform_edt(~held, return_distances=False, return_indices=True)  # pyright: ignore
        at = (rows[stray[:, 0], stray[:, 1]], columns[stray[:, 0], stray[:, 1]])
        np.add.at(weight, at, inside[stray[:, 0], stray[:, 1]])
    if weight.sum() <= 0:
        weight = held.astype(np.float64)
    up_to = np.cumsum(to_and_fro(weight / weight.sum() * civilians))
    whole = np.zeros(held.size, np.int64)
    whole[to_and_fro(np.arange(held.size).reshape(held.shape))] = np.diff(np.floor(np.round(up_to, 6) + 0.5), prepend=0)
    return whole.reshape(held.shape)


def uncovered(cover: RasterCoverage, ring: np.ndarray) -> tuple[float, float]:
    """Shares of the besieged ground, float64 (rows, columns), that lie outside of a raster, and on its nodata."""
    whole = ring.sum()
    outside = float((ring * (1.0 - cover.seen)).sum() / whole)
    hole = float((ring * np.maximum(cover.seen - cover.known, 0.0)).sum() / whole)
    return (outside if outside > 0.002 else 0.0), (hole if hole > 0.0005 else 0.0)


def check_cover(
    source: RasterSource, cover: RasterCoverage, ring: np.ndarray, report: MapReport, nodata_means: str
) -> None:
    """Report what a raster does not know of the besieged ground, float64 shares (rows, columns).

    Raises ScenarioError where the raster ends within it: what lies beyond is unknown, not 0.
    """
    label = source.file.label
    outside, hole = uncovered(cover, ring)
    if outside > 0.01:
        raise ScenarioError(
            f"{label}: ends within the ring: {percent(outside)} of the besieged ground lies beyond it, where it is "
            "unknown; give a file that covers it (merge tiles with `rio merge`), or a smaller ring"
        )
    if outside:
        report.unknown.append(f"{label}: {percent(outside)} of the besieged ground lies beyond its edge")
    if hole:
        report.unknown.append(f"{label}: no data on {percent(hole)} of the besieged ground: {nodata_means}")
