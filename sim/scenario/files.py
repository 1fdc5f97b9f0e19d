"""Finding and reading the files of a scenario."""

import contextlib
import os
from pathlib import Path

from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.yamltext import MAX_BYTES

THEATRES = "theatres"  # folder of theatres beside the scenarios


def shipped_folder(what: str = "configs") -> Path:
    """Where shipped scenarios (or `experiments`) are: inside a wheel, else beside the package in a source tree."""
    package = Path(__file__).parents[1]
    inside = package / "shipped" / what
    return inside if inside.is_dir() else package.parent / what


#: What the shipped sieges must show: the one file in their folder that is no world.
SIGNATURES = "signatures.yaml"


def shipped_names() -> list[str]:
    """Names of the shipped scenarios."""
    return sorted(path.stem for path in shipped_folder().glob("*.yaml") if path.name != SIGNATURES)


def shipped_theatres() -> list[str]:
    """Names of the shipped theatres."""
    return sorted(path.stem for path in (shipped_folder() / THEATRES).glob("*.yaml"))


def scenario_path(name_or_path: str | Path, folder: Path = Path(), sayer: str = "") -> Path:
    """A bare word is a shipped name; anything with a slash or an ending is a path, meant from `folder`.

    Raises ScenarioError where no shipped scenario has this name.
    """
    said = str(name_or_path)
    if isinstance(name_or_path, Path) or "/" in said or os.sep in said or said.endswith((".yaml", ".yml")):
        return Path(os.path.normpath(folder / said))
    if said in shipped_theatres():
        return shipped_folder() / THEATRES / f"{said}.yaml"
    names = [*shipped_names(), *shipped_theatres()]
    if said not in names:
        guess = did_you_mean(said, names) or "; to use a file, give its path, such as ./siege.yaml"
        sayer = sayer or f"{shorten(said) or shown(said)}: "
        raise ScenarioError(f"{sayer}no shipped scenario has this name{guess}")
    return shipped_folder() / f"{said}.yaml"


def label_of(path: Path) -> str:
    """A path as the user would type it here."""
    with contextlib.suppress(OSError):  # the current folder may be gone
        path = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return shorten(str(path), longest=200)


def exists(path: Path) -> bool:
    """Whether there is anything at a path; what is wrong with it, reading it will tell."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return True


def read_bytes(path: Path, label: str) -> bytes:
    """A small file; ScenarioError for whatever else the path may be."""
    try:
        if path.is_dir():
            raise ScenarioError(f"{label}: this is a folder; give a file in it")
        if not path.exists():
            raise ScenarioError(f"{label}: no such file")
        if not path.is_file():  # a pipe would wait for ever
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
