"""The constants that the code declares with `constant(...)`, read from its sources, for docs/assumptions.md."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

#: The package itself: every `constant(...)` in it is a constant of the theory.
PACKAGE = Path(__file__).parents[1]


class RuleConstant(NamedTuple):
    """One declared constant, as its source says it."""

    file: str  # relative to the repository, as `sim/theory/bodies.py`
    name: str  # of the variable that holds it, alone or in a table
    value: float
    unit: str
    meaning: str
    low: float
    high: float
    source: str


def rule_constants() -> list[RuleConstant]:
    """All declared constants, by file and then in the order of their lines."""
    files = sorted(PACKAGE.rglob("*.py"), key=lambda file: (file.parent.name != "theory", file.as_posix()))
    return [each for file in files for each in constants_in(file)]


def constants_in(file: Path) -> Iterator[RuleConstant]:
    """The constants that one file declares.

    Raises ValueError where an argument is neither written out nor a name for a text or number of the same file.
    """
    label = file.relative_to(PACKAGE.parent).as_posix()
    body = ast.parse(file.read_text(encoding="utf-8")).body
    known = {_name_of(each): each.value for each in body if isinstance(each, ast.Assign)}
    for statement in body:
        for call in ast.walk(statement):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "constant":
                try:
                    value, unit, meaning = (_value_of(each, known) for each in call.args)
                    more = {str(word.arg): _value_of(word.value, known) for word in call.keywords}
                except ValueError:
                    raise ValueError(f"{label}:{call.lineno}: write the arguments of constant() out") from None
                source = more.get("source", "assumption")
                yield RuleConstant(label, _name_of(statement), value, unit, meaning, more["low"], more["high"], source)


def _value_of(argument: ast.expr, known: dict[str, ast.expr]) -> Any:
    """A text, a number, a quotient of two, or what a name stands for. Raises ValueError for anything else."""
    if isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Div):
        return _value_of(argument.left, known) / _value_of(argument.right, known)
    if isinstance(argument, ast.Name) and argument.id in known:
        return _value_of(known[argument.id], known)
    return ast.literal_eval(argument)


def _name_of(statement: ast.stmt) -> str:
    """Name of what a statement assigns or defines."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    return getattr(statement, "name", "")
