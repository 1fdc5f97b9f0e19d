"""Folders of results: drafted beside their place and put there by a rename, so that none is half-written."""

import contextlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sim.runs.result import Result
    from sim.scenario.schema import Scenario
    from sim.state.siege import Siege
    from sim.tables.columns import Columns

RESULTS = Path("results")
DOCUMENT, DAILY, LEDGER, SCENARIO, PICTURE = (
    "run.json", "daily.parquet", "ledger.parquet", "scenario.yaml", "overview.png",
)  # fmt: skip
CHRONICLE = "ledger.txt"
PARTS = "parts"
FORK = "fork.json"


def run_folder(root: str | Path, name: str) -> Path:
    """Where a run of this name is kept under a results folder, in the words in which that was given."""
    return Path(root) / "runs" / name


def fork_folder(root: str | Path, name: str) -> Path:
    """Where a fork of this name is kept under a results folder."""
    return Path(root) / "forks" / name


@contextlib.contextmanager
def drafted(final: Path) -> Iterator[Path]:
    """A new folder that takes the place of `final` when the block ends well, and else vanishes."""
    label = label_of(final)
    if (final.exists() or final.is_symlink()) and not _is_ours(final):
        raise ScenarioError(f"{label}: is there already, and is no folder of results; move it or choose another --out")
    made = [folder for folder in (final.parent, *final.parent.parents) if not folder.exists()]
    draft = final.with_name(f".{final.name}.{os.getpid()}.{uuid.uuid4().hex[:8]}")
    try:
        draft.mkdir(parents=True)
    except OSError as error:
        _remove_empty(made)
        raise unwritable(final, error) from None
    _sweep_up(final)
    try:
        yield draft
        _put(draft, final)
    except OSError as error:
        raise unwritable(final, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        _remove_empty(made)


def may_be_written(final: Path) -> None:
    """Raise for a place where no folder of results can be, before any time is spent on one."""
    with contextlib.suppress(_Enough), drafted(final):
        raise _Enough


class _Enough(Exception):
    pass


def _put(draft: Path, final: Path) -> None:
    """Rename a draft into place. A folder cannot replace a full one, so the older steps aside first."""
    for _ in range(20):  # another process may put its own there between the two renames
        try:
            draft.rename(final)
            return
        except OSError:
            if not final.exists():
                raise
        old = final.with_name(f"{draft.name}.old")
        with contextlib.suppress(FileNotFoundError):
            final.rename(old)
        shutil.rmtree(old, ignore_errors=True)
    draft.rename(final)


def _sweep_up(final: Path) -> None:
    """Remove drafts of the same name whose process was killed."""
    for stray in final.parent.glob(f".{final.name}.*"):
        owner = stray.name.removeprefix(f".{final.name}.").partition(".")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(stray, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def _is_ours(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    return any((folder / name).is_file() for name in (DOCUMENT, FORK)) or not any(folder.iterdir())


def _remove_empty(folders: Sequence[Path]) -> None:
    """Innermost first, those that hold nothing."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def unwritable(path: Path, error: OSError, option: str = "--out") -> ScenarioError:
    """What to say when a place that an option names cannot be written."""
    why = (error.strerror or str(error)).lower()
    return ScenarioError(f"{label_of(path)}: cannot be written: {why}; choose another {option}")


def write_run(folder: Path, result: "Result", siege: str | None = None) -> None:
    """Everything that is kept of one run; `siege` is its name where it is one of a theatre's."""
    from sim.runs.overview import draw
    from sim.runs.words import chronicle, ledger_columns
    from sim.tables.runs import DAYS, EVENTS

    write_json(folder / DOCUMENT, result.document())
    write_scenario(folder, result.siege.scenario)
    write_table(folder / DAILY, daily_columns(result.siege, siege), DAYS)
    ledger = ledger_columns(result.siege, siege)
    write_table(folder / LEDGER, ledger, EVENTS)
    (folder / CHRONICLE).write_text(chronicle(ledger), encoding="utf-8")
    write_dictionary(folder, {"daily": DAYS, "ledger": EVENTS})
    draw(result, folder / PICTURE)


def daily_columns(siege: "Siege", name: str | None = None) -> dict[str, list[Any]]:
    """The daily series by column of `sim.tables.runs.DAYS`; `name` is that of a siege of a theatre."""
    from sim.outcomes import DAILY as MEASURES

    days = zip(*siege.daily, strict=True) if siege.daily else ([] for _ in MEASURES)
    columns = {measure.name: list(column) for measure, column in zip(MEASURES, days, strict=True)}
    return {"siege": [name] * len(siege.daily), **columns}


def write_scenario(folder: Path, scenario: "Scenario", name: str = SCENARIO) -> None:
    """The scenario with every value, so that the run can be had again from its own folder."""
    from sim.scenario.load import resolve

    (folder / name).write_text(resolve(scenario), encoding="utf-8")


def write_json(path: Path, document: Any) -> None:
    """One JSON document as a file."""
    text = json.dumps(document, indent=2, ensure_ascii=False, default=str, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8")


def write_table(path: Path, values: Mapping[str, Sequence[Any]], columns: "Columns") -> None:
    """Values by column as a Parquet file, with the types, units and labels that the columns declare."""
    import pyarrow.parquet as pq

    from sim.tables.columns import schema_of, table_of_columns

    pq.write_table(table_of_columns(values, schema_of(columns)), path)


def write_dictionary(folder: Path, tables: "Mapping[str, Columns]") -> None:
    """What the columns of the tables of a folder mean, as `dictionary.csv`."""
    from sim.tables.dictionary import DICTIONARY, dictionary_of

    with replaced(folder / DICTIONARY) as draft:
        draft.write_text(dictionary_of(tables), encoding="utf-8")


def append_rows(folder: Path, rows: Sequence[Mapping[str, Any]], schema: "pa.Schema") -> Path:
    """Add rows to a table of part files: one new part, whole or not there at all."""
    from sim.tables.columns import table_of_rows

    parts = folder / PARTS
    parts.mkdir(parents=True, exist_ok=True)
    # Parts sort by time of writing; the rest of the name keeps processes apart.
    part = parts / f"{len(list(parts.iterdir())):06d}-{uuid.uuid4().hex[:8]}.parquet"
    write_part(part, table_of_rows(rows, schema))
    return part


def write_part(part: Path, table: "pa.Table") -> None:
    """A table as a part file with checksums: whole, on the disk, or not there at all."""
    import pyarrow.parquet as pq

    with replaced(part) as draft:
        pq.write_table(table, draft, write_page_checksum=True)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())


@contextlib.contextmanager
def replaced(final: Path) -> Iterator[Path]:
    """A draft of one file that takes its place when the block ends well, and else vanishes."""
    draft = final.with_name(f".{final.name}.draft")
    try:
        yield draft
        draft.replace(final)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def read_rows(folder: Path) -> "pd.DataFrame":
    """All rows of a table of part files, in order of seed."""
    import pandas as pd

    parts = sorted((folder / PARTS).glob("*.parquet"))
    frame = pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)
    return frame.sort_values("seed", ignore_index=True)
