"""Names of places in words: what stands in a cell and in which quarter it lies, so that every cell can be spoken of."""

import math
from typing import NamedTuple

import numpy as np

from sim.scenario.ground import Holder, Terrain
from sim.state.siege import Siege
from sim.text.format import capitalized

#: What stands in a cell, in words; also the key of the map.
GROUND_WORDS = {
    Terrain.open: "open ground",
    Terrain.fields: "fields",
    Terrain.town: "town, built up",
    Terrain.dense: "dense town",
    Terrain.mountain: "mountainside",
    Terrain.base: "barracks or works",
    Terrain.water: "water",
    Terrain.hospital: "hospital",
}
#: The same as the beginning of a name.
NAMES = GROUND_WORDS | {Terrain.town: "streets", Terrain.dense: "dense streets"}
#: Eight directions from the middle of the pocket, clockwise from the east, as rows are numbered from the north.
DIRECTIONS = ("east", "south-east", "south", "south-west", "west", "north-west", "north", "north-east")
#: Up to this share of the pocket's mean radius a cell lies in its centre.
CENTRE = 0.35
HOLDERS = {
    Holder.garrison: "held by the garrison",
    Holder.besieger: "held by the besieger",
    Holder.nobody: "no man's land",
}


class Spot(NamedTuple):
    """A cell as it lies to the middle of the pocket of day 0."""

    east_m: float
    south_m: float
    radius_m: float  # mean distance of the pocket's cells from their middle

    @property
    def distance_m(self) -> float:
        """Distance from the middle, metres."""
        return math.hypot(self.east_m, self.south_m)

    @property
    def direction(self) -> str:
        """`north-east` and so on."""
        return DIRECTIONS[round(math.atan2(self.south_m, self.east_m) / (math.pi / 4)) % 8]


def spot_of(siege: Siege, cell: int) -> Spot:
    """Where a cell lies."""
    width, side = siege.shape.width, siege.shape.cell_m
    rows, columns = np.divmod(siege.grid.pocket, width)
    middle_row, middle_column = float(rows.mean()), float(columns.mean())
    radius = float(np.hypot(rows - middle_row, columns - middle_column).mean())
    row, column = divmod(cell, width)
    return Spot((column - middle_column) * side, (row - middle_row) * side, radius * side)


def place_name(siege: Siege, cell: int, landmark: str = "") -> str:
    """The name of a cell: `Dense streets in the north-east quarter`, `Fields outside the pocket, to the west`.

    A `landmark` that is known to be there, such as `bridge`, takes the place of the terrain.
    """
    grid, spot = siege.grid, spot_of(siege, cell)
    what = landmark or NAMES[Terrain(int(grid.terrain[cell]))]
    if grid.first_holder[cell] != Holder.garrison:
        return capitalized(f"{what} outside the pocket, to the {spot.direction}")
    if spot.distance_m <= CENTRE * spot.radius_m:
        return capitalized(f"{what} in the centre")
    return capitalized(f"{what} in the {spot.direction} quarter")


def position_text(siege: Siege, cell: int) -> str:
    """The position of a cell from the middle of the pocket, such as `400 m east and 1.2 km north of the centre`."""
    spot = spot_of(siege, cell)
    parts = [
        f"{distance_text(abs(metres))} {forth if metres > 0 else back}"
        for metres, forth, back in ((spot.east_m, "east", "west"), (spot.south_m, "south", "north"))
        if abs(metres) >= siege.shape.cell_m / 2
    ]
    return f"{' and '.join(parts)} of the centre" if parts else "at the centre"


def distance_text(metres: float) -> str:
    """A distance in readable steps: 50 m, 1.2 km."""
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{max(10, round(metres, -1)):.0f} m"


def nearest_m(siege: Siege, cell: int, targets: np.ndarray) -> float | None:
    """Distance in metres from a cell to the nearest of `targets`, int32 or int64 (n,); None where there are none."""
    if not len(targets):
        return None
    row, column = divmod(cell, siege.shape.width)
    rows, columns = np.divmod(targets, siege.shape.width)
    return float(np.hypot(rows - row, columns - column).min()) * siege.shape.cell_m
