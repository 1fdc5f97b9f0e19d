"""A theatre as a folder, to continue later: a snapshot of each siege, and theatre.json for the rest."""

import errno
import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.scenario.errors import shorten
from sim.scenario.files import label_of, read_text
from sim.scenario.load import model_version
from sim.scenario.theatre import Document, Theatre
from sim.scenario.writing import draft_path, replace_folder
from sim.state.columns import Kind
from sim.state.serialize import SnapshotError, json_text, why
from sim.state.siege import Siege
from sim.state.snapshot import digest, load, save
from sim.state.theatre import TheatreState

FORMAT = 2
META, SIEGE = "theatre.json", ".snapshot"


class Meta(BaseModel):
    """What theatre.json says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: int
    model: str  # version of the distribution
    seed: int = Field(ge=0)
    theatre: dict[str, Any]
    books: TheatreState  # the name in the file
    digests: dict[str, str]  # siege -> what it is
    checksum: str  # sha256 of all else


def theatre_digest(theatre_state: TheatreState, sieges: Mapping[str, Siege]) -> str:
    """Hash of what a theatre is today; equal for the same one on several threads, or restored."""
    digests = {name: digest(siege) for name, siege in sieges.items()}
    return hashlib.sha256(json_text([asdict(theatre_state), digests]).encode()).hexdigest()


def is_theatre_snapshot(path: str | Path) -> bool:
    """Whether a path is such a folder."""
    return (Path(path) / META).is_file()


def save_theatre(
    theatre: Theatre, seed: int, theatre_state: TheatreState, sieges: Mapping[str, Siege], folder: Path
) -> None:
    """Write the folder, whole or not at all; an older one is replaced.

    Raises SnapshotError where it cannot be written; a FileExistsError becomes one too.
    """
    draft = draft_path(folder)
    document = theatre.document.model_dump(mode="json")
    for member in document["sieges"].values():
        member |= {"scenario": {}, "set": {}}  # the sieges' own snapshots hold them
    meta = {
        "format": FORMAT,
        "model": model_version(),
        "seed": seed,
        "theatre": document,
        "books": asdict(theatre_state),
        "digests": {name: digest(siege) for name, siege in sieges.items()},
    }
    meta["checksum"] = _checksum(meta)
    try:
        draft.mkdir(parents=True)
        for name, siege in sieges.items():
            save(siege, draft / f"{name}{SIEGE}")
        (draft / META).write_text(f"{json_text(meta)}\n", encoding="utf-8")
        if folder.exists() and not is_theatre_snapshot(folder):
            raise FileExistsError(errno.EEXIST, "something else is there already")
        replace_folder(draft, folder)
    except OSError as error:
        raise SnapshotError(f"{label_of(folder)}: cannot be written: {why(error)}") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def load_theatre_snapshot(folder: str | Path) -> tuple[Theatre, int, TheatreState, dict[str, Siege]]:
    """The theatre of a folder, its seed, its state, its sieges. Raises SnapshotError unless `save_theatre` wrote it."""
    folder = Path(folder)
    label = label_of(folder)
    if not is_theatre_snapshot(folder):
        raise SnapshotError(f"{label}: is no snapshot of a theatre: it has no {META}")
    meta = _meta(folder, label)
    sieges = {}
    for name in meta.theatre["sieges"]:
        siege = load(folder / f"{name}{SIEGE}")
        if digest(siege) != meta.digests.get(name):
            raise SnapshotError(f"{label}: {name}{SIEGE} is of another day or another theatre")
        sieges[name] = siege
    try:
        document = Document.model_validate_json(json.dumps(meta.theatre))
    except ValidationError as error:
        raise SnapshotError(f"{label}: {META}: {_first(error)}") from None
    _check_state(meta.books, sieges, label)
    scenarios = {name: siege.written_scenario for name, siege in sieges.items()}
    return Theatre(document, scenarios), meta.seed, meta.books, sieges


def _meta(folder: Path, label: str) -> Meta:
    """theatre.json, from a folder of this format and version."""
    try:
        raw = json.loads(read_text(folder / META, label))
        if not isinstance(raw, dict) or raw.get("format") != FORMAT:
            raise SnapshotError(f"{label}: {META} is of another format; this version reads format {FORMAT} only")
        if raw.get("model") != model_version():
            raise SnapshotError(
                f"{label}: made by safeconduct {shorten(str(raw.get('model')))}, and this is {model_version()}; "
                "a theatre can only be continued in the version that began it"
            )
        meta = Meta.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        raise SnapshotError(f"{label}: {META}: {_first(error)}") from None
    except (ValueError, RecursionError) as error:
        raise SnapshotError(f"{label}: {META} is damaged: {why(error)}") from None
    if meta.checksum != _checksum({name: value for name, value in raw.items() if name != "checksum"}):
        raise SnapshotError(f"{label}: the checksum of {META} is wrong: it is damaged, or was changed by hand")
    if not isinstance(meta.theatre.get("sieges"), dict):
        raise SnapshotError(f"{label}: {META} names no sieges")
    return meta


def _check_state(theatre_state: TheatreState, sieges: Mapping[str, Siege], label: str) -> None:
    """Transfers are copied row by row: none may be outside its siege, or find no room where it goes."""
    good = set(theatre_state.processed) == set(sieges)
    room = {
        (name, kind): kept
        for name, siege in sieges.items()
        for kind, kept in (
            (int(Kind.fighter), siege.initial.reserve_fighters - siege.link.rows_fighters),
            (int(Kind.besieger), siege.initial.reserve_besiegers - siege.link.rows_besiegers),
        )
    }
    for transfer in theatre_state.transfers:
        good = good and transfer.origin in sieges and (transfer.destination, transfer.joins) in room
        if good:
            room[transfer.destination, transfer.joins] -= len(transfer.rows)
            good = all(0 <= row < sieges[transfer.origin].people.cell.size for row in transfer.rows)
    if not good or min(room.values()) < 0:
        raise SnapshotError(f"{label}: {META}: books: no theatre could have these")


def _checksum(meta: dict[str, Any]) -> str:
    return hashlib.sha256(json_text(meta).encode()).hexdigest()


def _first(error: ValidationError) -> str:
    problem = error.errors()[0]
    return f"{shorten('.'.join(map(str, problem['loc'])))}: {shorten(problem['msg']).lower()}"
