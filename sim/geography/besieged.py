"""The besieged ground: from a ring, from front lines that close, or from polygons of control."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.geography.report import MapReport
from sim.geography.sources import LayerFile
from sim.geography.vectors import AREAS, LINES
from sim.scenario.errors import ScenarioError, did_you_mean, shown
from sim.scenario.ground import Holder
from sim.text.format import count

#: Gaps of a line that are closed, in metres: what drawing by hand leaves.
CLOSED_GAP_M = 50.0
HOLDER = "holder"


def area_within(frame: Any, file: LayerFile, report: MapReport) -> Any:
    """The ground within polygons or lines that close, a shapely geometry; `frame` is in metres.

    Raises ScenarioError where the lines do not close.
    """
    from shapely import line_merge, polygonize
    from shapely.ops import unary_union

    areas = list(frame.geometry[frame.geom_type.isin(AREAS)])
    lines = list(frame.geometry[frame.geom_type.isin(LINES)])
    if lines:
        merged = unary_union([*lines])
        merged = line_merge(merged) if merged.geom_type == "MultiLineString" else merged
        shapes = list(polygonize([*_parts(merged)]).geoms)
        if not shapes:
            closed, gap, place = _with_gaps_closed(merged)
            shapes = list(polygonize([*_parts(closed)]).geoms) if closed is not None else []
            if not shapes:
                raise ScenarioError(
                    f"{file.label}: the line does not close: {_metres(gap)} are missing at "
                    f"{_lonlat(place, frame.crs)}; draw it closed, or as a polygon"
                )
            report.repaired.append(f"{file.label}: a gap of {gap:.0f} m in the line, closed")
        areas += shapes
    return unary_union(areas)


def _parts(shape: Any) -> Iterator[Any]:
    """The lines of a geometry, noded where they meet."""
    from shapely import node

    noded = node(shape)
    yield from getattr(noded, "geoms", [noded])


def _with_gaps_closed(merged: Any) -> tuple[Any, float, Any]:
    """The lines joined end to end where gaps are small, or None; the largest gap, and where it is."""
    from shapely.geometry import LineString, Point
    from shapely.ops import unary_union

    lines = list(getattr(merged, "geoms", [merged]))
    ends = [Point(line.coords[place]) for line in lines for place in (0, -1)]
    if len(ends) < 2:
        return None, 0.0, ends[0]
    joins, worst, place = [], 0.0, ends[0]
    free = set(range(len(ends)))
    pairs = sorted(
        (ends[i].distance(ends[j]), i, j) for i in free for j in free if i < j and (len(lines) == 1 or i // 2 != j // 2)
    )
    for gap, i, j in pairs:
        if i in free and j in free:
            free -= {i, j}
            joins.append(LineString([ends[i], ends[j]]))
            if gap >= worst:
                worst, place = gap, ends[i]
    return (unary_union([*lines, *joins]) if worst <= CLOSED_GAP_M else None), worst, place


def _metres(length: float) -> str:
    return f"{length / 1000:.1f} km" if length >= 1000 else f"{length:.0f} m"


def _lonlat(point: Any, crs: Any) -> str:
    from sim.geography.systems import WGS84, transformer

    east, north = transformer(crs, WGS84).transform(point.x, point.y)
    return f"{abs(east):.4f} {'E' if east >= 0 else 'W'} {abs(north):.4f} {'N' if north >= 0 else 'S'}"


def holders_of(frame: Any, file: LayerFile) -> Any:
    """The holder of each polygon of control, a Series. Raises ScenarioError for a missing or unknown holder."""
    names = [holder.name for holder in Holder]
    columns = [column for column in frame.columns if column != "geometry"]
    if HOLDER not in columns:
        raise ScenarioError(
            f"{file.label}: needs an attribute `{HOLDER}` with {', '.join(names)}"
            f"{did_you_mean(HOLDER, columns)}; it has {', '.join(columns) or 'no attributes'}"
        )
    missing = int(frame[HOLDER].isna().sum())
    if missing:
        raise ScenarioError(
            f"{file.label}: {count(missing, 'polygon')} without {HOLDER}: give each one of {', '.join(names)}"
        )
    given = frame[HOLDER].astype(str).str.strip().str.lower()
    for text in given:
        if text not in names:
            raise ScenarioError(
                f"{file.label}: {HOLDER} = {shown(text)}: must be one of {', '.join(names)}{did_you_mean(text, names)}"
            )
    return given


def holders_on_cells(shares: dict[Holder, np.ndarray], pocket: np.ndarray) -> np.ndarray:
    """Holder of each cell, uint8 (rows, columns): the pocket the garrison's, the rest by the largest share over a half.

    `shares` are float64 (rows, columns) and `pocket` the share within the ring. What nobody claims is the besieger's.
    """
    held = np.full(pocket.shape, Holder.besieger, np.uint8)
    for holder in (Holder.besieger, Holder.nobody, Holder.garrison):
        if holder in shares:
            held[shares[holder] >= 0.5] = holder
    held[pocket >= 0.5] = Holder.garrison
    return held
