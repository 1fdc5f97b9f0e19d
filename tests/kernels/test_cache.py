"""Machine code is never older than the rules it was made of, and is not made twice."""

import ast
import importlib
import inspect
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import sim
from sim.compiled import COMPILED_SOURCES, cache_folder, is_private
from sim.compiled.functions import CompiledFunction, source_of
from sim.compiled.sources import closures, previous_sources, read_sources, shared_hash, source_hash, trace

HERE = Path(sim.__file__).parent

#: A rule that calls a rule of another file, as a small stand-in for every kernel.
ASK = """
import sim.theory.campaign as campaign
print(campaign.__file__)
print(campaign.storm_propensity(2.0, 2.0, 1.0))
print(sum(campaign.storm_propensity.stats.cache_hits.values()))
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

    def edit(self, name: str, old: str, new: str, first: bool = False) -> None:
        file = self.folder / "sim" / name
        text = file.read_text()
        assert old in text if first else text.count(old) == 1, "the test edits this line; it has changed"
        file.write_text(text.replace(old, new, 1))


LOGISTIC = ("theory/probability.py", "return 1.0 / (1.0 + math.exp(-max", "return 3.0 / (1.0 + math.exp(-max")


def test_a_rule_that_was_edited_reaches_its_callers(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    assert copy.ask() == (0.5, 0)
    assert copy.ask() == (0.5, 1)
    file, before, after = LOGISTIC
    copy.edit(file, before, after)
    assert copy.ask() == (1.5, 0)
    assert copy.ask() == (1.5, 1)
    # Machine code of one state of the sources lies beside that of another: one can leave a branch and come back.
    copy.edit(file, after, before)
    assert copy.ask() == (0.5, 1)


def test_a_rule_is_compiled_again_only_where_its_code_is_used(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    copy.ask()
    copy.edit("theory/fire.py", "return ", "return 1.0 * ", first=True)
    assert copy.ask() == (0.5, 1), "campaign.py does not import fire.py"
    copy.edit("theory/probability.py", '"""', '"""Edited. ', first=True)
    assert copy.ask() == (0.5, 1), "a docstring reaches no machine code"


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
                places = (path, path.with_suffix(".py"), path.parent.with_suffix(".py"), path.parent)
                at = next(place for place in places if place.exists())
                found.add(at.relative_to(HERE).as_posix())
    return found


def is_watched(name: str) -> bool:
    return any(name == source or name.startswith(f"{source}/") for source in COMPILED_SOURCES)


def compiled_modules() -> list[str]:
    """Modules with rules and kernels; day_engine.py calls kernels, and is none."""
    files = [file for floor in ("kernels", "theory") for file in sorted((HERE / floor).glob("*.py"))]
    return [file.relative_to(HERE).as_posix() for file in files if file.name != "day_engine.py"]


@pytest.mark.parametrize("name", [*compiled_modules(), "state/draw.py"])
def test_the_hash_watches_all_that_reaches_machine_code(name: str) -> None:
    strangers = {other for other in imported(HERE / name) if not is_watched(other)}
    assert not strangers, f"{name} compiles what the hashes in sim/compiled do not see"


def test_the_watched_files_are_there() -> None:
    assert all((HERE / source).exists() for source in COMPILED_SOURCES)
    assert {"state/columns.py", "state/draw.py", "compiled", "theory/probability.py"} <= imported(
        HERE / "kernels/exit.py"
    )


def test_rules_and_kernels_live_on_watched_floors_alone() -> None:
    """A `@rule` or `@kernel` in another file would be compiled, and not be watched."""
    for file in HERE.rglob("*.py"):
        name = file.relative_to(HERE).as_posix()
        if not is_watched(name):
            assert not re.search(r"^@(rule|kernel|inlined)$", file.read_text(), re.MULTILINE), name


#: A small package: what each file says, by its path.
SMALL = {
    "theory/__init__.py": "",
    "theory/low.py": '"""Low."""\nRATE = 1.0\n',
    "theory/middle.py": "from sim.theory import low\n",
    "theory/high.py": "def f():\n    import sim.theory.middle as m\n",
    "theory/alone.py": "",
    "kernels/day.py": "from sim.theory.low import (\n    RATE,  # a number)\n)\n",
    "kernels/near.py": "from . import day\n",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    for name, text in SMALL.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def changed(root: Path, name: str, text: str) -> set[str]:
    """The files whose compiled code another text of one file makes stale."""
    before = trace(root).keys
    (root / name).write_text(text)
    after = trace(root).keys
    return {name for name in after if after[name] != before[name]}


def test_code_depends_on_what_its_file_imports_directly_or_not(small: Path) -> None:
    users = {"theory/low.py", "theory/middle.py", "theory/high.py", "kernels/day.py", "kernels/near.py"}
    assert changed(small, "theory/low.py", "RATE = 2.0\n") == users
    assert changed(small, "theory/high.py", "x = 1\n") == {"theory/high.py", "kernels/near.py"}
    assert changed(small, "theory/low.py", "# a comment\nRATE  =  2.0\n") == set()


def test_all_code_depends_on_every_class(small: Path) -> None:
    """A named tuple reaches functions of files that do not import it, and they read its fields by place."""
    assert changed(small, "theory/alone.py", "class Pair:\n    a: float\n    b: float\n") == set(SMALL)
    assert changed(small, "theory/alone.py", "class Pair:\n    b: float\n    a: float\n") == set(SMALL)


def test_the_previous_sources_are_those_compiled_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert previous_sources(tmp_path) is None
    now = read_sources(tmp_path)
    assert read_sources(tmp_path) == now == trace(HERE)
    assert previous_sources(tmp_path) is None
    monkeypatch.setattr("sim.compiled.sources.source_hash", lambda: "edited")
    assert previous_sources(tmp_path) == now
    (tmp_path / f"sources-{source_hash()}.json").write_text("[]")
    assert read_sources(tmp_path) == now


def compiled_functions() -> list[Any]:
    modules = [
        importlib.import_module("sim." + name.removesuffix(".py").replace("/", ".")) for name in compiled_modules()
    ]
    return [
        value for module in modules for value in vars(module).values()
        if isinstance(value, CompiledFunction) and value.py_func.__module__ == module.__name__
    ]  # fmt: skip


def test_the_trace_finds_everything_that_a_function_refers_to() -> None:
    """Held against the names of its bytecode, and what they are bound to when the package is loaded."""
    imports = closures()
    referred = 0
    for function in compiled_functions():
        code, names = function.py_func.__code__, function.py_func.__globals__
        for word in code.co_names:
            value = names.get(word)
            module = getattr(value, "__name__", "") if inspect.ismodule(value) else getattr(value, "__module__", None)
            name = "/".join(str(module).split(".")[1:]) + ".py"
            if str(module).startswith(("sim.theory.", "sim.kernels.")):
                referred += 1
                assert name in imports[source_of(function.py_func)], (function, word)
    assert referred > 300


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A cache folder that is named and a temporary folder as everybody's, both empty."""
    cache, temporary = tmp_path / "cache", tmp_path / "tmp"
    cache.mkdir(mode=0o700)
    temporary.mkdir()
    temporary.chmod(0o1777)
    tmp_path.chmod(0o700)
    monkeypatch.setenv("SAFECONDUCT_CACHE", str(cache))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    return cache, temporary


