"""Expressions of a mapping: arithmetic, comparisons and a few functions of named values; nothing else can be written.

A value that is not known makes everything computed from it unknown, except in `known(x)` and `first(a, b, ...)`.
"""

import ast
import datetime
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sim.scenario.errors import ScenarioError, did_you_mean, shorten

LONGEST = 500  # characters
Names = Mapping[str, Any]
Compute = Callable[[Names], Any]

BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
ALLOWED = "numbers, text in quotes, names, + - * / **, comparisons, and, or, not, `a if b else c` and functions"


def level(x: float, *values: float) -> float:
    """The value at level x (0, 1, 2, ...), on a straight line between two levels.

    >>> level(1.5, 0.0, 10.0, 30.0)
    20.0
    """
    x = min(max(x, 0.0), len(values) - 1.0)
    lower = min(int(x), len(values) - 2)
    return values[lower] + (x - lower) * (values[lower + 1] - values[lower])


def days(since: datetime.date, until: datetime.date) -> float:
    """Days from one date to another.

    >>> days(datetime.date(2017, 6, 6), datetime.date(2017, 6, 29))
    23.0
    """
    return float((until - since).days)


#: Function -> itself, and the number of its arguments: least and most.
FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {
    "abs": (abs, 1, 1),
    "ceil": (lambda x: float(math.ceil(x)), 1, 1),
    "days": (days, 2, 2),
    "exp": (math.exp, 1, 1),
    "floor": (lambda x: float(math.floor(x)), 1, 1),
    "level": (level, 3, 20),
    "log": (math.log, 1, 1),
    "max": (max, 2, 20),
    "min": (min, 2, 20),
    "round": (lambda x: float(round(x)), 1, 1),
    "sqrt": (math.sqrt, 1, 1),
}
KNOWN, FIRST = "known", "first"
FUNCTION_NAMES = sorted([*FUNCTIONS, KNOWN, FIRST])


class Expression(NamedTuple):
    """A checked expression."""

    text: str
    names: frozenset[str]  # that it reads
    compute: Compute


def expression(text: str, label: str) -> Expression:
    """The expression in a text. Raises ScenarioError, naming `label`, for anything that is not one."""
    if len(text) > LONGEST:
        raise ScenarioError(f"{label}: is longer than {LONGEST} characters; name a part of it under quantities")
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ScenarioError(f'{label} = "{shorten(text)}": is not an expression; allowed: {ALLOWED}') from None
    names: set[str] = set()
    compute = _compile(node, names, label)
    return Expression(text, frozenset(names), compute)


def _compile(node: ast.expr, names: set[str], label: str) -> Compute:
    """A function of the named values; adds the names that it reads."""

    def inner(child: ast.expr) -> Compute:
        return _compile(child, names, label)

    match node:
        case ast.Constant(value=bool() | int() | float() | str() as value):
            constant = float(value) if type(value) is int else value
            return lambda _: constant
        case ast.Name(id=name):
            names.add(name)
            return lambda known: known[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
            return _on_known(BINARY[type(op)], [inner(left), inner(right)])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _on_known(operator.neg, [inner(operand)])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _on_known(operator.not_, [inner(operand)])
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARE:
            return _on_known(COMPARE[type(op)], [inner(left), inner(right)])
        case ast.BoolOp(op=op, values=values):
            both = all if isinstance(op, ast.And) else any
            return _on_known(lambda *flags: both(flags), [inner(value) for value in values])
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _conditional(inner(test), inner(body), inner(orelse))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _call(name, [inner(arg) for arg in args], label)
    raise ScenarioError(f"{label}: {shorten(ast.unparse(node))} is not allowed; allowed: {ALLOWED}")


def _on_known(function: Callable[..., Any], arguments: Sequence[Compute]) -> Compute:
    """The function of its arguments; None where one of them is."""

    def compute(known: Names) -> Any:
        values = [argument(known) for argument in arguments]
        return None if None in values else function(*values)

    return compute


def _conditional(test: Compute, body: Compute, orelse: Compute) -> Compute:
    def compute(known: Names) -> Any:
        flag = test(known)
        return None if flag is None else body(known) if flag else orelse(known)

    return compute


def _call(name: str, arguments: Sequence[Compute], label: str) -> Compute:
    if name == KNOWN and len(arguments) == 1:
        return lambda known: arguments[0](known) is not None
    if name == FIRST and arguments:
        return lambda known: next((v for argument in arguments if (v := argument(known)) is not None), None)
    if name not in FUNCTIONS and name not in (KNOWN, FIRST):
        guess = did_you_mean(name, FUNCTION_NAMES) or f"; available: {', '.join(FUNCTION_NAMES)}"
        raise ScenarioError(f"{label}: {shorten(name)} is not a function{guess}")
    function, least, most = FUNCTIONS.get(name, (abs, 1, 1 if name == KNOWN else 20))
    if not least <= len(arguments) <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise ScenarioError(f"{label}: {name} is given {len(arguments)} arguments; it takes {wanted}")
    return _on_known(function, arguments)
