"""The files of a sweep's tables: their names, and the mark by which those that belong together know each other."""

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
#: Table -> folder of its parts.
FOLDERS = {RUNS: "parts", DAILY: "daily", LEDGER: "ledger"}
FRESH = "fresh"
KEY = ("point", "replicate")
SIEGE = "siege"  # column that says which of a theatre
#: Columns without which a table cannot be read; the others may differ between versions.
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
_MARK = b"safeconduct.part"


class InvalidPart(ValueError):
    """A file that bears a name of ours and does not belong where it is."""


class PartMetadata(NamedTuple):
    """What a file says of itself: the files of one chunk, or of one part, say the same but for the table."""

    sweep: str  # hash of the experiment
    table: str
    part: int | None  # its number; none for a chunk, whose number is not known where it is made
    id: str  # random; the same in all tables that were written together
    rows: dict[str, int]  # rows of each table but the runs

    def on(self, made: "pa.Table") -> "pa.Table":
        """The same rows, marked."""
        text = json.dumps(self._asdict(), sort_keys=True)
        return made.replace_schema_metadata({**(made.schema.metadata or {}), _MARK: text.encode()})


def new_metadata(sweep: str, part: int | None, rows: Mapping[str, int]) -> PartMetadata:
    """A mark for the runs of a chunk or a part; `_replace(table=...)` makes that of another table."""
    return PartMetadata(sweep, RUNS, part, uuid.uuid4().hex, dict(rows))


def metadata_of(schema: "pa.Schema") -> PartMetadata | None:
    """The mark of a file; none in one of version 0.1.0. InvalidPart where it cannot be read."""
    text = (schema.metadata or {}).get(_MARK)
    if text is None:
        return None
    try:
        mark = PartMetadata(**json.loads(text))
        numbers = [*mark.rows.values(), *([] if mark.part is None else [mark.part])]
        if all(type(number) is int for number in numbers) and isinstance(mark.id, str):
            return mark
    except (ValueError, TypeError, AttributeError, RecursionError):
        pass
    raise InvalidPart("its metadata are damaged")


def check_schema(schema: "pa.Schema", table: str, number: int | None, sweep: str | None) -> PartMetadata | None:
    """The mark of a table's file. InvalidPart where its columns, its table, its number or its sweep are others."""
    import pyarrow as pa

    missing = [name for name in NEEDED[table] if name not in schema.names]
    if missing:
        raise InvalidPart(f"it has no column {missing[0]}, so it is not a table of {table}")
    if any(schema.field(name).type != pa.int64() for name in KEY):
        raise InvalidPart(f"its {' and '.join(KEY)} are not whole numbers")
    mark = metadata_of(schema)
    if mark is None:
        return None
    if sweep is not None and mark.sweep != sweep:
        raise InvalidPart(f"it belongs to the sweep {mark.sweep}")
    if (mark.table, mark.part) != (table, number):
        place = "fresh" if mark.part is None else f"{FOLDERS.get(mark.table, mark.table)}/{mark.part:06d}.parquet"
        raise InvalidPart(f"it is a copy of {place}")
    return mark


def check_together(runs: PartMetadata | None, other: PartMetadata | None, table: str) -> None:
    """InvalidPart where a table was not written together with the runs of its number."""
    if runs is not None and runs.rows.get(table, 0) and other is None:
        raise InvalidPart(f"its {table} rows are missing or belong to another part")
    if other is not None and (runs is None or other != runs._replace(table=table)):
        raise InvalidPart(f"its {table} rows were not written together with its runs")


def parts_in(folder: Path, table: str) -> dict[int, Path]:
    """Number -> part of a table of a sweep, in order; files of other names are not ours and are passed over."""
    return _named(folder / FOLDERS[table], _PART, folders=False)


def chunks_in(folder: Path, table: str) -> dict[int, Path]:
    """Number -> file of a table, in a folder of fresh files."""
    return _named(folder, _CHUNK, folders=False, table=table)


def fresh_in(folder: Path) -> dict[int, Path]:
    """Number of the part that is to come of it -> folder of fresh files of a sweep, in order."""
    return _named(folder / FRESH, _FRESH, folders=True)


def used_numbers(folder: Path) -> Iterator[int]:
    """Numbers that a new part of a sweep must not have: of parts, of what was set aside, of fresh files."""
    for place in (*FOLDERS.values(), FRESH):
        yield from (int(found["number"]) for name in _names(folder / place) if (found := _TAKEN.fullmatch(name)))


def not_files(folder: Path, table: str) -> list[Path]:
    """What bears the name of a part and is no file: a folder, a pipe, a link to nothing."""
    place, ours = folder / FOLDERS[table], set(parts_in(folder, table).values())
    return [place / name for name in sorted(_names(place)) if _PART.fullmatch(name) and place / name not in ours]


def drafts_in(folder: Path) -> Iterator[Path]:
    """Files of a sweep that were being written when a process was killed."""
    places = [folder, folder / "scenarios", *(folder / name for name in FOLDERS.values()), *fresh_in(folder).values()]
    for place in places:
        yield from (place / name for name in _names(place) if _DRAFT.fullmatch(name) and (place / name).is_file())


def _names(place: Path) -> list[str]:
    try:
        return [path.name for path in place.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _named(place: Path, pattern: re.Pattern[str], folders: bool, **groups: str) -> dict[int, Path]:
    found: dict[int, Path] = {}
    for name in _names(place):
        match, path = pattern.fullmatch(name), place / name
        if match is None or any(match[group] != value for group, value in groups.items()):
            continue
        if path.is_dir() if folders else path.is_file():
            found[int(match["number"])] = path
    return dict(sorted(found.items()))


def set_aside(path: Path) -> Path:
    """Rename what cannot be used, so that nothing reads it any more; its new place, which was free."""
    stem = path.name.removesuffix(".parquet")
    aside, more = path.with_name(f"{stem}{CORRUPT}"), 2
    while os.path.lexists(aside):
        aside, more = path.with_name(f"{stem}.{more}{CORRUPT}"), more + 1
    return path.rename(aside)


def short_reason(error: BaseException) -> str:
    """In a few words why a file cannot be used."""
    words = os_reason(error) if isinstance(error, OSError) else str(error)
    first = (words.splitlines() or [""])[0]
    return shorten(first, 200).rstrip(".") or type(error).__name__  # Arrow repeats the bytes that it cannot read


def read_errors() -> tuple[type[BaseException], ...]:
    """What reading a file that is damaged, or is something else, may raise."""
    import pyarrow as pa

    return OSError, ValueError, pa.ArrowException
