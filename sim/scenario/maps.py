"""The ground of a scenario: its terrain and who holds it, from a text raster, a picture or a generator."""

from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.scenario.errors import ScenarioError, shown
from sim.scenario.files import is_there, label_of, read_text

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario

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


class Place(NamedTuple):
    """The ground on day 0."""

    terrain: np.ndarray  # uint8 (rows, columns), Terrain
    held: np.ndarray  # uint8 (rows, columns), Holder
    cell_m: float  # side of a cell


def place_of(scenario: "Scenario", folder: Path = Path(), label: str = "") -> Place:
    """The scenario's ground; arrays are read-only.

    A loaded scenario carries its map in itself; `folder` is for one made in Python that names a file.
    """
    ground, label = scenario.map, label or scenario.name
    if not ground.file:
        from sim.scenario.generate import generate

        return generate(ground.generate, ground.area_km2, ground.cell_m, ground.seed, label)
    from sim.scenario.rasters import parse

    raster = parse(embed(ground.file, folder, label), f"{label}: map.file")
    if raster.cell_m not in (None, ground.cell_m):
        raise ScenarioError(
            f"{label}: map.cell_m = {shown(ground.cell_m)}: the map is drawn in cells of "
            f"{shown(raster.cell_m)} m; give the same in both"
        )
    return Place(raster.terrain, raster.held, ground.cell_m)


def embed(file: str, folder: Path, label: str) -> str:
    """The map that `map.file` names, or is, as text in its standard form."""
    from sim.scenario.rasters import parse, render

    if "\n" in file:
        return render(parse(file, f"{label}: map.file"))
    path = folder / file
    if not is_there(path):
        raise ScenarioError(
            f"{label}: map.file = {shown(file)}: there is no file {label_of(path)}; "
            "a path is meant from the file that says it"
        )
    if path.suffix.lower() == ".png":
        from sim.scenario.pictures import read_picture

        return render(read_picture(path))
    return render(parse(read_text(path, f"{label}: map.file = {shown(file)}"), label_of(path)))
