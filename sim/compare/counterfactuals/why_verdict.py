"""What decided how a siege ended: a change, a pair of changes, all of them together, or chance."""

from typing import Literal, NamedTuple

import pandas as pd

from sim.compare.counterfactuals.why_effects import Questions, clear_rows
from sim.compare.counterfactuals.why_plan import ALL, PAIR, SINGLE, WhyPlan
from sim.compare.counterfactuals.why_runs import AS_IT_WAS, WhyRuns
from sim.compare.outcomes import DEAL, Outcome
from sim.compare.statistics import proportions
from sim.compare.statistics.estimate import Estimate

#: A siege of which fewer of the other seeds end so could have ended otherwise by chance.
CERTAIN = 0.9

Decided = Literal["change", "pair", "all", "chance", "neither"]


class Verdict(NamedTuple):
    """What decided how the siege ended."""

    decided_by: Decided
    causes: tuple[str, ...]  # counterfactuals that would have changed the ending, the largest effect first
    about: Outcome  # of which they change the share: the ending, or deals where another ending came
    share: Estimate  # of the other seeds that end so too, as it was


def verdict_of(plan: WhyPlan, runs: WhyRuns, table: pd.DataFrame, questions: Questions) -> Verdict:
    """The first of these that matters beyond chance: a change, a pair of changes, all together.

    It matters where it lowers the share of the ending or, that failing, raises the share of deals. Where none does, it
    is chance if the ending was not nearly certain, else neither.
    """
    rows = runs.of(AS_IT_WAS, plan.sample(runs.seeds))
    ended = rows["deal"] if questions.ending.name == DEAL else rows["ending"] == questions.ending.name
    share = proportions.share(ended.to_numpy(dtype=bool))
    kinds: tuple[tuple[str, Decided], ...] = ((SINGLE, "change"), (PAIR, "pair"), (ALL, "all"))
    for kind, decided in kinds:
        for about in (questions.ending, questions.deal):
            if about is None:
                continue
            causes = clear_rows(table, about, kind, up=about is questions.deal)
            if len(causes):
                return Verdict(decided, tuple(causes["counterfactual"]), about, share)
    return Verdict("chance" if share.value < CERTAIN else "neither", (), questions.ending, share)
