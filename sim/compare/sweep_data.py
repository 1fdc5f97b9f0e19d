"""The data of a sweep: its rows with derived columns, and what it varied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.compare.axes import Axis, axis_for
from sim.compare.outcomes import with_outcome_columns
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.state.columns import Array

SAMPLED = ("latin_hypercube", "sobol", "saltelli", "morris", "boundary")
SWEEP, FORMAT = "sweep", 1
#: Columns of the table of runs that every report and comparison reads.
NEEDED = ("scenario", "point", "replicate", "seed", "error", "outcome", "day", "days_simulated", "signed_day")


@dataclass(frozen=True)
class SweepData:
    """One sweep. `rows` are the completed runs, with the columns that `with_outcome_columns` adds.

    `rows` may hold a part of the columns of the table of runs; `names` are those of all of them.
    """

    folder: Path | None
    manifest: Mapping[str, Any]
    rows: pd.DataFrame
    levers: tuple[Axis, ...]
    uncertainties: tuple[Axis, ...]
    failures: pd.DataFrame  # failed runs: scenario, point, replicate, seed, error
    names: tuple[str, ...]  # columns of the table of runs, also those that `rows` lacks

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Everything that varies: levers, then uncertainties."""
        return self.levers + self.uncertainties

    @property
    def design(self) -> str:
        """Kind of the design, such as "grid" or "sobol"."""
        return str((self.manifest["experiment"].get("design") or {}).get("kind", "grid"))

    @property
    def sampled(self) -> bool:
        """Whether the points were sampled rather than laid out on a grid."""
        return self.design in SAMPLED

    @cached_property
    def clusters(self) -> Array:
        """Cluster of each row, int64 (rows,): rows of one cluster need not be independent.

        The points of a grid share their seeds, so a seed is a cluster. Sampled points are a sample themselves: the
        runs of one point, or of a block of points with shared coordinates, are a cluster.
        """
        if self.sampled:
            block = (self.rows["point"] // self.block).rename("block")
            return self.rows.groupby(["scenario", block], sort=False).ngroup().to_numpy()
        return self.rows["seed"].to_numpy()

    @property
    def block(self) -> int:
        """Number of consecutive points that share coordinates."""
        from sim.sweep.designs import block_size

        design = self.manifest["experiment"].get("design") or {}
        axes = len(self.manifest["levers"]) + len(self.manifest["uncertainties"])
        return block_size(self.design, axes, design.get("second_order", True))

    @property
    def sieges(self) -> tuple[str, ...]:
        """Names of the sieges of a theatre; empty for a single siege."""
        named = [name.split(".") for name in self.names if name.startswith("sieges.")]
        return tuple(parts[1] for parts in named if parts[2:] == ["outcome"])

    @property
    def horizon_days(self) -> int:
        """Last day on which any run was followed."""
        return int(self.rows["exit_day"].max()) if len(self.rows) else 0

    def axis(self, dotted: str) -> Axis:
        """The axis of a parameter path. Raises ScenarioError where it does not vary."""
        from sim.scenario.errors import did_you_mean, shorten

        names = [axis.dotted for axis in self.axes]
        if dotted not in names:
            available = f"available: {', '.join(names)}" if names else "no parameter varies"
            raise ScenarioError(
                f"{shorten(dotted)}: does not vary in this sweep{did_you_mean(dotted, names)}; {available}"
            )
        return self.axes[names.index(dotted)]


def read_sweep(folder: str | Path, outcomes: Sequence[str] | None = None) -> SweepData:
    """Read a sweep folder, finished or not. Raises ScenarioError where it is not one.

    With `outcomes` only these columns are read, beside `NEEDED`, what the sweep varies and the outcomes that its
    experiment names.
    """
    from sim.sweep.part_reader import column_names
    from sim.sweep.parts import RUNS
    from sim.sweep.read import load, load_manifest

    folder = Path(folder)
    manifest = load_manifest(folder)
    if manifest.get("kind") != SWEEP or manifest.get("format") != FORMAT:
        raise ScenarioError(
            f"{label_of(folder)}: is not a sweep of format {FORMAT}; it was written by another version of Safe Conduct"
        )
    if outcomes is None:
        return sweep_data_from(manifest, load(folder, errors=True), folder)
    named = manifest["experiment"].get("outcomes") or ()
    columns = (*NEEDED, *manifest["levers"], *manifest["uncertainties"], *named, *outcomes)
    return sweep_data_from(manifest, load(folder, errors=True, columns=columns), folder, column_names(folder, RUNS))


def sweep_data_from(
    manifest: Mapping[str, Any], rows: pd.DataFrame, folder: Path | None = None, names: Sequence[str] | None = None
) -> SweepData:
    """Sweep data from rows in memory; failed runs are separated. `names` are as in `SweepData`, if rows lack some."""
    failed = rows["error"].notna()
    good = with_outcome_columns(rows[~failed].reset_index(drop=True))
    several = len(manifest["scenarios"]) > 1
    levers = [axis_for("scenario", rows["scenario"])] if several else []
    uncertainties = []
    experiment = manifest["experiment"]
    for kept, place in ((levers, "levers"), (uncertainties, "uncertainties")):
        declared = experiment.get(place) or {}
        kept += [axis_for(dotted, rows[dotted], declared.get(dotted)) for dotted in manifest[place] if dotted in rows]
    keys = ["scenario", "point", "replicate", "seed", "error"]
    names = tuple(rows.columns if names is None else names)
    return SweepData(folder, manifest, good, tuple(levers), tuple(uncertainties), rows.loc[failed, keys], names)


def base_values(sweep: SweepData) -> dict[str, pd.Series]:
    """The base value of each lever of a one-at-a-time design by scenario: its value at most points of the scenario."""
    points = sweep.rows.drop_duplicates(["scenario", "point"]).groupby("scenario")
    levers = [axis.dotted for axis in sweep.levers if axis.dotted != "scenario"]
    return {dotted: points[dotted].agg(lambda values: values.mode().iloc[0]) for dotted in levers}


def rows_for_axes(sweep: SweepData, axes: tuple[Axis, ...]) -> Array:
    """Rows that show the effect of `axes`, bool (rows,): in a one-at-a-time design those with all else at its base."""
    kept = np.ones(len(sweep.rows), dtype=bool)
    if sweep.design != "one_at_a_time" or not len(sweep.rows):
        return kept
    named = {axis.dotted for axis in axes} | {"scenario"}
    for dotted, value in base_values(sweep).items():
        if dotted not in named:
            kept &= (sweep.rows[dotted] == sweep.rows["scenario"].map(value)).to_numpy()
    return kept
