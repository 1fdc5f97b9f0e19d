"""The figures of a comparison, each with its title and caption."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.compare.figures import forest
from sim.compare.figures.incidence import incidence_curves_figure, stacked_incidence_figure
from sim.compare.html_page import CaptionedFigure
from sim.compare.outcomes import ENDINGS
from sim.compare.statistics.incidence import Incidence, cumulative_incidence
from sim.compare.sweep_data import SweepData

if TYPE_CHECKING:
    from sim.compare.comparison.comparison import Comparison


def comparison_figures(found: "Comparison") -> Iterator[CaptionedFigure]:
    """Differences first, then how they come about in time."""
    reference = found.arms[0].name
    pairs = "Pairs of runs with the same luck" if found.outcomes["paired"].all() else "Runs"
    known = found.outcomes[found.outcomes["low"].notna()]
    if known["binary"].any():
        yield CaptionedFigure(
            "shares",
            f"How sieges end, against {reference}",
            f"{pairs}; difference of the shares of runs, with 95 % intervals. Right of the line: more often.",
            forest.share_differences_figure(known[known["binary"]]),
        )
    if not known["binary"].all():
        yield CaptionedFigure(
            "numbers",
            f"What it costs and how long it takes, against {reference}",
            f"{pairs}; difference of the means, with 95 % intervals. Day of the signature: "
            "pairs that both ended in a deal.",
            forest.mean_differences_figure(known[~known["binary"]]),
        )
    days = max(1, *(arm.study.horizon_days for arm in found.arms))
    rows = [(arm.name, arm.study.rows) for arm in found.arms]
    deals = [(arm.name, _deals(arm.study)) for arm in found.arms]
    if any(len(incidence.days) for _, incidence in deals):
        yield CaptionedFigure(
            "deals",
            "Deals by day",
            "Cumulative incidence of deals, other ends competing (Aalen and Johansen), with 95 % bands, each day by "
            "itself; runs that share a seed, or a drawn point, count as alike. All runs of each arm.",
            incidence_curves_figure(deals, 1, days, "a deal"),
        )
    panels = [
        (name, cumulative_incidence(r["exit_day"].to_numpy(), r["cause"].to_numpy(), len(ENDINGS))) for name, r in rows
    ]
    yield CaptionedFigure(
        "incidence",
        "Which end came when",
        "Cumulative incidence of competing ends, stacked; what is left white is still under siege.",
        stacked_incidence_figure(panels, days),
    )


def _deals(study: SweepData) -> Incidence:
    """Deals (1) and other ends (2) by day."""
    rows = study.rows
    causes = np.where(rows["deal"], 1, np.where(rows["cause"] > 0, 2, 0))
    return cumulative_incidence(rows["exit_day"].to_numpy(), causes, 2, study.clusters)
