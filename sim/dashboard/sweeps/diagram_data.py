"""Data of the Sweeps page: the cells of a phase diagram, the runs in a cell, the setup that reproduces a run."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.compare.analysis.estimate_tables import cell_estimates
from sim.compare.axes import Axis, axis_levels
from sim.compare.outcomes import Outcome, outcome_values
from sim.compare.statistics import means, proportions
from sim.compare.sweep_data import SweepData, rows_for_axes
from sim.dashboard import server_state
from sim.dashboard.run_setup import RunSetup, load_setup
from sim.runs.plan import changed
from sim.scenario.schema import Scenario
from sim.sweep.read import SWEEPS
from sim.sweep.status import last_written, sweeps_in
from sim.text import format as fmt
from sim.text.format import display

MAX_LISTED = 200
POSITIONS = ("x", "y", "panel")


def sweep_names() -> list[str]:
    """Names of the folders of sweeps, newest first."""
    return [
        path.name for path in sorted(sweeps_in(server_state.results / SWEEPS), key=lambda path: -last_written(path))
    ]


def folder_of(name: str) -> Path | None:
    """The folder of a listed sweep; None for any other name."""
    return server_state.results / SWEEPS / name if name in sweep_names() else None


def with_outcome(data: SweepData, outcome: Outcome) -> tuple[SweepData, np.ndarray]:
    """The rows that have the outcome, and their outcomes, float64 (rows,)."""
    values = outcome_values(data.rows, outcome)
    known = ~np.isnan(values)
    return dataclasses.replace(data, rows=data.rows[known].reset_index(drop=True)), values[known]


def cell_table(data: SweepData, outcome: Outcome, axes: Sequence[Axis]) -> pd.DataFrame:
    """Cells with `value`, `low`, `high` and `n`: shares as in a report's phase diagram, or means."""
    part, values = with_outcome(data, outcome)
    return cell_estimates(part, values, tuple(axes), proportions.share if outcome.binary else means.mean)


def panels(table: pd.DataFrame, outcome: Outcome, axes: Sequence[Axis]) -> list[dict[str, Any]]:
    """Panels of rows of cells for the template; x increases to the right and y upwards."""
    if table.empty:
        return []
    low, high = (0.0, 1.0) if outcome.binary else (float(table["value"].min()), float(table["value"].max()))
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
                key = "|".join(str(codes[position]) for position in positions)
                names = dict(zip(POSITIONS, (x_name, y_name, panel_name), strict=True))
                values_text = ", ".join(f"{axis.label} {names[p]}" for axis, p in zip(axes, positions, strict=True))
                row.append(_cell(by_key.get(key), key, outcome, low, high, values_text))
            rows.append({"name": y_name, "cells": row})
        title = f"{axes[2].label} {panel_name}" if len(axes) > 2 else ""
        columns = [name for _, name in levels.get("x", [])]
        x_label, y_label = [axis.label_with_unit for axis in axes[:2]] + [""] * (2 - len(axes[:2]))
        made.append({"name": title, "rows": rows, "columns": columns, "x_label": x_label, "y_label": y_label})
    return made


def _levels(table: pd.DataFrame, position: str) -> list[tuple[int, str]]:
    pairs = table[[position, f"{position}_name"]].drop_duplicates().sort_values(position)
    return [(int(code), str(name)) for code, name in pairs.itertuples(index=False)]


def _key(row: dict[str, Any], positions: Sequence[str]) -> str:
    return "|".join(str(int(row[position])) for position in positions)


