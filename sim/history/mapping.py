"""The mapping: rules in YAML from the inputs of a case to parameters, checked against the codebook."""

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, Field, ValidationError, model_validator

from sim.hashes import short_hash
from sim.history.case_file import shipped_history
from sim.history.codebook import STRICT, Codebook, explained
from sim.history.draws import DISTRIBUTIONS
from sim.history.expressions import Expression, expression
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError, did_you_mean, shown
from sim.scenario.files import label_of, read_text
from sim.scenario.load import load_scenario
from sim.scenario.parameters import Parameter, parameters, schedule_parameters
from sim.scenario.schema import Scenario

SHIPPED = "mapping.yaml"
NAME = r"^[a-z][a-z0-9_]*$"
Text = str | float | int | bool


class MappingRule(BaseModel):
    """How one quantity or parameter is made: an expression, a table over an input, or a draw."""

    model_config = STRICT

    value: Text | None = None
    table: str | None = Field(default=None, description="input whose value selects one of `values`")
    values: dict[str, Text] | None = Field(default=None, min_length=1)
    triangular_log: list[Text] | None = None
    uniform: list[Text] | None = None
    normal: list[Text] | None = None
    lognormal: list[Text] | None = None
    low: float | None = Field(default=None, description="values below it are set to it, and reported")
    high: float | None = Field(default=None, description="values above it are set to it, and reported")
    why: str = ""

    @model_validator(mode="after")
    def _agree(self) -> "MappingRule":
        ways = ["value", "table", *DISTRIBUTIONS]
        if sum(getattr(self, way) is not None for way in ways) != 1:
            raise ValueError(f"needs exactly one of {', '.join(ways)}")
        if (self.table is None) != (self.values is None):
            raise ValueError("table and values belong together")
        if self.distribution and len(self.texts) != (wanted := DISTRIBUTIONS[self.distribution][1]):
            raise ValueError(f"{self.distribution} takes {wanted} values")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low must not exceed high")
        return self

    @property
    def distribution(self) -> str:
        """The distribution that it draws from; empty if it draws nothing."""
        return next((name for name in DISTRIBUTIONS if getattr(self, name) is not None), "")

    @property
    def texts(self) -> list[str]:
        """Its expressions, in order."""
        if self.values is not None:
            return [str(value) for value in self.values.values()]
        return [str(value) for value in (getattr(self, self.distribution) if self.distribution else [self.value])]

    @property
    def formula(self) -> str:
        """The rule in one line."""
        if self.values is not None:
            return f"by {self.table}"
        return f"{self.distribution}({', '.join(self.texts)})" if self.distribution else self.texts[0]


class MappingText(BaseModel):
    """A mapping as its file gives it."""

    model_config = STRICT

    title: str = Field(min_length=1)
    about: str = ""
    extends: str = Field(min_length=1, description="scenario that holds for all cases but for the rules")
    quantities: dict[str, MappingRule] = {}
    parameters: dict[str, MappingRule] = Field(min_length=1)


class CheckedRule(NamedTuple):
    """A rule with its expressions compiled."""

    name: str
    rule: MappingRule
    expressions: tuple[Expression, ...]


class CaseMapping(NamedTuple):
    """A mapping that fits a codebook, and the scenario that it extends."""

    path: Path
    hash: str  # of its rules and of what it extends; titles and reasons do not count
    text: MappingText
    scenario: Scenario
    quantities: tuple[CheckedRule, ...]
    rules: tuple[CheckedRule, ...]  # of parameters, in order
    parameters: Mapping[str, Parameter]  # those that rules set, by dotted name


