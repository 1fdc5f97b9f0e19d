"""Fronts and control over time as shapes: each as long as it holds, with dates for the clock of a GIS."""

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.geography.grid import TargetGrid
from sim.scenario.ground import Holder

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


class FrontHistory:
    """The states of control, one for each evening on which it differs from the one before."""

    def __init__(self, grid: TargetGrid, start: datetime.date) -> None:
        self.grid, self.start = grid, start
        self.states: list[tuple[int, np.ndarray]] = []  # first day, uint8 (rows, columns), Holder

    def add(self, day: int, control: np.ndarray) -> None:
        """Note the control of an evening, uint8 (rows, columns), Holder."""
        if not self.states or (self.states[-1][1] != control).any():
            self.states.append((day, control.copy()))

    def layers(self, evenings: Sequence[int], series: Mapping[str, Sequence[Any]]) -> "dict[str, GeoDataFrame]":
        """`control` and `front` with the days for which they hold, and `days`: the daily series at a point."""
        from geopandas import GeoDataFrame
        from shapely.ops import unary_union

        control, fronts = [], []
        for (day, held), after in zip(
            self.states, [*(day for day, _ in self.states[1:]), evenings[-1] + 1], strict=True
        ):
            span = self._span(day, after - 1)
            shapes = shapes_of(held, self.grid)
            for holder in Holder:
                parts = [shape for shape, value in shapes if value == holder]
                if parts:
                    whole = unary_union(parts)
                    control.append({**span, "holder": holder.name, "km2": whole.area / 1e6, "geometry": whole})
            garrison = [shape for shape, value in shapes if value == Holder.garrison]
            besieger = [shape for shape, value in shapes if value == Holder.besieger]
            if garrison and besieger:
                line = unary_union(garrison).boundary.intersection(unary_union(besieger).boundary)
                fronts.append({**span, "km": line.length / 1000, "geometry": _lines(line)})
        first = unary_union(
            [shape for shape, value in shapes_of(self.states[0][1], self.grid) if value == Holder.garrison]
        )
        point = first.representative_point()
        rows = [
            {
                **self._span(day, day),
                **{name: column[day] for name, column in series.items() if name != "day"},
                "geometry": point,
            }
            for day in range(len(next(iter(series.values()))))
        ]
        made = {"control": control, "front": fronts, "days": rows}
        return {
            name: GeoDataFrame(part, geometry="geometry", crs=self.grid.epsg) for name, part in made.items() if part
        }

    def _span(self, first: int, last: int) -> dict[str, Any]:
        """Days from the first to the last evening, and times from the beginning of the first to the last second."""
        import pandas as pd

        start = datetime.datetime.combine(self.start, datetime.time(), datetime.UTC)
        begin = start + datetime.timedelta(days=first)
        end = start + datetime.timedelta(days=last + 1, seconds=-1)
        return {"day_from": first, "day_to": last, "date_from": pd.Timestamp(begin), "date_to": pd.Timestamp(end)}


def shapes_of(values: np.ndarray, grid: TargetGrid) -> list[tuple[Any, int]]:
    """Areas of equal value of uint8 (rows, columns), as shapely polygons in metres with their value."""
    from rasterio.features import shapes
    from shapely.geometry import shape

    found: Any = shapes(np.ascontiguousarray(values), connectivity=4, transform=grid.transform)
    return [(shape(outline), int(value)) for outline, value in found]


def _lines(shape: Any) -> Any:
    """The lines of a geometry, as one of lines."""
    from shapely import get_parts, line_merge
    from shapely.geometry import MultiLineString

    parts = [part for part in get_parts(shape) if part.geom_type == "LineString"]
    return line_merge(MultiLineString(parts))
