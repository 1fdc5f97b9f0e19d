"""Coordinate systems: read from files, given by hand, checked against the coordinates, compared between layers."""

import math
from collections.abc import Sequence
from typing import Any

from sim.geography.sources import LayerFile
from sim.scenario.errors import ScenarioError, shorten

Bounds = tuple[float, float, float, float]  # left, bottom, right, top
WGS84 = 4326


def system_of(file: LayerFile, declared: Any, bounds: Bounds) -> Any:
    """The coordinate system of a file, a pyproj CRS: the one given by hand, or declared in the file.

    Raises ScenarioError where there is none, or where the coordinates cannot be of this system.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    option = f"--crs {file.layer}=EPSG:CODE"
    if not file.crs and declared is None:
        raise ScenarioError(
            f"{file.label}: has no coordinate system; find out which it is and give it with {option} "
            "(EPSG:4326 for longitude and latitude)"
        )
    try:
        crs = CRS.from_user_input(file.crs or (declared.to_wkt() if hasattr(declared, "to_wkt") else declared))
    except CRSError as error:
        where = f"--crs {file.layer}={shorten(file.crs)}" if file.crs else file.label
        raise ScenarioError(
            f"{where}: is not a coordinate system that PROJ knows ({shorten(str(error))}); "
            f"give a code, such as {option}"
        ) from None
    left, bottom, right, top = bounds
    if not all(map(math.isfinite, bounds)):
        raise ScenarioError(f"{file.label}: has coordinates that are not numbers; export the layer again")
    if not (crs.is_geographic or crs.is_projected):
        raise ScenarioError(f"{file.label}: {crs.name} is no system for maps; give another with {option}")
    if crs.is_geographic and (max(abs(left), abs(right)) > 180.5 or max(abs(bottom), abs(top)) > 90.5):
        raise ScenarioError(
            f"{file.label}: {crs.name} has longitudes up to 180 and latitudes up to 90, but its coordinates reach "
            f"{max(abs(left), abs(right)):.0f} and {max(abs(bottom), abs(top)):.0f}: metres of another system, or "
            f"latitude before longitude (GeoJSON without a system is always longitude and latitude); "
            f"give it with {option}"
        )
    if crs.is_projected and max(abs(left), abs(right)) <= 180 and max(abs(bottom), abs(top)) <= 90:
        raise ScenarioError(
            f"{file.label}: is said to be in {crs.name}, in metres, but all of its coordinates are within 180 and 90: "
            f"they look like degrees; give --crs {file.layer}=EPSG:4326 if they are"
        )
    return crs


#: Degrees of longitude from the middle of a UTM zone beyond which it is of no use; the zone itself has 3.
ZONE_REACH = 15.0


def far_from_zone(lonlat: Sequence[float], epsg: int) -> bool:
    """Whether a box in longitude and latitude reaches far beyond the UTM zone `epsg`, such as across the date line."""
    middle = 6 * (epsg % 100) - 183
    return any(abs(longitude - middle) > ZONE_REACH for longitude in (lonlat[0], lonlat[2]))


def transformer(source: Any, target: Any) -> Any:
    """A pyproj Transformer with x (or longitude) first, whatever the authority's axis order."""
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def moved_bounds(bounds: Bounds, source: Any, target: Any) -> Bounds:
    """Bounds in another system, with 21 points along each side."""
    return transformer(source, target).transform_bounds(*bounds, densify_pts=21)


def overlap(a: Bounds, b: Bounds) -> bool:
    """Whether two boxes share ground."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def apart(file: LayerFile, layer: Bounds, ring: Bounds) -> str:
    """The sentence for a layer that does not meet the map; both boxes in longitude and latitude."""
    left, bottom, right, top = layer
    guesses = (
        ("latitude before longitude in one of the two files", (bottom, left, top, right)),
        ("the wrong sign of latitude (the other hemisphere)", (left, -top, right, -bottom)),
        ("the wrong sign of longitude (the other hemisphere)", (-right, bottom, -left, top)),
    )
    guess = next((words for words, box in guesses if overlap(box, ring)), "")
    hint = f"; it would with {guess}" if guess else "; is it the right file, and its coordinate system the right one?"
    return f"{file.label}: does not overlap the map: it covers {box_text(layer)}, the map {box_text(ring)}{hint}"


def box_text(box: Bounds) -> str:
    """A box in longitude and latitude, such as 38.90 to 39.10 E, 35.90 to 36.00 N."""
    left, bottom, right, top = box

    def span(low: float, high: float, plus: str, minus: str) -> str:
        if high <= 0:
            return f"{-high:.2f} to {-low:.2f} {minus}"
        return f"{low:.2f} to {high:.2f} {plus}"

    return f"{span(left, right, 'E', 'W')}, {span(bottom, top, 'N', 'S')}"
