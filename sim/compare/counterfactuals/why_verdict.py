"""What decided how a siege ended: a change, a pair of changes, all of them together, or chance."""

from typing import Literal, NamedTuple

import pandas as pd

from sim.compare.counterfactuals.why_effects import Questions, clear_rows
from sim.compare.counterfactuals.why_plan import ALL, PAIR, SINGLE, WhyPlan
from sim.compare.counterfactuals.why_runs import AS_IT_WAS, WhyRuns
from sim.compare.outcomes import DEAL
from sim.compare.statistics import proportions
from sim.compare.statistics.estimate import Estimate

#: A siege of which fewer of the other seeds end so could have ended otherwise by chance.
CERTAIN = 0.9

Decided = Literal["change", "pair", "all", "chance", "neither"]


class Verdict(NamedTuple):
    """What decided how the siege ended."""

    decided_by: Decided
    causes: tuple[str, ...]  # the counterfactuals that would have prevented it, the largest effect first
    share: Estimate  # of the other seeds that end so too, as it was


def verdict_of(plan: WhyPlan, runs: WhyRuns, table: pd.DataFrame, questions: Questions) -> Verdict:
    """The first of these that lowers the share of the ending beyond chance: a change, a pair, all changes together.

    Else it is chance, where the ending is not nearly certain as it was, or neither.
    """
    rows = runs.of(AS_IT_WAS, plan.sample(runs.seeds))
    ended = rows["deal"] if questions.ending.name == DEAL else rows["ending"] == questions.ending.name
    share = proportions.share(ended.to_numpy(dtype=bool))
    kinds: tuple[tuple[str, Decided], ...] = ((SINGLE, "change"), (PAIR, "pair"), (ALL, "all"))
    for kind, decided in kinds:
        causes = clear_rows(table, questions.ending, kind)
        if len(causes):
            return Verdict(decided, tuple(causes["counterfactual"]), share)
    return Verdict("chance" if share.value < CERTAIN else "neither", (), share)
