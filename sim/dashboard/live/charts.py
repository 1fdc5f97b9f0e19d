"""What the charts of the live page show: pure functions from plain data; how they are drawn is plot.py."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.dashboard.live.chart_options import apart, chart_of, line_of, marks_of
from sim.dashboard.live.view_model import COLUMN, SiegeView, series

DASHES = ("solid", "dashed")
#: From here on a count is told in thousands.
LONG, THOUSAND = 10_000, 1000


class Line(NamedTuple):
    """One line of a small chart."""

    measure: str
    words: str
    colour: str  # key of the chart's look


class ChartSpec(NamedTuple):
    """One small chart."""

    name: str
    title: str
    unit: str
    lines: tuple[Line, ...]
    top: float | None = None


#: The small charts, in order of importance.
CHARTS = (
    ChartSpec("food", "Food left", "days at full ration", (Line("food_days", "food", "food"),)),
    ChartSpec(
        "morale",
        "Morale and fear",
        "0 to 1",
        (
            Line("morale_fighters", "garrison", "fighter"),
            Line("morale_besiegers", "besiegers", "besieger"),
            Line("fear", "fear", "civilian"),
        ),
        1.0,
    ),
    ChartSpec(
        "forces",
        "Forces",
        "people",
        (
            Line("fit_fighters", "fit fighters", "fighter"),
            Line("besiegers", "besiegers", "besieger"),
            Line("civilians", "civilians", "civilian"),
        ),
    ),
    ChartSpec(
        "deaths",
        "Deaths so far",
        "people",
        (
            Line("dead_civilians", "civilians", "civilian"),
            Line("dead_fighters", "fighters", "fighter"),
            Line("dead_besiegers", "besiegers", "besieger"),
        ),
    ),
    ChartSpec(
        "worth",
        "A local fighter's view",
        "in lives",
        (
            Line("garrison_fight", "fight on", "fighter"),
            Line("garrison_leave", "leave", "food"),
            Line("garrison_give_up", "give up", "civilian"),
        ),
    ),
    ChartSpec(
        "besieger",
        "The besieger's view",
        "own lives",
        (
            Line("besieger_storm", "storm", "fire"),
            Line("besieger_wait", "wait", "soft"),
            Line("besieger_deal", "deal", "food"),
        ),
    ),
)


def known(chart: ChartSpec) -> bool:
    """Whether all that it shows is measured."""
    return all(line.measure in COLUMN for line in chart.lines)


def small(
    chart: ChartSpec, days: Sequence[SiegeView], look: dict[str, str], marks: Sequence[tuple[int, str]] = ()
) -> dict[str, Any]:
    """A small chart of one siege, or of two over one another: as it is solid, as it would be dashed."""
    scale = 1 / THOUSAND if in_thousands(chart, days) else 1.0
    found = [[_scaled(series(day, line.measure), scale) for line in chart.lines] for day in days]
    shifts = apart(found[-1], chart.top)
    lines = [
        line_of(line.words, points, look, line.colour, DASHES[number], shift if number == len(days) - 1 else None)
        for number, drawn in enumerate(found)
        for line, points, shift in zip(chart.lines, drawn, shifts, strict=True)
    ]
    if marks:
        lines[0]["markLine"] = marks_of(marks, look)
    return chart_of(lines, look, chart.top, f"{chart.title}, {unit(chart, days)}", whole=chart.unit == "people")


def unit(chart: ChartSpec, days: Sequence[SiegeView]) -> str:
    """What its figures are counted in."""
    return f"thousand {chart.unit}" if in_thousands(chart, days) else chart.unit


def in_thousands(chart: ChartSpec, days: Sequence[SiegeView]) -> bool:
    """Whether its figures are too long for an axis."""
    seen = (day.rows[at][COLUMN[line.measure]] for day in days for line in chart.lines for at in (0, day.days - 1))
    return chart.unit == "people" and any(day.days for day in days) and max(seen) >= LONG


def _scaled(points: list[tuple[int, float]], scale: float) -> list[tuple[int, float]]:
    return points if scale == 1.0 else [(day, value * scale) for day, value in points]


def lives(days: Sequence[SiegeView], look: dict[str, str]) -> dict[str, Any]:
    """Running difference in deaths, the second siege less the first, where both have got."""
    names = ("dead_civilians", "dead_fighters", "dead_besiegers")
    words = {
        "dead_civilians": ("civilians", "civilian"),
        "dead_fighters": ("fighters", "fighter"),
        "dead_besiegers": ("besiegers", "besieger"),
    }
    shown = {name: difference(days, name) for name in names}
    shifts = dict(zip(names, apart(list(shown.values()), None), strict=True))
    lines = [line_of(words[name][0], shown[name], look, words[name][1], "solid", shifts[name]) for name in names]
    return chart_of(lines, look, None, "Difference in deaths, the change less as it was", whole=True)


def difference(days: Sequence[SiegeView], name: str, most: int = 300) -> list[tuple[int, float]]:
    """Second siege less the first by day; one that is over keeps its last value."""
    column, rows = COLUMN[name], [day.rows for day in days[:2]]
    counts = [day.days for day in days[:2]]
    longest = max(counts)
    step = max(1, -(-longest // most))
    places = [*range(0, longest, step)] + ([longest - 1] if longest else [])
    return [
        (place, rows[1][min(place, counts[1] - 1)][column] - rows[0][min(place, counts[0] - 1)][column])
        for place in dict.fromkeys(places)
        if min(counts)
    ]
