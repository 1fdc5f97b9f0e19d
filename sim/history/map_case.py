"""One case under a mapping: its parameters in one replicate, what was clamped, or why it must be refused."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sim.history.draws import drawn, probability_of
from sim.history.mapping import CaseMapping, CheckedRule
from sim.scenario.errors import shorten, shown
from sim.scenario.parameters import Parameter

#: The probability at which a quantity of this name is drawn; None: its best value.
Probability = Callable[[str], float | None]


class CannotMap(Exception):
    """A case for which a rule gives nothing that can be used; the message says which and why."""


class MappedCase(NamedTuple):
    """The parameters of a case in one replicate."""

    values: dict[str, Any]  # by dotted name
    clamped: dict[str, tuple[float, float]]  # parameter -> what the rule gave, and the bound used instead


def map_replicate(mapping: CaseMapping, inputs: Mapping[str, Any], case: str, replicate: int) -> MappedCase:
    """The parameters of a replicate (from 1). Raises CannotMap."""
    return map_case(mapping, inputs, lambda name: probability_of(case, replicate, name))


def map_best(mapping: CaseMapping, inputs: Mapping[str, Any]) -> MappedCase:
    """The parameters with every draw at its best value. Raises CannotMap."""
    return map_case(mapping, inputs, lambda name: None)


def map_case(mapping: CaseMapping, inputs: Mapping[str, Any], probability: Probability) -> MappedCase:
    """The parameters of a case, given its inputs alone. Raises CannotMap where a rule gives nothing usable."""
    known = dict(inputs)
    for checked in mapping.quantities:
        known[checked.name] = _value(checked, known, probability)
    values: dict[str, Any] = {}
    clamped: dict[str, tuple[float, float]] = {}
    for checked in mapping.rules:
        parameter, rule = mapping.parameters[checked.name], checked.rule
        value = _value(checked, known, probability)
        if value is None:
            read = sorted({name for one in checked.expressions for name in one.names} | {rule.table or ""} - {""})
            blank = [name for name in read if known.get(name) is None] or read
            raise CannotMap(f"{checked.name} cannot be set: {', '.join(blank)} is not known")
        if isinstance(value, float):
            bound = min(max(value, _or(rule.low, value)), _or(rule.high, value))
            if bound != value:
                clamped[checked.name] = (value, bound)
            value = bound
        values[checked.name] = _fitting(parameter, value)
    return MappedCase(values, clamped)


def _or(bound: float | None, value: float) -> float:
    return value if bound is None else bound


def _value(checked: CheckedRule, known: Mapping[str, Any], probability: Probability) -> Any:
    """What a rule gives; None where that is not known."""
    rule = checked.rule
    try:
        if rule.values is not None:
            choice = known[str(rule.table)]
            return None if choice is None else checked.expressions[list(rule.values).index(choice)].compute(known)
        computed = [each.compute(known) for each in checked.expressions]
        value = drawn(rule.distribution, probability(checked.name), computed) if rule.distribution else computed[0]
    except (ArithmeticError, ValueError, TypeError) as error:
        raise CannotMap(f"{checked.name} cannot be computed ({shorten(str(error), 100)})") from None
    if isinstance(value, complex) or (isinstance(value, float) and abs(value) == float("inf")) or value != value:
        raise CannotMap(f"{checked.name} cannot be computed (the result is not a number)")
    return value


def _fitting(parameter: Parameter, value: Any) -> Any:
    """The value in the type of its parameter. Raises CannotMap where it is of another type or out of range."""
    kinds: dict[str, type | tuple[type, ...]] = {"yes/no": bool, "date": datetime.date, "text": str, "choice": str}
    wanted = kinds.get(parameter.kind, float)
    if not isinstance(value, wanted) or (wanted is float and isinstance(value, bool)):
        raise CannotMap(f"{parameter.dotted} = {shown(value)}: must be {parameter.range}")
    if parameter.choices and value not in parameter.choices:
        raise CannotMap(f"{parameter.dotted} = {shown(value)}: must be one of {parameter.range}")
    if wanted is not float:
        return value
    value = round(value) if parameter.kind == "whole number" else value
    low = -float("inf") if parameter.low is None else parameter.low
    high = float("inf") if parameter.high is None else parameter.high
    if not low <= value <= high:
        raise CannotMap(f"{parameter.dotted} = {shown(value)}: must be {parameter.range}; give the rule low and high")
    return value
