"""What a worker does: some runs of an experiment, and their rows as tables ready to be kept."""

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
from sim.tables.columns import Column, schema_of, table_of_rows
from sim.tables.runs import DAYS, EVENTS, parameter_column, row_columns, theatre_columns
from sim.tables.runs import KEY as RUN_KEY

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.runs.result import Result


LONGEST_ERROR = 500  # characters


class SweepContext(NamedTuple):
    """What all runs of a sweep have in common; travels with each chunk."""

    key: str
    code: str  # version and hashes of the sources that a worker must have, too
    templates: Mapping[str, ScenarioTemplate]
    factors: Sequence[Factor]
    days: int | None
    daily: bool
    ledger: bool
    sieges: tuple[str, ...] = ()  # of a theatre

    def values(self, asked: RunSpec) -> dict[str, Any]:
        """The values of a run by dotted name."""
        return dict(zip((factor.dotted for factor in self.factors), asked.values, strict=True))


class Chunk(NamedTuple):
    """Runs that one worker carries out in one go."""

    context: SweepContext
    runs: tuple[RunSpec, ...]

    def split(self) -> "list[Chunk]":
        """A chunk for each of its runs."""
        return [Chunk(self.context, (asked,)) for asked in self.runs]


class ChunkTables(NamedTuple):
    """What came of a chunk: tables as Arrow files, how many runs, how many of them failed."""

    tables: dict[str, bytes]
    runs: int
    failed: int
    seconds: float = 0.0  # that the runs took, the making of their models included


class RunRecord(NamedTuple):
    """What came of one run, and the columns of its further tables."""

    asked: RunSpec
    done: FinishedRun
    more: Mapping[str, Mapping[str, list[Any]]] = {}


def context_of(prepared: PreparedExperiment) -> SweepContext:
    """The context that all chunks of an experiment share; this process and its forks keep it as the current one."""
    asked = prepared.experiment
    parts = prepared.templates, prepared.factors, asked.days, asked.daily, asked.ledger, prepared.sieges
    _CONTEXTS.clear()
    return _CONTEXTS.setdefault(prepared.hash, SweepContext(prepared.hash, code_here(), *parts))


def code_here() -> str:
    """Version of the model in this process, and hashes of its code and of its compiled sources with Numba."""
    return f"{model_version()}-{model_hash()}-{source_hash()}"


def run_chunk(chunk: Chunk) -> ChunkTables:
    """Carry out the runs of a chunk, whatever happens in them."""
    context = _held(chunk.context)
    warm_up()
    began = time.perf_counter()
    made = tables_of(context, [run_one(context, asked) for asked in chunk.runs])
    return made._replace(seconds=time.perf_counter() - began)


def run_one(context: SweepContext, asked: RunSpec) -> RunRecord:
    """One run, whatever happens in it or in the making of its tables."""
    own_hash = None
    try:
        world = context.templates[asked.scenario]
        scenario = world.varied(context.values(asked))
        own_hash = world.hash_of(scenario)
        done, result = world.carry_out(scenario, own_hash, asked.seed, context.days)
        return RunRecord(asked, done, _more(context, result) if result else {})
    except Exception as error:
        return _failed(asked, own_hash, _said(error))


def lost(chunk: Chunk) -> ChunkTables:
    """What is said of runs whose process died."""
    return tables_of(
        chunk.context, [_failed(asked, _hash_of(chunk.context, asked), PROCESS_DIED) for asked in chunk.runs]
    )


def _hash_of(context: SweepContext, asked: RunSpec) -> str | None:
    """The hash of a run's scenario; nothing where that cannot be made."""
    try:
        world = context.templates[asked.scenario]
        return world.hash_of(world.varied(context.values(asked)))
    except Exception:
        return None


LABOUR = TaskHandler(run_chunk, lost, Chunk.split)

_CONTEXTS: dict[str, SweepContext] = {}


def _held(context: SweepContext) -> SweepContext:
    """The first copy of a job that reached this process, with what it has worked out since."""
    if context.key not in _CONTEXTS:
        if context.code != (here := code_here()):
            raise ScenarioError(f"a worker runs another version of Safe Conduct ({here}, not {context.code})")
        _CONTEXTS.clear()
        _CONTEXTS[context.key] = context
    return _CONTEXTS[context.key]


def _failed(asked: RunSpec, scenario_hash: str | None, error: str) -> RunRecord:
    key = {"scenario": asked.scenario, "scenario_hash": scenario_hash, "seed": asked.seed}
    return RunRecord(asked, FinishedRun({**key, "error": error}, {}))


