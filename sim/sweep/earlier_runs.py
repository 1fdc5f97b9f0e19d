"""Finished runs of earlier sweeps of an experiment, which a new sweep takes over instead of repeating them.

A run is the same to the last bit where model, software, scenario with all of its values, seed and days are the same.
So a sweep with more replicates, or with further levels of a lever, does only the runs that no earlier one has.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.hashes import model_hash
from sim.scenario.errors import ScenarioError
from sim.sweep.chunk_worker import ChunkTables, packed_tables, schemas_of
from sim.sweep.manifest import MANIFEST, read_manifest
from sim.sweep.part_reader import read_tables
from sim.sweep.parts import DAILY, FOLDERS, KEY, LEDGER, RUNS
from sim.sweep.prepare import PreparedExperiment, RunSpec
from sim.sweep.status import HASH
from sim.tables.arrays import whole_numbers
from sim.tables.columns import conformed

if TYPE_CHECKING:
    import pyarrow as pa

#: Runs that are taken over together.
MOST_TOGETHER = 4096


class EarlierSweep(NamedTuple):
    """The tables of an earlier sweep, with the place of each of its successful runs."""

    folder: Path
    tables: Mapping[str, "pa.Table"]
    rows: Mapping[tuple[str, int], int]  # row in the table of runs, by scenario hash and seed


class TakenRuns(NamedTuple):
    """Runs taken over from an earlier sweep."""

    folder: Path  # of the earlier sweep
    numbers: list[int]
    tables: ChunkTables


class EarlierRuns:
    """The runs of earlier sweeps that an experiment can take over."""

    def __init__(self, prepared: PreparedExperiment, folder: Path, versions: Mapping[str, str]) -> None:
        """Find the earlier sweeps beside `folder`; `versions` are those of the software that would do the runs."""
        self.prepared = prepared
        experiment = prepared.experiment
        self.schemas = schemas_of(prepared.factors, experiment.daily, experiment.ledger, prepared.sieges)
        names = {factor.dotted for factor in prepared.factors}
        found = (_read(each, self.schemas, names) for each in _comparable(prepared, folder, versions))
        self.sweeps = [sweep for sweep in found if sweep is not None]
        self._seeds = {seed for sweep in self.sweeps for _, seed in sweep.rows}
        self._hashes: dict[tuple[Any, ...], str | None] = {}

    def take(self, numbers: Iterable[int]) -> Iterator[TakenRuns]:
        """Those of the runs with these numbers that an earlier sweep has, at most MOST_TOGETHER at a time."""
        if not self.sweeps:
            return
        waiting: list[list[tuple[int, RunSpec, int]]] = [[] for _ in self.sweeps]
        for number in numbers:
            spec = self.prepared.spec(number)
            if (place := self._place(spec)) is None:
                continue
            at, row = place
            waiting[at].append((number, spec, row))
            if len(waiting[at]) >= MOST_TOGETHER:
                yield self._taken(at, waiting[at])
                waiting[at] = []
        for at, runs in enumerate(waiting):
            if runs:
                yield self._taken(at, runs)

    def count(self, numbers: Iterable[int]) -> int:
        """How many of the runs with these numbers an earlier sweep has."""
        return sum(self._place(self.prepared.spec(number)) is not None for number in numbers) if self.sweeps else 0

    def _place(self, spec: RunSpec) -> tuple[int, int] | None:
        """The sweep, and the row in it, that has a run; None if none has it."""
        if spec.seed not in self._seeds:
            return None
        key = (spec.scenario, *spec.values)
        if key not in self._hashes:
            self._hashes[key] = self._hash_of(spec)
        scenario_hash = self._hashes[key]
        for at, sweep in enumerate(self.sweeps):
            if scenario_hash is not None and (scenario_hash, spec.seed) in sweep.rows:
                return at, sweep.rows[scenario_hash, spec.seed]
        return None

    def _hash_of(self, spec: RunSpec) -> str | None:
        try:
            return self.prepared.templates[spec.scenario].hash_of(self.prepared.scenario_of(spec))
        except ScenarioError:  # will become a failed run
            return None

    def _taken(self, at: int, runs: Sequence[tuple[int, RunSpec, int]]) -> TakenRuns:
        """The tables of some runs of a sweep, with the keys and parameters that they have here."""
        import pyarrow as pa

        sweep, specs = self.sweeps[at], [spec for _, spec, _ in runs]
        rows = sweep.tables[RUNS].take(pa.array([row for *_, row in runs], pa.int64()))
        own = {"point": [spec.point for spec in specs], "replicate": [spec.replicate for spec in specs]}
        own |= {"scenario": [spec.scenario for spec in specs]}
        for place, factor in enumerate(self.prepared.factors):
            own[factor.dotted] = [spec.values[place] for spec in specs]
        tables = {
            name: _moved(sweep.tables[name], rows, specs, self.schemas[name]) for name in self.schemas if name != RUNS
        }
        tables = {name: table for name, table in tables.items() if table.num_rows}
        tables[RUNS] = _with_values(rows, own, self.schemas[RUNS])
        return TakenRuns(
            sweep.folder,
            [number for number, *_ in runs],
            ChunkTables(packed_tables(self.prepared.hash, tables), len(runs), 0),
        )


def _comparable(prepared: PreparedExperiment, folder: Path, versions: Mapping[str, str]) -> Iterator[Path]:
    """Other sweeps of the same name, and the one to start from, whose runs can be equal to those of an experiment.

    The newest comes first.
    """
    experiment, name = prepared.experiment, prepared.experiment.name
    others = [path.parent for path in folder.parent.glob(f"{name}-*/{MANIFEST}")]
    others = [other for other in others if re.fullmatch(HASH, other.name.removeprefix(f"{name}-")) and other != folder]
    if prepared.start and prepared.start.folder and prepared.start.folder not in others:
        others.append(prepared.start.folder)
    dated: list[tuple[str, Path]] = []
    for other in others:
        try:
            there = read_manifest(other)
        except ScenarioError:  # `notes_on_older_sweeps` reports it
            continue
        asked = there["experiment"]
        same = (there.get("model"), there["versions"]) == (model_hash(), versions)
        kept = all(asked.get(table) or not wanted for table, wanted in _kept(experiment).items())
        if same and kept and asked.get("days") == experiment.days:
            dated.append((there["updated"], other))
    yield from (other for _, other in sorted(dated, key=lambda each: (each[0], str(each[1])), reverse=True))


def _kept(experiment: Any) -> dict[str, bool]:
    return {DAILY: experiment.daily, LEDGER: experiment.ledger}


def _read(folder: Path, schemas: "Mapping[str, pa.Schema]", parameters: Set[str]) -> EarlierSweep | None:
    """The tables of a sweep; None if it cannot be read or lacks columns other than `parameters`."""
    import pyarrow as pa

    try:
        read = {name: read_tables(folder, name) for name in schemas if (folder / FOLDERS[name]).is_dir()}
    except ScenarioError:  # damaged: sweeping it again repairs it
        return None
    if len(read) < len(schemas) or not read[RUNS]:
        return None
    if not set(schemas[RUNS].names) - parameters <= set(read[RUNS][0].column_names):
        return None
    tables = {name: pa.concat_tables(parts) for name, parts in read.items() if parts}
    tables |= {name: schemas[name].empty_table() for name in schemas if name not in tables}
    runs = tables[RUNS]
    columns = [runs.column(name).to_pylist() for name in ("scenario_hash", "seed", "error")]
    keys = enumerate(zip(*columns, strict=True))
    return EarlierSweep(folder, tables, {(scenario, seed): row for row, (scenario, seed, error) in keys if not error})


def _with_values(rows: "pa.Table", own: Mapping[str, list[Any]], schema: "pa.Schema") -> "pa.Table":
    """Rows in the columns of a schema, with other values in some of them."""
    import pyarrow as pa

    columns = [
        pa.chunked_array([pa.array(own[field.name], field.type)])
        if field.name in own
        else rows.column(field.name).cast(field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _moved(table: "pa.Table", runs: "pa.Table", specs: Sequence[RunSpec], schema: "pa.Schema") -> "pa.Table":
    """The daily or ledger rows of some runs, in the order of the runs, under their new keys."""
    import pyarrow as pa

    keys, old = _keys(table), _keys(runs)
    order = np.argsort(keys, kind="stable")
    first = np.searchsorted(keys[order], old)
    number = np.searchsorted(keys[order], old, side="right") - first
    start = np.repeat(first - (np.cumsum(number) - number), number)
    rows = table.take(pa.array(order[start + np.arange(number.sum())], pa.int64()))
    own = {
        "point": np.repeat([spec.point for spec in specs], number),
        "replicate": np.repeat([spec.replicate for spec in specs], number),
    }
    return _with_values(conformed(rows, schema), {name: values.tolist() for name, values in own.items()}, schema)


def _keys(table: "pa.Table") -> np.ndarray:
    """Point and replicate of each row as one number, int64 (rows,)."""
    point, replicate = (whole_numbers(table.column(name)) for name in KEY)
    return point.astype(np.int64) << 32 | replicate.astype(np.int64)
