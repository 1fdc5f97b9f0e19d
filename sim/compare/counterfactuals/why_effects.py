"""What each counterfactual changes: the ending, its day, civilian deaths; on the siege's own seed and on others."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.compare.counterfactuals.why_plan import Counterfactual, WhyPlan
from sim.compare.counterfactuals.why_runs import AS_IT_WAS, WhyRuns
from sim.compare.outcomes import DEAL, DEATH_RATE, SHARE, UNDER_WAY, Outcome, available_outcomes
from sim.compare.statistics import means, proportions
from sim.compare.statistics.estimate import LEVEL, Estimate, unknown
from sim.compare.statistics.multiplicity import holm
from sim.state.columns import Array

POPULATION = "population.civilians"
DAY, SIGNED_DAY, DEATHS = "day", "signed_day", "deaths_civilians"
FEWEST_PAIRS = 2
DECIMALS = 9  # of differences, so that equal rates do not differ in their last bits
#: Columns of a run that say what it did, without names, seeds and effort.
EFFORT = ("counterfactual", "scenario", "scenario_hash", "digest", "agent_steps", "elapsed_s")


class Questions(NamedTuple):
    """The outcomes that an answer is about."""

    ending: Outcome  # the one that came, any deal as a deal
    deal: Outcome | None  # where another ending came
    day: Outcome | None  # of the signature or of the ending; None where the run was cut
    deaths: Outcome  # of civilians, per 1 000 where a change alters their number

    @property
    def all(self) -> list[Outcome]:
        """In the order of an answer."""
        return [each for each in (self.ending, self.deal, self.day, self.deaths) if each is not None]


def questions_of(plan: WhyPlan, runs: WhyRuns) -> Questions:
    """The questions, by how the siege ended as it was."""
    own = runs.of(AS_IT_WAS, [plan.run.seed]).iloc[0]
    known = available_outcomes([DEATH_RATE.name])
    ended = DEAL if own["deal"] else str(own["ending"])
    ending = known.get(ended, Outcome(UNDER_WAY, "Still under way", SHARE, True))
    day = None if ended == UNDER_WAY else known[SIGNED_DAY if ended == DEAL else DAY]
    rated = any(change.path == POPULATION for change in plan.changes)
    return Questions(ending, None if ended == DEAL else known[DEAL], day, known[DEATH_RATE.name if rated else DEATHS])


def effects(plan: WhyPlan, runs: WhyRuns, questions: Questions) -> pd.DataFrame:
    """One row per question and counterfactual; columns as in `reports.WHY_EFFECTS`.

    p is adjusted by Holm's method for all counterfactuals of a question, and of both questions about the ending where
    there are two; simultaneous intervals are at the level 1 - 0.05 / their number. The rows of a question are in
    order: those that lower it come first.
    """
    sample = list(plan.sample(runs.seeds))
    factual = runs.of(AS_IT_WAS, [plan.run.seed, *sample])
    asked = [*plan.singles, *runs.pairs, *([plan.together] if plan.together else [])]
    families = [[each for each in questions.all if each.binary], *([each] for each in questions.all if not each.binary)]
    tables = []
    for family in families:
        level = 1 - (1 - LEVEL) / (len(asked) * len(family))
        rows = [_effect(plan, runs, questions, outcome, each, factual, level) for outcome in family for each in asked]
        table = pd.DataFrame(rows)
        tested = table["p"].notna().to_numpy()
        table["p_holm"] = np.nan
        table.loc[tested, "p_holm"] = holm(table.loc[tested, "p"].to_numpy())
        tables += [_in_order(table[table["outcome"] == outcome.name]) for outcome in family]
    return pd.concat(tables, ignore_index=True)


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of one question: those that lower it beyond chance first, then by size; with the column `rank`."""
    later = ~(table["p_holm"].lt(1 - LEVEL) & table["difference"].lt(0))
    ordered = table.assign(later=later).sort_values(["later", "difference"], kind="stable").drop(columns="later")
    return ordered.assign(rank=np.arange(1, len(ordered) + 1))


