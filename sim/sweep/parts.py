"""The part files of a sweep's tables: their names, and the metadata that show which of them belong together."""

import json
import os
import re
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.scenario.errors import shorten
from sim.scenario.writing import os_reason

if TYPE_CHECKING:
    import pyarrow as pa

RUNS, DAILY, LEDGER = "runs", "daily", "ledger"
#: The folder of each table's parts.
FOLDERS = {RUNS: "parts", DAILY: "daily", LEDGER: "ledger"}
FRESH = "fresh"
KEY = ("point", "replicate")
SIEGE = "siege"  # column with the name of the siege, in a theatre
#: Columns that a table must have; the others may differ between versions.
NEEDED = {
    RUNS: (*KEY, "scenario", "seed", "error", "ended", "outcome", "days_simulated"),
    DAILY: (*KEY, "day"),
    LEDGER: (*KEY, "day", "event"),
}
CORRUPT = ".corrupt"
_NUMBER = r"(?P<number>\d{6}|[1-9]\d{6,})"
_PART = re.compile(rf"{_NUMBER}\.parquet")
_FRESH = re.compile(_NUMBER)
_CHUNK = re.compile(rf"{_NUMBER}\.(?P<table>{RUNS}|{DAILY}|{LEDGER})")
_TAKEN = re.compile(rf"{_NUMBER}(\.parquet|(\.\d+)?{re.escape(CORRUPT)})?")
_DRAFT = re.compile(r"\..+\.draft")
_METADATA = b"safeconduct.part"


class InvalidPart(ValueError):
    """A file with the name of a part that is not a valid part of this sweep."""


class PartMetadata(NamedTuple):
    """The metadata of a file; the files of one chunk, or of one part, differ only in `table`."""

    sweep: str  # hash of the experiment
    table: str
    part: int | None  # its number; None for a chunk, whose number is not yet known when it is written
    id: str  # random; the same in all tables that were written together
    rows: dict[str, int]  # number of rows of each table other than the runs

    def on(self, rows: "pa.Table") -> "pa.Table":
        """The table with this metadata."""
        text = json.dumps(self._asdict(), sort_keys=True)
        return rows.replace_schema_metadata({**(rows.schema.metadata or {}), _METADATA: text.encode()})


def new_metadata(sweep: str, part: int | None, rows: Mapping[str, int]) -> PartMetadata:
    """Metadata for the runs of a chunk or a part; `_replace(table=...)` gives that of another table."""
    return PartMetadata(sweep, RUNS, part, uuid.uuid4().hex, dict(rows))


def metadata_of(schema: "pa.Schema") -> PartMetadata | None:
    """The metadata of a file; None in files of version 0.1.0. Raises InvalidPart if they are damaged."""
    text = (schema.metadata or {}).get(_METADATA)
    if text is None:
        return None
    try:
        metadata = PartMetadata(**json.loads(text))
        numbers = [*metadata.rows.values(), *([] if metadata.part is None else [metadata.part])]
        if all(type(number) is int for number in numbers) and isinstance(metadata.id, str):
            return metadata
    except (ValueError, TypeError, AttributeError, RecursionError):
        pass
    raise InvalidPart("its metadata are damaged")


def check_schema(schema: "pa.Schema", table: str, number: int | None, sweep: str | None) -> PartMetadata | None:
    """The metadata of a table's file. Raises InvalidPart if its columns, table, number or sweep do not match."""
    import pyarrow as pa

    missing = [name for name in NEEDED[table] if name not in schema.names]
    if missing:
        raise InvalidPart(f"it has no column {missing[0]}, so it is not a table of {table}")
    if any(schema.field(name).type != pa.int64() for name in KEY):
        raise InvalidPart(f"its {' and '.join(KEY)} are not whole numbers")
    metadata = metadata_of(schema)
    if metadata is None:
        return None
    if sweep is not None and metadata.sweep != sweep:
        raise InvalidPart(f"it belongs to the sweep {metadata.sweep}")
    if (metadata.table, metadata.part) != (table, number):
        folder = FOLDERS.get(metadata.table, metadata.table)
        original = "fresh" if metadata.part is None else f"{folder}/{metadata.part:06d}.parquet"
        raise InvalidPart(f"it is a copy of {original}")
    return metadata


