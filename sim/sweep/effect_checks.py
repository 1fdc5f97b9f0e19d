"""Checks of the effects that an experiment names, before its first run."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from sim.outcomes import OUTCOMES, SiegeOutcome
from sim.runs.replicates import row_schema
from sim.scenario.errors import did_you_mean, shorten, shown
from sim.sweep.experiment import Effect, Experiment, Grid, OneAtATime
from sim.sweep.factors import NUMBERS, Factor

SCENARIO, DEAL = "scenario", "deal"


def check_effects(
    experiment: Experiment,
    scenarios: Sequence[str],
    levers: Sequence[Factor],
    uncertainties: Sequence[Factor],
    problems: list[str],
) -> None:
    """Add to `problems` what cannot be estimated of the effects of an experiment."""
    axes = {lever.dotted: lever for lever in levers}
    if not isinstance(experiment.design, Grid | OneAtATime):  # elsewhere they are drawn anew for each replicate
        axes |= {factor.dotted: factor for factor in uncertainties}
    if len(scenarios) > 1:
        axes = {SCENARIO: Factor(SCENARIO, "name", tuple(scenarios)), **axes}
    for number, effect in enumerate(experiment.effects):
        where = f"{experiment._label}: effects[{number}]"
        problems += [f"{where}.{line}" for line in _problems(effect, axes, experiment)]


def outcomes_of(effect: Effect, outcomes: Sequence[str]) -> list[str]:
    """The outcomes of an effect: its own, else those of the experiment that can be estimated, else the deal."""
    known = estimable()
    return list(dict.fromkeys(effect.of or [name for name in outcomes if name in known] or [DEAL]))


def estimable() -> dict[str, str]:
    """The unit of each outcome of which an effect can be estimated, by name; empty for endings."""
    names = {DEAL: "", **{ending.name: "" for ending in SiegeOutcome}}
    names |= {measure.name: measure.unit for measure in OUTCOMES if measure.unit != "name"}
    columns = row_schema().names
    return names | {name: "person" for name in columns if name.startswith(("people.", "deaths."))}


def _problems(effect: Effect, axes: dict[str, Factor], experiment: Experiment) -> Iterator[str]:
    one_at_a_time = isinstance(experiment.design, OneAtATime)
    known = estimable()
    for name in effect.of:
        if name not in known:
            hint = did_you_mean(name, known) or "; use deal, an ending or a number, such as deaths_civilians"
            yield f"of: {shorten(name)} is not an outcome of which an effect can be estimated{hint}"
    named = {"along": effect.along, **({"across": effect.across} if effect.across is not None else {})}
    named |= {f"at.{name}": name for name in effect.at}
    for key, name in named.items():
        if name not in axes:
            hint = did_you_mean(name, axes) or (f"; available: {', '.join(axes)}" if axes else "; nothing is varied")
            yield f"{key}: {shorten(name)} is not varied by this experiment{hint}"
        elif key in ("along", "across") and len(axes[name].levels) == 1:
            yield f"{key}: {name} has only one level; give it two or more"
    if len(set(named.values())) < len(named):
        yield "along, across and at must name different levers"
    if one_at_a_time and (effect.across is not None or effect.at):
        key = "across" if effect.across is not None else "at"
        yield f"{key}: design.kind = one_at_a_time never varies two levers together; use a grid"
    if all(name in axes for name in named.values()):
        yield from _level_problems(effect, axes)
        yield from _threshold_problems(effect, axes[effect.along], outcomes_of(effect, experiment.outcomes))


def _level_problems(effect: Effect, axes: dict[str, Factor]) -> Iterator[str]:
    given = {f"at.{name}": (axes[name], [level]) for name, level in effect.at.items()}
    if effect.levels is not None:
        given["levels"] = (axes[effect.along], effect.levels)
        if effect.levels[0] == effect.levels[1]:
            yield f"levels = {_listed(effect.levels)}: must be two different levels"
    for key, (axis, levels) in given.items():
        if not axis.levels:
            yield f"{key}: {axis.dotted} is a range without levels; leave {key.partition('.')[0]} out"
            continue
        for level in levels:
            if not any(same_level(level, known) for known in axis.levels):
                yield f"{key}: {shown(level)} is not a level of {axis.dotted}; levels: {_listed(axis.levels)}"
    for key, name in (("levels", effect.along), ("across", effect.across)):
        axis = axes.get(name or "")
        chosen = key == "levels" and (effect.levels is not None or effect.reaches is not None)
        if axis and not chosen and len(axis.levels) > 2 and axis.kind not in (*NUMBERS, "date"):
            hint = "name two of them under levels" if key == "levels" else "use it under along, and at for one of them"
            yield f"{key}: {name} has {len(axis.levels)} levels without an order; {hint}"


def _threshold_problems(effect: Effect, axis: Factor, outcomes: Sequence[str]) -> Iterator[str]:
    value = effect.reaches
    if value is None:
        return
    if axis.kind not in NUMBERS:
        yield f"reaches: {axis.dotted} is not a number, so nothing lies between its levels; compare levels instead"
    if effect.across is not None or effect.levels is not None:
        yield "reaches: is a threshold along the whole lever; leave across and levels out"
    units = estimable()
    for name in outcomes:
        if units.get(name) == "" and not 0 < value < 1:
            yield f"reaches = {shown(value)}: must be a share between 0 and 1 for {name}, such as 0.5"
        if units.get(name) == "day":
            yield f"reaches: not every run has a {name}, so it has no threshold; use deal, an ending or a count"


def same_level(one: Any, other: Any) -> bool:
    """Whether two levels are the same; 20 and 20.0 are, 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-12)
    return str(one) == str(other)


def _listed(levels: Sequence[Any]) -> str:
    return ", ".join(map(shown, levels))
