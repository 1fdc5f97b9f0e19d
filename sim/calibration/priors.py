"""Prior ranges of the constants that calibration may learn about, read from YAML and checked."""

import math
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, Field, ValidationError

from sim.hashes import short_hash
from sim.history.case_file import shipped_history
from sim.history.codebook import STRICT, explained
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError, did_you_mean
from sim.scenario.files import label_of, read_text
from sim.scenario.parameters import Parameter, parameters
from sim.state.columns import Array
from sim.sweep.factors import NUMBERS, Factor

SHIPPED = "priors.yaml"
#: More constants than this cannot be learned about from some dozens of cases.
MOST = 12


class PriorText(BaseModel):
    """The prior of one constant as the file gives it: uniform from low to high, or uniform in its logarithm."""

    model_config = STRICT

    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    log: bool = False
    why: str = Field(min_length=1)


class PriorsText(BaseModel):
    """A file of priors."""

    model_config = STRICT

    title: str = Field(min_length=1)
    parameters: dict[str, PriorText] = Field(min_length=1, max_length=MOST)


class Priors(NamedTuple):
    """Prior ranges that fit the declarations of their parameters, independent of each other."""

    path: Path
    hash: str  # of names and ranges; titles and reasons do not count
    title: str
    factors: tuple[Factor, ...]
    why: tuple[str, ...]
    defaults: tuple[float, ...]  # of the shipped parameters

    @property
    def names(self) -> tuple[str, ...]:
        """Dotted names, in order."""
        return tuple(factor.dotted for factor in self.factors)

    def values(self, unit: Array) -> Array:
        """Points of the unit cube, float64 (points, constants), in the units of the parameters.

        Raises ValueError for another number of columns.
        """
        import numpy as np

        columns = zip(self.factors, unit.T, strict=True)
        return np.column_stack(
            [f.low * (f.high / f.low) ** u if f.log else f.low + u * (f.high - f.low) for f, u in columns]
        )

    def place(self, dotted: str, value: float) -> float:
        """Where a value lies in the range of a constant: 0 at low, 1 at high. Raises ValueError for another name."""
        factor = self.factors[self.names.index(dotted)]
        return place_in(value, factor.low, factor.high, factor.log)


def place_in(value: float, low: float, high: float, log: bool) -> float:
    """Where a value lies in a range: 0 at low, 1 at high, by its logarithm if `log`."""
    if log:
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)


def read_priors(path: Path | None = None) -> Priors:
    """Read prior ranges; None: the shipped ones. Raises ScenarioError with every problem."""
    path = shipped_history() / SHIPPED if path is None else path
    label = label_of(path)
    data = yamltext.read(read_text(path, label), label)
    if not isinstance(data, dict):
        raise ScenarioError(f"{label}: must be a mapping with title and parameters")
    try:
        text = PriorsText.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(explained(error, label)) from None
    declared = {each.dotted: each for each in parameters()}
    problems = [
        f"{label}: parameters.{name}{line}"
        for name, prior in text.parameters.items()
        for line in _problems(name, prior, declared)
    ]
    if problems:
        raise ScenarioError(problems)
    factors = tuple(
        Factor(name, declared[name].kind, (), prior.low, prior.high, prior.log)
        for name, prior in text.parameters.items()
    )
    return Priors(
        path=path,
        hash=short_hash(repr(factors)),
        title=text.title,
        factors=factors,
        why=tuple(prior.why for prior in text.parameters.values()),
        defaults=tuple(float(declared[name].default) for name in text.parameters),
    )


def _problems(name: str, prior: PriorText, declared: dict[str, Parameter]) -> list[str]:
    """What is wrong with the prior of a constant, each as the end of a message that begins with its name."""
    if name not in declared:
        return [f": is not a parameter{did_you_mean(name, declared)}"]
    parameter = declared[name]
    if parameter.kind not in NUMBERS[:1]:
        return [f": is not a number but {parameter.range}; only numbers can be calibrated"]
    if not prior.low < prior.high:
        return [f".low = {prior.low:g}, high = {prior.high:g}: low must be less than high"]
    if prior.log and prior.low <= 0:
        return [f".low = {prior.low:g}: must be more than 0 where log is true"]
    low = -math.inf if parameter.low is None else parameter.low
    high = math.inf if parameter.high is None else parameter.high
    return [
        f".{end} = {value:g}: must be within {parameter.range} {parameter.unit}"
        for end, value in (("low", prior.low), ("high", prior.high))
        if not low <= value <= high
    ]
