"""Reading the part files of a sweep's tables, each checked first; also while the sweep runs."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.sweep.manifest import read_manifest
from sim.sweep.parts import (
    DAILY,
    FOLDERS,
    KEY,
    RUNS,
    InvalidPart,
    check_schema,
    check_together,
    chunks_in,
    fresh_in,
    parts_in,
    read_errors,
    short_reason,
)
from sim.tables.arrays import whole_numbers

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

PARQUET = ".parquet"


def read_tables(folder: Path, table: str, columns: Sequence[str] | None = None) -> "list[pa.Table]":
    """Every file of a table in memory; read again if the sweep moved a file meanwhile.

    Raises ScenarioError for a damaged file, or if the sweep writes faster than it can be read.
    """
    return retry_while_moved(folder, lambda: list(_iterate_tables(folder, table, columns)))


def checked_files(folder: Path, table: str) -> list[Path]:
    """The files of a table, checked by their schemas and metadata only. Raises ScenarioError for a damaged file."""
    sweep, files = _hash_of(folder), _files(folder, table)
    for number, file in files:
        with errors_named(file, folder):
            _check(file, table, number, sweep, read_schema(file))
    return [file for _, file in files]


def column_names(folder: Path, table: str) -> list[str]:
    """The columns of a table, from the schema of its first file; none if it has no file.

    Raises ScenarioError if the file is damaged.
    """

    def read() -> list[str]:
        for _, file in _files(folder, table):
            with errors_named(file, folder):
                return read_schema(file).names
        return []

    return retry_while_moved(folder, read)


def retry_while_moved[T](folder: Path, read: Callable[[], T]) -> T:
    """What `read` returns; repeated if a running sweep has moved a file. Raises ScenarioError after 20 tries."""
    for _ in range(20):
        try:
            return read()
        except FileNotFoundError:
            continue
    raise ScenarioError(f"{label_of(folder)}: is written faster than it can be read; try again when it has finished")


@contextmanager
def errors_named(file: Path, folder: Path) -> Iterator[None]:
    """Turn a read error into a ScenarioError that names the file and the fix."""
    try:
        yield
    except FileNotFoundError:  # moved by a running sweep
        raise
    except read_errors() as error:
        raise ScenarioError(
            f"{label_of(file)}: cannot be read: {short_reason(error)}; `safeconduct sweep {label_of(folder)}` "
            "sets it aside and repeats its runs"
        ) from None


def _iterate_tables(folder: Path, table: str, columns: Sequence[str] | None) -> "Iterator[pa.Table]":
    """The files of a table one at a time; each run is in exactly one of them."""
    sweep = _hash_of(folder)
    for number, file in _files(folder, table):
        with errors_named(file, folder):
            if number is None:
                rows = read_chunk_file(file)
                _check(file, table, number, sweep, rows.schema)
                rows = rows.select([name for name in columns if name in rows.column_names]) if columns else rows
            else:
                rows = read_part(file, columns, partial(_check, file, table, number, sweep))
        yield rows


def _files(folder: Path, table: str) -> list[tuple[int | None, Path]]:
    """The parts of a table with their numbers, and the chunk files that are not yet in a part, with None.

    Each run is in exactly one of them. Files with other names and files without runs are skipped. Raises ScenarioError
    for a missing file.
    """
    # Chunk files are listed first: one that became a part since then is among the parts, and left out here.
    chunks = {number: chunks_in(fresh, RUNS) for number, fresh in fresh_in(folder).items()}
    parts = parts_in(folder, RUNS)
    parts_of_table = parts if table == RUNS else parts_in(folder, table)
    runs: list[tuple[int | None, Path]] = list(parts.items())
    runs += [(None, file) for number, fresh in chunks.items() if number not in parts for file in fresh.values()]
    files: list[tuple[int | None, Path]] = []
    for number, run_file in runs:
        file = _matching_file(run_file, table)
        if number in parts_of_table if number is not None else file.is_file():
            files.append((number, file))
        else:
            with errors_named(file, folder):
                _check_may_be_absent(run_file, table, number)
    return files


def _matching_file(file: Path, table: str) -> Path:
    """The file of `table` that was written together with `file`."""
    return file.parents[1] / FOLDERS[table] / file.name if file.suffix == PARQUET else file.with_suffix(f".{table}")


def _check_may_be_absent(run_file: Path, table: str, number: int | None) -> None:
    """Raise InvalidPart if a file of runs should have a matching file of `table`."""
    metadata = check_schema(read_schema(run_file), RUNS, number, None)
    check_together(metadata, None, table)
    if metadata is None and table == DAILY and any(read_part(run_file, ["days_simulated"]).column(0).to_pylist()):
        raise InvalidPart(f"its {table} rows are missing")


def _check(file: Path, table: str, number: int | None, sweep: str | None, schema: "pa.Schema") -> None:
    """Raise InvalidPart for a file of another sweep, table or number, or, if that is cheap to tell, of other runs."""
    import numpy as np

    metadata = check_schema(schema, table, number, sweep)
    if table == RUNS:
        return
    run_file = _matching_file(file, RUNS)
    if number is None:
        check_together(check_schema(read_schema(run_file), RUNS, None, sweep), metadata, table)
    elif metadata is None:  # written by version 0.1.0
        keys, keys_of_runs = (_keys([read_part(path, KEY)]) for path in (file, run_file))
        if not np.isin(keys, keys_of_runs).all():
            raise InvalidPart(f"its {table} rows were not written together with its runs")


def _hash_of(folder: Path) -> str | None:
    """The hash of a sweep; None if its manifest is damaged or missing."""
    try:
        return read_manifest(folder)["hash"]
    except (ScenarioError, OSError):
        return None


def unique_keys(folder: Path, tables: "Sequence[pa.Table]") -> "np.ndarray":
    """The key of each run in tables of runs, int64 (runs,). Raises ScenarioError if a run appears twice."""
    import numpy as np

    keys = _keys(tables)
    if len(np.unique(keys)) < len(keys):
        label = label_of(folder)
        raise ScenarioError(
            f"{label}: contains some runs twice, perhaps because files were copied; "
            f"`safeconduct sweep {label}` sets the copies aside"
        )
    return keys


def _keys(tables: "Sequence[pa.Table]") -> "np.ndarray":
    """Point and replicate of each row as one number, int64 (rows,)."""
    import numpy as np

    pairs = [[whole_numbers(table.column(name)) for name in KEY] for table in tables]
    return np.concatenate([point << 32 | replicate for point, replicate in pairs] or [np.empty(0, np.int64)])


def read_schema(path: Path) -> "pa.Schema":
    """The schema of a part or chunk file, with its metadata; no rows are read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.suffix == PARQUET:
        return pq.read_schema(path)
    with pa.OSFile(str(path)) as source, pa.ipc.open_file(source) as file:
        return file.schema


def read_part(
    path: Path, columns: Sequence[str] | None = None, check: "Callable[[pa.Schema], None] | None" = None
) -> "pa.Table":
    """A part file, verified against its checksums; `check` may raise before any row is read."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        if check is not None:
            check(file.schema_arrow)
        return file.read(columns=list(columns) if columns else None)


def read_chunk_file(path: Path) -> "pa.Table":
    """The Arrow file of a chunk."""
    import pyarrow as pa

    with pa.OSFile(str(path)) as source, pa.ipc.open_file(source) as file:
        return file.read_all()
