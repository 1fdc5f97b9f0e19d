"""A sweep as a report reads it: its rows with what is derived from them, and its axes with their words."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.compare.axes import Axis, axis_for
from sim.compare.outcomes import with_outcome_columns
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.state.columns import Array

SAMPLED = ("latin_hypercube", "sobol", "saltelli", "morris")
SWEEP, FORMAT = "sweep", 1


@dataclass(frozen=True)
class SweepData:
    """One sweep. `rows` are the runs that went well, with the columns of `sim.compare.outcomes`."""

    folder: Path | None
    manifest: Mapping[str, Any]
    rows: pd.DataFrame
    levers: tuple[Axis, ...]
    uncertainties: tuple[Axis, ...]
    failures: pd.DataFrame  # the rows that failed: point, replicate, seed, error

    @property
    def axes(self) -> tuple[Axis, ...]:
        """All that is varied."""
        return self.levers + self.uncertainties

    @property
    def design(self) -> str:
        """Kind of the design."""
        return str((self.manifest["experiment"].get("design") or {}).get("kind", "grid"))

    @property
    def sampled(self) -> bool:
        """Whether the points were drawn, rather than laid out."""
        return self.design in SAMPLED

    @property
    def clusters(self) -> Array:
        """Rows with the same number need not be independent of one another.

        Laid-out points share their seeds, so a seed is a cluster. Drawn points are a sample themselves, and the
        runs of one point, or of a block of points that share coordinates, are a cluster.
        """
        if self.sampled:
            block = (self.rows["point"] // self.block).rename("block")
            return self.rows.groupby(["scenario", block], sort=False).ngroup().to_numpy()
        return self.rows["seed"].to_numpy()

    @property
    def block(self) -> int:
        """Points in a row that share coordinates."""
        from sim.sweep.designs import block_size

        design = self.manifest["experiment"].get("design") or {}
        axes = len(self.manifest["levers"]) + len(self.manifest["uncertainties"])
        return block_size(self.design, axes, design.get("second_order", True))

    @property
    def sieges(self) -> tuple[str, ...]:
        """Names of the sieges, where it is of theatres."""
        named = [name.split(".") for name in self.rows.columns if name.startswith("sieges.")]
        return tuple(parts[1] for parts in named if parts[2:] == ["outcome"])

    @property
    def horizon_days(self) -> int:
        """Day on which a siege that is still open was no longer followed."""
        return int(self.rows["exit_day"].max()) if len(self.rows) else 0

    def axis(self, dotted: str) -> Axis:
        """One of the axes by its dotted name; ScenarioError with what there is."""
        from sim.scenario.errors import did_you_mean, shorten

        names = [axis.dotted for axis in self.axes]
        if dotted not in names:
            there = f"what is varied is {', '.join(names)}" if names else "it varies nothing"
            raise ScenarioError(f"{shorten(dotted)}: is not varied in this sweep{did_you_mean(dotted, names)}; {there}")
        return self.axes[names.index(dotted)]


def read_sweep(folder: str | Path) -> SweepData:
    """A sweep folder, finished or not; ScenarioError for anything else."""
    from sim.sweep import load, load_manifest

    folder = Path(folder)
    manifest = load_manifest(folder)
    if manifest.get("kind") != SWEEP or manifest.get("format") != FORMAT:
        raise ScenarioError(f"{label_of(folder)}: is no sweep of format {FORMAT}; it was kept by another version")
    return sweep_data_from(manifest, load(folder, errors=True), folder)


def sweep_data_from(manifest: Mapping[str, Any], rows: pd.DataFrame, folder: Path | None = None) -> SweepData:
    """A study of rows in memory; failed ones among them are set apart."""
    failed = rows["error"].notna()
    good = with_outcome_columns(rows[~failed].reset_index(drop=True))
    several = len(manifest["scenarios"]) > 1
    levers = [axis_for("scenario", rows["scenario"])] if several else []
    uncertainties = []
    experiment = manifest["experiment"]
    for kept, place in ((levers, "levers"), (uncertainties, "uncertainties")):
        said = experiment.get(place) or {}
        kept += [axis_for(dotted, rows[dotted], said.get(dotted)) for dotted in manifest[place] if dotted in rows]
    keys = ["scenario", "point", "replicate", "seed", "error"]
    return SweepData(folder, manifest, good, tuple(levers), tuple(uncertainties), rows.loc[failed, keys])


def base_values(study: SweepData) -> dict[str, Any]:
    """The value of each lever around which a one-at-a-time design goes: the one at most of its points."""
    points = study.rows.drop_duplicates(["scenario", "point"])
    return {axis.dotted: points[axis.dotted].mode().iloc[0] for axis in study.levers}


def rows_for_axes(study: SweepData, axes: tuple[Axis, ...]) -> Array:
    """Rows that tell what `axes` do, bool (rows,): of a one-at-a-time design those with all else at its base."""
    kept = np.ones(len(study.rows), dtype=bool)
    if study.design != "one_at_a_time" or not len(study.rows):
        return kept
    named = {axis.dotted for axis in axes} | {"scenario"}
    for dotted, value in base_values(study).items():
        if dotted not in named:
            kept &= (study.rows[dotted] == value).to_numpy()
    return kept
