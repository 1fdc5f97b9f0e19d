"""The charts of the live page: which daily series each shows, as ECharts options made by chart_options.py."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.dashboard.live.chart_options import chart_option, day_marks, label_shifts, line_series
from sim.dashboard.live.view_model import COLUMN, SiegeView, daily_series

DASHES = ("solid", "dashed")
#: Counts from here on are shown in thousands.
MANY, THOUSAND = 10_000, 1000


class LineSpec(NamedTuple):
    """One line of a small chart."""

    series: str  # name of the daily series
    label: str
    colour: str  # key of theme.chart_colours


class ChartSpec(NamedTuple):
    """One small chart."""

    name: str
    title: str
    unit: str
    lines: tuple[LineSpec, ...]
    top: float | None = None


#: The small charts, in order of importance.
CHARTS = (
    ChartSpec("food", "Food in store", "days at full rations", (LineSpec("food_days", "food", "food"),)),
    ChartSpec(
        "morale",
        "Morale and fear",
        "0 to 1",
        (
            LineSpec("morale_fighters", "garrison", "fighter"),
            LineSpec("morale_besiegers", "besiegers", "besieger"),
            LineSpec("fear", "civilian fear", "civilian"),
        ),
        1.0,
    ),
    ChartSpec(
        "strength",
        "Population",
        "people",
        (
            LineSpec("fit_fighters", "fit fighters", "fighter"),
            LineSpec("besiegers", "besiegers", "besieger"),
            LineSpec("civilians", "civilians", "civilian"),
        ),
    ),
    ChartSpec(
        "deaths",
        "Cumulative deaths",
        "people",
        (
            LineSpec("dead_civilians", "civilians", "civilian"),
            LineSpec("dead_fighters", "fighters", "fighter"),
            LineSpec("dead_besiegers", "besiegers", "besieger"),
        ),
    ),
    ChartSpec(
        "garrison_utility",
        "Utility to a local fighter",
        "lives",
        (
            LineSpec("garrison_fight", "fight on", "fighter"),
            LineSpec("garrison_leave", "leave", "food"),
            LineSpec("garrison_give_up", "surrender", "civilian"),
        ),
    ),
    ChartSpec(
        "besieger_utility",
        "Utility to the besieger",
        "own lives",
        (
            LineSpec("besieger_storm", "storm", "fire"),
            LineSpec("besieger_wait", "wait", "soft"),
            LineSpec("besieger_deal", "deal", "food"),
        ),
    ),
)


def small_chart(
    chart: ChartSpec, views: Sequence[SiegeView], colours: dict[str, str], marks: Sequence[tuple[int, str]] = ()
) -> dict[str, Any]:
    """A small chart of one run, or of both runs of a fork: factual solid, counterfactual dashed."""
    scale = 1 / THOUSAND if in_thousands(chart, views) else 1.0
    points = [[_scaled(daily_series(view, line.series), scale) for line in chart.lines] for view in views]
    shifts = label_shifts(points[-1], chart.top)
    lines = [
        line_series(
            line.label, drawn, colours, line.colour, DASHES[number], shift if number == len(views) - 1 else None
        )
        for number, of_run in enumerate(points)
        for line, drawn, shift in zip(chart.lines, of_run, shifts, strict=True)
    ]
    if marks:
        lines[0]["markLine"] = day_marks(marks, colours)
    description = f"{chart.title}, {unit_of(chart, views)}"
    return chart_option(lines, colours, chart.top, description, whole=chart.unit == "people")


def unit_of(chart: ChartSpec, views: Sequence[SiegeView]) -> str:
    """The unit of the vertical axis."""
    return f"thousand {chart.unit}" if in_thousands(chart, views) else chart.unit


def in_thousands(chart: ChartSpec, views: Sequence[SiegeView]) -> bool:
    """Whether counts are too long for the axis."""
    values = (view.rows[at][COLUMN[line.series]] for view in views for line in chart.lines for at in (0, view.days - 1))
    return chart.unit == "people" and any(view.days for view in views) and max(values) >= MANY


def _scaled(points: list[tuple[int, float]], scale: float) -> list[tuple[int, float]]:
    return points if scale == 1.0 else [(day, value * scale) for day, value in points]


#: Series of deaths -> label and colour.
DEATHS = {
    "dead_civilians": ("civilians", "civilian"),
    "dead_fighters": ("fighters", "fighter"),
    "dead_besiegers": ("besiegers", "besieger"),
}


def death_difference_chart(views: Sequence[SiegeView], colours: dict[str, str]) -> dict[str, Any]:
    """Difference in cumulative deaths between the runs of a fork, counterfactual minus factual."""
    points = {name: difference(views, name) for name in DEATHS}
    shifts = label_shifts([*points.values()], None)
    lines = [
        line_series(label, points[name], colours, colour, "solid", shift)
        for (name, (label, colour)), shift in zip(DEATHS.items(), shifts, strict=True)
    ]
    return chart_option(lines, colours, None, "Difference in deaths, counterfactual minus factual", whole=True)


def difference(views: Sequence[SiegeView], name: str, limit: int = 300) -> list[tuple[int, float]]:
    """Second run minus first by day; a run that is over keeps its last value."""
    column, rows = COLUMN[name], [view.rows for view in views[:2]]
    counts = [view.days for view in views[:2]]
    longest = max(counts)
    step = max(1, -(-longest // limit))
    days = [*range(0, longest, step)] + ([longest - 1] if longest else [])
    return [
        (day, rows[1][min(day, counts[1] - 1)][column] - rows[0][min(day, counts[0] - 1)][column])
        for day in dict.fromkeys(days)
        if min(counts)
    ]
