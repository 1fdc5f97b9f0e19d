"""What explains the difference between two scenarios: runs in which the differing parameters are swapped."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.compare.axes import parameter_label
from sim.compare.comparison.arms import Arm, arm_from_sweep, is_experiment
from sim.compare.comparison.contributions import (
    DIRECTIONS,
    INTERACTION,
    WHOLE,
    SwapValues,
    complete_seeds,
    contributions,
)
from sim.compare.comparison.horizon import with_horizon
from sim.compare.comparison.rates import with_death_rate
from sim.compare.comparison.swap_plan import SwapPlan, plan_swaps
from sim.compare.outcomes import DATES, DEATH_RATE, Outcome, outcome_values
from sim.compare.provenance import json_records
from sim.compare.statistics.estimate import has_no_width
from sim.compare.sweep_data import read_sweep
from sim.scenario.errors import ScenarioError
from sim.tables import reports
from sim.text import format as fmt

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.sweep.engine import Progress, Say
    from sim.sweep.experiment import Experiment

    Watched = Callable[[str | Path], AbstractContextManager[tuple[Progress | None, Say | None]]]

#: Explained by default.
EXPLAINED = ("deal", "deaths_civilians", "left_armed")


@dataclass(frozen=True)
class Explanation:
    """The contributions of the differing parameters to the difference between two scenarios."""

    first: str
    second: str
    table: pd.DataFrame  # as in `contributions`
    impossible: Mapping[str, str]  # parameters that could not be swapped alone, and why
    seeds: int

    @property
    def paragraphs(self) -> list[str]:
        """One paragraph per outcome."""
        text = [_paragraph(self, name) for name in dict.fromkeys(self.table["outcome"])]
        for name, why in self.impossible.items():
            text.append(f"{name} could not be swapped alone ({why}); its contribution is part of the interaction.")
        return text

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "seeds": self.seeds,
            "contributions": json_records(self.table, reports.CONTRIBUTIONS),
            "not_swapped_alone": dict(self.impossible),
            "words": self.paragraphs,
        }

    @property
    def display(self) -> pd.DataFrame:
        """One row per outcome and part, formatted for reading."""
        rows = []
        for (_, part), own in self.table.groupby(["outcome", "part"], sort=False):
            first = own.iloc[0]
            unit = "points" if first["binary"] else first["unit"]
            cells = {str(row["direction"]): _cell(row) for _, row in own.iterrows()}
            cells = {_direction(name, self): text for name, text in cells.items()}
            rows.append({"outcome": f"{first['label']} ({unit})", "part": part_label(str(part)), **cells})
        return pd.DataFrame(rows)


def part_label(part: str) -> str:
    """A part in words: food in the stores (supply.food_days)."""
    return part if part in (INTERACTION, WHOLE) else f"{parameter_label(part)} ({part})"


def _direction(name: str, of: Explanation) -> str:
    return {DIRECTIONS[0]: f"from {of.first}", DIRECTIONS[1]: f"from {of.second}"}.get(name, name)


def _cell(row: Mapping[str, Any] | pd.Series) -> str:
    form = fmt.formatter_of(row["unit"], row["binary"])
    value = form(row["value"])
    sign = "+" if row["value"] > 0 and value != "0" else ""
    if has_no_width(row["low"], row["high"]):
        return f"{sign}{value} (with every seed)"
    return f"{sign}{value} ({form(row['low'])} to {form(row['high'])})"


def _paragraph(of: Explanation, outcome: str) -> str:
    rows = of.table[(of.table["outcome"] == outcome) & (of.table["direction"] == DIRECTIONS[2])]
    by_part = {str(row["part"]): row for _, row in rows.iterrows()}
    label, unit = rows["label"].iloc[0], "points" if rows["binary"].iloc[0] else rows["unit"].iloc[0]
    clear = [name for name, row in by_part.items() if name not in (WHOLE, INTERACTION) and _is_clear(row)]
    whole = (
        f"{label}: {of.second} minus {of.first} is {_cell(by_part[WHOLE])} {unit} over {fmt.count(of.seeds, 'seed')}."
    )
    named = [f"{part_label(name)} {_cell(by_part[name])}" for name in clear]
    if not named:
        parts = "No parameter has a contribution (mean of both directions) whose 95% interval excludes 0"
    else:
        parts = f"Contributions (mean of both directions) whose 95% interval excludes 0: {'; '.join(named)}"
    own = of.table[(of.table["outcome"] == outcome) & (of.table["part"] == INTERACTION)]
    left = _cell(own[own["direction"] == DIRECTIONS[0]].iloc[0])
    return f"{whole} {parts}. Interaction, starting from {of.first}: {left}."


def _is_clear(row: Any) -> bool:
    """Whether the interval excludes 0; equal observations have none."""
    return bool(row["low"] > 0 or row["high"] < 0) and not has_no_width(row["low"], row["high"])


def check_explainable(what: Sequence[str | Path]) -> None:
    """Raises ScenarioError where the arguments are not two scenarios of single sieges."""
    from sim.scenario.load_theatre import is_theatre

    if len(what) != 2:
        raise ScenarioError(f"compare --explain: takes two scenarios, not {len(what)}")
    for each in what:
        if is_experiment(each) or is_theatre(str(each)):
            raise ScenarioError(f"compare --explain: {each} is not a scenario of a single siege; give two scenarios")


def plan_explanation(what: Sequence[str | Path]) -> SwapPlan:
    """The swaps between two scenarios. Raises ScenarioError where one is invalid or nothing differs."""
    from sim.scenario.load import load_scenario

    first, second = (load_scenario(each) for each in what)
    return plan_swaps(first, second)


class SwapRuns:
    """The runs of a plan of swaps: which there are, and their results."""

    def __init__(self, plan: SwapPlan, replicates: int, horizon: int | None, out: str | Path | None) -> None:
        """Check all scenarios before the first run. Raises ScenarioError for invalid input."""
        self.plan, self.out = plan, out
        self.experiments: dict[str, Experiment] = {}  # by hash of the scenario
        self.hashes = {
            (side, name): self._added(scenario, replicates, horizon)
            for side, scenarios in (("forward", plan.forward), ("backward", plan.backward))
            for name, scenario in scenarios.items()
        }
        self.ends = tuple(self._added(scenario, replicates, horizon) for scenario in (plan.first, plan.second))
        self.replicates = replicates

    def _added(self, scenario: "Scenario", replicates: int, horizon: int | None) -> str:
        from sim.scenario.load import scenario_hash
        from sim.scenario.maps import map_of
        from sim.sweep import single
        from sim.sweep.experiment_reader import with_changes

        digest = scenario_hash(scenario, map_of(scenario))
        self.experiments.setdefault(digest, with_changes(single(scenario, replicates), days=horizon))
        return digest

    @property
    def size(self) -> str:
        """How many runs it takes, as a sentence."""
        scenarios = len(self.experiments)
        return (
            f"Explaining the difference takes {fmt.count(scenarios * self.replicates, 'run')}: {scenarios} scenarios "
            f"with {fmt.count(self.replicates, 'seed')} each; finished runs are reused."
        )

    def explain(
        self,
        names: tuple[str, str],
        wanted: Sequence[Outcome],
        workers: int,
        horizon: int | None,
        watched: "Watched",
    ) -> Explanation:
        """Do the missing runs and estimate the contributions to the `wanted` outcomes, over seeds that all share."""
        from sim.sweep import run_experiment

        arms: dict[str, Arm] = {}
        for place, (digest, experiment) in enumerate(self.experiments.items(), 1):
            # Without `say`: each swap would be told to differ from the sweep of the swap before it.
            with watched(f"scenario {place} of {len(self.experiments)}") as (progress, _):
                folder = run_experiment(experiment, workers=workers, out=self.out, progress=progress)
            arm = with_death_rate(arm_from_sweep(read_sweep(folder)))
            arms[digest] = arm if horizon is None else with_horizon(arm, horizon)
        tables = [arm.sweep.rows for arm in arms.values()]
        seeds = complete_seeds(tables)
        rows = {digest: arm.sweep.rows.set_index("seed").loc[seeds] for digest, arm in arms.items()}
        found = []
        for outcome in wanted:
            values = {digest: outcome_values(each, outcome) for digest, each in rows.items()}
            forward, backward = (
                {name: values[digest] for (side, name), digest in self.hashes.items() if side == wished}
                for wished in ("forward", "backward")
            )
            ends = values[self.ends[0]], values[self.ends[1]]
            found.append(contributions(outcome, SwapValues(*ends, forward, backward)))
        return Explanation(*names, pd.concat(found, ignore_index=True), self.plan.impossible, len(seeds))


def explained_outcomes(asked: Sequence[Outcome], known: Mapping[str, Outcome], rated: bool) -> list[Outcome]:
    """The outcomes to explain: those asked for, or the default ones; `rated` where populations differ.

    Raises ScenarioError for a day, which not every run has.
    """
    if dates := [each.name for each in asked if each.name in DATES]:
        raise ScenarioError(
            f"compare --explain --outcome {dates[0]}: not every run has such a day, so contributions would not "
            "add up; explain endings, deaths or people"
        )
    names = [DEATH_RATE.name if rated and name == "deaths_civilians" else name for name in EXPLAINED]
    return list(asked) or [known[name] for name in names]