def _more(context: SweepContext, result: Any) -> dict[str, dict[str, list[Any]]]:
    """The daily series and the ledger of a run by column, where the experiment asks for them.

    Those of a theatre are its sieges' one after the other; the column `siege` says which.
    """
    if not context.sieges:
        return _tables(context, result)
    made: dict[str, dict[str, list[Any]]] = {}
    for name, siege in result.sieges.items():
        for table, columns in _tables(context, siege, name).items():
            its = made.setdefault(table, {column: [] for column in columns})
            for column, values in columns.items():
                its[column] += values
    return made


def _tables(context: SweepContext, result: "Result", name: str | None = None) -> dict[str, dict[str, list[Any]]]:
    from sim.runs.narrative.ledger import ledger_columns

    more = {}
    if context.daily:
        more[DAILY] = daily_columns(result.siege, name)
    if context.ledger:
        more[LEDGER] = ledger_columns(result.siege, name)
    return more


def tables_of(context: SweepContext, told: Sequence[RunRecord]) -> ChunkTables:
    """The tables of some runs; one that does not fit into them is a failed run."""
    try:
        tables = _tables_of(context, told)
    except Exception:
        told = [_fitting(context, one) for one in told]
        tables = _tables_of(context, told)
    mark = new_metadata(context.key, None, {name: made.num_rows for name, made in tables.items() if name != RUNS})
    files = {name: ipc(mark._replace(table=name).on(made)) for name, made in tables.items()}
    return ChunkTables(files, len(told), sum(one.done.failed for one in told))


def _fitting(context: SweepContext, one: RunRecord) -> RunRecord:
    """A run as it is, or as failed where no table can be made of it."""
    try:
        _tables_of(context, [one])
    except Exception as error:
        return _failed(one.asked, one.done.document.get("scenario_hash"), _said(error))
    return one


def _tables_of(context: SweepContext, told: Sequence[RunRecord]) -> "dict[str, pa.Table]":
    rows, more = [], {DAILY: [], LEDGER: []}
    for asked, done, columns in told:
        key = {"point": asked.point, "replicate": asked.replicate}
        error = done.document["error"] and shorten(done.document["error"], LONGEST_ERROR)
        rows.append(row_of(done) | key | context.values(asked) | {"error": error})
        for name, its in columns.items():
            more[name].append((key, its))
    schemas = schemas_of(context.factors, context.daily, context.ledger, context.sieges)
    tables = {name: table_of_parts(parts, schemas[name]) for name, parts in more.items() if parts}
    return {**tables, RUNS: table_of_rows(rows, schemas[RUNS])}


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


@functools.lru_cache(maxsize=4)
def _schemas(factors: tuple[Factor, ...], daily: bool, ledger: bool, sieges: tuple[str, ...]) -> "dict[str, pa.Schema]":
    return {name: schema_of(columns) for name, columns in columns_of(factors, daily, ledger, sieges).items()}


def columns_of(
    factors: Sequence[Factor], daily: bool, ledger: bool, sieges: Sequence[str] = ()
) -> dict[str, tuple[Column, ...]]:
    """Table -> its declared columns; `sieges` are those of a theatre."""
    columns = theatre_columns(sieges) if sieges else row_columns()
    tables = {RUNS: (*RUN_KEY, *(parameter_column(factor.dotted) for factor in factors), *columns)}
    tables |= {DAILY: (*RUN_KEY, *DAYS)} if daily else {}
    return tables | ({LEDGER: (*RUN_KEY, *EVENTS)} if ledger else {})


def schemas_of(
    factors: Sequence[Factor], daily: bool, ledger: bool, sieges: tuple[str, ...] = ()
) -> "dict[str, pa.Schema]":
    """Table -> its columns, the same in every part; `sieges` are those of a theatre."""
    return _schemas(tuple(factors), daily, ledger, sieges)


def table_of_parts(
    parts: Sequence[tuple[Mapping[str, int], Mapping[str, list[Any]]]], schema: "pa.Schema"
) -> "pa.Table":
    """Tables of several runs, one after the other, each row with the key of its run."""
    import pyarrow as pa

    made: dict[str, list[Any]] = {name: [] for name in schema.names}
    for key, columns in parts:
        length = len(columns["day"])
        for name, values in made.items():
            values += [key[name]] * length if name in key else columns[name]
    return pa.table(made, schema=schema)


def ipc(table: "pa.Table") -> bytes:
    """A table as an Arrow file in memory."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()
