"""Reading a sweep, also while it runs: tidy tables, the manifest, the samples, CSV."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.scenario.writing import output_file
from sim.sweep.manifest import EXPERIMENT, MANIFEST, DamagedManifest, read_manifest
from sim.sweep.parts import (
    DAILY,
    FOLDERS,
    KEY,
    LEDGER,
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
from sim.tables.columns import conformed, schema_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.dataset as ds

SAMPLES, SWEEPS = "samples.parquet", "sweeps"
ORDER = ["scenario", *KEY]
PART, KINDS = ".parquet", ("parquet", "ipc")


def load(folder: str | Path, errors: bool = False, columns: Sequence[str] | None = None) -> "pd.DataFrame":
    """One row a run, in order of scenario, point and replicate; with `errors` also the runs that failed.

    With `columns` only these are read, and those that identify a run: scenario, point, replicate, error. A name that
    the table lacks is passed over.
    """
    frame = _frame(folder, RUNS, columns and [*dict.fromkeys((*ORDER, "error", *columns))])
    frame = frame if errors else frame[frame["error"].isna()]
    return frame.sort_values(ORDER, ignore_index=True)


def load_daily(folder: str | Path) -> "pd.DataFrame":
    """The daily series of all runs, where the experiment says `daily: true`: one row a run and day."""
    return _frame(folder, DAILY).sort_values([*KEY, "day"], ignore_index=True, kind="stable")


def load_ledger(folder: str | Path) -> "pd.DataFrame":
    """The ledgers of all runs, where the experiment says `ledger: true`: one row an event."""
    return _frame(folder, LEDGER).sort_values([*KEY, "day"], ignore_index=True, kind="stable")


def column_names(folder: str | Path) -> list[str]:
    """Names of the columns of the table of runs, of which only the end of one file is read; none without a run."""
    folder = _with_table(folder, RUNS)

    def names() -> list[str]:
        for _, file in _files(folder, RUNS):
            with _told(file, folder):
                return file_schema(file).names
        return []

    return _settled(folder, names)


def load_manifest(folder: str | Path) -> dict[str, Any]:
    """What the sweep is; its counts are those of the last time that it was written."""
    return read_manifest(sweep_folder(folder))


def load_samples(folder: str | Path) -> "tuple[dict[str, Any], pd.DataFrame]":
    """What SALib needs for an analysis: the problem, and the sample in the unit cube, one row a point of a scenario.

    Row i is point i of the first scenario, and point i + rows of the second. Raises ScenarioError where the folder has
    no sample.
    """
    import pandas as pd

    from sim.sweep.designs import problem

    file = sweep_folder(folder) / SAMPLES
    if not file.is_file():
        raise ScenarioError(f"{label_of(file)}: no such file; only sampled designs have one")
    try:
        frame = pd.read_parquet(file)
    except read_errors() as error:
        raise ScenarioError(
            f"{label_of(file)}: cannot be read: {short_reason(error)}; `safeconduct sweep {label_of(file.parent)}` "
            "recreates it"
        ) from None
    return problem(len(frame.columns), list(frame.columns)), frame


def sweep_folder(folder: str | Path) -> Path:
    """The folder, if it is one of a sweep.

    Raises ScenarioError where it is not, DamagedManifest where its manifest is no file.
    """
    folder = Path(folder)
    if not (folder / MANIFEST).is_file():
        if os.path.lexists(folder / MANIFEST) and is_sweep(folder):
            raise DamagedManifest(folder, "it is not a file")
        label = label_of(folder)
        if not folder.exists():
            raise ScenarioError(f"{label}: there is no such folder")
        if not is_sweep(folder):
            raise ScenarioError(f"{label}: is not a sweep folder: it has no {MANIFEST}")
        raise ScenarioError(
            f"{label}: its {MANIFEST} is missing; `safeconduct sweep {label}` recreates it and keeps the finished runs"
        )
    return folder


def is_sweep(folder: Path) -> bool:
    """Whether a folder is one of a sweep, also where it has lost its manifest."""
    left = (folder / FOLDERS[RUNS]).is_dir() and (folder / EXPERIMENT).is_file()
    return left or (folder / MANIFEST).is_file()


def dataset(folder: str | Path, table: str = RUNS) -> "ds.Dataset":
    """All rows there are now, those of a sweep at work or killed too, as an Arrow dataset: nothing is loaded yet.

    DuckDB, Polars and pandas read it in batches. `table` is runs, daily or ledger. A sweep at work moves its newest
    files within seconds: make a new dataset where reading an old one raises FileNotFoundError. Raises ScenarioError
    where no run is finished.
    """
    import pyarrow.dataset as ds

    folder = _with_table(folder, table)
    found = _settled(folder, lambda: _checked(folder, table))
    if not found:
        raise ScenarioError(f"{label_of(folder)}: no finished runs yet")
    schema = _declared(table)
    kinds = (([str(file) for file in found if (file.suffix == PART) == (kind == "parquet")], kind) for kind in KINDS)
    return ds.dataset([ds.dataset(files, schema, format=kind) for files, kind in kinds if files])


def _checked(folder: Path, table: str) -> list[Path]:
    """The files of a table, of which only the ends were read."""
    sweep, found = _hash_of(folder), _files(folder, table)
    for number, file in found:
        with _told(file, folder):
            _check(file, table, number, sweep, file_schema(file))
    return [file for _, file in found]


def _files(folder: Path, table: str) -> list[tuple[int | None, Path]]:
    """The parts of a table, each with its number, and the fresh files that are not yet in a part, which have none.

    Each run is in one of them. Files that are not ours by their name, and those without runs, are passed over; one that
    is missing is told.
    """
    # Fresh files are listed first: one that became a part since then is among the parts, and left out here.
    chunks = {number: chunks_in(place, RUNS) for number, place in fresh_in(folder).items()}
    parts = parts_in(folder, RUNS)
    its = parts if table == RUNS else parts_in(folder, table)
    runs: list[tuple[int | None, Path]] = list(parts.items())
    runs += [(None, file) for number, fresh in chunks.items() if number not in parts for file in fresh.values()]
    found: list[tuple[int | None, Path]] = []
    for number, file in runs:
        other = _beside(file, table)
        if number in its if number is not None else other.is_file():
            found.append((number, other))
        else:
            with _told(other, folder):
                _check_none(file, table, number)
    return found


def _beside(file: Path, table: str) -> Path:
    """The file of a table that goes with one of another table."""
    return file.parents[1] / FOLDERS[table] / file.name if file.suffix == PART else file.with_suffix(f".{table}")


def _check_none(runs: Path, table: str, number: int | None) -> None:
    """InvalidPart where a file of runs should have one of a further table."""
    mark = check_schema(file_schema(runs), RUNS, number, None)
    check_together(mark, None, table)
    if mark is None and table == DAILY and any(read_part(runs, ["days_simulated"]).column(0).to_pylist()):
        raise InvalidPart(f"its {table} rows are missing")


def _check(file: Path, table: str, number: int | None, sweep: str | None, schema: "pa.Schema") -> None:
    """InvalidPart where a file is not of this sweep, table and number, or, where that costs little, not of its runs."""
    import numpy as np

    mark = check_schema(schema, table, number, sweep)
    if table == RUNS:
        return
    runs = _beside(file, RUNS)
    if number is None:
        check_together(check_schema(file_schema(runs), RUNS, None, sweep), mark, table)
    elif mark is None:  # of version 0.1.0
        its, theirs = ([read_part(path, KEY)] for path in (file, runs))
        if not np.isin(_numbers(its), _numbers(theirs)).all():
            raise InvalidPart(f"its {table} rows were not written together with its runs")


def _hash_of(folder: Path) -> str | None:
    """The hash of a sweep; nothing where its manifest is damaged or gone."""
    try:
        return read_manifest(folder)["hash"]
    except (ScenarioError, OSError):
        return None


def tables(folder: Path, table: str, columns: Sequence[str] | None = None) -> "Iterator[pa.Table]":
    """The parts of a table and what is not yet in a part, one by one, each run once; a damaged one is told."""
    sweep = _hash_of(folder)
    for number, file in _files(folder, table):
        with _told(file, folder):
            if number is None:
                made = read_chunk_file(file)
                _check(file, table, number, sweep, made.schema)
                made = made.select([name for name in columns if name in made.column_names]) if columns else made
            else:
                made = read_part(file, columns, partial(_check, file, table, number, sweep))
        yield made


def _declared(table: str) -> "pa.Schema | None":
    """The schema that the daily series and the ledger have today; none for runs, whose columns are in each file.

    Version 0.1.0 kept `public` as a number and wrote fewer columns.
    """
    if table == RUNS:
        return None
    from sim.tables.runs import DAYS, EVENTS
    from sim.tables.runs import KEY as RUN_KEY

    return schema_of((*RUN_KEY, *(DAYS if table == DAILY else EVENTS)))


@contextmanager
def _told(file: Path, folder: Path) -> Iterator[None]:
    """Name the file that cannot be read, and the way out."""
    try:
        yield
    except FileNotFoundError:  # moved by the sweep that is at work
        raise
    except read_errors() as error:
        raise ScenarioError(
            f"{label_of(file)}: cannot be read: {short_reason(error)}; `safeconduct sweep {label_of(folder)}` "
            "sets it aside and repeats its runs"
        ) from None


def snapshot(folder: Path, table: str, columns: Sequence[str] | None = None) -> "list[pa.Table]":
    """All of `tables`, read again where the sweep moved a file meanwhile."""
    return _settled(folder, lambda: list(tables(folder, table, columns)))


def _settled[Found](folder: Path, look: Callable[[], Found]) -> Found:
    for _ in range(20):
        try:
            return look()
        except FileNotFoundError:
            continue
    raise ScenarioError(f"{label_of(folder)}: is written faster than it can be read; try again when it has finished")


def _with_table(folder: str | Path, table: str) -> Path:
    folder = sweep_folder(folder)
    if table != RUNS and not (folder / FOLDERS[table]).is_dir():
        raise ScenarioError(f"{label_of(folder)}: has no {table} table; set `{table}: true` in the experiment")
    return folder


def _frame(folder: str | Path, table: str, columns: Sequence[str] | None = None) -> "pd.DataFrame":
    return _table(folder, table, columns).to_pandas()


def _table(folder: str | Path, table: str, columns: Sequence[str] | None = None) -> "pa.Table":
    import pyarrow as pa

    folder = _with_table(folder, table)
    found = snapshot(folder, table, columns)
    if not found:
        raise ScenarioError(f"{label_of(folder)}: no finished runs yet")
    if table == RUNS:
        keys_of(folder, found)
    schema = _declared(table)
    with _told(folder / FOLDERS[table], folder):
        return pa.concat_tables(found if schema is None else [conformed(made, schema) for made in found])


def keys_of(folder: Path, found: "Sequence[pa.Table]") -> "np.ndarray":
    """A number for each run of the tables of runs, int64 (runs,); ScenarioError where one is there twice."""
    import numpy as np

    numbers = _numbers(found)
    if len(np.unique(numbers)) < len(numbers):
        label = label_of(folder)
        raise ScenarioError(
            f"{label}: contains some runs twice, perhaps because files were copied; "
            f"`safeconduct sweep {label}` sets the copies aside"
        )
    return numbers


def _numbers(found: "Sequence[pa.Table]") -> "np.ndarray":
    """Point and replicate of each row in one number, int64 (rows,)."""
    import numpy as np

    keys = [[np.asarray(table.column(name), dtype=np.int64) for name in KEY] for table in found]
    return np.concatenate([point << 32 | replicate for point, replicate in keys] or [np.empty(0, np.int64)])


def outcomes(folder: Path) -> dict[str, int]:
    """How often each outcome came, the most frequent first; runs without one as what ended them."""
    counts: Counter[str] = Counter()
    for table in snapshot(folder, RUNS, ("outcome", "ended")):
        both = zip(*(table.column(name).to_pylist() for name in ("outcome", "ended")), strict=True)
        counts.update(outcome or ended for outcome, ended in both if ended)
    return dict(counts.most_common())


def failures(folder: Path, most: int) -> list[dict[str, Any]]:
    """Point, replicate and error of failed runs, in order, at most so many."""
    found: list[dict[str, Any]] = []
    for table in snapshot(folder, RUNS, (*KEY, "error")):
        found += [row for row in table.to_pylist() if row["error"] is not None]
    return sorted(found, key=lambda row: (row["replicate"], row["point"]))[:most]


def export(
    folder: str | Path, file: Path, table: str = RUNS, errors: bool = False, decimal: str = ".", separator: str = ","
) -> int:
    """Write a table of a sweep as CSV and return its number of rows; `-` is standard output.

    `errors` also keeps the runs that failed. ScenarioError for what cannot be read or written, and for a decimal
    mark or separator that cannot be used.
    """
    from sim.tables.textfile import write_csv

    made = _table(folder, table)
    if table == RUNS and not errors:
        made = made.filter(made.column("error").is_null())
    made = made.sort_by([(name, "ascending") for name in (ORDER if table == RUNS else [*KEY, "day"])])
    with output_file(file, "--csv") as draft:
        write_csv(made, draft, decimal, separator)
    return made.num_rows


def file_schema(path: Path) -> "pa.Schema":
    """The columns of a part, or of the file of a chunk, and what it says of itself; only its end is read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.suffix == PART:
        return pq.read_schema(path)
    with pa.OSFile(str(path)) as source, pa.ipc.open_file(source) as file:
        return file.schema


def read_part(
    path: Path, columns: Sequence[str] | None = None, check: "Callable[[pa.Schema], None] | None" = None
) -> "pa.Table":
    """A part file, checked against its checksums; `check` may refuse it before its rows are read."""
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
