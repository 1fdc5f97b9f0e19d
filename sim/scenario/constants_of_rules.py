"""The constants that the code declares with `constant(...)`, read from its sources, for docs/assumptions.md."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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
    return [found for file in files for found in constants_in(file)]


def constants_in(file: Path) -> Iterator[RuleConstant]:
    """The constants that one file declares. Raises ValueError where an argument is not written out as a literal."""
    label = file.relative_to(PACKAGE.parent).as_posix()
    for statement in ast.parse(file.read_text(encoding="utf-8")).body:
        for call in ast.walk(statement):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "constant":
                try:
                    value, unit, meaning = (ast.literal_eval(each) for each in call.args)
                    more = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
                except ValueError:
                    raise ValueError(f"{label}:{call.lineno}: write the arguments of constant() out") from None
                source = more.get("source", "assumption")
                yield RuleConstant(label, _name_of(statement), value, unit, meaning, more["low"], more["high"], source)


def _name_of(statement: ast.stmt) -> str:
    """Name of what a statement assigns or defines."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id
    return getattr(statement, "name", "")
