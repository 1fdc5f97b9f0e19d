"""The files that a map is made from, and what their user says of them."""

import importlib.util
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sim.scenario.errors import ScenarioError, did_you_mean, shorten

#: Packages of the extra `geo`.
PACKAGES = ("rasterio", "geopandas", "pyogrio", "pyproj", "shapely")
RASTERS = {
    "land_cover": "class codes, such as those of ESA WorldCover",
    "built_up": "built-up surface: m2 a pixel, percent, or a share",
    "population": "people per pixel, such as WorldPop or GHS-POP",
    "heights": "a terrain model, in metres",
}
VECTORS = {
    "ring": "the besieged ground: a polygon, or a line that closes",
    "front": "front lines that close around the besieged ground",
    "control": "polygons with an attribute `holder`: garrison, besieger or nobody",
    "crossings": "crossings of the ring",
    "hospitals": "hospitals, as points or polygons",
    "water": "rivers, as lines or polygons, and lakes",
    "ways": "streets and roads",
    "bridges": "bridges, as points, lines or polygons",
}
OSM = "osm"
LAYERS = {**RASTERS, **VECTORS, OSM: "an OpenStreetMap extract: buildings, streets, water, hospitals, bridges"}
NO_NODATA = "none"
PART = "::"  # between a file and the name of its layer or the number of its band


class MapSources(NamedTuple):
    """Files by layer (`LAYERS`), each as FILE or FILE::PART, and what they leave out.

    `crs` gives the coordinate system and `nodata` the nodata value (or `none`) of a layer whose file does not.
    `classes` is the name of a land-cover scheme or a file with one, `licences` a note for each layer.
    """

    files: Mapping[str, str]
    crs: Mapping[str, str] = {}
    nodata: Mapping[str, str] = {}
    licences: Mapping[str, str] = {}
    classes: str = ""


class LayerFile(NamedTuple):
    """One file as the layer of a map."""

    layer: str
    path: Path
    part: str  # name of a vector layer or number of a band; empty: the only one
    crs: str
    nodata: str

    @property
    def label(self) -> str:
        """How messages name it, such as `--ring town.geojson`."""
        part = f"{PART}{self.part}" if self.part else ""
        return f"--{self.layer.replace('_', '-')} {shorten(str(self.path), 200)}{part}"


def layer_files(sources: MapSources) -> dict[str, LayerFile]:
    """The files by layer. Raises ScenarioError for unknown layers, missing files and options about absent layers."""
    problems = [
        f"{shorten(layer)}: is not a layer of a map{did_you_mean(layer, LAYERS)}"
        for layer in sources.files
        if layer not in LAYERS
    ]
    for option, given in (("--crs", sources.crs), ("--nodata", sources.nodata), ("--licence", sources.licences)):
        problems += [
            f"{option} {shorten(layer)}={shorten(value)}: no file is given for this layer"
            f"{did_you_mean(layer, sources.files)}"
            for layer, value in given.items()
            if layer not in sources.files
        ]
    files = {}
    for layer, text in sources.files.items():
        name, _, part = str(text).partition(PART)
        file = LayerFile(
            layer, Path(name).expanduser(), part, sources.crs.get(layer, ""), sources.nodata.get(layer, "")
        )
        files[layer] = file
        if layer in LAYERS:
            problems += _unreadable(file)
    if problems:
        raise ScenarioError(problems)
    return files


def _unreadable(file: LayerFile) -> list[str]:
    try:
        if file.path.is_dir():
            return [f"{file.label}: this is a folder; give a file in it"]
        if not file.path.exists():
            address = re.match(r"\w{2,}:/", str(file.path)) is not None
            return [f"{file.label}: {'is an address; download it and give the file' if address else 'no such file'}"]
        if not file.path.is_file():
            return [f"{file.label}: not a regular file"]
        with file.path.open("rb"):
            return []
    except (OSError, ValueError) as error:
        return [f"{file.label}: cannot be read: {shorten(getattr(error, 'strerror', None) or str(error)).lower()}"]


def check_packages(purpose: str) -> None:
    """Raises ScenarioError where packages of the extra `geo` are missing, with the command that installs them."""
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        installer = "pip install" if importlib.util.find_spec("pip") else "uv pip install"
        raise ScenarioError(f"{purpose} needs {', '.join(missing)}; install with `{installer} 'safeconduct[geo]'`")
