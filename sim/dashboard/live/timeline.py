"""The timeline of the Live page as one ECharts option: lanes of events over panels of series, on one axis of days.

Lanes, series and their gaps are those of the picture of a run. What happened on day 47 and what stood on the evening of
day 47 are both drawn at 47. Both runs of a fork are drawn: the counterfactual dashed, its marks below the others.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.dashboard.live.timeline_layout import (
    LANE_LABEL_SIZE,
    LEFT,
    Layout,
    axis_of_days,
    layout_of,
    plot_grid,
    title_of,
    value_axis,
)
from sim.dashboard.live.timeline_marks import lane_series
from sim.dashboard.live.view_model import SiegeView
from sim.runs.timeline_lanes import Lanes, lanes_of, spans
from sim.runs.timeline_series import Line, Panel, panels_of, series_of
from sim.state.columns import Array

#: Points of a line, at most.
MAX_POINTS = 400
#: How the values of a panel are read: decimals, and what follows the number.
READINGS = {"food": (0, " days"), "ration": (0, "%"), "morale": (2, ""), "forces": (0, "%"), "deaths": (0, ""),
            "garrison": (2, ""), "besieger": (0, "")}  # fmt: skip
SHADES = {"pressed": ("fire", 0.09), "truce": ("truce", 0.18)}


class RunTimeline(NamedTuple):
    """What a timeline draws of one run."""

    days: dict[str, Array]  # the daily series by name, each (days,)
    lanes: Lanes
    panels: tuple[Panel, ...]
    drawn: Array  # int64 (points,): days of which values are drawn


class Timeline(NamedTuple):
    """A timeline, ready to be drawn and read."""

    option: dict[str, Any]  # of ECharts
    height: int  # pixels
    first: float  # ends of the axis of days
    last: float
    panels: list[dict[str, Any]]  # what a reader may read beside each panel
    days: list[list[int]]  # by run: the days of which values are drawn


def run_timeline(view: SiegeView) -> RunTimeline:
    """The lanes and panels of a run so far."""
    days = series_of(view.rows[: view.days])
    lanes = lanes_of(days, view.ledger[: view.events], view.deals, view.changed)
    return RunTimeline(days, lanes, panels_of(days, view.initial), drawn_days(view.days))


def drawn_days(days: int) -> Array:
    """The days of which values are drawn, int64 (points,): evenly spaced, at most `MAX_POINTS`, with the last one."""
    step = max(1, math.ceil(days / (MAX_POINTS - 1)))
    return np.unique(np.append(np.arange(0, days, step), days - 1)) if days else np.zeros(0, np.int64)


def timeline_of(views: Sequence[SiegeView], colours: dict[str, str], forked_day: int = -1) -> Timeline:
    """The timeline of one run, or of both runs of a fork, with a mark on the day of the fork."""
    runs = [run_timeline(view) for view in views]
    names = tuple(dict.fromkeys(name for run in runs for name in run.lanes.names))
    longest = max(len(run.days["day"]) for run in runs)
    layout = layout_of(names, [panel.key for panel in runs[0].panels], longest)
    events = [(deal.signed, "deal signed") for view in views for deal in view.deals if deal.completed >= 0]
    events += [(forked_day, "fork")] if forked_day >= 0 and len(views) == 2 else []
    series = [
        one for index, run in enumerate(runs) for one in lane_series(run.lanes, layout, index, len(runs), colours)
    ]
    series.append(_day_marks(events, 0, colours, labelled=True))
    readings = []
    for grid, panels in enumerate(zip(*(run.panels for run in runs), strict=True), 1):
        readings.append(_reading(panels, layout, grid))
        for index, (run, panel) in enumerate(zip(runs, panels, strict=True)):
            series += _panel_series(panel, run, grid, index, colours)
        series.append(_shades(runs[0], grid, colours))
        series.append(_day_marks(events, grid, colours))
    option = {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": "Events and daily series of the siege on one axis of days"}},
        "textStyle": {"fontFamily": "Inter, system-ui, sans-serif", "color": colours["ink"]},
        "grid": [plot_grid(place) for place in layout.places],
        "title": [*_lane_names(layout, colours), *_panel_titles(runs, layout, colours)],
        "xAxis": [axis_of_days(layout, grid, colours) for grid in range(len(layout.places))],
        "yAxis": [value_axis(layout, grid, scale, colours) for grid, scale in enumerate(_scales(layout, runs))],
        "series": series,
    }
    readings = [
        _reading(panels, layout, grid) for grid, panels in enumerate(zip(*(r.panels for r in runs), strict=True), 1)
    ]
    return Timeline(option, layout.height, layout.first, layout.last, readings, [run.drawn.tolist() for run in runs])


def _scales(layout: Layout, runs: Sequence[RunTimeline]) -> list[tuple[float | None, float | None]]:
    """Lower and upper end of each vertical axis; None: by its values."""
    scales: list[tuple[float | None, float | None]] = [(0.0, float(len(layout.lanes)))]
    for panels in zip(*(run.panels for run in runs), strict=True):
        tops, bottoms = [panel.top for panel in panels], [panel.bottom for panel in panels]
        scales.append(
            (
                None if any(value is None for value in bottoms) else min(v for v in bottoms if v is not None),
                None if any(value is None for value in tops) else max(v for v in tops if v is not None),
            )
        )
    return scales


def series_id(line: Line, run: int) -> str:
    """The id of a line's series in the option."""
    return f"{line.name}-{run}"


