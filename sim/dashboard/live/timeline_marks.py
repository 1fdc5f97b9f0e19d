"""Bars and marks in the lanes of the timeline, as series of ECharts."""

from typing import Any

from sim.dashboard.live.timeline_layout import LANE_HIGH, Layout
from sim.runs.timeline_lanes import MARKS, LaneBar, Lanes
from sim.state.events import Event

#: A marker of Matplotlib -> the symbol of ECharts, its turn in degrees, its size in pixels.
SYMBOLS: dict[str, tuple[str, int, float]] = {
    "^": ("triangle", 0, 9),
    "v": ("triangle", 180, 9),
    "o": ("circle", 0, 8),
    "s": ("rect", 0, 8),
    "D": ("diamond", 0, 10),
    "|": ("path://M0,0L0,10", 0, 9),
    "x": ("path://M0,0L10,10M10,0L0,10", 0, 7),
    "X": ("path://M2,0L5,3L8,0L10,2L7,5L10,8L8,10L5,7L2,10L0,8L3,5L0,2Z", 0, 9),
    "P": ("path://M3.5,0L6.5,0L6.5,3.5L10,3.5L10,6.5L6.5,6.5L6.5,10L3.5,10L3.5,6.5L0,6.5L0,3.5L3.5,3.5Z", 0, 9),
}
STROKES = ("|", "x")


def lane_series(lanes: Lanes, layout: Layout, run: int, runs: int, colours: dict[str, str]) -> list[dict[str, Any]]:
    """The bars and marks of one run; with two runs, those of the second stand in the lower half of each lane."""
    shift = 0.5 if runs == 1 else (0.26, 0.74)[run]
    kinds = dict.fromkeys((bar.lane, bar.colour, bar.opacity) for bar in lanes.bars)
    made = []
    for lane, colour, opacity in kinds:
        bars = [bar for bar in lanes.bars if (bar.lane, bar.colour, bar.opacity) == (lane, colour, opacity)]
        made.append(_bars(bars, layout.lanes.index(lane) + shift, run, 1 if runs == 1 else 2, colours))
    for event in MARKS:
        days = [mark.day for mark in lanes.marks if mark.event == event]
        if days:
            lane = layout.lanes.index(MARKS[event].lane)
            made.append(_marks(event, [[day, lane + shift] for day in days], run, colours))
    return made


def _bars(bars: list[LaneBar], height: float, run: int, share: int, colours: dict[str, str]) -> dict[str, Any]:
    first = bars[0]
    points = [[[bar.first - 0.5, height], [bar.after - 0.5, height], [bar.after - 0.5, None]] for bar in bars]
    return {
        "id": f"bars-{first.lane}-{first.colour}-{run}",
        "type": "line",
        "data": [point for bar in points for point in bar],
        "showSymbol": False,
        "silent": True,
        "color": colours[first.colour],
        "lineStyle": {"width": 0.6 * LANE_HIGH / share, "opacity": min(0.75, 1.5 * first.opacity), "cap": "butt"},
        "z": 2,
    }


def _marks(event: Event, points: list[list[Any]], run: int, colours: dict[str, str]) -> dict[str, Any]:
    style = MARKS[event]
    symbol, turn, size = SYMBOLS[style.marker]
    colour = colours[style.colour]
    fill = "transparent" if style.marker in STROKES else colour if style.filled else colours["paper"]
    return {
        "id": f"marks-{event.value}-{run}",
        "type": "scatter",
        "data": points,
        "symbol": symbol,
        "symbolRotate": turn,
        "symbolSize": size if run == 0 else size - 1.5,
        "symbolKeepAspect": True,
        "silent": True,
        "itemStyle": {"color": fill, "borderColor": colour, "borderWidth": 1.8 if style.marker in STROKES else 1.3,
                      "opacity": 1.0},
        "z": 5,
    }  # fmt: skip