def fallback(temporary: Path) -> Path:
    return temporary / f"safeconduct-{os.getuid()}"


def owned(monkeypatch: pytest.MonkeyPatch, path: Path, owner: int) -> None:
    """Let a folder look as if it were another user's, which only root could make it."""
    stat = Path.stat

    def with_owner(self: Path, **more: Any) -> Any:
        result = stat(self, **more)
        return SimpleNamespace(st_uid=owner, st_gid=result.st_gid, st_mode=result.st_mode) if self == path else result

    monkeypatch.setattr(Path, "stat", with_owner)


def test_the_cache_is_where_it_is_wanted_and_ones_own(places: tuple[Path, Path]) -> None:
    cache, temporary = places
    folder = cache_folder()
    assert folder == cache / "safeconduct" / "numba" / shared_hash()
    assert {path.stat().st_mode & 0o777 for path in (folder, folder.parent, folder.parent.parent)} == {0o700}
    folder.chmod(0o755)
    assert cache_folder() == folder, "others may read it"
    assert not any(temporary.iterdir())


@pytest.mark.parametrize("below", ["", "safeconduct", "safeconduct/numba", "safeconduct/numba/HASH"])
def test_a_cache_that_others_can_write_to_is_not_used(places: tuple[Path, Path], below: str) -> None:
    cache, temporary = places
    cache_folder()
    (cache / below.replace("HASH", shared_hash())).chmod(0o777)
    assert cache_folder() == fallback(temporary) / shared_hash()


def test_a_cache_of_a_group_is_not_used_unless_the_group_is_ones_own(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = places[1]
    folder = cache_folder()
    folder.chmod(0o775)
    monkeypatch.setattr("sim.compiled.folder._is_own_group", lambda _: True)
    assert cache_folder() == folder
    monkeypatch.setattr("sim.compiled.folder._is_own_group", lambda _: False)
    assert cache_folder() == fallback(temporary) / shared_hash()


def test_a_cache_of_somebody_else_is_not_used(places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    cache, temporary = places
    owned(monkeypatch, cache_folder(), os.getuid() + 1)
    assert cache_folder() == fallback(temporary) / shared_hash()
    owned(monkeypatch, cache, os.getuid() + 1)  # who has the folder above can put another in its place
    assert cache_folder() == fallback(temporary) / shared_hash()


@pytest.mark.parametrize("planted", ["open", "foreign", "link", "file"])
def test_a_planted_fallback_gives_way_to_a_fresh_folder(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    cache, temporary = places
    cache.chmod(0o777)
    place = fallback(temporary)
    if planted == "link":
        (temporary / "elsewhere").mkdir(mode=0o700)
        place.symlink_to(temporary / "elsewhere")
    elif planted == "file":
        place.write_text("")
    else:
        place.mkdir(mode=0o777)
        place.chmod(0o777 if planted == "open" else 0o755)
    if planted == "foreign":
        owned(monkeypatch, place, os.getuid() + 1)
    folder = cache_folder()
    assert not folder.is_relative_to(place)
    assert folder.is_relative_to(temporary)
    assert is_private(folder)
    assert cache_folder() == folder, "worker processes find the same one"
    shutil.rmtree(os.environ["SAFECONDUCT_CACHE"])
