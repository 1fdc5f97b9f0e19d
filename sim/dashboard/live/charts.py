"""The chart of the difference in deaths between the runs of a fork, as an ECharts option."""

from collections.abc import Sequence
from typing import Any

from sim.dashboard.live.chart_options import chart_option, label_shifts, line_series
from sim.dashboard.live.view_model import COLUMN, SiegeView

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
    """Second run minus first by day, up to the last day that both have."""
    column = COLUMN[name]
    first, second = (view.rows for view in views[:2])
    common = min(view.days for view in views[:2])
    days = [*range(0, common, max(1, -(-common // limit))), *([common - 1] if common else [])]
    return [(day, second[day][column] - first[day][column]) for day in dict.fromkeys(days)]
