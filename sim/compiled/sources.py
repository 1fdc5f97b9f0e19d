"""The sources of compiled code: which files there are, and which of them each file's code depends on."""

import ast
import contextlib
import functools
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numba

ROOT = Path(__file__).parents[1]
#: Sources of which a file's code depends only on those that it imports, directly or not.
TRACED_SOURCES = ("theory", "kernels")
#: Sources on which all compiled code depends. Of the scenario only the sections reach it, as tuples of numbers.
SHARED_SOURCES = (
    "compiled", "scenario/sections",
    "state/columns.py", "state/draw.py", "state/grid.py", "state/draw_ids.py", "state/day_inputs.py",
    "constants.py",
)  # fmt: skip
#: Sources that end up in compiled code. Numba watches only the file of the function itself, so a kernel would outlive
#: an edit of a rule that it calls.
COMPILED_SOURCES = (*SHARED_SOURCES, *TRACED_SOURCES)


class Sources(NamedTuple):
    """The traced files, by path under `sim`, as `theory/bodies.py`."""

    own: dict[str, str]  # hash of each file's code
    keys: dict[str, str]  # hash of all code that each file's compiled code depends on


@functools.cache
def source_hash() -> str:
    """Hash of every source file that compiled code can depend on, and of Numba's version."""
    return _hash_of_files(_files(COMPILED_SOURCES))


@functools.cache
def shared_hash() -> str:
    """Hash of the sources on which all compiled code depends, and of Numba's version."""
    return _hash_of_files(_files(SHARED_SOURCES))


def read_sources(folder: Path) -> Sources:
    """The hashes of the traced files as they are now, kept in the cache folder for the next process."""
    memo = folder / f"sources-{source_hash()}.py{sys.version_info[0]}{sys.version_info[1]}.json"
    with contextlib.suppress(OSError, ValueError, TypeError):
        return Sources(**json.loads(memo.read_text(encoding="utf-8")))
    sources = trace(ROOT)
    draft = memo.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        draft.write_text(json.dumps(sources._asdict()), encoding="utf-8")
        draft.replace(memo)
    return sources


def previous_sources(folder: Path) -> Sources | None:
    """The hashes of the traced files when code was compiled before the present edit; None where there are none."""
    now = f"sources-{source_hash()}."
    older = [file for file in folder.glob("sources-*.json") if not file.name.startswith(now)]
    with contextlib.suppress(OSError, ValueError, TypeError):
        newest = max(older, key=lambda file: file.stat().st_mtime)
        return Sources(**json.loads(newest.read_text(encoding="utf-8")))
    return None


def trace(root: Path) -> Sources:
    """The hashes of the traced files under `root`, a `sim` package. Comments, docstrings and layout do not count.

    Named tuples reach compiled functions as arguments, also in files that do not import them. Every key therefore
    covers all class definitions.
    """
    trees = _trees(root)
    own = {name: _hash_of([ast.dump(tree)]) for name, tree in trees.items()}
    classes = [ast.dump(node) for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    shared = _hash_of(classes)
    needed = _closures(trees)
    return Sources(own, {name: _hash_of([shared, *(own[other] for other in sorted(needed[name]))]) for name in trees})


def closures(root: Path = ROOT) -> dict[str, set[str]]:
    """For each traced file under `root`: itself and the traced files that it imports, directly or not."""
    return _closures(_trees(root))


def _closures(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    imports = {name: _imports(tree, trees) for name, tree in trees.items()}
    found = {}
    for name in trees:
        found[name], due = {name}, [name]
        while due:
            new = imports[due.pop()] - found[name]
            found[name] |= new
            due += new
    return found


def _trees(root: Path) -> dict[str, ast.Module]:
    """The traced files without their docstrings, by path under `root`."""
    trees = {file.relative_to(root).as_posix(): ast.parse(file.read_bytes()) for file in _files(TRACED_SOURCES, root)}
    for tree in trees.values():
        _remove_docstrings(tree)
    return trees


def _imports(tree: ast.Module, names: Iterable[str]) -> set[str]:
    """The traced files that a module imports anywhere; all of them where an import does not say where from in full."""
    known, found = set(names), set()
    for node in ast.walk(tree):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level or any(alias.name == "*" for alias in node.names):
                return known
            modules = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
        for module in modules:
            path = "/".join(module.split(".")[1:])
            found |= known & {f"{path}.py", f"{path}/__init__.py"} if module.startswith("sim.") else set()
    return found


def _remove_docstrings(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:]


def _files(sources: Iterable[str], root: Path = ROOT) -> Iterator[Path]:
    for source in sources:
        yield from [root / source] if source.endswith(".py") else sorted((root / source).rglob("*.py"))


def _hash_of_files(files: Iterable[Path]) -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _hash_of(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
