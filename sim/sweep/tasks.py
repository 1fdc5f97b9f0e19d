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
from sim.sweep.parts import DAILY, LEDGER, RUNS, new_mark
from sim.sweep.prepare import Asked, Prepared
from sim.sweep.worlds import World
from sim.tables.columns import Column, schema_of, table_of_rows
from sim.tables.runs import DAYS, EVENTS, parameter_column, row_columns, theatre_columns
from sim.tables.runs import KEY as RUN_KEY

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.runs.result import Result


LONGEST_ERROR = 500  # characters


class Job(NamedTuple):
    """What all runs of a sweep have in common; travels with each chunk."""

    key: str
    code: str  # version and hashes of the sources that a worker must have, too
    worlds: Mapping[str, World]
    factors: Sequence[Factor]
    days: int | None
    daily: bool
    ledger: bool
    sieges: tuple[str, ...] = ()  # of a theatre

    def values(self, asked: Asked) -> dict[str, Any]:
        """The values of a run by dotted name."""
        return dict(zip((factor.dotted for factor in self.factors), asked.values, strict=True))


class Chunk(NamedTuple):
    """Runs that one worker carries out in one go."""

    job: Job
    runs: tuple[Asked, ...]

    def split(self) -> "list[Chunk]":
        """A chunk for each of its runs."""
        return [Chunk(self.job, (asked,)) for asked in self.runs]


class Made(NamedTuple):
    """What came of a chunk: tables as Arrow files, how many runs, how many of them failed."""

    tables: dict[str, bytes]
    runs: int
    failed: int
    seconds: float = 0.0  # that the runs took, the making of their models included


class Told(NamedTuple):
    """What came of one run, and the columns of its further tables."""

    asked: Asked
    done: FinishedRun
    more: Mapping[str, Mapping[str, list[Any]]] = {}


def job_of(prepared: Prepared) -> Job:
    """The job of an experiment."""
    asked = prepared.experiment
    parts = prepared.worlds, prepared.factors, asked.days, asked.daily, asked.ledger, prepared.sieges
    return Job(prepared.hash, code_here(), *parts)


def code_here() -> str:
    """Version of the model in this process, and hashes of its code and of its compiled sources with Numba."""
    return f"{model_version()}-{model_hash()}-{source_hash()}"


def carry_out_chunk(chunk: Chunk) -> Made:
    """Carry out the runs of a chunk, whatever happens in them."""
    job = _held(chunk.job)
    warm_up()
    began = time.perf_counter()
    made = made_of(job, [carry_out_asked(job, asked) for asked in chunk.runs])
    return made._replace(seconds=time.perf_counter() - began)


def carry_out_asked(job: Job, asked: Asked) -> Told:
    """One run, whatever happens in it or in the making of its tables."""
    own_hash = None
    try:
        world = job.worlds[asked.scenario]
        scenario = world.varied(job.values(asked))
        own_hash = world.hash_of(scenario)
        done, result = world.carry_out(scenario, own_hash, asked.seed, job.days)
        return Told(asked, done, _more(job, result) if result else {})
    except Exception as error:
        return _failed(asked, own_hash, _said(error))


def lost(chunk: Chunk) -> Made:
    """What is said of runs whose process died."""
    return made_of(chunk.job, [_failed(asked, _hash_of(chunk.job, asked), PROCESS_DIED) for asked in chunk.runs])


def _hash_of(job: Job, asked: Asked) -> str | None:
    """The hash of a run's scenario; nothing where that cannot be made."""
    try:
        world = job.worlds[asked.scenario]
        return world.hash_of(world.varied(job.values(asked)))
    except Exception:
        return None


LABOUR = TaskHandler(carry_out_chunk, lost, Chunk.split)

_JOBS: dict[str, Job] = {}


def _held(job: Job) -> Job:
    """The first copy of a job that reached this process, with what it has worked out since."""
    if job.key not in _JOBS:
        if job.code != (here := code_here()):
            raise ScenarioError(f"a worker has another version of Safe Conduct ({here}, not {job.code})")
        _JOBS.clear()
        _JOBS[job.key] = job
    return _JOBS[job.key]


def _failed(asked: Asked, scenario_hash: str | None, error: str) -> Told:
    key = {"scenario": asked.scenario, "scenario_hash": scenario_hash, "seed": asked.seed}
    return Told(asked, FinishedRun({**key, "error": error}, {}))


def _more(job: Job, result: Any) -> dict[str, dict[str, list[Any]]]:
    """The daily series and the ledger of a run by column, where the experiment asks for them.

    Those of a theatre are its sieges' one after the other; the column `siege` says which.
    """
    if not job.sieges:
        return _tables(job, result)
    made: dict[str, dict[str, list[Any]]] = {}
    for name, siege in result.sieges.items():
        for table, columns in _tables(job, siege, name).items():
            its = made.setdefault(table, {column: [] for column in columns})
            for column, values in columns.items():
                its[column] += values
    return made


def _tables(job: Job, result: "Result", name: str | None = None) -> dict[str, dict[str, list[Any]]]:
    from sim.runs.narrative.ledger import ledger_columns

    more = {}
    if job.daily:
        more[DAILY] = daily_columns(result.siege, name)
    if job.ledger:
        more[LEDGER] = ledger_columns(result.siege, name)
    return more


def made_of(job: Job, told: Sequence[Told]) -> Made:
    """The tables of some runs; one that does not fit into them is a failed run."""
    try:
        tables = _tables_of(job, told)
    except Exception:
        told = [_fitting(job, one) for one in told]
        tables = _tables_of(job, told)
    mark = new_mark(job.key, None, {name: made.num_rows for name, made in tables.items() if name != RUNS})
    files = {name: ipc(mark._replace(table=name).on(made)) for name, made in tables.items()}
    return Made(files, len(told), sum(one.done.failed for one in told))


def _fitting(job: Job, one: Told) -> Told:
    """A run as it is, or as failed where no table can be made of it."""
    try:
        _tables_of(job, [one])
    except Exception as error:
        return _failed(one.asked, one.done.document.get("scenario_hash"), _said(error))
    return one


def _tables_of(job: Job, told: Sequence[Told]) -> "dict[str, pa.Table]":
    rows, more = [], {DAILY: [], LEDGER: []}
    for asked, done, columns in told:
        key = {"point": asked.point, "replicate": asked.replicate}
        error = done.document["error"] and shorten(done.document["error"], LONGEST_ERROR)
        rows.append(row_of(done) | key | job.values(asked) | {"error": error})
        for name, its in columns.items():
            more[name].append((key, its))
    schemas = schemas_of(job.factors, job.daily, job.ledger, job.sieges)
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
