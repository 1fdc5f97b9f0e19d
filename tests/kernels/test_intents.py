"""Each array that a kernel is given by itself is declared in its docstring: dtype, dimensions, intent."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim.kernels

FILES = sorted(Path(next(iter(sim.kernels.__path__))).glob("*.py"))
LINE = re.compile(r"^(\w+) : (?:any dtype|\w+|[\w.]+ record) \([\w ;,]+\), (in|out|inout)\b", re.M)


def kernels(text: str) -> Iterator[ast.FunctionDef]:
    """The functions of a module that are compiled as kernels."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
            if marks & {"kernel", "inlined"}:
                yield node


def stored(function: ast.FunctionDef) -> set[str]:
    """Names whose items a function assigns itself."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            found.add(node.value.id)
    return found


def complaints(text: str) -> list[str]:
    """What is wrong with the declarations of a module's kernels."""
    problems = []
    for function in kernels(text):
        arrays = {a.arg for a in function.args.args if a.annotation and ast.unparse(a.annotation) == "np.ndarray"}
        declared = dict(LINE.findall(inspect.cleandoc(ast.get_docstring(function) or "")))
        untyped = [a.arg for a in function.args.args if a.annotation is None]
        problems += [f"{function.name}: {name} has no type" for name in untyped]
        problems += [f"{function.name}: {name} is not declared" for name in sorted(arrays - declared.keys())]
        problems += [f"{function.name}: {name} is no array" for name in sorted(declared.keys() - arrays)]
        written = stored(function)
        problems += [f"{function.name}: {name} is written" for name in sorted(written) if declared.get(name) == "in"]
    return problems


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_array_of_a_kernel_is_declared(file: Path) -> None:
    assert complaints(file.read_text(encoding="utf-8")) == []


def test_what_is_missing_is_found() -> None:
    head = "@kernel\ndef f(a: np.ndarray, b) -> None:\n"
    assert complaints(f'{head}    """Copy.\n\n    a : int32 (n,), in\n    """\n    a[0] = b\n') == [
        "f: b has no type",
        "f: a is written",
    ]
    assert complaints("@inlined\ndef f(a: np.ndarray) -> None:\n    '''Copy.'''\n") == ["f: a is not declared"]