def _effect(
    plan: WhyPlan,
    runs: WhyRuns,
    questions: Questions,
    outcome: Outcome,
    of: Counterfactual,
    factual: pd.DataFrame,
    level: float,
) -> dict[str, Any]:
    own = plan.run.seed
    other = runs.of(of.name, factual.index)
    common = factual.index.intersection(other.index)
    before, after = factual.loc[common], other.loc[common]
    civilians = [plan.run.scenario.population.civilians, of.scenario.population.civilians]
    values = [
        pd.Series(_values(rows, outcome, questions, number), index=common)
        for rows, number in zip((before, after), civilians, strict=True)
    ]
    sampled = common[common != own]
    pairs = pd.DataFrame({"first": values[0][sampled], "second": values[1][sampled]}).dropna()
    same = _same_runs(before, after)
    estimate, wide, p = _estimates(pairs, outcome.binary, level, same)
    return {
        "counterfactual": of.name,
        "kind": of.kind,
        "outcome": outcome.name,
        "label": outcome.label,
        "unit": outcome.unit,
        "binary": outcome.binary,
        "same_runs": same,
        "own_factual_value": _at(values[0], own),
        "own_counterfactual_value": _at(values[1], own),
        "factual_value": float(pairs["first"].mean()) if len(pairs) else np.nan,
        "counterfactual_value": float(pairs["second"].mean()) if len(pairs) else np.nan,
        "difference": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "simultaneous_low": wide.low,
        "simultaneous_high": wide.high,
        "n": len(pairs),
        "p": p,
    }


def _at(values: pd.Series, seed: int) -> float:
    return float(values[seed]) if seed in values.index else np.nan


def _values(rows: pd.DataFrame, outcome: Outcome, questions: Questions, civilians: int) -> Array:
    """The outcome of each run, float64 (rows,); of days only where the siege ended as it did."""
    ended = rows["deal"] if questions.ending.name == DEAL else rows["ending"] == questions.ending.name
    if outcome.binary:
        return (rows["deal"] if outcome.name == DEAL else ended).to_numpy(dtype=float)
    if outcome.name == DEATH_RATE.name:
        return 1000 * rows[DEATHS].to_numpy(dtype=float) / max(1, civilians)
    values = pd.to_numeric(rows[outcome.name]).to_numpy(dtype=float, na_value=np.nan)
    return values if outcome is questions.deaths else np.where(ended, values, np.nan)


def _same_runs(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Whether all runs are the same in everything that is measured of them."""
    columns = [name for name in before if name not in EFFORT]
    return len(before) > 0 and bool(before[columns].equals(after[columns]))


def _estimates(pairs: pd.DataFrame, binary: bool, level: float, same: bool) -> tuple[Estimate, Estimate, float]:
    """The difference with its interval, with a simultaneous one, and p; exactly 0 where all runs are the same."""
    n = len(pairs)
    if same:
        zero = Estimate(0.0, 0.0, 0.0, n)
        return zero, zero, 1.0
    if n < FEWEST_PAIRS:
        return unknown(n), unknown(n), np.nan
    first, second = pairs["first"].to_numpy(dtype=float), pairs["second"].to_numpy(dtype=float)
    if binary:
        p = proportions.mcnemar(proportions.table_of(first, second))
        estimate = proportions.paired_difference(first, second)
        return estimate, proportions.paired_difference(first, second, level), p
    none, apart = np.zeros(n), np.round(second - first, DECIMALS)
    estimate = means.paired_difference(none, apart)
    return estimate, means.paired_difference(none, apart, level), means.paired_p(none, apart)


def clear_rows(table: pd.DataFrame, outcome: Outcome, kind: str, up: bool = False) -> pd.DataFrame:
    """Rows of one outcome that lower it (or raise it) beyond chance, after adjustment, the largest first."""
    rows = table[(table["outcome"] == outcome.name) & (table["kind"] == kind)]
    rows = rows[rows["p_holm"].lt(1 - LEVEL) & (rows["difference"].gt(0) if up else rows["difference"].lt(0))]
    return rows.sort_values("difference", ascending=not up, kind="stable")
