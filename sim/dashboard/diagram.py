"""A sweep as the page shows it: the cells of a phase diagram, the runs behind a cell, a run as a siege."""

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
from sim.dashboard import launch
from sim.dashboard.worlds import World, load_world
from sim.runs.plan import changed
from sim.scenario.schema import Scenario
from sim.sweep.read import SWEEPS
from sim.sweep.status import sweeps_in, written_at
from sim.text import format as fmt
from sim.text.format import display

MOST_LISTED = 200
PLACES = ("x", "y", "panel")


def sweep_names() -> list[str]:
    """Folders of sweeps, the newest first."""
    return [path.name for path in sorted(sweeps_in(launch.results / SWEEPS), key=lambda path: -written_at(path))]


def folder_of(name: str) -> Path | None:
    """The folder of a sweep that is listed."""
    return launch.results / SWEEPS / name if name in sweep_names() else None


def known_part(study: SweepData, wanted: Outcome) -> tuple[SweepData, np.ndarray]:
    """The study's rows that have the outcome, and their outcomes."""
    outcome = outcome_values(study.rows, wanted)
    there = ~np.isnan(outcome)
    return dataclasses.replace(study, rows=study.rows[there].reset_index(drop=True)), outcome[there]


def table(study: SweepData, wanted: Outcome, axes: Sequence[Axis]) -> pd.DataFrame:
    """Cells with value, low, high, n: what a report's phase diagram rests on, or the mean of a number."""
    part, outcome = known_part(study, wanted)
    return cell_estimates(part, outcome, tuple(axes), proportions.share if wanted.binary else means.mean)


def panels(found: pd.DataFrame, wanted: Outcome, axes: Sequence[Axis]) -> list[dict[str, Any]]:
    """Panels of rows of cells for the template: y goes up, x to the right."""
    if found.empty:
        return []
    low, high = (0.0, 1.0) if wanted.binary else (float(found["value"].min()), float(found["value"].max()))
    places = PLACES[: len(axes)]
    levels = {place: _levels(found, place) for place in places}
    records: list[Any] = found.to_dict("records")
    by_key: dict[str, Any] = {_key(row, places): row for row in records}
    made = []
    for panel, panel_name in levels.get("panel", [(-1, "")]):
        rows = []
        for y, y_name in reversed(levels.get("y", [(-1, "")])):
            line = []
            for x, x_name in levels.get("x", [(-1, "")]):
                codes = {"x": x, "y": y, "panel": panel}
                key = "|".join(str(codes[place]) for place in places)
                names = dict(zip(PLACES, (x_name, y_name, panel_name), strict=True))
                spot = ", ".join(f"{axis.label} {names[p]}" for axis, p in zip(axes, places, strict=True))
                line.append(_cell(by_key.get(key), key, wanted, low, high, spot))
            rows.append({"name": y_name, "cells": line})
        title = f"{axes[2].label} {panel_name}" if len(axes) > 2 else ""
        columns = [name for _, name in levels.get("x", [])]
        across, upwards = [axis.label_with_unit for axis in axes[:2]] + [""] * (2 - len(axes[:2]))
        made.append({"name": title, "rows": rows, "columns": columns, "across": across, "upwards": upwards})
    return made


def _levels(found: pd.DataFrame, place: str) -> list[tuple[int, str]]:
    pairs = found[[place, f"{place}_name"]].drop_duplicates().sort_values(place)
    return [(int(code), str(name)) for code, name in pairs.itertuples(index=False)]


def _key(row: dict[str, Any], places: Sequence[str]) -> str:
    return "|".join(str(int(row[place])) for place in places)


