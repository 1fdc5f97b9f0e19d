"""The work of a worker process: it runs a chunk of an experiment and returns the rows as tables."""

import functools
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.compiled import source_hash
from sim.hashes import model_hash
from sim.runs.executor import PROCESS_DIED, FinishedRun, TaskHandler
from sim.runs.replicates import row_of
from sim.runs.run import warm_up
from sim.runs.store import daily_columns
from sim.scenario.errors import ScenarioError, shorten
from sim.scenario.load import model_version
from sim.sweep.factors import Factor
from sim.sweep.parts import DAILY, LEDGER, RUNS, new_metadata
from sim.sweep.prepare import PreparedExperiment, RunSpec
from sim.sweep.templates import ScenarioTemplate
from sim.tables.arrays import array_of
from sim.tables.columns import Column, schema_of, table_of_rows
from sim.tables.runs import DAYS, EVENTS, parameter_column, row_columns, theatre_columns
from sim.tables.runs import KEY as RUN_KEY

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.runs.result import Result


LONGEST_ERROR = 500  # characters


class SweepContext(NamedTuple):
    """What all runs of a sweep share; sent along with each chunk."""

    key: str
    code: str  # version and source hashes, which must be the same in a worker
    templates: Mapping[str, ScenarioTemplate]
    factors: Sequence[Factor]
    days: int | None
    daily: bool
    ledger: bool
    sieges: tuple[str, ...] = ()  # of a theatre

    def values(self, spec: RunSpec) -> dict[str, Any]:
        """The values of a run by dotted name."""
        return dict(zip((factor.dotted for factor in self.factors), spec.values, strict=True))


class Chunk(NamedTuple):
    """Runs that are given to a worker together."""

    context: SweepContext
    runs: tuple[RunSpec, ...]

    def split(self) -> "list[Chunk]":
        """One chunk per run."""
        return [Chunk(self.context, (spec,)) for spec in self.runs]


class ChunkTables(NamedTuple):
    """The output of a chunk: tables as Arrow files, the number of runs, and how many of them failed."""

    tables: dict[str, bytes]
    runs: int
    failed: int
    seconds: float = 0.0  # wall time of the runs, including the construction of their models


class RunRecord(NamedTuple):
    """The output of one run, with the columns of its daily series and ledger."""

    spec: RunSpec
    run: FinishedRun
    more: Mapping[str, Mapping[str, list[Any]]] = {}


def context_of(prepared: PreparedExperiment) -> SweepContext:
    """The context that all chunks of an experiment share; this process and its forks keep it as the current one."""
    experiment = prepared.experiment
    options = experiment.days, experiment.daily, experiment.ledger
    context = SweepContext(prepared.hash, code_here(), prepared.templates, prepared.factors, *options, prepared.sieges)
    _CONTEXTS.clear()
    return _CONTEXTS.setdefault(context.key, context)


def code_here() -> str:
    """The version of the model in this process, with the hashes of its code and of its compiled sources and Numba."""
    return f"{model_version()}-{model_hash()}-{source_hash()}"


def run_chunk(chunk: Chunk) -> ChunkTables:
    """Run a chunk; an exception in a run becomes the error of its row.

    Raises ScenarioError if this process has another version of the model.
    """
    context = _cached(chunk.context)
    warm_up()
    began = time.perf_counter()
    output = tables_of(context, [run_one(context, spec) for spec in chunk.runs])
    return output._replace(seconds=time.perf_counter() - began)


def run_one(context: SweepContext, spec: RunSpec) -> RunRecord:
    """One run; an exception in it, or while its tables are built, becomes its error."""
    scenario_hash = None
    try:
        template = context.templates[spec.scenario]
        scenario = template.varied(context.values(spec))
        scenario_hash = template.hash_of(scenario)
        run, result = template.carry_out(scenario, scenario_hash, spec.seed, context.days)
        return RunRecord(spec, run, _more(context, result) if result else {})
    except Exception as error:
        return _failed(spec, scenario_hash, _error_text(error))


def lost(chunk: Chunk) -> ChunkTables:
    """The rows of runs whose process died: all failed."""
    return tables_of(chunk.context, [_failed(spec, _hash_of(chunk.context, spec), PROCESS_DIED) for spec in chunk.runs])


def _hash_of(context: SweepContext, spec: RunSpec) -> str | None:
    """The hash of a run's scenario; None if it cannot be built."""
    try:
        template = context.templates[spec.scenario]
        return template.hash_of(template.varied(context.values(spec)))
    except Exception:
        return None


CHUNK_HANDLER = TaskHandler(run_chunk, lost, Chunk.split)

_CONTEXTS: dict[str, SweepContext] = {}


def _cached(context: SweepContext) -> SweepContext:
    """The first copy of a context that reached this process, with everything its templates have cached since."""
    if context.key not in _CONTEXTS:
        if context.code != (here := code_here()):
            raise ScenarioError(f"a worker runs another version of Safe Conduct ({here}, not {context.code})")
        _CONTEXTS.clear()
        _CONTEXTS[context.key] = context
    return _CONTEXTS[context.key]


