"""The rules of the house: import layers, one access to Numba, readable rules, no dead parameter, no long file."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario.parameters import parameters
from tests.tracked import tracked

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))
THEORY = sorted((ROOT / "sim" / "theory").glob("*.py"))


def imports_of(file: Path) -> set[str]:
    """Top-level packages that a file imports."""
    packages = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            packages |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            packages.add(node.module.partition(".")[0])
    return packages


def test_imports_point_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("package", ["sim", "sim.compare", "sim.sweep"])
def test_a_name_handed_out_on_demand_is_no_module(package: str) -> None:
    """Else it would be one thing or the other by what was imported before."""
    imported = importlib.import_module(package)
    modules = {module.name for module in pkgutil.iter_modules(imported.__path__)}
    assert imported.__all__
    assert not modules & {*imported.__all__}


def test_only_one_package_imports_numba() -> None:
    assert {f.parent for f in SOURCES if "numba" in imports_of(f)} == {ROOT / "sim" / "compiled"}


@pytest.mark.parametrize("file", THEORY, ids=lambda file: file.stem)
def test_the_theory_is_arithmetic_in_prose(file: Path) -> None:
    assert imports_of(file) <= {"math", "enum", "typing", "sim"}
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            assert ast.get_docstring(node), f"{file.name}: {node.name} says nothing of itself"


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT / "sim")))
def test_files_are_short(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400


def name_of(node: ast.expr) -> str:
    """The last name of an expression: `b` of `a.b`, of `a.b[0]` and of `a.b()`."""
    while isinstance(node, ast.Subscript | ast.Call):
        node = node.value if isinstance(node, ast.Subscript) else node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


#: Sections that compiled code knows by another name.
SECTIONS = {"utilities": "negotiation"}


def parameters_read(file: Path) -> set[tuple[str, str]]:
    """(section, name) of each parameter that a file reads; ("*", name) where it reads it from a rule's argument."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    aliases: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=True))
                for one, value in pairs:
                    aliases.setdefault(name_of(one), set()).add(name_of(value))
    arguments = {arg.arg for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for arg in node.args.args}
    parameters_found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            owner = name_of(node.value)
            owners = {owner, *aliases.get(owner, ())}
            parameters_found |= {(SECTIONS.get(section, section), node.attr) for section in owners}
            if "theory" in file.parts and owner in arguments:
                parameters_found.add(("*", node.attr))
    return parameters_found


def test_no_parameter_is_dead() -> None:
    """Each parameter is read from its section by code, beyond its declaration; words in prose do not count."""
    read: set[tuple[str, str]] = set()
    for file in SOURCES:
        if "sections" not in file.parts:
            read |= parameters_read(file)
    dead = [p.dotted for p in parameters() if not {(p.section, p.name), ("*", p.name)} & read]
    assert dead == []


def test_nothing_headless_imports_a_dashboard() -> None:
    headless = [f for f in SOURCES if "dashboard" not in f.relative_to(ROOT / "sim").parts]
    assert not any("solara" in imports_of(f) for f in headless)


def calls_of(file: Path, name: str) -> list[int]:
    """Lines on which a bare function is called."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == name]


def test_only_the_command_line_speaks() -> None:
    """A library that prints spoils the output of whoever calls it; the command says all through typer or rich."""
    assert {f.name: calls_of(f, "print") for f in SOURCES if calls_of(f, "print")} == {}


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    if not tracked():
        pytest.skip("not a clone of the repository")
    foreign = re.compile(rb"(?<![\w.])(/work/|/home/\w+/|/root/|/Users/\w+/|/tmp/\w|[A-Z]:\\Users)")
    files = []
    for file in tracked():
        if file.is_file() and file != Path(__file__) and foreign.search(file.read_bytes()):
            files.append(str(file.relative_to(ROOT)))
    assert files == []
