"""The plan of an answer: which siege, which changes, which counterfactuals and how many seeds, checked first."""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.compare.counterfactuals.changes import Change, altered, differences, kept_differences, lever_changes
from sim.compare.counterfactuals.siege_source import AskedRun, asked_run, reference_scenario
from sim.runs.plan import Plan, cut_after
from sim.scenario.errors import ScenarioError
from sim.scenario.load import Overrides, scenario_hash
from sim.scenario.maps import map_of
from sim.scenario.numbers import MAX_RUNS, MAX_SEED, optional_whole_number
from sim.scenario.schema import Scenario
from sim.text.format import display

#: Seeds of the sample by default, and the fewest that are used where these would take longer than `LONGEST_S`.
SEEDS, FEWEST_SEEDS = 40, 12
LONGEST_S = 120.0
#: Changes that are undone in pairs: those with the largest effects; and all on the siege's own seed up to so many.
PAIRED, MOST_ON_OWN_SEED = 3, 10
#: Further pairs: those that change the ending on the siege's own seed where neither of the two does.
MOST_FURTHER_PAIRS = 3
SINGLE, PAIR, ALL = KINDS = ("single", "pair", "all")


class Counterfactual(NamedTuple):
    """The siege with some changes undone, or with levers set."""

    name: str  # of its changes
    kind: str  # single, pair or all
    changes: tuple[Change, ...]
    scenario: Scenario
    scenario_hash: str

    @property
    def path(self) -> frozenset[str]:
        """What is changed."""
        return frozenset(change.path for change in self.changes)


class WhyPlan(NamedTuple):
    """A checked question."""

    run: AskedRun
    plan: Plan  # of the run
    reference: Scenario
    changes: tuple[Change, ...]
    singles: tuple[Counterfactual, ...]
    together: Counterfactual | None  # all changes undone, which is the reference
    impossible: dict[str, str]  # changes that cannot be undone alone, and why
    by_levers: bool  # nothing differs from the reference, so the shipped levers are set instead
    seeds: int | None  # of the sample; None: as many as take about two minutes
    notes: tuple[str, ...]

    def sample(self, seeds: int) -> range:
        """The seeds of the sample: those after the siege's own, or before it where there are no more."""
        own = self.run.seed
        return range(own + 1, own + 1 + seeds) if own + seeds <= MAX_SEED else range(own - seeds, own)

    @property
    def longest_sample(self) -> int:
        """Most seeds of a sample of this plan."""
        return self.seeds or SEEDS

    def name(self, seeds: int) -> str:
        """Name of the folder of its results."""
        against = "levers" if self.by_levers else _hash(self.reference)
        plan = self.plan
        return f"{plan.scenario.name}-{plan.scenario_hash}-{plan.seed}-{against}-x{seeds}{cut_after(plan.days)}"


def plan_why(
    what: Scenario | str | Path,
    against: Scenario | str | Path | None = None,
    overrides: Overrides = (),
    *,
    seed: int | None = None,
    seeds: int | None = None,
    scale: int | None = None,
    days: int | None = None,
) -> WhyPlan:
    """Check the arguments of `why`. Raises ScenarioError where one is invalid, or there is nothing to undo."""
    seeds = optional_whole_number("seeds", seeds, 2, MAX_RUNS)
    run = asked_run(what, seed, overrides, scale, days)
    reference = run.reference if against is None else reference_scenario(against)
    changes = differences(run.scenario, reference)
    notes = [*run.notes]
    for name, (own, other) in kept_differences(run.scenario, reference).items():
        notes.append(f"{name} is {display(own)} in all runs, as in the siege ({display(other)} in {reference.name}).")
    by_levers = not changes
    if by_levers:
        changes = lever_changes(run.scenario)
    singles, impossible = _singles(run.scenario, changes)
    if not singles:
        raise ScenarioError([f"{name}: cannot be undone alone: {why}" for name, why in impossible.items()])
    together = None
    if not by_levers and len(changes) > 1:
        try:
            together = counterfactual(run.scenario, ALL, changes)
        except ScenarioError as error:
            notes.append(f"All changes cannot be undone together: {error.problems[0]}.")
    own_hash = _hash(run.scenario)
    plan = Plan(run.scenario, own_hash, run.seed, run.days, None, None)
    return WhyPlan(
        run, plan, reference, tuple(changes), tuple(singles), together, impossible, by_levers, seeds, tuple(notes)
    )


def counterfactual(siege: Scenario, kind: str, changes: Sequence[Change]) -> Counterfactual:
    """The siege with these changes undone. Raises ScenarioError where that is not a valid scenario."""
    scenario = altered(siege, changes)
    name = ALL if kind == ALL else " + ".join(change.name for change in changes)
    return Counterfactual(name, kind, tuple(changes), scenario, _hash(scenario))


def pairs_of(siege: Scenario, singles: Sequence[Counterfactual]) -> Iterator[Counterfactual]:
    """Two at a time, where that is a valid scenario; not the low and the high of one lever."""
    for one, two in itertools.combinations(singles, 2):
        if one.path & two.path:
            continue
        try:
            yield counterfactual(siege, PAIR, (*one.changes, *two.changes))
        except ScenarioError:
            continue


def _singles(siege: Scenario, changes: Sequence[Change]) -> tuple[list[Counterfactual], dict[str, str]]:
    singles, impossible = [], {}
    for change in changes:
        try:
            singles.append(counterfactual(siege, SINGLE, (change,)))
        except ScenarioError as error:
            impossible[change.name] = error.problems[0]
    return singles, impossible


def _hash(scenario: Scenario) -> str:
    return scenario_hash(scenario, map_of(scenario))
