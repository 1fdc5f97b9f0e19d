"""Land cover: class codes of known schemes, or of a file of one's own, as shares of cells."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.geography.grid import TargetGrid
from sim.geography.pixels import RasterCoverage, blocks, class_shares, pixels_of
from sim.geography.raster_files import RasterSource
from sim.geography.report import MapReport
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.files import read_text

#: What a class of any scheme means to a map.
GROUPS = ("open", "fields", "built", "water", "mountain")
UNKNOWN = "unknown"
#: Groups of which the largest share decides what unbuilt land is.
LAND = ("open", "fields", "mountain")
LARGEST_CODE = 1 << 16

SCHEMES: dict[str, dict[int, str]] = {
    "worldcover": {  # ESA WorldCover, 10 m
        10: "open", 20: "open", 30: "open", 40: "fields", 50: "built", 60: "open", 70: "open", 80: "water", 90: "open",
        95: "open", 100: "open",
    },
    "copernicus": {  # Copernicus global land cover, 100 m
        20: "open", 30: "open", 40: "fields", 50: "built", 60: "open", 70: "open", 80: "water", 90: "open", 100: "open",
        **dict.fromkeys((111, 112, 113, 114, 115, 116, 121, 122, 123, 124, 125, 126), "open"), 200: "water",
    },
    "esri": {  # Esri / Impact Observatory, 10 m
        1: "water", 2: "open", 4: "open", 5: "fields", 7: "built", 8: "open", 9: "open", 10: UNKNOWN, 11: "open",
    },
    "dynamic_world": {  # Dynamic World, 10 m
        0: "water", 1: "open", 2: "open", 3: "open", 4: "fields", 5: "open", 6: "built", 7: "open", 8: "open",
    },
    "corine": {  # CORINE, 100 m, codes of three digits
        **dict.fromkeys((111, 112, 121, 122, 123, 124, 131, 132, 133), "built"),
        **dict.fromkeys((141, 142), "open"),
        **dict.fromkeys((211, 212, 213, 221, 222, 223, 231, 241, 242, 243, 244), "fields"),
        **dict.fromkeys((311, 312, 313, 321, 322, 323, 324, 331, 332, 333, 334, 335, 411, 412, 421, 422, 423), "open"),
        **dict.fromkeys((511, 512, 521, 522, 523), "water"),
    },
}  # fmt: skip


class LandCover(NamedTuple):
    """Shares of each cell by group of classes."""

    share: dict[str, np.ndarray]  # float64 (rows, columns), of the known part of the cell
    cover: RasterCoverage


def read_land_cover(source: RasterSource, grid: TargetGrid, classes: str, report: MapReport) -> LandCover:
    """Land cover on the grid. Raises ScenarioError for decimal numbers, and for codes that no scheme knows."""
    label, pixels = source.file.label, pixels_of(source, grid)
    counts = np.zeros(LARGEST_CODE, np.int64)
    for block in blocks(pixels):
        values = block.values[block.data]
        if not source.whole and values.size and (values != np.floor(values)).any():
            raise ScenarioError(
                f"{label}: holds decimal numbers such as {values[values != np.floor(values)][0]:g}, but land cover is "
                "class codes; if it is a share or an area of built-up surface give it as --built-up, if it was "
                "resampled use the original, or resample with nearest or mode"
            )
        if values.size and (values.min() < 0 or values.max() >= LARGEST_CODE):
            raise ScenarioError(f"{label}: holds {values.min():g} to {values.max():g}, which are no class codes")
        counts += np.bincount(values.astype(np.int64), minlength=LARGEST_CODE)
    present = [int(code) for code in np.flatnonzero(counts)]
    if not present:
        raise ScenarioError(f"{label}: has no data on the map, only its nodata value; give a file that covers the ring")
    name, scheme = _scheme(present, classes, label)
    index = np.full(LARGEST_CODE, -1, np.int64)
    for code in present:
        index[code] = GROUPS.index(scheme[code]) if scheme[code] != UNKNOWN else -1
    shares = class_shares(pixels, index, len(GROUPS))
    ties = _ties(shares.share[[GROUPS.index(group) for group in LAND]])
    report.used.append(
        f"{label}: classes of {name}, codes {', '.join(map(str, present))}; pixels split into {pixels.split}^2 points"
    )
    if ties:
        report.assumed.append(
            f"{label}: {ties} cells with two kinds of land of equal share: the first of {', '.join(LAND)} counts"
        )
    return LandCover(dict(zip(GROUPS, shares.share, strict=True)), shares.cover)


def _ties(share: np.ndarray) -> int:
    ordered = np.sort(share, axis=0)
    return int(((ordered[-1] == ordered[-2]) & (ordered[-1] > 0)).sum())


def _scheme(present: list[int], classes: str, label: str) -> tuple[str, Mapping[int, str]]:
    """The scheme that is named, or the one that the codes fit. Raises ScenarioError where none or several fit."""
    if classes:
        name, scheme = (classes, SCHEMES[classes]) if classes in SCHEMES else (classes, _own_scheme(classes))
        missing = [code for code in present if code not in scheme]
        if missing:
            raise ScenarioError(
                f"{label}: code {', '.join(map(str, missing[:10]))}: not in the classes {shorten(name)}, which have "
                f"{', '.join(map(str, sorted(scheme)[:30]))}; add it, or declare it as nodata"
            )
        return name, scheme
    fitting = [name for name, scheme in SCHEMES.items() if all(code in scheme for code in present)]
    if not fitting:
        raise ScenarioError(
            f"{label}: codes {', '.join(map(str, present[:20]))} fit none of the classes {', '.join(SCHEMES)}; give "
            "--classes FILE.yaml, a line for each code such as `50: built` "
            f"({', '.join((*GROUPS, UNKNOWN))}), or --nodata land_cover=CODE"
        )
    meanings = {tuple(SCHEMES[name][code] for code in present) for name in fitting}
    if len(meanings) > 1:
        raise ScenarioError(
            f"{label}: codes {', '.join(map(str, present))} fit several classes ({', '.join(fitting)}), which differ; "
            f"say which with --classes, such as --classes {fitting[0]}"
        )
    return fitting[0], SCHEMES[fitting[0]]


def _own_scheme(file: str) -> dict[int, str]:
    if "." not in file and "/" not in file:
        raise ScenarioError(
            f"--classes {shorten(file)}: must be one of {', '.join(SCHEMES)} or a YAML file"
            f"{did_you_mean(file, SCHEMES)}"
        )
    label = f"--classes {shorten(file)}"
    text = read_text(Path(file).expanduser(), label)
    given = yamltext.read(text, label)
    if not isinstance(given, dict) or not given:
        raise ScenarioError(f"{label}: must have a line for each code, such as `50: built`")
    scheme = {}
    for code, group in given.items():
        if not str(code).isdecimal() or group not in (*GROUPS, UNKNOWN):
            raise ScenarioError(
                f"{label}: {shorten(str(code))}: {shown(group)}: must be a code and one of "
                f"{', '.join((*GROUPS, UNKNOWN))}"
            )
        scheme[int(code)] = group
    return scheme
