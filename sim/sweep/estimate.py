"""How long a sweep would take and how much it would keep, from a few of its runs."""

import io
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.sweep.prepare import Prepared
from sim.sweep.read import is_sweep
from sim.sweep.status import counts
from sim.sweep.tasks import Chunk, carry_out_chunk, job_of, schemas_of

if TYPE_CHECKING:
    import pyarrow as pa

#: Runs that are tried, spread over the experiment; no more are begun after so many seconds.
TRIED, TRIED_S = 12, 20.0


def estimate(
    prepared: Prepared, folder: Path, workers: int, limit: int | None = None, retry_failed: bool = False
) -> dict[str, Any]:
    """Runs that are due, seconds that they would take and bytes that they would keep. Nothing is written."""
    finished, failed = counts(folder) if is_sweep(folder) else (0, 0)
    due = prepared.expected - finished - (0 if retry_failed else failed)
    due = due if limit is None else min(limit, due)
    seconds, size, measured = _measured(prepared, min(TRIED, due))
    hands = max(1, min(workers, due))
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
        "measured": measured,
        "seconds_per_run": seconds,
        "seconds": due * seconds / min(hands, os.cpu_count() or 1),
        "bytes_per_run": size,
        "bytes": round(due * size),
        "out": str(folder),
    }


def _measured(prepared: Prepared, tries: int) -> tuple[float, float, int]:
    """Seconds and bytes of a run, and of how many runs that is the mean."""
    job, made = job_of(prepared), []
    began = time.monotonic()
    for each in range(tries):
        if time.monotonic() - began < TRIED_S:
            # The middle of each of so many equal parts; with replicates in the outer loop all kinds of points occur.
            asked = prepared.asked(int((each + 0.5) * prepared.expected / tries))
            made.append(carry_out_chunk(Chunk(job, (asked,))))
    if not made:
        return 0.0, 0.0, 0
    schemas = schemas_of(job.factors, job.daily, job.ledger, job.sieges)
    size = sum(_bytes([m.tables[name] for m in made if name in m.tables], schema) for name, schema in schemas.items())
    return sum(m.seconds for m in made) / len(made), size / len(made), len(made)


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
