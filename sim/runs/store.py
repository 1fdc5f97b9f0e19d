"""Folders of results: written next to their destination and renamed into place, so that none is half written."""

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
    atomic_write,
    draft_path,
    exists,
    remove_empty,
    replace_folder,
    reporting_disk_errors,
    stale_drafts,
    sync,
)

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
LEDGER_TEXT = "ledger.txt"
PARTS = "parts"
FORK = "fork.json"
ESTIMATES = "summary.json"
GIS_LAYERS = "layers.json"
WHY = "why.json"


def run_folder(root: str | Path, name: str) -> Path:
    """The folder of a run under a results folder, relative where that was given so."""
    return Path(root) / "runs" / name


def fork_folder(root: str | Path, name: str) -> Path:
    """The folder of a fork under a results folder."""
    return Path(root) / "forks" / name


@contextlib.contextmanager
def drafted(final: Path, option: str = "--out") -> Iterator[Path]:
    """A new folder that takes the place of `final`, synced, when the block ends well, and else vanishes.

    `option` is the one that names it. Raises ScenarioError where `final` exists and is not a results folder.
    """
    with reporting_disk_errors(final, option):
        if exists(final) and not _is_ours(final):
            raise ScenarioError(
                f"{label_of(final)}: exists but is not a results folder; move it or choose another {option}"
            )
        made = [folder for folder in (final.parent, *final.parent.parents) if not exists(folder)]
        draft = draft_path(final)
        try:
            draft.mkdir(parents=True)
            _tidy(final)
            yield draft
            replace_folder(draft, final)
            for new in made:
                sync(new.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            remove_empty(made)


def may_be_written(final: Path) -> None:
    """Raises ScenarioError where no results folder can be written, before any time is spent on a run."""
    with contextlib.suppress(_DiscardDraft), drafted(final):
        raise _DiscardDraft


class _DiscardDraft(Exception):
    pass


def _tidy(final: Path) -> None:
    """Remove what killed processes left; a folder that had just been moved aside for a new one is restored."""
    for old in stale_drafts(final, OLD):
        if not exists(final):
            old.rename(final)
        shutil.rmtree(old, ignore_errors=True)
    for stray in stale_drafts(final):
        shutil.rmtree(stray, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    documents = (DOCUMENT, FORK, ESTIMATES, GIS_LAYERS, WHY)
    return any((folder / name).is_file() for name in documents) or not any(folder.iterdir())


def write_run(folder: Path, result: "Result", siege: str | None = None) -> None:
    """Write all files of one run; `siege` is its name where it belongs to a theatre."""
    from sim.runs.narrative.ledger import ledger_columns, ledger_text
    from sim.runs.overview import draw
    from sim.tables.runs import DAYS, EVENTS

    write_json(folder / DOCUMENT, result.document())
    write_scenario(folder, result.siege.written_scenario)
    write_table(folder / DAILY, daily_columns(result.siege, siege), DAYS)
    ledger = ledger_columns(result.siege, siege)
    write_table(folder / LEDGER, ledger, EVENTS)
    (folder / LEDGER_TEXT).write_text(ledger_text(ledger), encoding="utf-8")
    write_dictionary(folder, {"daily": DAYS, "ledger": EVENTS})
    draw(result, folder / PICTURE)


def daily_columns(siege: "Siege", name: str | None = None) -> dict[str, list[Any]]:
    """The daily series by column of `sim.tables.runs.DAYS`; `name` is that of a siege of a theatre."""
    from sim.outcomes import DAILY as MEASURES

    days = zip(*siege.daily, strict=True) if siege.daily else ([] for _ in MEASURES)
    columns = {measure.name: list(column) for measure, column in zip(MEASURES, days, strict=True)}
    return {"siege": [name] * len(siege.daily), **columns}


def write_scenario(folder: Path, scenario: "Scenario", name: str = SCENARIO) -> None:
    """The scenario with every value, so that the run can be repeated from its own folder."""
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

    with atomic_write(folder / DICTIONARY) as draft:
        draft.write_text(dictionary_of(tables), encoding="utf-8")


def write_rows(folder: Path, rows: Sequence[Mapping[str, Any]], schema: "pa.Schema") -> None:
    """The rows of a new folder as its one part file."""
    from sim.tables.columns import table_of_rows

    (folder / PARTS).mkdir()
    write_part(folder / PARTS / "000000.parquet", table_of_rows(rows, schema))


def write_part(part: Path, table: "pa.Table") -> None:
    """A table as a part file with checksums: whole, on the disk, or not there at all."""
    import pyarrow.parquet as pq

    with atomic_write(part) as draft:
        pq.write_table(table, draft, write_page_checksum=True)


def read_rows(folder: Path) -> "pd.DataFrame":
    """All rows of a table of part files, in order of seed."""
    import pandas as pd

    parts = sorted((folder / PARTS).glob("*.parquet"))
    frame = pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)
    return frame.sort_values("seed", ignore_index=True)
