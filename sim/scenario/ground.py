"""What ground is: terrain, who holds each cell, and cover."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

SMALLEST, LARGEST = 8, 256  # cells along a side


class Terrain(IntEnum):
    """What a cell is."""

    open = 0
    fields = 1
    town = 2
    dense = 3
    mountain = 4
    base = 5
    water = 6
    hospital = 7


class Holder(IntEnum):
    """Who holds a cell."""

    garrison = 0
    besieger = 1
    nobody = 2


#: Cover factor chi: how much more an attack on such a cell costs than one in the open.
COVER = {
    Terrain.open: 1.0,
    Terrain.fields: 1.0,
    Terrain.town: 1.5,
    Terrain.dense: 2.0,
    Terrain.mountain: 1.5,
    Terrain.base: 1.0,
    Terrain.water: 1.0,  # never read: nobody stands there
    Terrain.hospital: 2.0,
}


class SiegeMap(NamedTuple):
    """The ground on day 0."""

    terrain: np.ndarray  # uint8 (rows, columns), Terrain
    held: np.ndarray  # uint8 (rows, columns), Holder
    cell_m: float  # side of a cell, in metres


class Raster(NamedTuple):
    """What a map file says."""

    terrain: np.ndarray  # uint8 (rows, columns), Terrain
    held: np.ndarray  # uint8 (rows, columns), Holder
    cell_m: float | None  # side of a cell, in metres; None where the file does not say