def _failed(spec: RunSpec, scenario_hash: str | None, error: str) -> RunRecord:
    key = {"scenario": spec.scenario, "scenario_hash": scenario_hash, "seed": spec.seed}
    return RunRecord(spec, FinishedRun({**key, "error": error}, {}))


def _more(context: SweepContext, result: Any) -> dict[str, dict[str, list[Any]]]:
    """The daily series and the ledger of a run, by column, if the experiment keeps them.

    Those of a theatre are concatenated siege by siege; the column `siege` names the siege.
    """
    if not context.sieges:
        return _tables(context, result)
    joined: dict[str, dict[str, list[Any]]] = {}
    for name, siege in result.sieges.items():
        for table, columns in _tables(context, siege, name).items():
            target = joined.setdefault(table, {column: [] for column in columns})
            for column, values in columns.items():
                target[column] += values
    return joined


def _tables(context: SweepContext, result: "Result", name: str | None = None) -> dict[str, dict[str, list[Any]]]:
    from sim.runs.narrative.ledger import ledger_columns

    more = {}
    if context.daily:
        more[DAILY] = daily_columns(result.siege, name)
    if context.ledger:
        more[LEDGER] = ledger_columns(result.siege, name)
    return more


def tables_of(context: SweepContext, records: Sequence[RunRecord]) -> ChunkTables:
    """The tables of some runs; a run whose values do not fit the schema becomes a failed run."""
    try:
        tables = _tables_of(context, records)
    except Exception:
        records = [_failed_unless_fitting(context, record) for record in records]
        tables = _tables_of(context, records)
    return ChunkTables(packed_tables(context.key, tables), len(records), sum(record.run.failed for record in records))


def packed_tables(key: str, tables: "Mapping[str, pa.Table]") -> dict[str, bytes]:
    """Tables that are written together, as Arrow files of the sweep with the hash `key`."""
    metadata = new_metadata(key, None, {name: rows.num_rows for name, rows in tables.items() if name != RUNS})
    return {name: ipc(metadata._replace(table=name).on(rows)) for name, rows in tables.items()}


def _failed_unless_fitting(context: SweepContext, record: RunRecord) -> RunRecord:
    """The record itself, or a failed run if no table can be built from it."""
    try:
        _tables_of(context, [record])
    except Exception as error:
        return _failed(record.spec, record.run.document.get("scenario_hash"), _error_text(error))
    return record


def _tables_of(context: SweepContext, records: Sequence[RunRecord]) -> "dict[str, pa.Table]":
    rows, more = [], {DAILY: [], LEDGER: []}
    for spec, run, tables_by_column in records:
        key = {"point": spec.point, "replicate": spec.replicate}
        error = run.document["error"] and shorten(run.document["error"], LONGEST_ERROR)
        rows.append(row_of(run) | key | context.values(spec) | {"error": error})
        for name, columns in tables_by_column.items():
            more[name].append((key, columns))
    schemas = schemas_of(context.factors, context.daily, context.ledger, context.sieges)
    tables = {name: table_of_parts(parts, schemas[name]) for name, parts in more.items() if parts}
    return {**tables, RUNS: table_of_rows(rows, schemas[RUNS])}


def _error_text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


@functools.lru_cache(maxsize=4)
def _schemas(factors: tuple[Factor, ...], daily: bool, ledger: bool, sieges: tuple[str, ...]) -> "dict[str, pa.Schema]":
    return {name: schema_of(columns) for name, columns in columns_of(factors, daily, ledger, sieges).items()}


def columns_of(
    factors: Sequence[Factor], daily: bool, ledger: bool, sieges: Sequence[str] = ()
) -> dict[str, tuple[Column, ...]]:
    """The declared columns of each table; `sieges` are those of a theatre."""
    columns = theatre_columns(sieges) if sieges else row_columns()
    tables = {RUNS: (*RUN_KEY, *(parameter_column(factor.dotted) for factor in factors), *columns)}
    tables |= {DAILY: (*RUN_KEY, *DAYS)} if daily else {}
    return tables | ({LEDGER: (*RUN_KEY, *EVENTS)} if ledger else {})


def schemas_of(
    factors: Sequence[Factor], daily: bool, ledger: bool, sieges: tuple[str, ...] = ()
) -> "dict[str, pa.Schema]":
    """The schema of each table, the same in every part; `sieges` are those of a theatre."""
    return _schemas(tuple(factors), daily, ledger, sieges)


def table_of_parts(
    parts: Sequence[tuple[Mapping[str, int], Mapping[str, list[Any]]]], schema: "pa.Schema"
) -> "pa.Table":
    """The tables of several runs concatenated, each row with the key of its run."""
    import pyarrow as pa

    joined: dict[str, list[Any]] = {name: [] for name in schema.names}
    for key, columns in parts:
        length = len(columns["day"])
        for name, values in joined.items():
            values += [key[name]] * length if name in key else columns[name]
    return pa.Table.from_arrays([array_of(joined[field.name], field.type) for field in schema], schema=schema)


def ipc(table: "pa.Table") -> bytes:
    """A table as an Arrow file in memory."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def read_ipc(file: bytes) -> "pa.Table":
    """The table in an Arrow file in memory."""
    import pyarrow as pa

    return pa.ipc.open_file(pa.BufferReader(file)).read_all()
