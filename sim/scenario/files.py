"""Finding and reading the files of a scenario."""

import contextlib
import os
from pathlib import Path

from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.yamltext import MAX_BYTES

THEATRES = "theatres"  # folder of theatres beside the scenarios


def shipped_folder(what: str = "configs") -> Path:
    """The folder of shipped scenarios (or `experiments`): inside a wheel, or beside the package in a source tree."""
    package = Path(__file__).parents[1]
    inside = package / "shipped" / what
    return inside if inside.is_dir() else package.parent / what


#: What the shipped sieges must reproduce: the one file in their folder that is not a scenario.
SIGNATURES = "signatures.yaml"


def shipped_names() -> list[str]:
    """Names of the shipped scenarios."""
    return sorted(path.stem for path in shipped_folder().glob("*.yaml") if path.name != SIGNATURES)


def shipped_theatres() -> list[str]:
    """Names of the shipped theatres."""
    return sorted(path.stem for path in (shipped_folder() / THEATRES).glob("*.yaml"))


def scenario_path(name_or_path: str | Path, folder: Path = Path(), prefix: str = "") -> Path:
    """The file of a scenario: a bare word is a shipped name, anything with a slash or suffix a path from `folder`.

    Raises ScenarioError where no shipped scenario has this name.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or "/" in text or os.sep in text or text.endswith((".yaml", ".yml")):
        return Path(os.path.normpath(folder / text))
    if text in shipped_theatres():
        return shipped_folder() / THEATRES / f"{text}.yaml"
    names = [*shipped_names(), *shipped_theatres()]
    if text not in names:
        guess = did_you_mean(text, names) or "; to use a file, give its path, such as ./siege.yaml"
        prefix = prefix or f"{shorten(text) or shown(text)}: "
        raise ScenarioError(f"{prefix}no shipped scenario has this name{guess}")
    return shipped_folder() / f"{text}.yaml"


def label_of(path: Path) -> str:
    """A path as the user would type it in the current folder."""
    with contextlib.suppress(OSError):  # the current folder may have been deleted
        path = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return shorten(str(path), longest=200)


def exists(path: Path) -> bool:
    """Whether anything is at a path; true where that cannot be determined, so that reading it reports the problem."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return True


def read_bytes(path: Path, label: str) -> bytes:
    """The content of a small file. Raises ScenarioError for anything else at the path."""
    try:
        if path.is_dir():
            raise ScenarioError(f"{label}: this is a folder; give a file in it")
        if not path.exists():
            raise ScenarioError(f"{label}: no such file")
        if not path.is_file():  # a pipe would block
            raise ScenarioError(f"{label}: not a regular file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(f"{label}: cannot be read: {shorten(why).lower()}") from None
    if len(content) > MAX_BYTES:
        raise ScenarioError(f"{label}: larger than 1 MiB, too large for a scenario or map")
    return content


def read_text(path: Path, label: str) -> str:
    """A small UTF-8 file. Raises ScenarioError where it cannot be read as one."""
    try:
        return read_bytes(path, label).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{label}: byte {error.start} is not UTF-8 text; save the file as UTF-8") from None