def _cell(
    row: dict[str, Any] | None, key: str, outcome: Outcome, low: float, high: float, values_text: str
) -> dict[str, Any]:
    if row is None or not np.isfinite(row["value"]):
        return {"key": key, "n": 0}
    form = fmt.percent_text if outcome.binary else fmt.three_digits
    unit = "%" if outcome.binary else ""
    has_interval = bool(np.isfinite(row["low"]))
    interval = f"{form(row['low'])}–{form(row['high'])}" if has_interval else "one run" if row["n"] == 1 else "–"
    colour, ink = cell_colours((row["value"] - low) / (high - low) if high > low else 0.5)
    label = f"{values_text}: {form(row['value'])}{unit}"
    label += f", 95% interval {interval}{unit}" if has_interval else ""
    return {
        "key": key,
        "n": int(row["n"]),
        "value": f"{form(row['value'])}{unit}",
        "interval": interval,
        "colour": colour,
        "ink": ink,
        "label": f"{label}; {fmt.number(row['n'])} runs",
    }


def cell_colours(share: float) -> tuple[str, str]:
    """Background of a value in 0..1 (cividis: safe for colour-blind readers and in greyscale), and text on it."""
    from matplotlib import colormaps

    r, g, b, _ = colormaps["cividis"](float(min(1.0, max(0.0, share))))
    light = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return f"rgb({round(255 * r)},{round(255 * g)},{round(255 * b)})", "#111111" if light > 0.42 else "#ffffff"


def colour_scale() -> str:
    """The colour scale as a CSS gradient."""
    return f"linear-gradient(90deg, {', '.join(cell_colours(step / 8)[0] for step in range(9))})"


def runs_in_cell(data: SweepData, outcome: Outcome, axes: Sequence[Axis], key: str) -> pd.DataFrame:
    """The runs in a cell, ordered by seed."""
    part, _ = with_outcome(data, outcome)
    rows = part.rows[rows_for_axes(part, tuple(axes))]
    for axis, code in zip(axes, key.split("|"), strict=False):
        rows = rows[axis_levels(axis, rows[axis.dotted]).codes == int(code)] if code else rows
    return rows.sort_values(["seed", "point"], ignore_index=True)


def runs_table(data: SweepData, rows: pd.DataFrame) -> tuple[list[str], list[dict[str, Any]]]:
    """Columns and rows of the table of runs; at most MAX_LISTED rows."""
    varied = [axis for axis in data.axes if rows[axis.dotted].nunique() > 1]
    columns = [
        "seed",
        *(axis.label for axis in varied),
        "outcome",
        "day",
        "deal signed",
        "civilian deaths",
        "all deaths",
    ]
    made = []
    unique = rows.loc[:, ~rows.columns.duplicated()]  # rows of a theatre may name a column twice
    for row in unique.head(MAX_LISTED).to_dict("records"):
        deaths = [row[f"deaths_{who}"] for who in ("civilians", "fighters", "besiegers")]
        signed = row.get("signed_day")
        texts = [
            display(int(row["seed"])),
            *(display(row[axis.dotted]) for axis in varied),
            row["ending"],
            display(row["exit_day"]),
            "–" if signed is None or pd.isna(signed) else display(signed),
            display(deaths[0]),
            display(sum(deaths)),
        ]
        made.append({"key": f"{row['scenario']}|{int(row['point'])}|{int(row['replicate'])}", "cells": texts})
    return columns, made


def setup_of_run(data: SweepData, key: str) -> tuple[str, RunSetup, int]:
    """Name, setup and seed that reproduce a run.

    Raises ScenarioError where the scenario file of the sweep cannot be used.
    """
    name, point, replicate = key.rsplit("|", 2)
    rows = data.rows
    chosen = (rows["scenario"] == name) & (rows["point"] == int(point)) & (rows["replicate"] == int(replicate))
    row = rows[chosen].iloc[0]
    assert data.folder is not None
    changes = {axis.dotted: _plain(row[axis.dotted]) for axis in data.axes if axis.dotted != "scenario"}
    setup = load_setup(data.folder / "scenarios" / f"{name}.yaml", changes)
    scale = data.manifest["experiment"].get("scale")
    if scale and isinstance(setup, Scenario) and setup.population.people_per_agent != scale:
        setup = changed(setup, scale=int(scale))
    return name, setup, int(row["seed"])


def _plain(value: Any) -> Any:
    """A value of a table as a plain Python value."""
    return value.item() if hasattr(value, "item") else value
