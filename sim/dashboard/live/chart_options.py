"""Options of one small ECharts chart: lines labelled at their end, marked days, axes."""

from collections.abc import Sequence
from typing import Any

LABEL_WIDTH = 78  # pixels for the labels at the end of lines
PLOT_HEIGHT = 118  # pixels
LABEL_SPACING = 13


def line_series(
    label: str, points: Sequence[Any], colours: dict[str, str], colour: str, dash: str, shift: float | None
) -> dict[str, Any]:
    """One line. Its label stands at its last point, `shift` pixels lower, or nowhere if that is None.

    The label is a mark of that point: a label of the line itself would not move when the chart changes its size.
    """
    series: dict[str, Any] = {
        "name": label if dash == "solid" else f"{label}, counterfactual",
        "type": "line",
        "data": points,
        "showSymbol": False,
        "silent": True,
        "color": colours[colour],
        "lineStyle": {"width": 2.2, "type": dash},
    }
    if points and shift is not None:
        series["markPoint"] = {
            "silent": True,
            "symbol": "circle",
            "symbolSize": 5,
            "data": [{"coord": list(points[-1])}],
            "label": {
                "formatter": label,
                "position": "right",
                "distance": 6,
                "offset": [0, shift],
                "color": colours["ink"],
                "fontSize": 11,
            },
        }
    return series


def label_shifts(lines: Sequence[Sequence[tuple[int, float]]], top: float | None) -> list[float]:
    """By how many pixels to lower the label at the end of each line so that labels do not overlap."""
    values = [value for line in lines for _, value in line]
    if not values:
        return [0.0] * len(lines)
    low, high = min(0.0, *values), max(*values, 0.0 if top is None else top)
    scale = PLOT_HEIGHT / ((high - low) or 1.0)
    wanted = [PLOT_HEIGHT - (line[-1][1] - low) * scale if line else 0.0 for line in lines]
    order = sorted(range(len(lines)), key=wanted.__getitem__)
    placed = [0.0] * len(lines)
    # From the bottom up, so that no label is pushed below the axis.
    floor = PLOT_HEIGHT
    for index in reversed(order):
        placed[index] = min(wanted[index], floor)
        floor = placed[index] - LABEL_SPACING
    return [round(actual - ideal, 1) for actual, ideal in zip(placed, wanted, strict=True)]


def chart_option(
    lines: list[dict[str, Any]], colours: dict[str, str], top: float | None, description: str, whole: bool
) -> dict[str, Any]:
    """The option of a chart: axes, tooltip and colours, the same for all charts. `whole`: values are integers."""
    text = {"color": colours["soft"], "fontSize": 11}
    return {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": description}},
        "grid": {"left": 8, "right": LABEL_WIDTH, "top": 18, "bottom": 4, "containLabel": True},
        "title": {
            "show": not any(line["data"] for line in lines),
            "text": "starts on day 1",
            "left": "center",
            "top": "middle",
            "textStyle": text | {"fontWeight": "normal"},
        },
        "tooltip": {
            "trigger": "axis",
            "confine": True,
            "backgroundColor": colours["paper"],
            "borderColor": colours["faint"],
            "textStyle": {"color": colours["ink"], "fontSize": 12},
            "axisPointer": {
                "lineStyle": {"color": colours["soft"]},
                "label": {"formatter": "day {value}", "precision": 0},
            },
        },
        "textStyle": {"fontFamily": "Inter, system-ui, sans-serif", "color": colours["ink"]},
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": "dataMax",
            "minInterval": 1,
            "splitNumber": 2,
            # Below the left end of the axis, so that the numbers have room on a narrow chart.
            "name": "day",
            "nameLocation": "start",
            "nameGap": 0,
            "nameTextStyle": text | {"align": "left", "verticalAlign": "top", "padding": [8, 0, 0, 0]},
            "axisLabel": text | {"hideOverlap": True, "showMinLabel": False, "showMaxLabel": False},
            "axisLine": {"onZero": False, "lineStyle": {"color": colours["faint"]}},
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
            "splitLine": {"lineStyle": {"color": colours["faint"]}},
        },
        "series": lines,
    }
