"""Data of the Sweeps page: the estimates of a phase diagram, the runs in a cell, the setup that reproduces a run."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.compare.analysis.estimate_tables import cell_estimates
from sim.compare.axes import Axis, axis_levels
from sim.compare.outcomes import Outcome, outcome_values
from sim.compare.statistics import means, proportions
from sim.compare.sweep_data import SweepData, rows_for_axes
from sim.dashboard.run_setup import RunSetup, load_setup
from sim.dashboard.sweeps.cells import ALL
from sim.runs.plan import changed
from sim.scenario.schema import Scenario
from sim.state.columns import Array
from sim.text import format as fmt
from sim.text.format import display

MAX_LISTED = 200


def cell_table(data: SweepData, outcome: Outcome, axes: Sequence[Axis], counted: Array | None = None) -> pd.DataFrame:
    """Cells with `value`, `low`, `high` and `n`: shares as in a report's phase diagram, or means.

    Runs without the outcome are left out, and those that are not `counted`, bool (rows,).
    """
    values = outcome_values(data.rows, outcome)
    known = ~np.isnan(values) if counted is None else counted & ~np.isnan(values)
    return cell_estimates(data, values, tuple(axes), proportions.share if outcome.binary else means.mean, known)


def runs_in_cell(
    data: SweepData, outcome: Outcome, axes: Sequence[Axis], key: str, counted: Array | None = None
) -> pd.DataFrame:
    """The runs in a cell, or a block of cells, that have the outcome, ordered by seed; with `ALL` those of all cells.

    Runs that are not `counted`, bool (rows,), are left out.
    """
    kept = rows_for_axes(data, tuple(axes)) & ~np.isnan(outcome_values(data.rows, outcome))
    if counted is not None:
        kept &= counted
    if key != ALL:
        whole = data.rows[rows_for_axes(data, tuple(axes))]
        for axis, (low, high) in zip(axes, spans(key), strict=False):
            codes = pd.Series(axis_levels(axis, whole[axis.dotted]).codes, index=whole.index)
            kept &= codes.reindex(data.rows.index, fill_value=-1).between(low, high).to_numpy()
    return data.rows[kept].sort_values(["seed", "point"], ignore_index=True)


def spans(key: str) -> list[tuple[int, int]]:
    """The first and last level on each axis of a cell, `1|0`, or of a block of cells, `1-3|0`."""
    ends = [part.partition("-") for part in key.split("|")]
    return [(int(low), int(high or low)) for low, _, high in ends]


def cell_phrase(data: SweepData, axes: Sequence[Axis], key: str) -> str:
    """Where a cell is, in words: with 10 days of food in the stores and 1 200 besiegers; empty for all runs."""
    if key == ALL:
        return ""
    whole = data.rows[rows_for_axes(data, tuple(axes))]
    parts = []
    for axis, (low, high) in zip(axes, spans(key), strict=False):
        levels = axis_levels(axis, whole[axis.dotted])
        parts.append(axis.phrase(_span_name(levels.names[low : high + 1], axis.numeric, levels.banded)))
    return f"with {fmt.join_and(parts)}"


def _span_name(names: Sequence[str], numeric: bool, banded: bool) -> str:
    """Some levels next to each other: 10 to 30; of bands, 5–12 and 12–20, 5–20; of words, no or yes."""
    if len(names) == 1 or not numeric:
        return " or ".join(names)
    return f"{names[0].partition('–')[0]}–{names[-1].rpartition('–')[2]}" if banded else f"{names[0]} to {names[-1]}"


def is_cell(data: SweepData, axes: Sequence[Axis], key: str) -> bool:
    """Whether a key, which may come from a link, names a cell of these axes, or a block of cells."""
    if key == ALL or not axes:
        return key == ALL
    whole = data.rows[rows_for_axes(data, tuple(axes))]
    ends = [end for part in key.split("|") for end in part.split("-", 1)]
    if key.count("|") != len(axes) - 1 or not all(end.isdecimal() and len(end) < 6 for end in ends):
        return False
    levels = [len(axis_levels(axis, whole[axis.dotted]).names) for axis in axes]
    return all(low <= high < number for (low, high), number in zip(spans(key), levels, strict=True))


def endings_sentence(rows: pd.DataFrame) -> str:
    """How some runs ended, in numbers: 12 runs: 7 stalemate, 5 evacuation."""
    counts = rows["ending"].value_counts()
    parts = [f"{fmt.number(n)} {end}" for end, n in counts.items()]
    return f"{fmt.count(len(rows), 'run')}: {', '.join(parts)}" if parts else fmt.count(0, "run")


def runs_table(
    data: SweepData, rows: pd.DataFrame, order: str = "", falling: bool = False
) -> tuple[list[str], list[dict[str, Any]]]:
    """Columns and rows of the table of runs; at most MAX_LISTED rows, the first by the column named by `order`."""
    rows = rows.loc[:, ~rows.columns.duplicated()]  # rows of a theatre may name a column twice
    dead = [rows[f"deaths_{who}"] for who in ("civilians", "fighters", "besiegers")]
    signed = rows["signed_day"] if "signed_day" in rows else pd.Series(np.nan, index=rows.index)
    columns = {
        "seed": rows["seed"],
        **{axis.label: rows[axis.dotted] for axis in data.axes if rows[axis.dotted].nunique() > 1},
        "outcome": rows["ending"],
        "day": rows["exit_day"],
        "deal signed": signed,
        "civilian deaths": dead[0],
        "all deaths": sum(dead[1:], dead[0]),
    }
    if order in columns:
        ranked = columns[order].sort_values(ascending=not falling, kind="stable", na_position="last")
        rows = rows.loc[ranked.index]
    listed = rows.index[:MAX_LISTED]
    texts = zip(*([_run_text(value) for value in column[listed]] for column in columns.values()), strict=True)
    keys = rows.loc[listed, ["scenario", "point", "replicate"]].itertuples(index=False)
    made = [
        {"key": f"{name}|{int(point)}|{int(replicate)}", "cells": list(cells)}
        for (name, point, replicate), cells in zip(keys, texts, strict=True)
    ]
    return list(columns), made


def _run_text(value: Any) -> str:
    """A value of the table of runs."""
    return value if isinstance(value, str) else fmt.NO_VALUE if pd.isna(value) else display(value)


class RunOfSweep(NamedTuple):
    """What reproduces one run of a sweep."""

    name: str  # of its scenario
    file: Path  # of its scenario, in the folder of the sweep
    changes: dict[str, Any]  # what the sweep set, by dotted name
    setup: RunSetup
    seed: int


def run_of_sweep(data: SweepData, key: str) -> RunOfSweep:
    """The run with a key of `runs_table`.

    Raises ScenarioError where the scenario file of the sweep cannot be used.
    """
    name, point, replicate = key.rsplit("|", 2)
    rows = data.rows
    chosen = (rows["scenario"] == name) & (rows["point"] == int(point)) & (rows["replicate"] == int(replicate))
    row = rows[chosen].iloc[0]
    assert data.folder is not None
    file = data.folder / "scenarios" / f"{name}.yaml"
    changes = {axis.dotted: _plain(row[axis.dotted]) for axis in data.axes if axis.dotted != "scenario"}
    setup = load_setup(file, changes)
    scale = data.manifest["experiment"].get("scale")
    if scale and isinstance(setup, Scenario) and setup.population.people_per_agent != scale:
        setup = changed(setup, scale=int(scale))
    return RunOfSweep(name, file, changes, setup, int(row["seed"]))


def _plain(value: Any) -> Any:
    """A value of a table as a plain Python value."""
    return value.item() if hasattr(value, "item") else value
