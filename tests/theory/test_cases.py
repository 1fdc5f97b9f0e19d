"""The rules, case by case: YAML files that a social scientist can add to, on the prose and on the machine code."""

import importlib
import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.scenario.load import load_scenario
from sim.theory.garrison_options import Outlook

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
#: Arguments that are given as several numbers, and the tuples that they make.
TUPLES = {"outlook": Outlook}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("form", ["prose", "machine code"])
def test_the_case(case: dict[str, Any], form: str) -> None:
    place, name = case["rule"].split(".")
    rule = getattr(importlib.import_module(f"sim.theory.{place}"), name)
    given = {key: TUPLES[key](**value) if key in TUPLES else value for key, value in case["given"].items()}
    for argument in case.keys() & {"rules", "utilities", "road"}:
        section = getattr(load_scenario("baseline"), case[argument]).model_copy(update=case.get("but", {}))
        given[argument] = section.compiled()
    function = rule.py_func if form == "prose" else rule
    arguments = [given[word] for word in inspect.signature(rule.py_func).parameters]
    assert function(*arguments) == pytest.approx(case["expect"], abs=case.get("within", 1e-6))
