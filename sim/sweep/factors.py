"""Factors: the levels or ranges of an experiment, checked against the declarations of the parameters."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.explain import bound_text, explain
from sim.scenario.explain_theatre import explain_rules
from sim.scenario.joint_draws import HISTORY, JointDraws, read_joint_draws
from sim.scenario.numbers import as_whole_number
from sim.scenario.parameters import EVERY, OF_ENTRY, Parameter
from sim.scenario.schedule_layers import SCHEDULE
from sim.scenario.schema import Scenario, sections
from sim.scenario.sections.theatre import Contagion, Tie
from sim.scenario.yamltext import date_from_text
from sim.sweep.experiment import FROM, Experiment, Levels, Range
from sim.sweep.explain import EXAMPLE

NUMBERS = ("number", "whole number")
SCALE = "population.people_per_agent"


class Factor(NamedTuple):
    """A parameter that an experiment varies, with its levels, or with a range if `levels` is empty."""

    dotted: str
    kind: str  # of the parameter: number, whole number, yes/no, ...
    levels: tuple[Any, ...]
    low: float = 0.0
    high: float = 0.0
    log: bool = False

    def at(self, share: float) -> Any:
        """The value at `share` (0..1) along the axis; levels and whole numbers each cover an equal part of it."""
        if self.levels:
            return self.levels[min(int(share * len(self.levels)), len(self.levels) - 1)]
        if self.log:
            return self._within_range(self.low * (self.high / self.low) ** share)
        if self.kind == "whole number":
            return min(int(self.high), int(self.low) + int(share * (self.high - self.low + 1)))
        return self.low + share * (self.high - self.low)

    def share(self, value: float) -> float:
        """Where a value of a range lies along its axis, from 0 to 1; the reverse of `at` but for rounding."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def _within_range(self, value: float) -> Any:
        value = min(self.high, max(self.low, value))  # rounding must not leave the range
        return round(value) if self.kind == "whole number" else value

    def spread(self, steps: int) -> tuple[Any, ...]:
        """`steps` values from low to high, rounded to 12 digits, so that 0.1 + 0.2 is 0.3."""
        shares = [step / (steps - 1) for step in range(steps)]
        if self.log:
            values = [self.low * (self.high / self.low) ** share for share in shares]
        else:
            values = [self.low + share * (self.high - self.low) for share in shares]
        return tuple(self._within_range(float(f"{value:.12g}")) for value in values)


def factors_of(
    experiment: Experiment, problems: list[str], declared: Sequence[Parameter]
) -> tuple[list[Factor], list[Factor]]:
    """Levers and uncertainties of an experiment; adds to `problems`."""
    known = {parameter.dotted: parameter for parameter in declared}
    factors: list[list[Factor]] = []
    for key, varied in (("levers", experiment.levers), ("uncertainties", experiment.uncertainties)):
        factors.append([])
        for dotted, given in varied.items():
            if key == "uncertainties" and dotted == FROM:
                continue
            where = f"{experiment._label}: {key}"
            wrong = _cannot_be_varied(dotted, key, experiment, known)
            if wrong:
                problems.append(f"{where}: {wrong}")
            elif isinstance(given, str):
                problems.append(f"{where}: {dotted} = {shown(given)}: must be levels or a range, such as {EXAMPLE}")
            elif isinstance(given, Range):
                factors[-1] += _from_range(where, known[dotted], given, problems)
            else:
                factors[-1] += _from_levels(where, known[dotted], given, problems)
    return factors[0], factors[1]


def joint_draws_of(
    experiment: Experiment, problems: list[str], declared: Sequence[Parameter], theatre: bool
) -> JointDraws | None:
    """The joint draws that an experiment names; None if it names none, or they cannot be used. Adds to `problems`.

    In a `theatre` the values are those of every siege.
    """
    source = experiment.uncertainties.get(FROM)
    if source is None:
        return None
    where = f"{experiment._label}: uncertainties.{FROM}"
    if not isinstance(source, str):
        problems.append(f"{where}: must be the name of joint draws, such as {HISTORY}, or a CSV file")
        return None
    try:
        joint = read_joint_draws(source, experiment._folder)
    except ScenarioError as error:
        problems += [f"{where}: {line}" for line in error.problems]
        return None
    if theatre:
        joint = joint._replace(names=tuple(f"sieges.{EVERY}.{name}" for name in joint.names))
    known = {parameter.dotted: parameter for parameter in declared}
    wrong = [_cannot_be_varied(name, "uncertainties", experiment, known) for name in joint.names]
    twice = [name for name in joint.names if name in experiment.uncertainties]
    wrong += [_of_one_siege(name, experiment) for name in joint.names if theatre]
    wrong += [f"{name} is also an uncertainty of its own; keep it in only one of the two" for name in twice]
    problems += [f"{where} = {source}: {line}" for line in wrong if line]
    return None if any(wrong) else joint


def _of_one_siege(name: str, experiment: Experiment) -> str:
    """That an experiment varies or sets for one siege what joint draws give to every siege; empty if it does not."""
    bare = name.removeprefix(f"sieges.{EVERY}.")
    for dotted in (*experiment.levers, *experiment.uncertainties, *experiment.set):
        if dotted != name and dotted.startswith("sieges.") and dotted.endswith(f".{bare}"):
            return f"{bare} is drawn for every siege, so {dotted} cannot have values of its own; remove one of the two"
    return ""


