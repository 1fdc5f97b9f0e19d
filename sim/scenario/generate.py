"""Generated maps: an irregular pocket of a given area, with terrain, surrounded by besieger-held ground."""

import math
from functools import lru_cache

import numpy as np

from sim.scenario.errors import ScenarioError
from sim.scenario.ground import LARGEST, Holder, SiegeMap, Terrain

FEWEST = 17  # fewest cells of a pocket, so that rounding stays within 3%
BELT = 8  # cells from the pocket's mean radius to the border; irregularities leave at least 6
REACH = 1.3  # maximum extent of a pocket relative to the radius of a disc of equal area
RIVER_CHANCE = 0.35


@lru_cache(maxsize=16)
def generate(kind: str, area_km2: float, cell_m: float, seed: int, label: str = "map") -> SiegeMap:
    """The map described by `map.generate` and related parameters; deterministic.

    Raises ScenarioError where cells of this size are too large or too small for the area.
    """
    cells = round(area_km2 * 1e6 / cell_m**2)
    side = _side(cells)
    _check_size(area_km2, cell_m, cells, side, label)
    rng = np.random.Generator(np.random.PCG64(seed))
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    radius = math.sqrt(cells / math.pi)
    depth = np.hypot(x, y) / (radius * _outline(rng, np.arctan2(y, x)))  # 0 in the centre, about 1 at the edge
    dry = np.ones_like(depth, bool)
    bank = dry
    if kind in ("town", "dense_city") and rng.random() < RIVER_CHANCE:
        dry, bank = _river(rng, x, y, radius)
    pocket = _first(np.where(bank, depth, np.inf), cells)
    rough = _waves(rng, x, y, radius)
    terrain = _terrain(kind, depth, rough, pocket, cell_m)
    terrain[~dry] = Terrain.water
    held = np.where(pocket, Holder.garrison, np.where(dry, Holder.besieger, Holder.nobody)).astype(np.uint8)
    terrain.flags.writeable = held.flags.writeable = False
    return SiegeMap(terrain, held, cell_m)


def _side(cells: int) -> int:
    return 2 * math.ceil(REACH * math.sqrt(cells / math.pi) + BELT)


def _check_size(area_km2: float, cell_m: float, cells: int, side: int, label: str) -> None:
    prefix = f"{label}: map.cell_m = {cell_m:g}: "
    if cells < FEWEST:
        fine = math.floor(math.sqrt(area_km2 * 1e6 / FEWEST))
        raise ScenarioError(f"{prefix}too large for a pocket of {area_km2:g} km2; use at most {fine}")
    if side > LARGEST:
        most = math.pi * ((LARGEST / 2 - BELT) / REACH) ** 2
        coarse = math.ceil(math.sqrt(area_km2 * 1e6 / (most - 1)))
        raise ScenarioError(
            f"{prefix}a pocket of {area_km2:g} km2 and its ring would be {side} cells wide, but at most {LARGEST} are "
            f"allowed; use at least {coarse}"
        )


def _outline(rng: np.random.Generator, angle: np.ndarray) -> np.ndarray:
    """Relative radius of the pocket by direction, 1 on average: a sum of a few waves."""
    reach = np.ones_like(angle)
    for waves, height in ((2, 0.09), (3, 0.06), (5, 0.04)):
        reach += height * rng.uniform(0.3, 1) * np.cos(waves * angle + rng.uniform(0, 2 * math.pi))
    return reach


def _waves(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, radius: float) -> np.ndarray:
    """A smooth field with mean 0 and amplitude about 1: quarters, hills and fields are larger than a cell."""
    field = np.zeros_like(x)
    for _ in range(6):
        heading, phase = rng.uniform(0, 2 * math.pi, 2)
        number = 2 * math.pi / rng.uniform(0.6, 1.8) / max(radius, 4)
        # By the addition theorem: one cosine per row and column, not per cell (up to 65 536).
        across = number * math.cos(heading) * x[0] + phase
        down = number * math.sin(heading) * y[:, 0]
        field += np.outer(np.cos(down), np.cos(across)) - np.outer(np.sin(down), np.sin(across))
    return field / math.sqrt(3)


def _river(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, radius: float) -> tuple[np.ndarray, np.ndarray]:
    """Dry cells, and the cells on the town's side of a river that no pocket crosses; both bool (rows, columns)."""
    heading, phase = rng.uniform(0, 2 * math.pi, 2)
    along = math.cos(heading) * x + math.sin(heading) * y
    across = math.cos(heading) * y - math.sin(heading) * x
    course = radius * (rng.uniform(0.8, 1.0) + 0.1 * np.sin(1.5 * along / radius + phase))
    half = max(0.75, radius / 30)  # at least 1.5 cells wide, otherwise it would have gaps at bends
    return np.abs(across - course) > half, across < course - half


def _first(order: np.ndarray, count: int) -> np.ndarray:
    """The `count` cells of lowest order; rounded, so that sines of other platforms cannot swap two."""
    chosen = np.zeros(order.size, bool)
    chosen[np.argsort(np.round(order, 9), axis=None, kind="stable")[:count]] = True
    return chosen.reshape(order.shape)


def _terrain(kind: str, depth: np.ndarray, rough: np.ndarray, pocket: np.ndarray, cell_m: float) -> np.ndarray:
    """Terrain of each cell, from its depth and a random field."""
    inward = depth + 0.12 * rough
    terrain = np.full(depth.shape, Terrain.open, np.uint8)
    countryside = np.where(rough > 0.4, Terrain.fields, Terrain.open)
    if kind == "town":
        terrain[:] = np.where(inward < 1.1, Terrain.town, countryside)
        terrain[(inward > 0.88) & (rough > -0.5) & (inward < 1.3)] = Terrain.fields
        terrain[inward < 0.38] = Terrain.dense
    elif kind == "dense_city":
        terrain[:] = np.where(inward < 1.35, Terrain.town, countryside)
        terrain[inward < 0.95] = Terrain.dense
    elif kind == "mountain":
        terrain[:] = np.where(rough > -1.1, Terrain.mountain, Terrain.open)
        terrain[(rough <= -1.1) & pocket] = Terrain.fields
        terrain[inward < 0.22] = Terrain.town  # the village
    elif kind == "base":
        terrain[:] = countryside
        terrain[pocket] = Terrain.open
        terrain[inward < 0.55] = Terrain.base
    if kind in ("town", "dense_city"):
        _place_hospitals(terrain, depth, pocket, cell_m)
    return terrain


def _place_hospitals(terrain: np.ndarray, depth: np.ndarray, pocket: np.ndarray, cell_m: float) -> None:
    """One hospital near the centre, and another for about every 5 km2, on a spiral that separates them."""
    count = max(1, round(pocket.sum() * cell_m**2 / 5e6))
    middle = (depth.shape[0] - 1) / 2
    radius = math.sqrt(pocket.sum() / math.pi)
    for i in range(count):
        reach, angle = 0.75 * radius * math.sqrt((i + 0.15) / count), 2.39996 * i  # the golden angle
        row, column = round(middle + reach * math.sin(angle)), round(middle + reach * math.cos(angle))
        if pocket[row, column]:
            terrain[row, column] = Terrain.hospital
