"""The figure of a fork: the difference of every replicate, the mean, and its interval."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compare.fork.fork_measures import FORK_MEASURES, ForkMeasure
from sim.compare.fork.fork_text import interval_text, scheduled_settings
from sim.compare.statistics.estimate import has_no_width
from sim.runs import palette
from sim.runs.fork import COUNTERFACTUAL, DEAL, FACTUAL
from sim.scenario.errors import shown
from sim.state.columns import Kind
from sim.text.format import quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, STRIP, TOP, BOTTOM, DPI = 9.0, 0.82, 0.9, 0.1, 150  # inches; pixels per inch
LEFT, RIGHT = 0.24, 0.80  # edges of the strips, as shares of the width
UNITS = {"person": "people", "day": "days"}
BAR: dict[str, Any] = {"color": palette.INK, "zorder": 3}
COLOURS = {
    "deaths_civilians": palette.PEOPLE[Kind.civilian],
    "deaths_fighters": palette.PEOPLE[Kind.fighter],
    "deaths_besiegers": palette.PEOPLE[Kind.besieger],
    "displaced": palette.PEOPLE[Kind.civilian],
    "left_armed": palette.PEOPLE[Kind.fighter],
}


def save_fork_figure(document: Mapping[str, Any], pairs: Sequence[Mapping[str, Mapping[str, Any]]], path: Path) -> None:
    """Write the figure: a strip for each measure, on its own scale, with a line at no difference."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    style: Any = {"font.family": "DejaVu Sans", "font.size": 9.5, "text.color": palette.INK, "text.parse_math": False}
    with mpl.rc_context(style):
        height = TOP + STRIP * len(FORK_MEASURES) + BOTTOM
        sheet = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=palette.PAPER)
        FigureCanvasAgg(sheet)
        changes = (
            ", ".join(_setting(*item) for item in scheduled_settings(document["set"]).items()) or "nothing changed"
        )
        when = "the signing day" if document["at"] == DEAL else f"day {document['at']}"
        title = f"{document['scenario']}: {changes}, from {when}"
        sheet.text(0.02, 1 - 0.24 / height, title, fontsize=12, weight="bold")
        subtitle = (
            f"Counterfactual minus factual, same seed; n = {document['forked']} of {document['replicates']} "
            "replicates. Dots: replicates. Diamond and bar: mean and 95% CI."
        )
        sheet.text(0.02, 1 - 0.52 / height, subtitle, color=palette.SOFT)
        sheet.text(RIGHT + 0.015, 1 - 0.82 / height, "mean, 95% CI", color=palette.SOFT, weight="bold")
        for i, (name, measure) in enumerate(FORK_MEASURES.items()):
            bottom = height - TOP - STRIP * (i + 1)
            axes = sheet.add_axes((LEFT, (bottom + 0.32) / height, RIGHT - LEFT, (STRIP - 0.40) / height))
            values = [measure.of(pair[COUNTERFACTUAL]) - measure.of(pair[FACTUAL]) for pair in pairs]
            _strip(axes, measure, values, document["differences"][name], COLOURS.get(name, palette.SOFT))
        sheet.savefig(path, dpi=DPI, format="png")


def _setting(name: str, value: Any) -> str:
    key, _, when = name.partition(" ")
    return f"{key} = {shown(value)}{when and f' {when}'}"


def _strip(
    axes: "Axes", measure: ForkMeasure, values: Sequence[float], estimate: Mapping[str, Any], colour: str
) -> None:
    """The strip of one measure."""
    spread = np.random.default_rng(0).uniform(-0.32, 0.32, len(values))  # so that equal dots do not overlap
    axes.axvline(0.0, color=palette.INK, linewidth=0.9, zorder=1)
    axes.scatter(values, spread, s=11, color=colour, alpha=0.6, linewidths=0, zorder=2)
    if estimate["low"] is not None and not has_no_width(estimate["low"], estimate["high"]):
        axes.plot([estimate["low"], estimate["high"]], [0, 0], linewidth=3.2, solid_capstyle="butt", **BAR)
    if estimate["mean"] is not None:
        axes.plot([estimate["mean"]], [0], marker="D", markersize=6, markeredgecolor=palette.PAPER, **BAR)
        words = "\n".join(
            [quantity(estimate["mean"]), interval_text(estimate, len(values)).replace(" all ", "\nall ")]
        ).strip()
        axes.text(1.03, 0.5, words, transform=axes.transAxes, va="center", linespacing=1.4)
    axes.text(
        -0.03, 0.5, f"{measure.label}\n({UNITS[measure.unit]})", transform=axes.transAxes, va="center", ha="right"
    )
    axes.set_ylim(-0.55, 0.55)
    if not any(values):  # nothing to scale by
        axes.set_xlim(-1.0, 1.0)
    axes.set_yticks([])
    axes.xaxis.set_major_formatter(lambda value, _: quantity(float(value)))
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(palette.FAINT)
    axes.tick_params(axis="x", colors=palette.SOFT, labelsize=8, length=2, pad=2)
    axes.locator_params(axis="x", nbins=6)
