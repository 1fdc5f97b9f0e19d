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
    """The runs in a cell that have the outcome, ordered by seed; with the key `ALL` those of all cells.

    Runs that are not `counted`, bool (rows,), are left out.
    """
    kept = rows_for_axes(data, tuple(axes)) & ~np.isnan(outcome_values(data.rows, outcome))
    if counted is not None:
        kept &= counted
    if key != ALL:
        whole = data.rows[rows_for_axes(data, tuple(axes))]
        for axis, code in zip(axes, key.split("|"), strict=False):
            codes = pd.Series(axis_levels(axis, whole[axis.dotted]).codes, index=whole.index)
            kept &= (codes.reindex(data.rows.index, fill_value=-1) == int(code)).to_numpy()
    return data.rows[kept].sort_values(["seed", "point"], ignore_index=True)


def cell_phrase(data: SweepData, axes: Sequence[Axis], key: str) -> str:
    """Where a cell is, in words: with 10 days of food in the stores and 1 200 besiegers; empty for all runs."""
    if key == ALL:
        return ""
    whole = data.rows[rows_for_axes(data, tuple(axes))]
    parts = []
    for axis, code in zip(axes, key.split("|"), strict=False):
        names = axis_levels(axis, whole[axis.dotted]).names
        parts.append(axis.phrase(names[int(code)]))
    return f"with {fmt.join_and(parts)}"


def is_cell(data: SweepData, axes: Sequence[Axis], key: str) -> bool:
    """Whether a key, which may come from a link, names a cell of these axes."""
    if key == ALL or not axes:
        return key == ALL
    whole = data.rows[rows_for_axes(data, tuple(axes))]
    codes = key.split("|")
    return len(codes) == len(axes) and all(
        code.isdecimal() and len(code) < 6 and int(code) < len(axis_levels(axis, whole[axis.dotted]).names)
        for axis, code in zip(axes, codes, strict=True)
    )


def endings_sentence(rows: pd.DataFrame) -> str:
    """How some runs ended, in numbers: 12 runs: 7 stalemate, 5 evacuation."""
    counts = rows["ending"].value_counts()
    parts = [f"{fmt.number(n)} {end}" for end, n in counts.items()]
    return f"{fmt.count(len(rows), 'run')}: {', '.join(parts)}" if parts else fmt.count(0, "run")


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
