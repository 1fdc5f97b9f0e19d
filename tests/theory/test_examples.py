"""Examples in the docstrings of the theory, and of the tables beside it, say what happens."""

import doctest
import importlib
import pkgutil
from types import ModuleType
from typing import Any

import pytest

import sim.theory

MODULES = [f"sim.theory.{module.name}" for module in pkgutil.iter_modules(sim.theory.__path__)] + [
    "sim.state.events",
    "sim.state.seed_points",
]


def examples(module: ModuleType) -> list[doctest.DocTest]:
    """The examples of a module; they call the rules as they are written, not as machine code."""
    written: dict[str, Any] = {name: getattr(thing, "py_func", thing) for name, thing in vars(module).items()}
    parser = doctest.DocTestParser()
    docs = {
        name: thing.__doc__ for name, thing in written.items() if getattr(thing, "__module__", "") == module.__name__
    }
    return [parser.get_doctest(doc, dict(written), name, module.__file__, 0) for name, doc in docs.items() if doc]


@pytest.mark.parametrize("name", MODULES)
def test_an_example_in_a_docstring_is_true(name: str) -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    calls: list[str] = []
    for example in examples(importlib.import_module(name)):
        runner.run(example, out=calls.append)
    assert not runner.failures, "".join(calls)


def test_there_are_examples() -> None:
    assert sum(bool(test.examples) for test in examples(importlib.import_module("sim.theory.convoy"))) >= 2
