"""The project's own files: scripts, scenarios, notes and results that a reader keeps beside them are not tested."""

import functools
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from sim.scenario.files import shipped_folder, shipped_names, shipped_theatres
from tests.process import ROOT


@functools.cache
def tracked() -> frozenset[Path]:
    """Files that git knows here; none where this is no clone, or there is no git."""
    if not shutil.which("git"):
        return frozenset()
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return frozenset(ROOT / name for name in listed.stdout.split("\0") if name and not listed.returncode)


def own(paths: Iterable[Path]) -> list[Path]:
    """Those of the paths that belong to the project, sorted; all of them where git cannot tell."""
    return sorted(path for path in paths if not tracked() or path in tracked())


def scenarios() -> list[str]:
    """Names of the scenarios of the project."""
    return [path.stem for path in own(shipped_folder() / f"{name}.yaml" for name in shipped_names())]


def theatres() -> list[str]:
    """Names of the theatres of the project."""
    return [path.stem for path in own(shipped_folder() / "theatres" / f"{name}.yaml" for name in shipped_theatres())]


class Tracked:
    """A folder in which only files of the project are found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def glob(self, pattern: str) -> list[Path]:
        return own(self.folder.glob(pattern))
