"""Folders of results: drafted beside their place and put there by a rename, so that none is half-written."""

import contextlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.scenario.writing import (
    OLD,
    draft_of,
    drafts_left,
    is_there,
    put_folder,
    remove_empty,
    replaced,
    sync,
    told,
)

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sim.runs.result import Result
    from sim.scenario.schema import Scenario

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
    """A new folder that takes the place of `final`, synced, when the block ends well, and else vanishes."""
    with told(final):
        if is_there(final) and not _is_ours(final):
            raise ScenarioError(
                f"{label_of(final)}: is there already, and is no folder of results; move it or choose another --out"
            )
        made = [folder for folder in (final.parent, *final.parent.parents) if not is_there(folder)]
        draft = draft_of(final)
        try:
            draft.mkdir(parents=True)
            _tidy(final)
            yield draft
            put_folder(draft, final)
            for new in made:
                sync(new.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            remove_empty(made)


def may_be_written(final: Path) -> None:
    """Raise for a place where no folder of results can be, before any time is spent on one."""
    with contextlib.suppress(_Enough), drafted(final):
        raise _Enough


class _Enough(Exception):
    pass


def _tidy(final: Path) -> None:
    """Remove what killed processes left of a folder; one that had just stepped aside for another comes back."""
    for old in drafts_left(final, OLD):
        if not is_there(final):
            old.rename(final)
        shutil.rmtree(old, ignore_errors=True)
    for stray in drafts_left(final):
        shutil.rmtree(stray, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    return any((folder / name).is_file() for name in (DOCUMENT, FORK)) or not any(folder.iterdir())


def write_run(folder: Path, result: "Result") -> None:
    """Everything that is kept of one run."""
    from sim.outcomes import DAILY as MEASURES
    from sim.runs.overview import draw
    from sim.runs.words import chronicle, ledger_columns

    siege = result.siege
    write_json(folder / DOCUMENT, result.document())
    write_scenario(folder, siege.scenario)
    columns = {m.name: list(c) for m, c in zip(MEASURES, zip(*siege.daily, strict=True), strict=True)}
    units = {m.name: {"unit": m.unit, "label": m.label} for m in MEASURES}
    write_table(folder / DAILY, columns, units)
    ledger = ledger_columns(siege)
    write_table(folder / LEDGER, ledger)
    (folder / CHRONICLE).write_text(chronicle(ledger), encoding="utf-8")
    draw(result, folder / PICTURE)


def write_scenario(folder: Path, scenario: "Scenario", name: str = SCENARIO) -> None:
    """The scenario with every value, so that the run can be had again from its own folder."""
    from sim.scenario.load import resolve

    (folder / name).write_text(resolve(scenario), encoding="utf-8")


def write_json(path: Path, document: Any) -> None:
    """One JSON document as a file."""
    text = json.dumps(document, indent=2, ensure_ascii=False, default=str, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8")


def write_table(
    path: Path, columns: Mapping[str, list[Any]], notes: Mapping[str, Mapping[str, str]] | None = None
) -> None:
    """Columns as a Parquet file, each with its unit and label where there are `notes`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = {name: pa.array(values) for name, values in columns.items()}
    fields = [pa.field(name, array.type, metadata=(notes or {}).get(name)) for name, array in arrays.items()]
    pq.write_table(pa.table(list(arrays.values()), schema=pa.schema(fields)), path)


def write_rows(folder: Path, rows: Sequence[Mapping[str, Any]], schema: "pa.Schema") -> None:
    """The rows of a new folder as its one part file."""
    import pyarrow as pa

    (folder / PARTS).mkdir()
    laid = [{name: row.get(name) for name in schema.names} for row in rows]
    write_part(folder / PARTS / "000000.parquet", pa.Table.from_pylist(laid, schema=schema))


def write_part(part: Path, table: "pa.Table") -> None:
    """A table as a part file with checksums: whole, on the disk, or not there at all."""
    import pyarrow.parquet as pq

    with replaced(part) as draft:
        pq.write_table(table, draft, write_page_checksum=True)


def read_rows(folder: Path) -> "pd.DataFrame":
    """All rows of a table of part files, in order of seed."""
    import pandas as pd

    parts = sorted((folder / PARTS).glob("*.parquet"))
    frame = pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)
    return frame.sort_values("seed", ignore_index=True)
