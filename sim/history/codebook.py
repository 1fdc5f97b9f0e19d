"""The codebook of a case file: which columns are inputs, outcomes or identity, what they may hold, and the classes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError, did_you_mean, shown
from sim.scenario.explain import dotted
from sim.scenario.files import label_of, read_text
from sim.text.format import display

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, populate_by_name=True)

#: How a siege ended; held: relieved, lifted by a wider peace, or not over.
CLASSES = ("evacuation", "surrender", "stormed_or_collapsed", "held")
Role = Literal["identity", "input", "outcome", "note"]
Kind = Literal["text", "number", "date", "choice"]


class CaseColumn(BaseModel):
    """A column of a case file. Notes are reasons and sources, read by nobody but people."""

    model_config = STRICT

    role: Role
    kind: Kind
    meaning: str = Field(min_length=1)
    unit: str = ""
    low: float | None = None
    high: float | None = None
    values: dict[str, str] | None = Field(default=None, min_length=1, description="choice -> what it means")
    required: bool = Field(default=False, description="a case without it is refused")

    @model_validator(mode="after")
    def _agree(self) -> "CaseColumn":
        if (self.kind == "choice") != (self.values is not None):
            raise ValueError("a choice needs values, and nothing else has them")
        if self.kind != "number" and (self.low is not None or self.high is not None):
            raise ValueError("only a number has low and high")
        return self

    @property
    def allowed(self) -> str:
        """What a cell may hold, in words."""
        if self.values is not None:
            return f"one of {', '.join(self.values)}"
        if self.kind != "number":
            return {"date": "a date such as 2017-01-31", "text": "text"}[self.kind]
        if self.low is None and self.high is None:
            return "a number"
        if self.low is None:
            return f"a number, {display(self.high)} or less"
        high = " or more" if self.high is None else f" to {display(self.high)}"
        return f"a number, {display(self.low)}{high}"


class OutcomeClasses(BaseModel):
    """From the values of the outcome column to `CLASSES`."""

    model_config = STRICT

    column: str
    classes: dict[str, Literal["evacuation", "surrender", "stormed_or_collapsed", "held"]]


class Codebook(BaseModel):
    """What the columns of a case file are."""

    model_config = STRICT

    title: str = Field(min_length=1)
    about: str = Field(min_length=1)
    table: str = Field(description="CSV file beside the codebook")
    id: str
    cluster: str
    outcome: OutcomeClasses = Field(alias="class")
    columns: dict[str, CaseColumn] = Field(min_length=1)

    def named(self, *roles: Role) -> list[str]:
        """Names of the columns with one of these roles, in order."""
        return [name for name, column in self.columns.items() if column.role in roles]


def read_codebook(path: Path) -> Codebook:
    """The codebook in a YAML file. Raises ScenarioError with every problem."""
    label = label_of(path)
    data = yamltext.read(read_text(path, label), label)
    if not isinstance(data, dict):
        raise ScenarioError(
            f"{label}: must be a codebook: a mapping with title, about, table, id, cluster, class, columns"
        )
    try:
        codebook = Codebook.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(explained(error, label)) from None
    if problems := [f"{label}: {line}" for line in _disagreements(codebook)]:
        raise ScenarioError(problems)
    return codebook


def explained(error: ValidationError, label: str) -> list[str]:
    """The problems that pydantic found in a file of this room, one line each."""
    lines = []
    for problem in error.errors(include_url=False):
        where, message = dotted(problem["loc"]), problem["msg"].removeprefix("Value error, ")
        value = "" if problem["type"] in ("missing", "extra_forbidden") else f" = {shown(problem['input'])}"
        lines.append(f"{label}: {where}{value}: {message}")
    return lines


def _disagreements(codebook: Codebook) -> Iterator[str]:
    """What fits the schema but not the rest of the codebook."""
    columns = codebook.columns
    wanted: tuple[tuple[str, str, Role], ...] = (
        ("id", codebook.id, "identity"),
        ("cluster", codebook.cluster, "identity"),
        ("class.column", codebook.outcome.column, "outcome"),
    )
    for key, name, role in wanted:
        if name not in columns:
            yield f"{key} = {shown(name)}: is not one of the columns{did_you_mean(name, columns)}"
        elif columns[name].role != role:
            yield f"columns.{name}.role = {columns[name].role}: must be {role}, since {key} names it"
    outcome = columns.get(codebook.outcome.column)
    if outcome is not None:
        values: Any = outcome.values or {}
        for value in values:
            if value not in codebook.outcome.classes:
                yield f"class.classes: {value} is missing; give one of {', '.join(CLASSES)}"
        for value in codebook.outcome.classes:
            if value not in values:
                yield f"class.classes.{value}: is not a value of {codebook.outcome.column}{did_you_mean(value, values)}"
    if not codebook.named("input"):
        yield "columns: no column has the role input, so nothing can be predicted"
