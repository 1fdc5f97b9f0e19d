"""Reading a sweep, also while it runs: its tables, manifest and samples, and export to CSV."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.scenario.writing import output_file
from sim.sweep.manifest import EXPERIMENT, MANIFEST, DamagedManifest, read_manifest
from sim.sweep.part_reader import PARQUET, checked_files, errors_named, read_tables, retry_while_moved, unique_keys
from sim.sweep.parts import DAILY, FOLDERS, KEY, LEDGER, RUNS, read_errors, short_reason
from sim.tables.columns import conformed, schema_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.dataset as ds

SAMPLES, SWEEPS = "samples.parquet", "sweeps"
CASES = "cases.json"  # which point is which historical siege, beside the runs of `sim/history/`
ORDER = ["scenario", *KEY]


def load(folder: str | Path, errors: bool = False, columns: Sequence[str] | None = None) -> "pd.DataFrame":
    """One row per run, sorted by scenario, point and replicate; failed runs only with `errors`.

    With `columns` only these are read, and those that identify a run: scenario, point, replicate and error. A column
    that the table lacks is left out. Raises ScenarioError if the folder is not a sweep or cannot be read.
    """
    frame = _read(folder, RUNS, columns and [*dict.fromkeys((*ORDER, "error", *columns))]).to_pandas()
    frame = frame if errors else frame[frame["error"].isna()]
    return frame.sort_values(ORDER, ignore_index=True)


def load_daily(folder: str | Path) -> "pd.DataFrame":
    """The daily series of all runs, one row per run and day. Raises ScenarioError without `daily: true`."""
    return _read(folder, DAILY).to_pandas().sort_values([*KEY, "day"], ignore_index=True, kind="stable")


def load_ledger(folder: str | Path) -> "pd.DataFrame":
    """The ledgers of all runs, one row per event. Raises ScenarioError without `ledger: true`."""
    return _read(folder, LEDGER).to_pandas().sort_values([*KEY, "day"], ignore_index=True, kind="stable")


def load_manifest(folder: str | Path) -> dict[str, Any]:
    """The manifest of a sweep; its counts are those of the last time it was written."""
    return read_manifest(sweep_folder(folder))


def load_samples(folder: str | Path) -> "tuple[dict[str, Any], pd.DataFrame]":
    """What SALib needs for an analysis: the problem, and the sample in the unit cube, one row per point of a scenario.

    Row i is point i of the first scenario, and point i + rows of the second. Raises ScenarioError if the folder has
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
    """The path of a sweep folder.

    Raises ScenarioError if it is not one, DamagedManifest if its manifest is not a file.
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
    """Whether a folder holds a sweep, even one that has lost its manifest."""
    without_manifest = (folder / FOLDERS[RUNS]).is_dir() and (folder / EXPERIMENT).is_file()
    return without_manifest or (folder / MANIFEST).is_file()


def dataset(folder: str | Path, table: str = RUNS) -> "ds.Dataset":
    """All rows written so far, also those of a running or killed sweep, as an Arrow dataset; nothing is loaded yet.

    DuckDB, Polars and pandas read it in batches. `table` is runs, daily or ledger. A running sweep moves its newest
    files within seconds: make a new dataset where reading an old one raises FileNotFoundError. Raises ScenarioError
    if no run has finished.
    """
    import pyarrow.dataset as ds

    folder = _with_table(folder, table)
    files = retry_while_moved(folder, lambda: checked_files(folder, table))
    if not files:
        raise ScenarioError(f"{label_of(folder)}: no finished runs yet")
    schema = _declared(table)
    by_format = {
        "parquet": [str(file) for file in files if file.suffix == PARQUET],
        "ipc": [str(file) for file in files if file.suffix != PARQUET],
    }
    return ds.dataset([ds.dataset(paths, schema, format=form) for form, paths in by_format.items() if paths])


def _declared(table: str) -> "pa.Schema | None":
    """The current schema of the daily series and the ledger; None for runs, whose columns are in each file.

    Version 0.1.0 kept `public` as a number and wrote fewer columns.
    """
    if table == RUNS:
        return None
    from sim.tables.runs import DAYS, EVENTS
    from sim.tables.runs import KEY as RUN_KEY

    return schema_of((*RUN_KEY, *(DAYS if table == DAILY else EVENTS)))


def _with_table(folder: str | Path, table: str) -> Path:
    """The sweep folder. Raises ScenarioError if it does not have this table."""
    folder = sweep_folder(folder)
    if table != RUNS and not (folder / FOLDERS[table]).is_dir():
        raise ScenarioError(f"{label_of(folder)}: has no {table} table; set `{table}: true` in the experiment")
    return folder


def _read(folder: str | Path, table: str, columns: Sequence[str] | None = None) -> "pa.Table":
    import pyarrow as pa

    folder = _with_table(folder, table)
    tables = read_tables(folder, table, columns)
    if not tables:
        raise ScenarioError(f"{label_of(folder)}: no finished runs yet")
    if table == RUNS:
        unique_keys(folder, tables)
    schema = _declared(table)
    with errors_named(folder / FOLDERS[table], folder):
        return pa.concat_tables(tables if schema is None else [conformed(rows, schema) for rows in tables])


def outcomes(folder: Path) -> dict[str, int]:
    """Number of runs by outcome, the most frequent first; a run without one counts under how it ended."""
    counts: Counter[str] = Counter()
    for table in read_tables(folder, RUNS, ("outcome", "ended")):
        both = zip(*(table.column(name).to_pylist() for name in ("outcome", "ended")), strict=True)
        counts.update(outcome or ended for outcome, ended in both if ended)
    return dict(counts.most_common())


def failures(folder: Path, most: int) -> list[dict[str, Any]]:
    """Point, replicate and error of at most `most` failed runs, sorted."""
    failed: list[dict[str, Any]] = []
    for table in read_tables(folder, RUNS, (*KEY, "error")):
        failed += [row for row in table.to_pylist() if row["error"] is not None]
    return sorted(failed, key=lambda row: (row["replicate"], row["point"]))[:most]


def export(
    folder: str | Path, file: Path, table: str = RUNS, errors: bool = False, decimal: str = ".", separator: str = ","
) -> int:
    """Write a table of a sweep as CSV and return its number of rows; `-` is standard output.

    `errors` also keeps failed runs. Raises ScenarioError if the table cannot be read or the file not written, and for
    a decimal mark or separator that is not allowed.
    """
    from sim.tables.textfile import write_csv

    rows = _read(folder, table)
    if table == RUNS and not errors:
        rows = rows.filter(rows.column("error").is_null())
    rows = rows.sort_by([(name, "ascending") for name in (ORDER if table == RUNS else [*KEY, "day"])])
    with output_file(file, "--csv") as draft:
        write_csv(rows, draft, decimal, separator)
    return rows.num_rows
