"""Estimates of the time and disk space of a sweep, from a few trial runs."""

import io
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.runs.process_pool import WorkerPool, worker_pool
from sim.runs.run import warm_up
from sim.sweep.chunk_worker import Chunk, ChunkTables, context_of, read_ipc, run_chunk, schemas_of
from sim.sweep.earlier_runs import EarlierRuns
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import is_sweep, load_manifest
from sim.sweep.status import counts
from sim.sweep.sweep_files import versions

if TYPE_CHECKING:
    import pyarrow as pa

#: Number of trial runs, spread over the experiment, and the seconds after which no further one is started.
TRIALS, TRIALS_S = 12, 20.0


def estimate(
    prepared: PreparedExperiment, folder: Path, workers: int, limit: int | None = None, retry_failed: bool = False
) -> dict[str, Any]:
    """The number of runs to do, and the seconds and bytes that they would take. Nothing is written."""
    finished, failed = counts(folder) if is_sweep(folder) else (0, 0)
    adaptive = prepared.adaptive() is not None and is_sweep(folder)
    expected = load_manifest(folder)["expected"] if adaptive else prepared.expected
    due = expected - finished - (0 if retry_failed else failed)
    taken = 0 if is_sweep(folder) else _in_earlier_sweeps(prepared, folder)
    due -= taken
    due = due if limit is None else min(limit, due)
    timing = _measure(prepared, min(TRIALS, due))
    processes = max(1, min(workers, due))
    at_once = min(processes, os.cpu_count() or 1)
    alone = timing.start + due * timing.seconds
    # This process starts first, then the others, as many at a time as there are cores.
    together = timing.start * (1 + processes / at_once) + due * timing.seconds / at_once
    return {
        "name": prepared.experiment.name,
        "hash": prepared.hash,
        "points": prepared.points,
        "replicates": prepared.replicates,
        "expected": expected,
        "finished": finished,
        "failed": failed,
        "taken_over": taken,
        "due": due,
        "workers": processes,
        "measured": timing.runs,
        "seconds_per_run": timing.seconds,
        "seconds_to_start": timing.start,
        "seconds": together if processes > 1 else alone,
        "seconds_alone": alone,
        "bytes_per_run": timing.bytes,
        "bytes": round(due * timing.bytes),
        "out": str(folder),
    }


def _in_earlier_sweeps(prepared: PreparedExperiment, folder: Path) -> int:
    """Number of runs that a new sweep would take over; of an adaptive one, those with which it starts."""
    known = prepared.expected
    if prepared.adaptive():
        known = len(prepared.start.seeds) if prepared.start else 0
    return EarlierRuns(prepared, folder, versions()).count(range(known))


class _Timing(NamedTuple):
    """Means over the trial runs."""

    runs: int
    start: float = 0.0  # seconds until a process can begin its first run
    seconds: float = 0.0  # per run
    bytes: float = 0.0  # per run


def _measure(prepared: PreparedExperiment, trials: int) -> _Timing:
    """Time a few runs in a worker process started for them, as in a sweep."""
    context, outputs, start = context_of(prepared), [], 0.0
    known = min(prepared.expected, prepared.known_points * prepared.replicates)
    if not trials:
        return _Timing(0)
    warm_up()  # so that the process only reads the machine code
    with worker_pool(1, run_chunk) as pool:
        began = ready = time.monotonic()
        for trial in range(trials):
            if time.monotonic() - ready > TRIALS_S:
                break
            # The middle of each of `trials` equal parts; as replicates are the outer loop, all kinds of points occur.
            spec = prepared.spec(int((trial + 0.5) * known / trials))
            pool.give(Chunk(context, (spec,)))
            output = _next_output(pool)
            if output is not None:
                if not outputs:
                    ready = time.monotonic() - output.seconds
                    start = ready - began
                outputs.append(output)
    if not outputs:
        return _Timing(0)
    schemas = schemas_of(context.factors, context.daily, context.ledger, context.sieges)
    size = sum(_bytes([o.tables[name] for o in outputs if name in o.tables], schemas[name]) for name in schemas)
    return _Timing(len(outputs), start, sum(o.seconds for o in outputs) / len(outputs), size / len(outputs))


def _next_output(pool: WorkerPool[Chunk]) -> ChunkTables | None:
    """The output of the busy worker; None if its process died."""
    while True:
        for worker, output in pool.results():
            worker.task = None
            return output


def _bytes(files: list[bytes], schema: "pa.Schema") -> int:
    """Size of some tables as Parquet, minus that of an empty one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def size(table: "pa.Table") -> int:
        sink = io.BytesIO()
        pq.write_table(table, sink)
        return sink.tell()

    tables = [read_ipc(file) for file in files]
    return size(pa.concat_tables(tables)) - size(schema.empty_table()) if tables else 0