def read_mapping(codebook: Codebook, path: Path | None = None) -> CaseMapping:
    """Read a mapping and check it against a codebook; None: the shipped one. Raises ScenarioError with every problem.

    A rule reads inputs and the quantities above it; one that names an outcome or what identifies a case is refused.
    """
    path = shipped_history() / SHIPPED if path is None else path
    label = label_of(path)
    data = yamltext.read(read_text(path, label), label)
    if not isinstance(data, dict):
        raise ScenarioError(f"{label}: must be a mapping with title, extends, quantities and parameters")
    try:
        text = MappingText.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(explained(error, label)) from None
    extended = _extended(text.extends, path)
    scenario = load_scenario(extended)
    problems: list[str] = []
    known = set(codebook.named("input"))
    quantities = []
    for name, rule in text.quantities.items():
        if name in codebook.columns:
            problems.append(f"{label}: quantities.{name}: is also a column of the codebook; choose another name")
        quantities.append(_checked(name, rule, codebook, known, f"{label}: quantities.{name}", problems))
        known.add(name)
    declared = {p.dotted: p for p in [*parameters(), *schedule_parameters(scenario.schedule)] if p.dotted != "map.file"}
    rules = []
    for name, rule in text.parameters.items():
        where = f"{label}: parameters.{name}"
        if name not in declared:
            problems.append(f"{where}: is not a parameter that can be set{did_you_mean(name, declared)}")
        rules.append(_checked(name, rule, codebook, known, where, problems))
    if problems:
        raise ScenarioError(problems)
    own = {name: declared[name] for name in text.parameters}
    base = text.extends if isinstance(extended, str) else scenario.model_dump_json()
    return CaseMapping(path, _hash(text, base), text, scenario, tuple(quantities), tuple(rules), own)


def _hash(text: MappingText, base: str) -> str:
    """Hash of the rules, and of `base`: the name of a shipped scenario, or all values of one's own."""
    plain = text.model_dump(exclude={"title", "about", "extends"})
    for group in ("quantities", "parameters"):
        plain[group] = [[name, {k: v for k, v in rule.items() if k != "why"}] for name, rule in plain[group].items()]
    return short_hash(base + repr(plain))


def _extended(name: str, path: Path) -> str | Path:
    """A shipped scenario by its name, or a file beside the mapping."""
    return path.parent / name if "/" in name or name.endswith((".yaml", ".yml")) else name


def _checked(
    name: str, rule: MappingRule, codebook: Codebook, known: set[str], where: str, problems: list[str]
) -> CheckedRule:
    """A rule with its expressions; adds to `problems`."""
    made = []
    for text in rule.texts:
        try:
            made.append(expression(text, where))
        except ScenarioError as error:
            problems += error.problems
    read = {each for one in made for each in one.names}
    problems += [f"{where}: {line}" for line in _unreadable(read, codebook, known)]
    if rule.table is not None and rule.values is not None:
        problems += [f"{where}: table: {line}" for line in _bad_table(rule.table, rule.values, codebook)]
    return CheckedRule(name, rule, tuple(made))


def _unreadable(names: set[str], codebook: Codebook, known: set[str]) -> Iterator[str]:
    kinds = {"outcome": "an outcome", "identity": "a column that identifies a case", "note": "a note"}
    for name in sorted(names - known):
        if name in codebook.columns:
            yield f"reads {name}, which is {kinds[codebook.columns[name].role]}; a rule may read inputs only"
        else:
            yield f"{name} is neither an input nor a quantity above{did_you_mean(name, known)}"


def _bad_table(column: str, values: Mapping[str, Any], codebook: Codebook) -> Iterator[str]:
    inputs = codebook.named("input")
    if column not in inputs:
        yield from _unreadable({column}, codebook, set(inputs))
        return
    choices = codebook.columns[column].values
    if choices is None:
        yield f"{column} is a {codebook.columns[column].kind}; a table needs a choice"
        return
    if missing := [choice for choice in choices if choice not in values]:
        yield f"values: {', '.join(missing)} missing; give a value for each {column}"
    if unknown := [value for value in values if value not in choices]:
        yield f"values: {', '.join(map(shown, unknown))} is not one of {', '.join(choices)}"


def plain_inputs(row: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a case as numbers, dates and text; None where nothing is known."""
    import pandas as pd

    plain = {}
    for name, value in row.items():
        if value is None or value is pd.NaT or value != value:
            plain[name] = None
        elif isinstance(value, datetime.datetime):
            plain[name] = value.date()
        else:  # a NumPy number would warn where Python raises
            plain[name] = value if isinstance(value, str) else float(value)
    return plain
