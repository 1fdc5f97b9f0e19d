"""The figures of a comparison, with their titles and captions."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from sim.compare.comparison.arms import Arm
from sim.compare.comparison.explanation import Explanation, part_label
from sim.compare.figures import forest
from sim.compare.figures.incidence import incidence_curves_figure, stacked_incidence_figure
from sim.compare.html_page import CaptionedFigure
from sim.compare.outcomes import ENDINGS
from sim.compare.statistics.incidence import Incidence, cumulative_incidence
from sim.compare.sweep_data import SweepData


def comparison_figures(
    arms: Sequence[Arm], outcomes: pd.DataFrame, ranking: pd.DataFrame | None = None
) -> Iterator[CaptionedFigure]:
    """Differences in each outcome, then endings over time; `outcomes` and `ranking` as in `Comparison`."""
    reference = arms[0].name
    runs = "Pairs of runs with the same seed" if outcomes["paired"].all() else "Independent runs"
    if ranking is not None and ranking["difference_low"].notna().any():
        yield CaptionedFigure(
            "ranking",
            f"All arms, compared with {reference}",
            f"Differences from {reference} with 95% CI, not adjusted for the number of tests; arms in order of rank.",
            forest.ranked_differences_figure(ranking, reference),
        )
    known = outcomes[outcomes["low"].notna()]
    if known["binary"].any():
        yield CaptionedFigure(
            "shares",
            f"Endings, compared with {reference}",
            f"{runs}: differences between shares of runs, with 95% CI. Right of the line: more frequent.",
            forest.share_differences_figure(known[known["binary"]]),
        )
    if not known["binary"].all():
        yield CaptionedFigure(
            "numbers",
            f"Deaths, people and days, compared with {reference}",
            f"{runs}: differences between means, with 95% CI. Day of signature: only pairs that both ended in a deal.",
            forest.mean_differences_figure(known[~known["binary"]]),
        )
    days = max(1, *(arm.sweep.horizon_days for arm in arms))
    deals = deal_curves(arms)
    if any(len(incidence.days) for _, incidence in deals):
        yield CaptionedFigure(
            "deals",
            "Deals over time",
            "Cumulative incidence of deals with other endings as competing risks (Aalen-Johansen), all runs of each "
            "arm, with pointwise 95% confidence bands clustered by seed (or by sampled point).",
            incidence_curves_figure(deals, 1, days, "a deal"),
        )
    yield CaptionedFigure(
        "incidence",
        "Endings over time",
        "Cumulative incidence of competing endings, stacked; white is the share still under siege.",
        stacked_incidence_figure(ending_curves(arms), days),
    )


def explanation_figure(explanation: Explanation) -> CaptionedFigure:
    """The contributions of the differing parameters."""
    first, second = explanation.first, explanation.second
    labels = {part: part_label(part) for part in dict.fromkeys(explanation.table["part"])}
    return CaptionedFigure(
        "contributions",
        f"What explains the difference between {first} and {second}",
        f"Each parameter swapped alone, with 95% CI over {explanation.seeds} seeds. From the first: {first} with the "
        f"value of {second}, minus {first}; from the second: {second}, minus {second} with the value of {first}. In "
        "each direction the parts and the interaction add up to the whole.",
        forest.contributions_figure(explanation.table, labels),
    )


def deal_curves(arms: Sequence[Arm]) -> list[tuple[str, Incidence]]:
    """Name of each arm, and its incidence of deals (cause 1) and of all other endings (cause 2)."""
    return [(arm.name, _deal_incidence(arm.sweep)) for arm in arms]


def ending_curves(arms: Sequence[Arm]) -> list[tuple[str, Incidence]]:
    """Name of each arm, and its incidence of each ending, in the order of ENDINGS."""
    curves = []
    for arm in arms:
        days_and_causes = arm.sweep.rows["exit_day"].to_numpy(), arm.sweep.rows["cause"].to_numpy()
        curves.append((arm.name, cumulative_incidence(*days_and_causes, len(ENDINGS))))
    return curves


def _deal_incidence(sweep: SweepData) -> Incidence:
    """Cumulative incidence of deals (cause 1) and of all other endings (cause 2)."""
    rows = sweep.rows
    causes = np.where(rows["deal"], 1, np.where(rows["cause"] > 0, 2, 0))
    return cumulative_incidence(rows["exit_day"].to_numpy(), causes, 2, sweep.clusters)
