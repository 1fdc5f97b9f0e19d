"""Where the parts of the timeline stand, in pixels, and its axes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

LEFT, RIGHT = 88, 14  # pixels beside the plots
LANE_HIGH, LANE_LABEL_SIZE = 19, 11.5
TOP = 18  # above the lanes, for the words at vertical lines
TITLE_HIGH = 44  # above each panel, where a narrow page has two lines
BOTTOM = 36  # for days and dates
PANEL_HIGH = {"food": 54, "ration": 44, "morale": 60, "forces": 64, "deaths": 64, "garrison": 66, "besieger": 66}
#: Days that the axis spans at least.
LEAST_DAYS = 30


class PlotPlace(NamedTuple):
    """Where the lanes or a panel are drawn."""

    top: float
    height: float


class Layout(NamedTuple):
    """The places of the lanes and of each panel, from top to bottom, and the ends of the axis of days."""

    lanes: tuple[str, ...]
    places: tuple[PlotPlace, ...]  # the lanes first
    height: int
    first: float
    last: float

    def lane_middle(self, name: str) -> float:
        """Pixels from the top to the middle of a lane."""
        return self.places[0].top + (self.lanes.index(name) + 0.5) * LANE_HIGH


def layout_of(lanes: tuple[str, ...], panels: Sequence[str], days: int) -> Layout:
    """The layout for some lanes and panels, and a number of days."""
    places = [PlotPlace(TOP, LANE_HIGH * len(lanes))]
    for key in panels:
        above = places[-1]
        places.append(PlotPlace(above.top + above.height + TITLE_HIGH, PANEL_HIGH[key]))
    height = round(places[-1].top + places[-1].height + BOTTOM)
    return Layout(lanes, tuple(places), height, -0.5, max(LEAST_DAYS, days) - 0.5)


def plot_grid(place: PlotPlace) -> dict[str, Any]:
    """The grid of ECharts at a place."""
    return {"left": LEFT, "right": RIGHT, "top": place.top, "height": place.height, "containLabel": False}


def title_of(text: str, left: float, top: float, colour: str, size: float) -> dict[str, Any]:
    """A line of text as a title of ECharts."""
    style = {"color": colour, "fontSize": size, "fontWeight": "normal"}
    return {"text": text, "left": left, "top": top, "padding": 0, "textStyle": style}


def axis_of_days(layout: Layout, grid: int, colours: dict[str, str]) -> dict[str, Any]:
    """The axis of days of one grid; only the lowest has labels."""
    lowest = grid == len(layout.places) - 1
    return {
        "type": "value",
        "gridIndex": grid,
        "min": layout.first,
        "max": layout.last,
        "splitNumber": 6,
        "minInterval": 1,
        "name": "day" if lowest else "",
        "nameTextStyle": {"color": "transparent", "fontSize": 1},
        "nameGap": 0,
        "axisLabel": {"show": lowest, "color": colours["soft"], "fontSize": 11, "lineHeight": 14, "hideOverlap": True,
                      "showMinLabel": False, "showMaxLabel": False},
        "axisLine": {"show": grid > 0, "onZero": False, "lineStyle": {"color": colours["faint"]}},
        "axisTick": {"show": lowest, "lineStyle": {"color": colours["soft"]}},
        "splitLine": {"show": False},
    }  # fmt: skip


def value_axis(
    layout: Layout, grid: int, scale: tuple[float | None, float | None], colours: dict[str, str]
) -> dict[str, Any]:
    """The vertical axis of the lanes (grid 0) or of a panel."""
    low, high = scale
    lanes = grid == 0
    return {
        "type": "value",
        "gridIndex": grid,
        "inverse": lanes,
        "min": low,
        "max": high,
        "interval": 1 if lanes else None,
        "splitNumber": 2,
        "axisLabel": {"show": not lanes, "color": colours["soft"], "fontSize": 10.5, "hideOverlap": True},
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "splitLine": {"lineStyle": {"color": colours["faint"]}},
    }