def points_of(drawn: Array, *values: Array) -> list[tuple[Any, ...]]:
    """(day, value, ...) of the days that are drawn; a value is None where there is none.

    `drawn` is int64 (points,), each of `values` float64 (days,). Tuples, which cost the garbage collector nothing.
    """
    columns = []
    for series in values:
        some = series[drawn] if len(drawn) else np.zeros(0)
        column = some.astype(object)
        column[np.isnan(some)] = None
        columns.append(column.tolist())
    return list(zip(drawn.tolist(), *columns, strict=True))


def _panel_series(
    panel: Panel, run: RunTimeline, grid: int, index: int, colours: dict[str, str]
) -> list[dict[str, Any]]:
    """The lines of a panel, with the band of those that are smoothed and the areas of those that are stacked."""
    made, below = [], np.zeros(len(run.days["day"]))
    for line in panel.lines:
        name = series_id(line, index)
        if line.low is not None and line.high is not None:
            made.append(_area(f"{name}-band", line, line.low, line.high, run, grid, colours, 0.16))
        if panel.stacked and index == 0:
            made.append(_area(f"{name}-area", line, below, below + line.values, run, grid, colours, 0.8))
        elif panel.stacked:
            made.append(_line(f"{name}-top", below + line.values, line, run, grid, index, colours))
        below = below + line.values
        series = _line(name, line.values, line, run, grid, index, colours)
        series["name"] = f"{panel.title}: {line.label}{', counterfactual' if index else ''}"
        if panel.stacked:  # it is read and exported; its area is what is seen
            series["lineStyle"] = {"width": 0}
        made.append(series)
    return made


def _line(
    name: str, values: Array, line: Line, run: RunTimeline, grid: int, index: int, colours: dict[str, str]
) -> dict[str, Any]:
    return {
        "id": name, "type": "line", "xAxisIndex": grid, "yAxisIndex": grid, "data": points_of(run.drawn, values),
        "showSymbol": False, "silent": True, "clip": True, "color": colours[line.colour],
        "lineStyle": {"width": 1.8, "type": "solid" if index == 0 else "dashed"}, "z": 3,
    }  # fmt: skip


