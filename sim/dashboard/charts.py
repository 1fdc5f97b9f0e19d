"""Charts of the pages as options of ECharts: pure functions from plain data."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.dashboard.reading import COLUMN, Day, series

WIDE = 78  # pixels for the words at the end of lines
TALL = 118  # of the plot, pixels
WORDS_APART = 13
DASHES = ("solid", "dashed")
#: From here on a count is told in thousands.
LONG, THOUSAND = 10_000, 1000


class Line(NamedTuple):
    """One line of a small chart."""

    measure: str
    words: str
    colour: str  # key of the chart's look


class Small(NamedTuple):
    """One small chart."""

    name: str
    title: str
    unit: str
    lines: tuple[Line, ...]
    top: float | None = None


#: The small charts, in order of importance.
SMALLS = (
    Small("food", "Food left", "days at full ration", (Line("food_days", "food", "food"),)),
    Small(
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
    Small(
        "forces",
        "Forces",
        "people",
        (
            Line("fit_fighters", "fit fighters", "fighter"),
            Line("besiegers", "besiegers", "besieger"),
            Line("civilians", "civilians", "civilian"),
        ),
    ),
    Small(
        "deaths",
        "Deaths so far",
        "people",
        (
            Line("dead_civilians", "civilians", "civilian"),
            Line("dead_fighters", "fighters", "fighter"),
            Line("dead_besiegers", "besiegers", "besieger"),
        ),
    ),
    Small(
        "worth",
        "A local fighter's view",
        "in lives",
        (
            Line("garrison_fight", "fight on", "fighter"),
            Line("garrison_leave", "leave", "food"),
            Line("garrison_give_up", "give up", "civilian"),
        ),
    ),
    Small(
        "besieger",
        "The besieger's view",
        "in own lives",
        (
            Line("besieger_storm", "storm", "fire"),
            Line("besieger_wait", "wait", "soft"),
            Line("besieger_deal", "deal", "food"),
        ),
    ),
)


def known(chart: Small) -> bool:
    """Whether all that it shows is measured."""
    return all(line.measure in COLUMN for line in chart.lines)


def small(
    chart: Small, days: Sequence[Day], look: dict[str, str], marks: Sequence[tuple[int, str]] = ()
) -> dict[str, Any]:
    """A small chart of one siege, or of two over one another: as it is solid, as it would be dashed."""
    scale = 1 / THOUSAND if in_thousands(chart, days) else 1.0
    found = [[_scaled(series(day, line.measure), scale) for line in chart.lines] for day in days]
    shifts = _apart(found[-1], chart.top)
    lines = [
        _line(line.words, points, look, line.colour, DASHES[number], shift if number == len(days) - 1 else None)
        for number, drawn in enumerate(found)
        for line, points, shift in zip(chart.lines, drawn, shifts, strict=True)
    ]
    if lines and marks:
        lines[0]["markLine"] = {
            "symbol": "none",
            "silent": True,
            "data": [
                {"xAxis": day, "label": {"formatter": words, "fontSize": 10, "color": look["soft"], "distance": 1}}
                for day, words in marks
            ],
            "lineStyle": {"color": look["soft"], "type": "dotted", "width": 1},
        }
    return _frame(lines, look, chart.top, f"{chart.title}, {chart.unit}", whole=chart.unit == "people")


def unit(chart: Small, days: Sequence[Day]) -> str:
    """What its figures are counted in."""
    return f"thousand {chart.unit}" if in_thousands(chart, days) else chart.unit


def in_thousands(chart: Small, days: Sequence[Day]) -> bool:
    """Whether its figures are too long for an axis."""
    seen = (day.rows[at][COLUMN[line.measure]] for day in days for line in chart.lines for at in (0, day.days - 1))
    return chart.unit == "people" and any(day.days for day in days) and max(seen) >= LONG


def _scaled(points: list[tuple[int, float]], scale: float) -> list[tuple[int, float]]:
    return points if scale == 1.0 else [(day, value * scale) for day, value in points]


def _line(
    words: str, points: Sequence[Any], look: dict[str, str], colour: str, dash: str, shift: float | None
) -> dict[str, Any]:
    """One line. Its words stand at its last point, `shift` pixels lower; they are a mark of that point, because a
    label of the line stays where it was when the chart changes its size."""
    made: dict[str, Any] = {
        "name": words if dash == "solid" else f"{words}, changed",
        "type": "line",
        "data": points,
        "showSymbol": False,
        "silent": True,
        "color": look[colour],
        "lineStyle": {"width": 2.2, "type": dash},
    }
    if points and shift is not None:
        made["markPoint"] = {
            "silent": True,
            "symbol": "circle",
            "symbolSize": 5,
            "data": [{"coord": list(points[-1])}],
            "label": {
                "formatter": words,
                "position": "right",
                "distance": 6,
                "offset": [0, shift],
                "color": look["ink"],
                "fontSize": 11,
            },
        }
    return made


def lives(days: Sequence[Day], look: dict[str, str]) -> dict[str, Any]:
    """Running difference in deaths, the second siege less the first, where both have got."""
    names = ("dead_civilians", "dead_fighters", "dead_besiegers")
    words = {
        "dead_civilians": ("civilians", "civilian"),
        "dead_fighters": ("fighters", "fighter"),
        "dead_besiegers": ("besiegers", "besieger"),
    }
    shown = {name: difference(days, name) for name in names}
    shifts = dict(zip(names, _apart(list(shown.values()), None), strict=True))
    lines = [_line(words[name][0], shown[name], look, words[name][1], "solid", shifts[name]) for name in names]
    return _frame(lines, look, None, "Difference in deaths, the change less as it was", whole=True)


def difference(days: Sequence[Day], name: str, most: int = 300) -> list[tuple[int, float]]:
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


def _apart(lines: Sequence[Sequence[tuple[int, float]]], top: float | None) -> list[float]:
    """How far down to move the words at the end of each line so that they do not cover one another, px."""
    values = [value for line in lines for _, value in line]
    if not values:
        return [0.0] * len(lines)
    low, high = min(0.0, *values), max(*values, 0.0 if top is None else top)
    scale = TALL / ((high - low) or 1.0)
    wanted = [TALL - (line[-1][1] - low) * scale if line else 0.0 for line in lines]
    order = sorted(range(len(lines)), key=wanted.__getitem__)
    placed = [0.0] * len(lines)
    # From the bottom up, so that nothing is pushed under the axis.
    floor = TALL
    for place in reversed(order):
        placed[place] = min(wanted[place], floor)
        floor = placed[place] - WORDS_APART
    return [round(there - here, 1) for there, here in zip(placed, wanted, strict=True)]


def _frame(
    lines: list[dict[str, Any]], look: dict[str, str], top: float | None, words: str, whole: bool
) -> dict[str, Any]:
    """Axes and colours that all charts share."""
    text = {"color": look["soft"], "fontSize": 11}
    return {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": words}},
        "grid": {"left": 8, "right": WIDE, "top": 18, "bottom": 4, "containLabel": True},
        "title": {
            "show": not any(line["data"] for line in lines),
            "text": "begins with the first day",
            "left": "center",
            "top": "middle",
            "textStyle": text | {"fontWeight": "normal"},
        },
        "tooltip": {
            "trigger": "axis",
            "confine": True,
            "backgroundColor": look["paper"],
            "borderColor": look["faint"],
            "textStyle": {"color": look["ink"], "fontSize": 12},
            "axisPointer": {
                "lineStyle": {"color": look["soft"]},
                "label": {"formatter": "day {value}", "precision": 0},
            },
        },
        "textStyle": {"fontFamily": "Inter, system-ui, sans-serif", "color": look["ink"]},
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": "dataMax",
            "minInterval": 1,
            "splitNumber": 2,
            "axisLabel": text | {"formatter": "day {value}", "hideOverlap": True, "showMaxLabel": False},
            "axisLine": {"onZero": False, "lineStyle": {"color": look["faint"]}},
            "axisTick": {"show": False},
            "splitLine": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "scale": False,
            "max": top,
            "splitNumber": 3,
            "interval": None if top is None else top / 2,
            "minInterval": 1 if whole else 0,
            "axisLabel": text,
            "splitLine": {"lineStyle": {"color": look["faint"]}},
        },
        "series": lines,
    }
