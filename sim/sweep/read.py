"""Reading a sweep, also while it runs: tidy tables, the manifest, the samples, CSV."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.scenario.writing import written

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.dataset as ds

RUNS, DAILY, LEDGER = "runs", "daily", "ledger"
#: Table -> folder of its parts.
FOLDERS = {RUNS: "parts", DAILY: "daily", LEDGER: "ledger"}
FRESH, MANIFEST, SAMPLES, SWEEPS = "fresh", "manifest.json", "samples.parquet", "sweeps"
EXPERIMENT = "experiment.yaml"
KEY = ("point", "replicate")
ORDER = ["scenario", *KEY]
KIND = "sweep"


class Damaged(ScenarioError):
    """A manifest that is not as it was written; `why` says what is wrong with it."""

    def __init__(self, folder: Path, why: str) -> None:
        self.why = why
        super().__init__(
            f"{label_of(folder / MANIFEST)}: is damaged ({why}); `safeconduct sweep {label_of(folder)}` "
            "writes it anew, and the finished runs are kept"
        )


def load(folder: str | Path, errors: bool = False) -> "pd.DataFrame":
    """One row a run, in order of scenario, point and replicate; with `errors` also the runs that failed."""
    frame = _frame(folder, RUNS)
    frame = frame if errors else frame[frame["error"].isna()]
    return frame.sort_values(ORDER, ignore_index=True)


def load_daily(folder: str | Path) -> "pd.DataFrame":
    """The daily series of all runs, where the experiment says `daily: true`: one row a run and day."""
    return _frame(folder, DAILY).sort_values([*KEY, "day"], ignore_index=True, kind="stable")


def load_ledger(folder: str | Path) -> "pd.DataFrame":
    """The ledgers of all runs, where the experiment says `ledger: true`: one row an event."""
    return _frame(folder, LEDGER).sort_values([*KEY, "day"], ignore_index=True, kind="stable")


def load_manifest(folder: str | Path) -> dict[str, Any]:
    """What the sweep is; its counts are those of the last time that it was written."""
    folder = sweep_folder(folder)
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ScenarioError(f"{label_of(folder / MANIFEST)}: cannot be read: {why}") from None
    except ValueError as error:
        raise Damaged(folder, str(error)) from None
    if not isinstance(found, dict):
        raise Damaged(folder, "it is no JSON object")
    return found


def load_samples(folder: str | Path) -> "tuple[dict[str, Any], pd.DataFrame]":
    """What SALib needs for an analysis: the problem, and the sample in the unit cube, one row a point of a scenario.

    Row i is point i of the first scenario, and point i + rows of the second.
    """
    import pandas as pd

    from sim.sweep.designs import problem

    file = sweep_folder(folder) / SAMPLES
    if not file.exists():
        raise ScenarioError(f"{label_of(file)}: there is no such file; only a sampled design has one")
    frame = pd.read_parquet(file)
    return problem(len(frame.columns), list(frame.columns)), frame


def sweep_folder(folder: str | Path) -> Path:
    """The folder, if it is one of a sweep."""
    folder = Path(folder)
    if not (folder / MANIFEST).is_file():
        label = label_of(folder)
        if not folder.exists():
            raise ScenarioError(f"{label}: there is no such folder")
        if not is_sweep(folder):
            raise ScenarioError(f"{label}: is no folder of a sweep: it has no {MANIFEST}")
        raise ScenarioError(
            f"{label}: its {MANIFEST} is gone; `safeconduct sweep {label}` writes it anew, "
            "and the finished runs are kept"
        )
    return folder


def is_sweep(folder: Path) -> bool:
    """Whether a folder is one of a sweep, also where it has lost its manifest."""
    left = (folder / FOLDERS[RUNS]).is_dir() and (folder / EXPERIMENT).is_file()
    return left or (folder / MANIFEST).is_file()


def dataset(folder: str | Path, table: str = RUNS) -> "ds.Dataset":
    """All rows there are now, those of a sweep at work or killed too, as an Arrow dataset: nothing is loaded yet.

    DuckDB, Polars and pandas read it in batches. `table` is runs, daily or ledger. A sweep at work moves its newest
    files within seconds: make a new dataset where reading an old one raises FileNotFoundError.
    """
    import pyarrow.dataset as ds

    folder = _with_table(folder, table)
    parts, fresh = files(folder, table)
    if not parts and not fresh:
        raise ScenarioError(f"{label_of(folder)}: no run is finished yet")
    kinds = ((parts, "parquet"), (fresh, "ipc"))
    return ds.dataset([ds.dataset([str(path) for path in paths], format=kind) for paths, kind in kinds if paths])


def files(folder: Path, table: str) -> tuple[list[Path], list[Path]]:
    """The parts of a table, and the fresh files that are not yet in a part; each run is in one of them."""
    # Fresh files are listed first: one that became a part since then is among the parts, and left out here.
    chunks = sorted((folder / FRESH).glob("*"))
    parts = sorted((folder / FOLDERS[table]).glob("*.parquet"))
    folded = {part.stem for part in (folder / FOLDERS[RUNS]).glob("*.parquet")}
    runs = [file for chunk in chunks if chunk.name not in folded for file in sorted(chunk.glob(f"*.{RUNS}"))]
    fresh = [file.with_suffix(f".{table}") for file in runs]
    return parts, [file for file in fresh if file.exists()]


def tables(folder: Path, table: str, columns: Sequence[str] | None = None) -> "Iterator[pa.Table]":
    """The parts of a table and what is not yet in a part, one by one, each run once; a damaged one is told."""
    parts, fresh = files(folder, table)
    for part in parts:
        with _told(part, folder):
            made = open_part(part, columns)
        yield made
    for file in fresh:
        with _told(file, folder):
            made = open_fresh(file)
        yield made.select(list(columns)) if columns else made


@contextmanager
def _told(file: Path, folder: Path) -> Iterator[None]:
    """Name the file that cannot be read, and the way out."""
    try:
        yield
    except FileNotFoundError:  # moved by the sweep that is at work
        raise
    except (OSError, ValueError) as error:  # what pyarrow raises is one or the other
        why = (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
        raise ScenarioError(
            f"{label_of(file)}: cannot be read: {why}; `safeconduct sweep {label_of(folder)}` "
            "sets it aside and does its runs again"
        ) from None


def snapshot(folder: Path, table: str, columns: Sequence[str] | None = None) -> "list[pa.Table]":
    """All of `tables`, read again where the sweep moved a file meanwhile."""
    for _ in range(20):
        try:
            return list(tables(folder, table, columns))
        except FileNotFoundError:
            continue
    raise ScenarioError(f"{label_of(folder)}: the sweep writes faster than this can read; try again when it is done")


def _with_table(folder: str | Path, table: str) -> Path:
    folder = sweep_folder(folder)
    if table != RUNS and not (folder / FOLDERS[table]).is_dir():
        raise ScenarioError(f"{label_of(folder)}: has no {table} table; say `{table}: true` in the experiment")
    return folder


def _frame(folder: str | Path, table: str) -> "pd.DataFrame":
    import pyarrow as pa

    folder = _with_table(folder, table)
    found = snapshot(folder, table)
    if not found:
        raise ScenarioError(f"{label_of(folder)}: no run is finished yet")
    return pa.concat_tables(found).to_pandas()


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


def write_csv(frame: "pd.DataFrame", file: Path) -> None:
    """A table as CSV, put where `file` says when it is whole; `-` is standard output."""
    with written(file, "--csv") as draft:
        frame.to_csv(draft, index=False)


def open_part(path: Path, columns: Sequence[str] | None = None) -> "pa.Table":
    """A part file, checked against its checksums."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read(columns=list(columns) if columns else None)


def open_fresh(path: Path) -> "pa.Table":
    """The Arrow file of a chunk."""
    import pyarrow as pa

    with pa.OSFile(str(path)) as source, pa.ipc.open_file(source) as file:
        return file.read_all()
