"""The cells of a phase diagram as a template needs them: estimate, interval, colour, and the shares of all endings."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.compare.axes import Axis, axis_levels
from sim.compare.outcomes import ENDINGS, UNDER_WAY, Outcome
from sim.compare.sweep_data import SweepData, rows_for_axes
from sim.state.columns import Array
from sim.text import format as fmt

POSITIONS = ("x", "y", "panel")
#: The key of the one cell of a sweep in which nothing varies.
ALL = "all"
#: Means from here on are read as whole numbers, with whole ends of their interval.
WHOLE_FROM = 9.95


class ColourScale(NamedTuple):
    """The values at the ends of the colours, and whether these are all that is possible."""

    low: float
    high: float
    whole: bool  # 0 to 100%, or from 0
    can_change: bool  # whether the range in hand is another one


def colour_scale_of(table: pd.DataFrame, outcome: Outcome, whole: bool) -> ColourScale:
    """The range in hand, as in a report, or all that is possible; `table` as from `cell_table`."""
    from sim.compare.figures.phase_diagram import colour_range

    known = table[np.isfinite(table["value"])] if len(table) else table
    if not len(known):
        return ColourScale(0.0, 1.0, True, False)
    low, high = colour_range(known) if outcome.binary else (float(known["value"].min()), float(known["value"].max()))
    all_low, all_high = (0.0, 1.0) if outcome.binary else (min(0.0, low), max(high, 0.0))
    other = (low, high) != (all_low, all_high)
    return ColourScale(all_low, all_high, True, other) if whole or not other else ColourScale(low, high, False, True)


def panels(
    table: pd.DataFrame,
    outcome: Outcome,
    axes: Sequence[Axis],
    scale: ColourScale | None = None,
    endings: Mapping[str, list[dict[str, Any]]] | None = None,
) -> list[dict[str, Any]]:
    """Panels of rows of cells for the template; x increases to the right and y upwards.

    `endings` are the parts of each cell, as from `ending_parts`.
    """
    if table.empty:
        return []
    scale = scale or colour_scale_of(table, outcome, False)
    positions = POSITIONS[: len(axes)]
    levels = {position: _levels(table, position) for position in positions}
    records: list[Any] = table.to_dict("records")
    by_key: dict[str, Any] = {_key(row, positions): row for row in records}
    made = []
    for panel, panel_name in levels.get("panel", [(-1, "")]):
        rows = []
        for y, y_name in reversed(levels.get("y", [(-1, "")])):
            row = []
            for x, x_name in levels.get("x", [(-1, "")]):
                codes = {"x": x, "y": y, "panel": panel}
                key = "|".join(str(codes[position]) for position in positions) or ALL
                names = dict(zip(POSITIONS, (x_name, y_name, panel_name), strict=True))
                where = ", ".join(f"{axis.label} {names[p]}" for axis, p in zip(axes, positions, strict=True))
                cell = _cell(by_key.get(key), key, outcome, scale, where or "all runs")
                row.append(cell | _endings_of(cell, (endings or {}).get(key, [])))
            rows.append({"name": y_name, "cells": row})
        title = f"{axes[2].label} {panel_name}{axes[2].unit_suffix}" if len(axes) > 2 else ""
        columns = [name for _, name in levels.get("x", [])]
        x_label, y_label = [axis.label_with_unit for axis in axes[:2]] + [""] * (2 - len(axes[:2]))
        made.append({"name": title, "rows": rows, "columns": columns, "x_label": x_label, "y_label": y_label})
    return made


def _levels(table: pd.DataFrame, position: str) -> list[tuple[int, str]]:
    pairs = table[[position, f"{position}_name"]].drop_duplicates().sort_values(position)
    return [(int(code), str(name)) for code, name in pairs.itertuples(index=False)]


def _key(row: Mapping[str, Any], positions: Sequence[str]) -> str:
    return "|".join(str(int(row[position])) for position in positions) or ALL


def _cell(row: dict[str, Any] | None, key: str, outcome: Outcome, scale: ColourScale, where: str) -> dict[str, Any]:
    if row is None or not np.isfinite(row["value"]):
        return {"key": key, "n": 0}
    value, interval = value_and_interval(row, outcome)
    unit = "%" if outcome.binary else ""
    span = scale.high - scale.low
    colour, ink = cell_colours((row["value"] - scale.low) / span if span > 0 else 0.5)
    has_interval = bool(np.isfinite(row["low"]))
    label = f"{where}: {value}" + (f", 95% interval {interval}{unit}" if has_interval else "")
    return {
        "key": key,
        "n": int(row["n"]),
        "value": value,
        "interval": interval,
        "colour": colour,
        "ink": ink,
        "where": where,
        "label": f"{label}; {fmt.count(row['n'], 'run')}",
    }


def value_and_interval(row: Any, outcome: Outcome) -> tuple[str, str]:
    """An estimate and its interval with as many digits: counts of people as whole numbers, never below 0."""
    form, unit = form_of(outcome, row["value"]), "%" if outcome.binary else ""
    if not np.isfinite(row["low"]):
        return f"{form(row['value'])}{unit}", "one run" if row["n"] == 1 else "–"
    low = max(0.0, row["low"]) if row["value"] >= 0 else row["low"]
    return f"{form(row['value'])}{unit}", f"{form(low)}–{form(row['high'])}"


def form_of(outcome: Outcome, value: float) -> Callable[[float], str]:
    """How values of an outcome around `value` are written."""
    counted = outcome.unit in (*fmt.COUNTED_UNITS, "days")
    if counted and abs(value) >= WHOLE_FROM:
        return fmt.number
    return fmt.formatter_of(outcome.unit, outcome.binary)


def cell_colours(share: float) -> tuple[str, str]:
    """Background of a value in 0..1 (cividis: safe for colour-blind readers and in greyscale), and text on it."""
    from matplotlib import colormaps

    r, g, b, _ = colormaps["cividis"](float(min(1.0, max(0.0, share))))
    light = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return f"rgb({round(255 * r)},{round(255 * g)},{round(255 * b)})", "#111111" if light > 0.42 else "#ffffff"


def colour_gradient() -> str:
    """The colour scale as a CSS gradient."""
    return f"linear-gradient(90deg, {', '.join(cell_colours(step / 8)[0] for step in range(9))})"


def ending_parts(data: SweepData, axes: Sequence[Axis], counted: Array) -> dict[str, list[dict[str, Any]]]:
    """The endings of the runs in each cell, by key: name, share 0..1 and number of runs, in the order of reports.

    `counted`, bool (rows,), are the runs of the view.
    """
    kept = rows_for_axes(data, tuple(axes))
    rows = data.rows[kept]
    table = pd.DataFrame({place: axis_levels(axis, rows[axis.dotted]).codes for place, axis in enumerate(axes)},
                         index=rows.index)  # fmt: skip
    table = table.assign(ending=rows["ending"])[counted[kept]]
    groups: Any = table.groupby([*range(len(axes))]) if axes else [((), table)]
    made = {}
    for codes, part in groups:
        counts = part["ending"].value_counts()
        made["|".join(str(int(code)) for code in codes) or ALL] = [
            {"end": end, "share": int(counts[end]) / len(part), "n": int(counts[end])}
            for end in (*ENDINGS, UNDER_WAY)
            if end in counts
        ]
    return made


def _endings_of(cell: dict[str, Any], parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The parts of a bar with their colours, and a label that names them instead of the estimate."""
    if not cell["n"] or not parts:
        return {}
    shares = ", ".join(f"{fmt.percent_text(part['share'])}% {part['end']}" for part in parts)
    runs = sum(part["n"] for part in parts)
    return {
        "n": runs,
        "parts": [look(part["end"]) | {"width": f"{100 * part['share']:.2f}%"} for part in parts],
        "label": f"{cell['where']}: {shares}; {fmt.count(runs, 'run')}",
    }


def look(end: str) -> dict[str, str]:
    """Colour of an ending and the class of its hatch, as in every figure."""
    from sim.compare.figures.style import ending_colour, ending_hatch

    hatches = {"": "", "//": "slash", "\\\\": "backslash", "..": "dots", "xx": "cross"}
    return {"end": end, "colour": ending_colour(end), "hatch": hatches.get(ending_hatch(end), "")}


def endings_legend(data: SweepData) -> list[dict[str, str]]:
    """The endings that occur, with their looks."""
    seen = set(data.rows["ending"])
    return [look(end) for end in (*ENDINGS, UNDER_WAY) if end in seen]
