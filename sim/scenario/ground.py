"""Types of the ground: terrain, holders, cover, maps."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

SMALLEST, LARGEST = 8, 256  # cells along a side


class Terrain(IntEnum):
    """Terrain of a cell."""

    open = 0
    fields = 1
    town = 2
    dense = 3
    mountain = 4
    base = 5
    water = 6
    hospital = 7


class Holder(IntEnum):
    """Holder of a cell."""

    garrison = 0
    besieger = 1
    nobody = 2


#: Cover factor chi: cost of an attack on such a cell relative to open ground.
COVER = {
    Terrain.open: 1.0,
    Terrain.fields: 1.0,
    Terrain.town: 1.5,
    Terrain.dense: 2.0,
    Terrain.mountain: 1.5,
    Terrain.base: 1.0,
    Terrain.water: 1.0,  # unused: nobody can be there
    Terrain.hospital: 2.0,
}


class SiegeMap(NamedTuple):
    """The map of a siege on day 0."""

    terrain: np.ndarray  # uint8 (rows, columns), Terrain
    held: np.ndarray  # uint8 (rows, columns), Holder
    cell_m: float  # side of a cell, in metres
    civilians: np.ndarray | None = None  # int32 (rows, columns), where they live; None: by the density of the terrain


class Raster(NamedTuple):
    """The content of a map file."""

    terrain: np.ndarray  # uint8 (rows, columns), Terrain
    held: np.ndarray  # uint8 (rows, columns), Holder
    cell_m: float | None  # side of a cell, in metres; None where the file does not give it
    civilians: np.ndarray | None = None  # int32 (rows, columns), where they live; None where the file does not say