def factors_of_draws(joint: JointDraws | None, declared: Sequence[Parameter]) -> list[Factor]:
    """The parameters of joint draws as factors that range over the values drawn."""
    known = {parameter.dotted: parameter for parameter in declared}
    columns = zip(joint.names, zip(*joint.rows, strict=True), strict=True) if joint else ()
    return [Factor(name, known[name].kind, (), min(values), max(values)) for name, values in columns]


def _cannot_be_varied(dotted: str, key: str, experiment: Experiment, known: dict[str, Parameter]) -> str:
    """Why a parameter cannot be varied under this key; empty if it can."""
    if dotted in sections():
        example = next(name for name in known if name.startswith(dotted))
        return f"{dotted} is a section; vary one of its parameters, such as {example}"
    if dotted not in known:
        return f"{shorten(dotted)} is not a parameter{did_you_mean(dotted, known)}"
    if dotted.endswith("map.file"):
        return f"{dotted} cannot be varied; give a list of scenarios, each with its map"
    if key == "uncertainties" and dotted in experiment.levers:
        return f"{dotted} is also a lever; keep it in only one of the two"
    if dotted in experiment.set:
        return f"{dotted} is also fixed under set; keep it in only one of the two"
    if dotted.endswith(SCALE) and experiment.scale is not None:
        return f"{dotted} is also set by scale; keep it in only one of the two"
    return ""


def _from_levels(where: str, parameter: Parameter, levels: Levels, problems: list[str]) -> list[Factor]:
    before = len(problems)
    for level in levels:
        problems += _invalid_level(where, parameter, level)
    twice = {shown(level) for i, level in enumerate(levels) if level in levels[:i]}
    problems += [f"{where}: {parameter.dotted} = {level}: appears twice; remove one" for level in sorted(twice)]
    valid: list[Any] = list(levels) if len(problems) == before else []
    if parameter.kind in NUMBERS:
        valid = [float(level) if parameter.kind == "number" else as_whole_number(level) for level in valid]
    elif parameter.kind == "date":
        valid = [date_from_text(level) for level in valid]
    return [Factor(parameter.dotted, parameter.kind, tuple(valid))] if valid else []


def _invalid_level(where: str, parameter: Parameter, level: Any) -> list[str]:
    """Problems of a level according to the declaration of its parameter."""
    dotted = parameter.dotted
    group, _, rest = dotted.partition(".")
    if rest.rpartition(".")[2] in OF_ENTRY and f"{SCHEDULE}." in dotted and parameter.kind == "whole number":
        whole = as_whole_number(level)
        if whole is not None and _allowed(parameter, whole):
            return []
        return [f"{where}: {dotted} = {shown(level)}: must be a whole number, {parameter.range} {parameter.unit}"]
    try:
        if group == "contagion":
            Contagion.model_validate({rest: level})
        elif group == "links":
            Tie.model_validate({"between": ("a", "b"), rest.rpartition(".")[2]: level})
        else:
            section, name = dotted.split(".")[-2:]
            Scenario.model_validate({section: {name: level}})
    except ValidationError as error:
        if group in ("contagion", "links"):
            return list(explain_rules(error, f"{where}: {dotted.rpartition('.')[0]}"))
        if not any(problem["loc"] for problem in error.errors()):
            return []  # a rule between parameters, broken beside the others' defaults: the points are checked for it
        bare = ".".join(dotted.split(".")[-2:])
        lines = [line for line in explain(error, lambda loc: where) if f"{bare} = " in line]
        return [line.replace(bare, dotted, 1) for line in lines]
    return []


def _from_range(where: str, parameter: Parameter, given: Range, problems: list[str]) -> list[Factor]:
    dotted, wrong = parameter.dotted, []
    if parameter.kind not in NUMBERS:
        problems.append(f"{where}: {dotted} is not a number but {parameter.range}; give levels, such as [true, false]")
        return []
    if not given.low < given.high:
        wrong.append(f"low = {bound_text(given.low)}, high = {bound_text(given.high)}: low must be less than high")
    for name, bound in (("low", given.low), ("high", given.high)):
        if not _allowed(parameter, bound):
            wrong.append(f"{name} = {bound_text(bound)}: must be within {parameter.range} {parameter.unit}")
        elif parameter.kind == "whole number" and bound != int(bound):
            wrong.append(f"{name} = {bound}: must be a whole number")
    if given.log and given.low <= 0:
        wrong.append(f"low = {bound_text(given.low)}: must be more than 0 where log is true")
    problems += [f"{where}: {dotted}.{line}" for line in wrong]
    if wrong:
        return []
    factor = Factor(dotted, parameter.kind, (), given.low, given.high, given.log)
    if given.steps is None:
        return [factor]
    levels = factor.spread(given.steps)
    if len(set(levels)) < len(levels):
        most = len(set(levels))
        problems.append(
            f"{where}: {dotted}.steps = {given.steps}: only {most} different whole numbers; use {most} or fewer"
        )
        return []
    return [factor._replace(levels=levels)]


def _allowed(parameter: Parameter, value: float) -> bool:
    low = -math.inf if parameter.low is None else parameter.low
    high = math.inf if parameter.high is None else parameter.high
    return (low < value if parameter.open_low else low <= value) and (
        value < high if parameter.open_high else value <= high
    )
