"""The map of a scenario, from a text raster, a picture or the generator."""

from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.errors import ScenarioError, shown
from sim.scenario.files import exists, label_of, read_text
from sim.scenario.generate import generate
from sim.scenario.ground import SiegeMap
from sim.scenario.pictures import read_picture
from sim.scenario.rasters import parse, render

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


PNG = "a PNG picture"
#: How a file of each kind begins; its name does not matter.
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", PNG), (b"II*\0", "a GeoTIFF"), (b"MM\0*", "a GeoTIFF"), (b"II+\0", "a GeoTIFF"),
    (b"MM\0+", "a GeoTIFF"), (b"SQLite format 3\0", "a GeoPackage"), (b"\0\0\x27\x0a", "a shapefile"),
    (b"{", "GeoJSON"),
)  # fmt: skip
#: Files that a map can be made of, and as what.
GEOGRAPHIC = {
    "a GeoTIFF": "--ring FILE --land-cover FILE",
    "a GeoPackage": "--ring FILE::LAYER",
    "a shapefile": "--ring FILE",
    "GeoJSON": "--ring FILE",
}


def _kind_of(path: Path) -> str:
    """What a file is by its first bytes; empty for text, and for what cannot be read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(16)
    except (OSError, ValueError):
        return ""
    return next((kind for signature, kind in SIGNATURES if head.startswith(signature)), "")


def map_of(scenario: "Scenario", folder: Path = Path(), label: str = "") -> SiegeMap:
    """The map of a scenario; its arrays are read-only.

    A loaded scenario contains its map; `folder` is for a scenario created in Python that names a file. Raises
    ScenarioError where there is no such map, or its cells have another size.
    """
    ground, label = scenario.map, label or scenario.name
    if not ground.file:
        return generate(ground.generate, ground.area_km2, ground.cell_m, ground.seed, label)

    raster = parse(embed_map(ground.file, folder, label), f"{label}: map.file")
    if raster.cell_m not in (None, ground.cell_m):
        raise ScenarioError(
            f"{label}: map.cell_m = {shown(ground.cell_m)}: the map file uses cells of "
            f"{shown(raster.cell_m)} m; use the same value in both"
        )
    return SiegeMap(raster.terrain, raster.held, ground.cell_m, raster.civilians)


def embed_map(file: str, folder: Path, label: str) -> str:
    """The map that `map.file` names or contains, as text in the standard form.

    Raises ScenarioError where there is no such file.
    """

    if "\n" in file:
        return render(parse(file, f"{label}: map.file"))
    path = folder / file
    if not exists(path):
        raise ScenarioError(
            f"{label}: map.file = {shown(file)}: there is no file {label_of(path)}; "
            "paths are relative to the file that contains them"
        )
    kind = _kind_of(path)
    if kind in GEOGRAPHIC:
        raise ScenarioError(
            f"{label}: map.file = {shown(file)}: is {kind}, and a map is text or PNG pictures; make one of it with "
            f"`safeconduct map make NAME {GEOGRAPHIC[kind]}` (docs/geography.md)"
        )
    if kind == PNG or path.suffix.lower() == ".png":
        return render(read_picture(path))
    return render(parse(read_text(path, f"{label}: map.file = {shown(file)}"), label_of(path)))
