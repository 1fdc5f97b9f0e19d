"""Every number of the theory is a parameter or a declared constant, and the page of assumptions lists it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from sim.constants import constant
from sim.scenario.assumptions import page
from sim.scenario.constants_of_rules import rule_constants

THEORY = Path(sim.__file__).parent / "theory"
FILES = sorted(file for file in THEORY.glob("*.py") if file.stem != "__init__")
#: Numbers that any rule may write: of counting, halves, and floors that only keep a division from failing.
ALLOWED = {0, 1, 2, 0.5, 1e-12, 1e-9, 1e-6}
#: Arithmetic, file by file: coefficients of a series, conversions of units.
ARITHMETIC = {
    "probability": {0.166666667, 0.041666667, 8, 0.00390625, 60.0},  # 1/6, 1/24, 2^8, 1/256; where exp is flat
    "supply": {0.166666667},  # 1/6
    "fire": {10000.0},  # m2 a hectare
    "movement": {10000.0},
    "exposure": {365.0},  # days a year
    "campaign_forecast": {1000.0},  # m a kilometre
    "besieger_options": {7.0},  # days a week
    "campaign": {7.0},
    "situation": {7.0},
    "besieger_deals": {3.0},  # the highest level of a scale from 0 to 3
    "garrison_answer": {3.0},
    "offers": {3.0},
    "prospects": {3.0},  # a third of the rim, as in the docstring
}


def strays(file: Path) -> Iterator[str]:
    """Numbers inside the functions of a file that are neither allowed nor arithmetic."""
    for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
                if number and node.value not in ALLOWED | ARITHMETIC.get(file.stem, set()):
                    yield f"{file.name}:{node.lineno}: {node.value}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_rule_states_no_number_of_its_own(file: Path) -> None:
    assert not list(strays(file)), "declare these with constant(value, unit, meaning, low=, high=, source=)"


def test_each_constant_is_declared_in_one_place() -> None:
    constants = rule_constants()
    assert len(constants) > 50
    for one in constants:
        assert one.name, f"{one.file}: a constant without a name"
        assert one.unit, one.name
        assert one.low <= one.value <= one.high, one.name
    alone = [
        (one.file, one.name) for one in constants if re.search(rf"^{one.name} = constant\(", source(one.file), re.M)
    ]
    assert len(set(alone)) == len(alone)


def source(file: str) -> str:
    return (THEORY.parents[1] / file).read_text(encoding="utf-8")


def test_the_page_of_assumptions_lists_them() -> None:
    text = page("")
    for one in rule_constants():
        assert f"| `{one.name}` |" in text
        assert f"### {one.file}\n" in text


def test_a_value_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="pace: 3 lies outside its range, 0 to 2"):
        constant(3, "m", "pace", low=0, high=2)
