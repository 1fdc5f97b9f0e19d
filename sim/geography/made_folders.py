"""Folders that are made again: what their user has put into one, or changed in it, is never lost."""

import json
from pathlib import Path
from typing import Any

from sim.geography.provenance import file_hash
from sim.scenario.errors import ScenarioError, shorten
from sim.scenario.files import label_of
from sim.text.format import count

FILES = "files"
#: Ends of files that a GIS leaves beside those that it opens: statistics of rasters, open databases.
LEFT_BY_GIS = (".aux.xml", "-wal", "-shm", "-journal")
#: Files that can be edited as text and would then be missed.
TEXTS = (".yaml", ".txt")


def files_made(folder: Path) -> dict[str, str]:
    """The files of a folder by their path in it, each with its hash."""
    return {name: file_hash(folder / name) for name in _names(folder)}


def refuse_own_work(folder: Path, document: str, elsewhere: str) -> None:
    """Raises ScenarioError where a folder has files that its `document` does not list, or texts edited since.

    `elsewhere` says how to choose another folder.
    """
    try:
        listed: Any = json.loads((folder / document).read_text(encoding="utf-8")).get(FILES, {})
    except (OSError, ValueError, AttributeError):
        listed = {}
    listed = listed if isinstance(listed, dict) else {}
    foreign = [
        name for name in _names(folder) if name not in listed and name != document and not name.endswith(LEFT_BY_GIS)
    ]
    if foreign:
        more = f" and {count(len(foreign) - 1, 'other file')}" if len(foreign) > 1 else ""
        raise ScenarioError(
            f"{label_of(folder)}: {shorten(foreign[0])}{more} would be lost, as the folder is made anew; move what is "
            f"yours out of it, or {elsewhere}"
        )
    for name, earlier in listed.items():
        file = folder / name
        if name.endswith(TEXTS) and file.is_file() and file_hash(file) != earlier:
            raise ScenarioError(
                f"{label_of(file)}: has been edited since it was made; keep your work in a file of your own outside "
                f"of the folder, or {elsewhere}"
            )


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
