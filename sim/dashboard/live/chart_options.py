"""One small chart as an option of ECharts: lines with their words at the end, marks, axes."""

from collections.abc import Sequence
from typing import Any

WIDE = 78  # pixels for the words at the end of lines
TALL = 118  # of the plot, pixels
WORDS_APART = 13


def line_of(
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


def marks_of(marks: Sequence[tuple[int, str]], look: dict[str, str]) -> dict[str, Any]:
    """Days that are marked across the chart, with a word each."""
    return {
        "symbol": "none",
        "silent": True,
        "data": [{"xAxis": day, "label": {"formatter": words}} for day, words in marks],
        "label": {"align": "left", "fontSize": 10, "color": look["soft"], "distance": 1},
        "lineStyle": {"color": look["soft"], "type": "dotted", "width": 1},
    }


def apart(lines: Sequence[Sequence[tuple[int, float]]], top: float | None) -> list[float]:
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


def chart_of(
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
            "axisLabel": text
            | {"formatter": "day {value}", "hideOverlap": True, "showMinLabel": False, "showMaxLabel": False},
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
