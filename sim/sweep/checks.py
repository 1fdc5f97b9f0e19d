"""Checks of an experiment before its first run."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.runs.plan import changed
from sim.scenario.errors import ScenarioError, did_you_mean, shorten, shown
from sim.scenario.joint_draws import JointDraws
from sim.scenario.load import SET_FLAG
from sim.scenario.load_theatre import is_theatre
from sim.scenario.parameters import parameters
from sim.scenario.schema import Scenario
from sim.sweep.boundary import boundary_problems
from sim.sweep.effect_checks import check_effects
from sim.sweep.experiment import FROM, Boundary, Experiment, Grid, Morris, OneAtATime, Saltelli
from sim.sweep.factors import Factor, factors_of, factors_of_draws, joint_draws_of
from sim.sweep.precision import half_widths
from sim.sweep.templates import ScenarioTemplate

#: Designs whose points can have different numbers of runs.
WITH_PRECISION = ("grid", "one_at_a_time", "latin_hypercube", "sobol")
#: First parts of the dotted names that only a theatre has.
OF_THEATRE = ("sieges", "links", "contagion")


class ExperimentCheck(NamedTuple):
    """The scenarios and factors of an experiment, and every problem with it."""

    templates: dict[str, ScenarioTemplate]
    levers: list[Factor]
    uncertainties: list[Factor]  # those of joint draws last
    joint: JointDraws | None
    problems: list[str]


def check_experiment(experiment: Experiment, wrong: Collection[str] = ()) -> ExperimentCheck:
    """Check an experiment against its scenarios and the declarations of parameters.

    `wrong` are keys that were dropped because they are invalid; checks that depend on them are skipped.
    """
    problems: list[str] = []
    templates = templates_of(experiment, problems)
    template = next(iter(templates.values()), None)
    varied = [*experiment.levers, *experiment.uncertainties]
    if template is None and any(dotted.partition(".")[0] in OF_THEATRE for dotted in varied):
        return ExperimentCheck(templates, [], [], None, problems)  # only the theatre knows which parameters it has
    declared = template.declared() if template else parameters()
    levers, uncertainties = factors_of(experiment, problems, declared)
    joint = joint_draws_of(experiment, problems, declared, theatre=bool(template and template.sieges))
    if not {"design", "levers", "uncertainties"} & set(wrong):
        check_design(experiment, levers, uncertainties, problems)
        check_bases(experiment, levers, templates.values(), problems)
    if not {"design", "precision"} & set(wrong):
        check_precision(experiment, problems)
    if template is not None or not any(name.startswith("sieges.") for name in experiment.outcomes):
        check_outcomes(experiment, template or ScenarioTemplate(Scenario()), problems)
    uncertainties += factors_of_draws(joint, declared)
    if not {"design", "levers", "uncertainties", "effects", "scenario"} & set(wrong) and not problems:
        check_effects(experiment, [*templates], levers, uncertainties, problems)
    return ExperimentCheck(templates, levers, uncertainties, joint, problems)


def templates_of(experiment: Experiment, problems: list[str]) -> dict[str, ScenarioTemplate]:
    """The scenarios by name, with the values that the experiment sets for all; adds to `problems`."""
    templates: dict[str, ScenarioTemplate] = {}
    new: dict[str, None] = {}
    label = experiment._label
    for name_or_path in experiment.scenario:
        try:
            given = experiment._given.get(name_or_path, name_or_path)
            if isinstance(given, str) and ("/" in given or given.endswith((".yaml", ".yml"))):
                given = experiment._folder / given
            template = _template(given, experiment)
        except ScenarioError as error:
            new |= dict.fromkeys(_with_key(line, label) for line in error.problems)
            continue
        name = template.scenario.name
        if name in templates:
            new[f"{label}: scenario: two scenarios are called {name}; rename one of them"] = None
        templates[name] = template
    if len({template.sieges for template in templates.values()}) > 1:
        new[f"{label}: scenario: theatres can only be combined with theatres of the same sieges"] = None
    problems += new
    return templates


def _template(given: Scenario | str | Path, experiment: Experiment) -> ScenarioTemplate:
    """The template of a scenario or theatre, with the values that the experiment sets."""
    if isinstance(given, Scenario) or not is_theatre(given):
        return ScenarioTemplate(changed(given, experiment.set, experiment.scale))
    from sim.runs.theatre import plan_theatre
    from sim.sweep.theatre_templates import TheatreTemplate

    return TheatreTemplate(plan_theatre(given, overrides=experiment.set, scale=experiment.scale).theatre)


def _with_key(line: str, label: str) -> str:
    """A problem of a scenario as one of the experiment: under its key `set` or `scenario`."""
    return (
        f"{label}: set: {line.removeprefix(f'{SET_FLAG}: ')}"
        if line.startswith(SET_FLAG)
        else f"{label}: scenario: {line}"
    )


def check_design(
    experiment: Experiment, levers: list[Factor], uncertainties: list[Factor], problems: list[str]
) -> None:
    """Add to `problems` what the design does not allow."""
    design, label = experiment.design, experiment._label
    if isinstance(design, Boundary):
        problems += [f"{label}: {line}" for line in boundary_problems(experiment, levers)]
    elif isinstance(design, Grid | OneAtATime):
        problems += [
            f"{label}: levers: {lever.dotted} is a range, but design.kind = {design.kind} needs levels; "
            f"give steps, such as {{low: {lever.low:g}, high: {lever.high:g}, steps: 5}}"
            for lever in levers
            if not lever.levels
        ]
    elif FROM in experiment.uncertainties and isinstance(design, Saltelli | Morris):
        problems.append(
            f"{label}: design.kind = {design.kind}: varies each parameter by itself, but those of uncertainties.{FROM} "
            "are drawn together; use another design, or give ranges"
        )
    elif not (experiment.levers or {*experiment.uncertainties} - {FROM}):
        problems.append(f"{label}: design.kind = {design.kind}: no levers or uncertainties to sample")
    if isinstance(design, Saltelli) and design.samples & (design.samples - 1):
        near = 1 << design.samples.bit_length()
        problems.append(f"{label}: design.samples = {design.samples}: must be a power of two, such as {near}")
    if isinstance(design, Morris) and design.levels % 2:
        problems.append(f"{label}: design.levels = {design.levels}: must be even, such as {design.levels + 1}")


def check_bases(
    experiment: Experiment, levers: Sequence[Factor], templates: Iterable[ScenarioTemplate], problems: list[str]
) -> None:
    """Add to `problems` the levers that have no base value to vary one at a time around, as the sieges differ."""
    if not isinstance(experiment.design, OneAtATime):
        return
    for lever in levers:
        for template in templates:
            if values := template.differing(lever.dotted):
                some = ", ".join(f"{siege} {shown(value)}" for siege, value in list(values.items())[:4])
                problems.append(
                    f"{experiment._label}: levers: {lever.dotted}: the sieges of {template.scenario.name} differ in it "
                    f"({some}), so there is no unchanged scenario to vary around; vary that of single sieges, such as "
                    f"{lever.dotted.replace('every', next(iter(values)), 1)}, or use a grid"
                )
                break


def check_precision(experiment: Experiment, problems: list[str]) -> None:
    """Add to `problems` what is wrong with the precision that is wanted and with the budget."""
    kind, label = experiment.design.kind, experiment._label
    if experiment.precision is None:
        if experiment.budget is not None:
            problems.append(f"{label}: budget = {experiment.budget}: needs precision, such as {{surrender: 5 points}}")
        return
    if kind not in WITH_PRECISION:
        problems.append(f"{label}: precision: works with design.kind {', '.join(WITH_PRECISION)}, not with {kind}")
    try:
        half_widths(experiment.precision)
    except ScenarioError as error:
        problems += [f"{label}: {line}" for line in error.problems]


def check_outcomes(experiment: Experiment, template: ScenarioTemplate, problems: list[str]) -> None:
    """Add to `problems` the outcomes that do not exist."""
    if not experiment.outcomes:
        return
    names = ["deal", *template.row_schema().names]
    for name in experiment.outcomes:
        if name not in names:
            problems.append(
                f"{experiment._label}: outcomes: {shorten(name)} is not an outcome of a run{did_you_mean(name, names)}"
            )