def _cell(row: dict[str, Any] | None, key: str, wanted: Outcome, low: float, high: float, spot: str) -> dict[str, Any]:
    if row is None or not np.isfinite(row["value"]):
        return {"key": key, "n": 0}
    form = fmt.percent_text if wanted.binary else fmt.three_digits
    unit = " %" if wanted.binary else ""
    sure = bool(np.isfinite(row["low"]))
    interval = f"{form(row['low'])}–{form(row['high'])}" if sure else "one run" if row["n"] == 1 else "–"
    colour, ink = shade((row["value"] - low) / (high - low) if high > low else 0.5)
    words = f"{spot}: {form(row['value'])}{unit}"
    words += f", 95 % interval {interval}{unit}" if sure else ""
    return {
        "key": key,
        "n": int(row["n"]),
        "value": f"{form(row['value'])}{unit}",
        "interval": interval,
        "colour": colour,
        "ink": ink,
        "words": f"{words}; {fmt.number(row['n'])} runs",
    }


def shade(share: float) -> tuple[str, str]:
    """Colour of a value 0 to 1 (cividis, which every eye and a grey print can read), and of text on it."""
    from matplotlib import colormaps

    r, g, b, _ = colormaps["cividis"](float(min(1.0, max(0.0, share))))
    light = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return f"rgb({round(255 * r)},{round(255 * g)},{round(255 * b)})", "#111111" if light > 0.42 else "#ffffff"


def ramp() -> str:
    """The scale of colours as a CSS gradient."""
    return f"linear-gradient(90deg, {', '.join(shade(step / 8)[0] for step in range(9))})"


def runs_of(study: SweepData, wanted: Outcome, axes: Sequence[Axis], key: str) -> pd.DataFrame:
    """The runs behind a cell, in order of seed."""
    part, _ = known_part(study, wanted)
    rows = part.rows[rows_for_axes(part, tuple(axes))]
    for axis, code in zip(axes, key.split("|"), strict=False):
        rows = rows[axis_levels(axis, rows[axis.dotted]).codes == int(code)] if code else rows
    return rows.sort_values(["seed", "point"], ignore_index=True)


def listed(study: SweepData, rows: pd.DataFrame) -> tuple[list[str], list[dict[str, Any]]]:
    """Columns and rows of the table of runs."""
    named = [axis for axis in study.axes if rows[axis.dotted].nunique() > 1]
    columns = [
        "seed",
        *(axis.label for axis in named),
        "how it ended",
        "day",
        "signed",
        "civilian deaths",
        "all deaths",
    ]
    made = []
    once = rows.loc[:, ~rows.columns.duplicated()]  # rows of a theatre may name a column twice
    for row in once.head(MOST_LISTED).to_dict("records"):
        deaths = [row[f"deaths_{who}"] for who in ("civilians", "fighters", "besiegers")]
        signed = row.get("signed_day")
        told = [
            display(int(row["seed"])),
            *(display(row[axis.dotted]) for axis in named),
            row["ending"],
            display(row["exit_day"]),
            "–" if signed is None or pd.isna(signed) else display(signed),
            display(deaths[0]),
            display(sum(deaths)),
        ]
        made.append({"key": f"{row['scenario']}|{int(row['point'])}|{int(row['replicate'])}", "cells": told})
    return columns, made


def siege_of(study: SweepData, key: str) -> tuple[str, World, int]:
    """Name, scenario and seed of a run, so that it can be had again."""
    name, point, replicate = key.rsplit("|", 2)
    rows = study.rows
    chosen = (rows["scenario"] == name) & (rows["point"] == int(point)) & (rows["replicate"] == int(replicate))
    row = rows[chosen].iloc[0]
    assert study.folder is not None
    changes = {axis.dotted: _plain(row[axis.dotted]) for axis in study.axes if axis.dotted != "scenario"}
    world = load_world(study.folder / "scenarios" / f"{name}.yaml", changes)
    scale = study.manifest["experiment"].get("scale")
    if scale and isinstance(world, Scenario) and world.population.people_per_agent != scale:
        world = changed(world, scale=int(scale))
    return name, world, int(row["seed"])


def _plain(value: Any) -> Any:
    """A value of a table as a scenario takes it."""
    return value.item() if hasattr(value, "item") else value
