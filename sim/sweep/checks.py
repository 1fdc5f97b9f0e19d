"""What is wrong with an experiment, told before its first run."""

from pathlib import Path

from sim.runs.plan import changed
from sim.scenario.errors import ScenarioError, did_you_mean, plain
from sim.scenario.load import CHANGES
from sim.scenario.load_theatre import is_theatre
from sim.scenario.schema import Scenario
from sim.sweep.experiment import Experiment, Grid, Morris, OneAtATime, Saltelli
from sim.sweep.factors import Factor
from sim.sweep.worlds import World


def worlds_of(experiment: Experiment) -> dict[str, World]:
    """The scenarios by their names, with what the experiment sets for all."""
    worlds: dict[str, World] = {}
    problems = []
    label = experiment._label
    for said in experiment.scenario:
        try:
            given = experiment._given.get(said, said)
            if isinstance(given, str) and ("/" in given or given.endswith((".yaml", ".yml"))):
                given = experiment._folder / given
            world = _world(given, experiment)
        except ScenarioError as error:
            problems += [_in_our_words(line, label) for line in error.problems]
            continue
        name = world.scenario.name
        if name in worlds:
            problems.append(f"{label}: scenario: two are called {name}; give one of them another name")
        worlds[name] = world
    if len({world.sieges for world in worlds.values()}) > 1:
        problems.append(f"{label}: scenario: theatres go together only with theatres of the same sieges")
    if problems:
        raise ScenarioError(dict.fromkeys(problems))
    return worlds


def _world(given: Scenario | str | Path, experiment: Experiment) -> World:
    """A scenario or a theatre, with what the experiment sets."""
    if isinstance(given, Scenario) or not is_theatre(given):
        return World(changed(given, experiment.set, experiment.scale))
    from sim.runs.theatre import plan_theatre
    from sim.sweep.theatre_worlds import TheatreWorld

    return TheatreWorld(plan_theatre(given, overrides=experiment.set, scale=experiment.scale).theatre)


def _in_our_words(line: str, label: str) -> str:
    return (
        f"{label}: set: {line.removeprefix(f'{CHANGES}: ')}"
        if line.startswith(CHANGES)
        else f"{label}: scenario: {line}"
    )


def check_design(
    experiment: Experiment, levers: list[Factor], uncertainties: list[Factor], problems: list[str]
) -> None:
    """Add to `problems` what a design does not allow."""
    design, label = experiment.design, experiment._label
    if isinstance(design, Grid | OneAtATime):
        problems += [
            f"{label}: levers: {lever.dotted} is a range, and design.kind = {design.kind} needs levels; "
            f"give steps, such as {{low: {lever.low:g}, high: {lever.high:g}, steps: 5}}"
            for lever in levers
            if not lever.levels
        ]
    elif not (experiment.levers or experiment.uncertainties):
        problems.append(f"{label}: design.kind = {design.kind}: there are no levers or uncertainties to sample")
    if isinstance(design, Saltelli) and design.samples & (design.samples - 1):
        near = 1 << design.samples.bit_length()
        problems.append(f"{label}: design.samples = {design.samples}: must be a power of two, such as {near}")
    if isinstance(design, Morris) and design.levels % 2:
        problems.append(f"{label}: design.levels = {design.levels}: must be even, such as {design.levels + 1}")


def check_outcomes(experiment: Experiment, world: World, problems: list[str]) -> None:
    """Add to `problems` the outcomes that no run has."""
    if not experiment.outcomes:
        return
    names = ["deal", *world.row_schema().names]
    for name in experiment.outcomes:
        if name not in names:
            problems.append(
                f"{experiment._label}: outcomes: {plain(name)} is no outcome of a run{did_you_mean(name, names)}"
            )
