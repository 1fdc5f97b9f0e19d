"""What docstrings of public functions must say: shapes and dtypes of arrays, and the errors they raise."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1] / "sim"
#: The docstring of a command is its help text, which says nothing of exceptions.
COMMANDS = set((ROOT / "cli").glob("*.py")) - {ROOT / "cli" / name for name in ("options.py", "output.py")}

ARRAY = re.compile(r"\b(?:Array|ndarray|NDArray)\b")
MAPPING = re.compile(r"(?:\w+\.)?(?:dict|Mapping)\[")
SHAPE = re.compile(r"\(\w[^()]*,[^()]*\)")  # such as (n,) or (height, width)
DTYPE = re.compile(r"\b(?:u?int(?:8|16|32|64)|float(?:32|64)|bool|str|object|any dtype|integers?|record)\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef
parse = functools.lru_cache(maxsize=None)(ast.parse)


def tree_of(file: Path) -> ast.Module:
    """The syntax tree of a file."""
    return parse(file.read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> Iterator[tuple[str, Function, str]]:
    """Public functions and methods: name, node and docstring, for `__init__` with the docstring of its class."""
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node.name, node, ast.get_docstring(node) or ""
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for method in node.body:
                if isinstance(method, Function) and method.name == "__init__":
                    text = f"{ast.get_docstring(node) or ''} {ast.get_docstring(method) or ''}"
                    yield f"{node.name}.__init__", method, text
                elif isinstance(method, Function) and not method.name.startswith("_"):
                    yield f"{node.name}.{method.name}", method, ast.get_docstring(method) or ""


def has_arrays(function: Function) -> bool:
    """Whether arrays are given or returned, alone or in a sequence; in a mapping each may have its own shape."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    annotations = [ast.unparse(a.annotation) for a in every if a and a.annotation]
    annotations += [ast.unparse(function.returns)] if function.returns else []
    return any(ARRAY.search(text) and not MAPPING.match(text) for text in annotations)


def raised(function: Function) -> set[str]:
    """Names of the errors raised in a function's own body."""
    names, pending = set(), list[ast.AST](function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, Function | ast.Lambda | ast.ClassDef):
            continue
        pending += ast.iter_child_nodes(node)
        if isinstance(node, ast.Raise) and node.exc is not None:
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = ast.unparse(error).rpartition(".")[2]
            if name[0].isupper() and name != "NotImplementedError":
                names.add(name)
    return names


def complaints(file: Path) -> list[str]:
    """What is missing in the docstrings of a file."""
    problems = []
    for name, function, text in functions(tree_of(file)):
        if has_arrays(function) and not (SHAPE.search(text) and DTYPE.search(text)):
            problems.append(f"{name}: give shape and dtype of its arrays")
        errors = set() if file in COMMANDS else raised(function)
        problems += [f"{name}: say that it raises {error}" for error in sorted(errors) if error not in text]
    return problems


def test_docstrings_are_complete() -> None:
    missing = {file.relative_to(ROOT).as_posix(): complaints(file) for file in sorted(ROOT.rglob("*.py"))}
    assert {file: problems for file, problems in missing.items() if problems} == {}


def test_every_part_of_the_package_is_looked_at() -> None:
    """So many functions have arrays, or raise; a pattern that found none of them would find nothing missing either."""
    found = {file: [function for _, function, _ in functions(tree_of(file))] for file in ROOT.rglob("*.py")}
    assert sum(has_arrays(function) for each in found.values() for function in each) > 150
    assert sum(bool(raised(function)) for each in found.values() for function in each) > 120
    rooms = {file.relative_to(ROOT).parts[0] for file, each in found.items() if each}
    assert {"agents", "compare", "dashboard", "estimates", "kernels", "scenario", "state", "sweep", "theory"} <= rooms


def test_what_is_missing_is_found(tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    file.write_text('def f(a: Array) -> None:\n    """Sort."""\n    raise ValueError("no")\n')
    assert complaints(file) == ["f: give shape and dtype of its arrays", "f: say that it raises ValueError"]
    file.write_text(
        'def f(a: Array) -> None:\n    """Sort `a` (float32, (n,)). Raises ValueError."""\n    raise ValueError("no")\n'
    )
    assert complaints(file) == []
    file.write_text('def f(a: Sequence[Array]) -> None:\n    """Sort."""\n')
    assert complaints(file) == ["f: give shape and dtype of its arrays"]
    file.write_text('def f() -> tuple[int, np.ndarray]:\n    """What there is, (n,)."""\n')
    assert complaints(file) == ["f: give shape and dtype of its arrays"]
    file.write_text(
        'class C:\n    """One."""\n    def f(self) -> None:\n        """Go."""\n        raise errors.Stop\n'
    )
    assert complaints(file) == ["C.f: say that it raises Stop"]
