"""Machine code is never older than the rules it was made of, and is not made twice."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.compiled import COMPILED_SOURCES

HERE = Path(sim.__file__).parent

#: A rule that calls a rule of another file, as a small stand-in for every kernel.
ASK = """
import sim.theory.besieger as besieger
print(besieger.__file__)
print(besieger.wish_to_storm(2.0, 2.0, 1.0))
print(sum(besieger.wish_to_storm.stats.cache_hits.values()))
"""


class Copy:
    """A copy of the package with a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cache = folder, folder / "cache"
        shutil.copytree(HERE, folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))

    def ask(self) -> tuple[float, int]:
        """The answer of a new process, and how often it found machine code ready."""
        done = subprocess.run(
            [sys.executable, "-c", ASK],
            cwd=self.folder,
            env=os.environ | {"SAFECONDUCT_CACHE": str(self.cache), "PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        file, value, hits = done.stdout.split()
        assert Path(file).is_relative_to(self.folder)
        return float(value), int(hits)

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.folder / "sim" / name
        text = file.read_text()
        assert text.count(old) == 1, "the test edits this line; it has changed"
        file.write_text(text.replace(old, new))

    def folders(self) -> int:
        """How many states of the sources have left machine code."""
        return len(list((self.cache / "safeconduct" / "numba").iterdir()))


def test_a_rule_that_was_edited_reaches_its_callers(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    assert copy.ask() == (0.5, 0)
    assert copy.ask() == (0.5, 1)
    copy.edit("theory/chance.py", "return 1.0 / (1.0 + math.exp(-max", "return 3.0 / (1.0 + math.exp(-max")
    value, hits = copy.ask()
    assert (value, hits) == (1.5, 0)
    assert copy.ask() == (1.5, 1)
    # Machine code of one state of the sources lies beside that of another: one can leave a branch and come back.
    assert copy.folders() == 2


def test_what_is_not_compiled_leaves_the_machine_code_alone(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    copy.ask()
    (copy.folder / "sim" / "outcomes.py").write_text('"""Edited."""\n')
    assert copy.ask() == (0.5, 1)


def imported(file: Path) -> set[str]:
    """Files of the package that a module imports, as `state/draw.py`; a package stands for itself."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports say where from in full"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.startswith("sim."):
                path = HERE / Path(*name.split(".")[1:])
                at = path if path.is_dir() else path.with_suffix(".py")
                at = at if at.exists() else path.parent.with_suffix(".py")
                found.add(at.relative_to(HERE).as_posix())
    return found


def is_watched(name: str) -> bool:
    return any(name == source or name.startswith(f"{source}/") for source in (*COMPILED_SOURCES, "compiled.py"))


def compiled_modules() -> list[str]:
    """Modules with rules and kernels; threads.py calls kernels, and is none."""
    files = [file for floor in ("kernels", "theory") for file in sorted((HERE / floor).glob("*.py"))]
    return [file.relative_to(HERE).as_posix() for file in files if file.name != "threads.py"]


@pytest.mark.parametrize("name", [*compiled_modules(), "state/draw.py"])
def test_the_hash_watches_all_that_reaches_machine_code(name: str) -> None:
    strangers = {other for other in imported(HERE / name) if not is_watched(other)}
    assert not strangers, f"{name} compiles what the hash in sim/compiled.py does not see"


def test_the_watched_files_are_there() -> None:
    assert all((HERE / source).exists() for source in COMPILED_SOURCES)
    assert {"state/columns.py", "state/draw.py", "compiled.py", "theory/chance.py"} <= imported(
        HERE / "kernels/exit.py"
    )


def test_rules_and_kernels_live_on_watched_floors_alone() -> None:
    """A `@rule` or `@kernel` in another file would be compiled, and not be watched."""
    for file in HERE.rglob("*.py"):
        name = file.relative_to(HERE).as_posix()
        if not is_watched(name):
            assert not re.search(r"^@(rule|kernel)$", file.read_text(), re.MULTILINE), name
