"""Terrain of cells from layers, in a stated order."""

from typing import NamedTuple

import numpy as np

from sim.geography.land_cover import LAND
from sim.geography.report import MapReport
from sim.scenario.ground import Terrain
from sim.state.build import DENSITY

#: Built-up share from which a cell is town: of footprints, and of a land-cover class that includes yards and streets.
TOWN_FOOTPRINT, TOWN_CLASS = 0.08, 0.30
#: Built-up share (of footprints) from which a town is dense where no population raster says it better.
DENSE_FOOTPRINT = 0.35
WATER_SHARE = 0.5
#: Slope (rise over run, cell to cell) from which open ground is mountain.
MOUNTAIN_SLOPE = 0.20
#: Cuts between town and dense that are tried: quantiles of the built-up cells.
CUTS = tuple(np.arange(0.05, 1.0, 0.05).round(2).tolist())


class GroundLayers(NamedTuple):
    """What is known of the ground, each float64, bool or None for (rows, columns)."""

    land: dict[str, np.ndarray]  # shares of land cover by group; may be empty
    built: np.ndarray | None  # built-up share
    footprints: bool  # whether `built` is of buildings themselves
    slope: np.ndarray | None
    water: np.ndarray | None  # share of water areas
    rivers: np.ndarray  # bool, cells that a river's line touches
    bridges: np.ndarray  # bool
    bases: np.ndarray | None  # share of military areas
    hospitals: np.ndarray  # bool
    unknown: np.ndarray  # bool, nothing is known of the land


def terrain_of(layers: GroundLayers, people: np.ndarray | None, held: np.ndarray, report: MapReport) -> np.ndarray:
    """Terrain of each cell, uint8 (rows, columns). Later lines overwrite earlier ones.

    Open and fields by land cover; mountain by slope; town and dense by built-up share; base; water; bridges; hospitals.
    `people` is int64 (rows, columns), the people whose spread decides what is dense; `held` bool, the garrison's cells.
    """
    shape = layers.rivers.shape
    terrain = np.full(shape, Terrain.open, np.uint8)
    if layers.land:
        best = np.argmax([layers.land[group] for group in LAND], axis=0)
        terrain = np.array([Terrain[group] for group in LAND], np.uint8)[best]
    if layers.slope is not None:
        terrain[np.nan_to_num(layers.slope) >= MOUNTAIN_SLOPE] = Terrain.mountain
    town = np.zeros(shape, bool)
    if layers.built is not None:
        town = layers.built >= (TOWN_FOOTPRINT if layers.footprints else TOWN_CLASS)
        terrain[town] = Terrain.town
    if layers.bases is not None:
        terrain[layers.bases >= 0.5] = Terrain.base
    water = layers.rivers.copy()
    for share in (layers.land.get("water"), layers.water):
        if share is not None:
            water |= share >= WATER_SHARE
    terrain[water] = Terrain.water
    terrain[water & layers.bridges] = Terrain.open
    _make_dense(terrain, layers, town, people, held, report)
    terrain[layers.hospitals & (terrain != Terrain.water)] = Terrain.hospital
    narrow = int((layers.rivers & (terrain == Terrain.water)).sum())
    if narrow:
        report.assumed.append(
            f"rivers: {narrow} cells that a river's line touches are water, whatever the river's width: people cannot "
            "cross it but by bridges"
        )
    return terrain


def _make_dense(
    terrain: np.ndarray,
    layers: GroundLayers,
    town: np.ndarray,
    people: np.ndarray | None,
    held: np.ndarray,
    report: MapReport,
) -> None:
    """Make the densest town cells dense. Writes terrain."""
    town = town & (terrain == Terrain.town)
    if layers.built is None or not town.any():
        return
    if people is None:
        if layers.footprints:
            terrain[town & (layers.built >= DENSE_FOOTPRINT)] = Terrain.dense
            report.assumed.append(f"dense town: built-up share of {DENSE_FOOTPRINT:.0%} or more")
        else:
            report.assumed.append(
                "dense town: none, as land cover does not tell it from town; give --built-up or --population"
            )
        return
    order = layers.built if layers.footprints else people.astype(np.float64)
    what = "built-up share" if layers.footprints else "people per cell"
    within = order[town & held]
    if not within.size:
        return
    best, cut = np.inf, np.inf
    for quantile in (*CUTS, 1.0):
        tried = float(np.quantile(within, quantile)) if quantile < 1 else np.inf
        trial = terrain.copy()
        trial[town & (order >= tried)] = Terrain.dense
        apart = misplaced(trial, people, held)
        if apart < best - 1e-12:
            best, cut = apart, tried
    terrain[town & (order >= cut)] = Terrain.dense
    limit = (
        "no cell"
        if not np.isfinite(cut)
        else f"{what} of {cut:.2f} or more"
        if layers.footprints
        else f"{cut:.0f} {what} or more"
    )
    report.assumed.append(
        f"dense town: {limit}, with which the densities of terrain come nearest to the raster's people"
    )


def misplaced(terrain: np.ndarray, people: np.ndarray, held: np.ndarray) -> float:
    """The share of people who would live in another cell if the density of the terrain decided.

    `terrain` is uint8, `people` int64 and `held` bool, all (rows, columns).
    """
    total = int(people.sum())
    if total == 0:
        return 0.0
    density = np.array([DENSITY[Terrain(kind)] for kind in range(len(Terrain))])[terrain] * held
    return float(np.abs(density / max(density.sum(), 1e-12) * total - people).sum()) / 2 / total