def check_together(runs: PartMetadata | None, other: PartMetadata | None, table: str) -> None:
    """Raise InvalidPart if a table was not written together with the runs of the same number."""
    if runs is not None and runs.rows.get(table, 0) and other is None:
        raise InvalidPart(f"its {table} rows are missing or belong to another part")
    if other is not None and (runs is None or other != runs._replace(table=table)):
        raise InvalidPart(f"its {table} rows were not written together with its runs")


def parts_in(folder: Path, table: str) -> dict[int, Path]:
    """The parts of a table by number, in order; files with other names are ignored."""
    return _named(folder / FOLDERS[table], _PART, folders=False)


def chunks_in(folder: Path, table: str) -> dict[int, Path]:
    """The chunk files of a table by number, in a folder of fresh files."""
    return _named(folder, _CHUNK, folders=False, table=table)


def fresh_in(folder: Path) -> dict[int, Path]:
    """The folders of fresh files of a sweep by the number of the part that they will become, in order."""
    return _named(folder / FRESH, _FRESH, folders=True)


def used_numbers(folder: Path) -> Iterator[int]:
    """Numbers that a new part must not have: those of parts, of files set aside, and of fresh files."""
    for name in (*FOLDERS.values(), FRESH):
        matches = (_TAKEN.fullmatch(entry) for entry in _names(folder / name))
        yield from (int(match["number"]) for match in matches if match)


def not_files(folder: Path, table: str) -> list[Path]:
    """Paths that have the name of a part but are not files: a folder, a pipe, a broken link."""
    home, parts = folder / FOLDERS[table], set(parts_in(folder, table).values())
    return [home / name for name in sorted(_names(home)) if _PART.fullmatch(name) and home / name not in parts]


def drafts_in(folder: Path) -> Iterator[Path]:
    """Files of a sweep that were being written when a process was killed."""
    homes = [folder, folder / "scenarios", *(folder / name for name in FOLDERS.values()), *fresh_in(folder).values()]
    for home in homes:
        yield from (home / name for name in _names(home) if _DRAFT.fullmatch(name) and (home / name).is_file())


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _named(home: Path, pattern: re.Pattern[str], folders: bool, **groups: str) -> dict[int, Path]:
    """The files (or folders) whose name matches, by number, in order."""
    by_number: dict[int, Path] = {}
    for name in _names(home):
        match, path = pattern.fullmatch(name), home / name
        if match is None or any(match[group] != value for group, value in groups.items()):
            continue
        if path.is_dir() if folders else path.is_file():
            by_number[int(match["number"])] = path
    return dict(sorted(by_number.items()))


def set_aside(path: Path) -> Path:
    """Rename a file that cannot be used, so that it is no longer read; returns the new path."""
    stem = path.name.removesuffix(".parquet")
    aside, number = path.with_name(f"{stem}{CORRUPT}"), 2
    while os.path.lexists(aside):
        aside, number = path.with_name(f"{stem}.{number}{CORRUPT}"), number + 1
    return path.rename(aside)


def short_reason(error: BaseException) -> str:
    """Why a file cannot be used, in one line."""
    text = os_reason(error) if isinstance(error, OSError) else str(error)
    first = (text.splitlines() or [""])[0]
    return shorten(first, 200).rstrip(".") or type(error).__name__  # Arrow repeats the bytes that it cannot read


def read_errors() -> tuple[type[BaseException], ...]:
    """Exceptions that reading a damaged or foreign file may raise."""
    import pyarrow as pa

    return OSError, ValueError, pa.ArrowException
