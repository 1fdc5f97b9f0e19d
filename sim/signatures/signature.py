"""What a signature is: bands on statistics of a siege's runs, each with its source, read from a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from sim.runs.plan import LARGEST_SCALE
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.explain import dotted
from sim.scenario.files import SIGNATURES, label_of, read_text, shipped_folder
from sim.text.format import display

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
NAME = r"^[a-z0-9_]+$"
Value = bool | int | float | str


class NumberCondition(BaseModel):
    """A condition on a number: from low to high, both included; or only whether there is a value at all."""

    model_config = STRICT

    low: float | None = None
    high: float | None = None
    given: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "NumberCondition":
        if self.low is None and self.high is None and self.given is None:
            raise ValueError("needs low, high or given")
        return self


def _listed(value: Any) -> Any:
    return value if isinstance(value, dict | list | NumberCondition) else [value]


#: Column -> the values that it may have, or the range in which it must lie; all must hold.
Conditions = dict[str, Annotated[NumberCondition | list[Value], BeforeValidator(_listed)]]


class Quantile(BaseModel):
    """A quantile of a column."""

    model_config = STRICT

    of: str
    at: float = Field(default=0.5, gt=0, lt=1)


class Band(BaseModel):
    """Where a statistic of many runs must lie."""

    model_config = STRICT

    says: str = Field(min_length=1, description="the pattern in words")
    source: str = Field(min_length=1, description="reference, or the word assumption and why")
    share: Conditions | None = Field(default=None, description="share of the runs for which this holds")
    quantile: Quantile | None = None
    among: Conditions = Field(default={}, description="only of the runs for which this holds")
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _agree(self) -> "Band":
        if (self.share is None) == (self.quantile is None):
            raise ValueError("needs either share or quantile")
        if self.low is None and self.high is None:
            raise ValueError("needs low or high")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low must not exceed high")
        return self

    @property
    def columns(self) -> list[str]:
        """Columns that it reads."""
        return [*(self.share or {}), *([self.quantile.of] if self.quantile else []), *self.among]

    @property
    def range(self) -> str:
        """Where the statistic must lie, for a table."""
        if self.low is None:
            return f"at most {display(self.high)}"
        return f"at least {display(self.low)}" if self.high is None else f"{display(self.low)} to {display(self.high)}"


class Signature(BaseModel):
    """What one siege must show."""

    model_config = STRICT

    scale: int = Field(default=1, ge=1, le=LARGEST_SCALE, description="people that one agent stands for")
    bands: Annotated[dict[str, Band], Field(min_length=1)]


def load(path: Path | None = None) -> dict[str, Signature]:
    """Siege -> its signature, in the order of the file; ScenarioError with all that is wrong."""
    path = path or shipped_folder() / SIGNATURES
    label = label_of(path)
    data = yamltext.read(read_text(path, label), label)
    if not isinstance(data, dict):
        raise ScenarioError(f"{label}: must be a mapping with one key per scenario")
    signatures, problems = {}, []
    for name, wanted in data.items():
        try:
            signatures[name] = Signature.model_validate(wanted)
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                loc = dotted((name, *(part for part in problem["loc"] if part not in ("NumberCondition", "list"))))
                problems.append(
                    f"{label}: {loc} = {shown(problem['input'])}: {problem['msg'].removeprefix('Value error, ')}"
                )
    if problems:
        raise ScenarioError(problems)
    return signatures


def select(signatures: dict[str, Signature], names: Sequence[str]) -> dict[str, Signature]:
    """The signatures of some sieges, or of all. Raises ScenarioError where one has no signature."""
    there = ", ".join(signatures)
    unknown = [name for name in names if name not in signatures]
    if unknown:
        guesses = {name: did_you_mean(name, signatures) or f"; available: {there}" for name in unknown}
        raise ScenarioError([f"{shorten(name)}: has no signature{guess}" for name, guess in guesses.items()])
    return {name: signatures[name] for name in (names or signatures)}
