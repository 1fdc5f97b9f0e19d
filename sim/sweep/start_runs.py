"""The runs of an earlier sweep with which a search for a border starts: where they were, and their seeds."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.hashes import model_hash, short_hash
from sim.scenario.errors import ScenarioError, shorten
from sim.scenario.files import label_of, read_text
from sim.scenario.joint_draws import JointDraws
from sim.sweep.experiment import Boundary, Experiment
from sim.sweep.factors import Factor
from sim.sweep.read import load, load_manifest
from sim.sweep.status import find_sweep
from sim.sweep.templates import ScenarioTemplate
from sim.text.format import count

#: File in a sweep's folder that keeps them, so that it needs the earlier sweep no more.
START = "start.csv"
SEED, SOURCE = "seed", "# from: "
#: More of them would make each fit of the border slow.
MOST_RUNS = 20_000


class StartRuns(NamedTuple):
    """Runs that are the first points of a search."""

    values: tuple[tuple[float, ...], ...]  # of the levers, one tuple per run
    seeds: tuple[int, ...]
    source: str  # name of the sweep's folder
    folder: Path | None  # of the sweep, from which rows are taken over; None once the search has a folder of its own

    def unit(self, axes: Sequence[Factor]) -> np.ndarray:
        """Their points in the unit cube, float64 (runs, axes)."""
        columns = zip(axes, zip(*self.values, strict=True), strict=True)
        return np.column_stack([[axis.share(value) for value in values] for axis, values in columns])

    @property
    def hash(self) -> str:
        """Short hash of their values and seeds."""
        return short_hash(repr((self.values, self.seeds)))

    def text(self, levers: Sequence[Factor]) -> str:
        """The contents of START."""
        out = io.StringIO()
        out.write(f"{SOURCE}{self.source}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([SEED, *(lever.dotted for lever in levers)])
        writer.writerows((seed, *map(repr, row)) for seed, row in zip(self.seeds, self.values, strict=True))
        return out.getvalue()


def start_runs_of(
    experiment: Experiment, template: ScenarioTemplate, levers: Sequence[Factor], joint: JointDraws | None
) -> StartRuns | None:
    """The runs with which an experiment starts; None for one that names none.

    Raises ScenarioError where the sweep is not there, is of another model, or has no run of the same siege.
    """
    design = experiment.design
    if not isinstance(design, Boundary) or design.start is None:
        return None
    where = f"{experiment._label}: design.start = {shorten(design.start)}"
    try:
        if design.start.endswith(START):
            return _kept(experiment._folder / design.start, levers)
        path = experiment._folder / design.start if "/" in design.start else design.start
        return _of_sweep(find_sweep(str(path)), experiment, template, levers, joint)
    except ScenarioError as error:
        raise ScenarioError([f"{where}: {line}" for line in error.problems]) from None


def _kept(file: Path, levers: Sequence[Factor]) -> StartRuns:
    """The runs in a file that `StartRuns.text` wrote. Raises ScenarioError if it is another one."""
    label = label_of(file)
    source, *lines = read_text(file, label).splitlines() or [""]
    header, *rows = [*csv.reader(lines)] or [[]]
    if not source.startswith(SOURCE) or header != [SEED, *(lever.dotted for lever in levers)]:
        raise ScenarioError(f"{label}: is not a file of start runs of these levers; name the sweep instead")
    kinds = [int if lever.kind == "whole number" else float for lever in levers]
    try:
        values = tuple(tuple(kind(cell) for kind, cell in zip(kinds, row[1:], strict=True)) for row in rows)
        return StartRuns(values, tuple(int(row[0]) for row in rows), source.removeprefix(SOURCE), None)
    except ValueError as error:
        raise ScenarioError(f"{label}: is damaged: {error}") from None


def _of_sweep(
    folder: Path,
    experiment: Experiment,
    template: ScenarioTemplate,
    levers: Sequence[Factor],
    joint: JointDraws | None,
) -> StartRuns:
    """The runs of a sweep that are of the same siege but for the levers, and within their ranges."""
    there, names = load_manifest(folder), [lever.dotted for lever in levers]
    if (model := there.get("model")) != model_hash():
        raise ScenarioError(f"its runs are of another model ({model}, not {model_hash()}); run that sweep again")
    if there["experiment"].get("days") != experiment.days:
        raise ScenarioError("its runs have other `days`; give both the same")
    if fixed := [name for name in names if name not in there["levers"] + there["uncertainties"]]:
        raise ScenarioError(f"does not vary {', '.join(fixed)}; a search starts from a sweep of all its levers")
    rows = load(folder, columns=[*names, "scenario_hash", SEED])
    within = np.ones(len(rows), dtype=bool)
    for lever in levers:
        within &= rows[lever.dotted].between(lever.low, lever.high).to_numpy()
    hashes: dict[tuple[Any, ...], str | None] = {}
    values, seeds = [], []
    for *row, scenario_hash, seed in rows.loc[within, [*names, "scenario_hash", SEED]].itertuples(index=False):
        drawn = joint.values(seed) if joint else {}
        key = (*row, *drawn.values())
        if key not in hashes:
            hashes[key] = _hash_of(template, dict(zip(names, row, strict=True)) | drawn)
        if hashes[key] == scenario_hash:
            values.append(tuple(row))
            seeds.append(int(seed))
    if not values:
        raise ScenarioError(
            f"none of its {count(len(rows), 'finished run')} is of the same siege, with the levers within their ranges"
        )
    if len(values) > MOST_RUNS:
        raise ScenarioError(f"has {len(values)} runs of this siege, but at most {MOST_RUNS} are allowed")
    return StartRuns(tuple(values), tuple(seeds), folder.name, folder)


def _hash_of(template: ScenarioTemplate, values: dict[str, Any]) -> str | None:
    try:
        return template.hash_of(template.varied(values))
    except ScenarioError:  # such a siege is not allowed here
        return None
