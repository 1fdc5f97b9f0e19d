"""How long a sweep would take and how much it would keep, from a few of its runs."""

import io
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.runs.process_pool import WorkerPool, worker_pool
from sim.runs.run import warm_up
from sim.sweep.chunks import Chunk, ChunkTables, context_of, run_chunk, schemas_of
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import is_sweep
from sim.sweep.status import counts

if TYPE_CHECKING:
    import pyarrow as pa

#: Runs that are tried, spread over the experiment; no more are begun after so many seconds.
TRIED, TRIED_S = 12, 20.0


def estimate(
    prepared: PreparedExperiment, folder: Path, workers: int, limit: int | None = None, retry_failed: bool = False
) -> dict[str, Any]:
    """Runs that are due, seconds that they would take and bytes that they would keep. Nothing is written."""
    finished, failed = counts(folder) if is_sweep(folder) else (0, 0)
    due = prepared.expected - finished - (0 if retry_failed else failed)
    due = due if limit is None else min(limit, due)
    tried = _measured(prepared, min(TRIED, due))
    hands = max(1, min(workers, due))
    at_once = min(hands, os.cpu_count() or 1)
    alone = tried.start + due * tried.seconds
    # This process starts, then the others, as many at a time as there are cores.
    together = tried.start * (1 + hands / at_once) + due * tried.seconds / at_once
    return {
        "name": prepared.experiment.name,
        "hash": prepared.hash,
        "points": prepared.points,
        "replicates": prepared.experiment.replicates,
        "expected": prepared.expected,
        "finished": finished,
        "failed": failed,
        "due": due,
        "workers": hands,
        "measured": tried.runs,
        "seconds_per_run": tried.seconds,
        "seconds_to_start": tried.start,
        "seconds": together if hands > 1 else alone,
        "seconds_alone": alone,
        "bytes_per_run": tried.bytes,
        "bytes": round(due * tried.bytes),
        "out": str(folder),
    }


class _Timing(NamedTuple):
    """Means over some runs."""

    runs: int
    start: float = 0.0  # seconds that a process takes until it can do its first run
    seconds: float = 0.0  # of a run
    bytes: float = 0.0  # of a run


def _measured(prepared: PreparedExperiment, tries: int) -> _Timing:
    """A few runs in a process that is started for them, as those of the sweep are."""
    context, made, start = context_of(prepared), [], 0.0
    if not tries:
        return _Timing(0)
    warm_up()  # so that the process only reads the machine code
    with worker_pool(1, run_chunk) as hands:
        began = ready = time.monotonic()
        for each in range(tries):
            if time.monotonic() - ready > TRIED_S:
                break
            # The middle of each of so many equal parts; with replicates in the outer loop all kinds of points occur.
            asked = prepared.asked(int((each + 0.5) * prepared.expected / tries))
            hands.give(Chunk(context, (asked,)))
            said = _answer(hands)
            if said is not None:
                if not made:
                    ready = time.monotonic() - said.seconds
                    start = ready - began
                made.append(said)
    if not made:
        return _Timing(0)
    schemas = schemas_of(context.factors, context.daily, context.ledger, context.sieges)
    size = sum(_bytes([m.tables[name] for m in made if name in m.tables], schema) for name, schema in schemas.items())
    return _Timing(len(made), start, sum(m.seconds for m in made) / len(made), size / len(made))


def _answer(hands: WorkerPool[Chunk]) -> ChunkTables | None:
    """What the one that is busy says; nothing where its process died."""
    while True:
        for hand, said in hands.results():
            hand.task = None
            return said


def _bytes(files: list[bytes], schema: "pa.Schema") -> int:
    """What some tables take as Parquet beyond an empty one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def size(table: "pa.Table") -> int:
        sink = io.BytesIO()
        pq.write_table(table, sink)
        return sink.tell()

    tables = [pa.ipc.open_file(pa.BufferReader(file)).read_all() for file in files]
    return size(pa.concat_tables(tables)) - size(schema.empty_table()) if tables else 0