def _area(
    name: str, line: Line, low: Array, high: Array, run: RunTimeline, grid: int, colours: dict[str, str], opacity: float
) -> dict[str, Any]:
    """An area between two lines, as points [day, low, high], which the page draws."""
    return {
        "id": name, "type": "custom", "xAxisIndex": grid, "yAxisIndex": grid, "data": points_of(run.drawn, low, high),
        "encode": {"x": 0, "y": [1, 2]}, "silent": True, "clip": True,
        "itemStyle": {"color": colours[line.colour], "opacity": opacity}, "z": 2,
    }  # fmt: skip


def _shades(run: RunTimeline, grid: int, colours: dict[str, str]) -> dict[str, Any]:
    """The assault campaign and the truces behind a panel."""
    areas = [
        [{"xAxis": first - 0.5, "itemStyle": {"color": colours[colour], "opacity": opacity}}, {"xAxis": after - 0.5}]
        for name, (colour, opacity) in SHADES.items()
        for first, after in spans(run.days[name])
    ]
    return {
        "id": f"shades-{grid}", "type": "line", "xAxisIndex": grid, "yAxisIndex": grid, "data": [], "silent": True,
        "markArea": {"silent": True, "data": areas}, "z": 1,
    }  # fmt: skip


def _day_marks(
    events: Sequence[tuple[int, str]], grid: int, colours: dict[str, str], labelled: bool = False
) -> dict[str, Any]:
    """Vertical lines on some days, with their words above the lanes."""
    lines = [
        {
            "xAxis": day - 0.5 if label == "fork" else day,
            "label": {"show": labelled, "formatter": label},
            "lineStyle": {
                "color": colours["soft" if label == "fork" else "convoy"],
                "type": "dotted" if label == "fork" else "solid",
                "width": 1.4,
            },
        }
        for day, label in dict.fromkeys(events)
    ]
    return {
        "id": f"days-{grid}", "type": "line", "xAxisIndex": grid, "yAxisIndex": grid, "data": [], "silent": True,
        "markLine": {
            "symbol": "none", "silent": True, "animation": False, "data": lines,
            "label": {"position": "start", "fontSize": 11, "fontWeight": 600, "color": colours["ink"], "distance": 2},
        },
        "z": 4,
    }  # fmt: skip


def _lane_names(layout: Layout, colours: dict[str, str]) -> list[dict[str, Any]]:
    return [
        title_of(name, LEFT - 8, layout.lane_middle(name) - LANE_LABEL_SIZE / 2 - 1, colours["ink"], LANE_LABEL_SIZE)
        | {"textAlign": "right"}
        for name in layout.lanes
    ]


def _panel_titles(runs: Sequence[RunTimeline], layout: Layout, colours: dict[str, str]) -> list[dict[str, Any]]:
    """Title, unit and colours of each panel. On the page its readings cover them; an exported picture needs them."""
    titles = []
    for panel, place in zip(runs[0].panels, layout.places[1:], strict=True):
        rich = {line.name: {"color": colours[line.colour], "fontSize": 11, "fontWeight": 600} for line in panel.lines}
        words = "   ".join(f"{{{line.name}|{line.label}}}" for line in panel.lines)
        text = f"{panel.title} ({panel.unit})   {words}"
        title = title_of(text, LEFT, place.top - 23, colours["ink"], 11)
        title["textStyle"] |= {"rich": rich}
        titles.append(title)
    return titles


def _reading(panels: Sequence[Panel], layout: Layout, grid: int) -> dict[str, Any]:
    """What the page writes above a panel: its title and, for the day under the cursor, the value of each line."""
    panel = panels[0]
    decimals, unit = READINGS[panel.key]
    return {
        "key": panel.key,
        "title": panel.title,
        "unit": panel.unit,
        "top": layout.places[grid].top - 26,
        "decimals": decimals,
        "suffix": unit,
        "lines": [
            {
                "label": line.label,
                "colour": line.colour,
                "series": [series_id(line, index) for index in range(len(panels))],
            }
            for line in panel.lines
        ],
    }
