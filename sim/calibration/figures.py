"""The picture of a calibration: prior and posterior of each constant, skill of the predictors, learning curve."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.calibration.priors import place_in
from sim.calibration.tables import PREDICTOR_LABELS, label
from sim.calibration.validation import DEFAULTS, DISCREPANT, POSTERIOR, PRIOR
from sim.compare.figures.style import LINE, add_gridlines, house_style, new_figure
from sim.compare.html_page import CaptionedFigure
from sim.history.baselines import BASE_RATES, RIDGE
from sim.history.score_tables import best_single, decimals, is_known
from sim.runs import palette
from sim.text.format import percent_text

NAME = "prior_and_posterior"
TITLE = "What the cases teach about the constants, and whether it helps to predict"
CAPTION = (
    "Left: for each constant its prior range (grey), the middle 95% and 80% of the posterior (thin and thick), the "
    "median (dot), the shipped value (tick) and the share of the prior variance that the cases removed. Right: strict "
    "skill for evacuation or not with clusters left out, 1 for certainty about every case, 0 for knowing only how many "
    "of these cases were evacuations; 90% intervals from drawing clusters; the band is where 90% of the draws lie when "
    "outcomes are shuffled and the constants are calibrated on them. Below: the same skill by the number of clusters "
    "that the constants were calibrated on."
)
LOWEST = -1.0
ROW = 0.32  # inches for a constant


def figures(document: Mapping[str, Any]) -> list[CaptionedFigure]:
    """The figure of a calibration, with its caption; `document` as of `results.calibrate`."""
    return [CaptionedFigure(NAME, TITLE, CAPTION, figure(document))]


def figure(document: Mapping[str, Any]) -> Figure:
    """Constants on the left, skill and learning curve on the right."""
    with house_style():
        high = max(5.2, 1.4 + ROW * len(document["constants"]))
        made, grid = new_figure(2, 2, high, 11.5, gridspec_kw={"width_ratios": [1.5, 1.0], "height_ratios": [1.6, 1.0]})
        for ax in grid[:, 0]:
            ax.remove()
        _constants(made.add_subplot(grid[0, 0].get_gridspec()[:, 0]), document)
        _skills(grid[0, 1], document)
        _curve(grid[1, 1], document)
        return made


def _constants(ax: Axes, document: Mapping[str, Any]) -> None:
    rows = sorted(document["constants"], key=lambda one: one["variance_removed"] or 0.0)
    for row, one in enumerate(rows):
        ends = one["low"], one["high"], one["log"]
        at = {name: place_in(value, *ends) for name, value in one["posterior"].items()}
        default = place_in(one["default"], *ends)
        ax.plot([0, 1], [row, row], color=palette.FAINT, lw=7, solid_capstyle="butt")
        ax.plot([at["p2_5"], at["p97_5"]], [row, row], color=LINE, lw=1.2)
        ax.plot([at["p10"], at["p90"]], [row, row], color=LINE, lw=4, alpha=0.6, solid_capstyle="butt")
        ax.plot(at["median"], row, "o", color=LINE, ms=6)
        ax.plot([default, default], [row - 0.32, row + 0.32], color=palette.INK, lw=1.6)
        removed = one["variance_removed"]
        text = f"{percent_text(removed)}%" if is_known(removed) else ""
        ax.text(1.03, row, text, va="center", fontsize=8, color=palette.INK)
        for value, place, side in ((one["low"], 0.0, "left"), (one["high"], 1.0, "right")):
            ax.text(place, row - 0.36, f"{value:g}", va="top", ha=side, fontsize=6.5, color=palette.SOFT)
    ax.set_yticks(range(len(rows)), [label(one["parameter"]) for one in rows], fontsize=8)
    ax.set_ylim(-0.8, len(rows) - 0.4)
    ax.set_xlim(-0.02, 1.0)
    ax.set_xticks([])
    ax.set_xlabel("place in the prior range, logarithmic where the prior is")
    ax.set_title("Prior (grey) and posterior (blue); right: prior variance removed")


def _skills(ax: Axes, document: Mapping[str, Any]) -> None:
    found = document["predictors"]
    named = [(PREDICTOR_LABELS[name], found["model"][name]) for name in (DEFAULTS, POSTERIOR, DISCREPANT, PRIOR)]
    rows = [
        (text.replace(", with", ",\nwith").replace(": ", ":\n"), one["strict_skill"], one["intervals"]["strict_skill"])
        for text, one in named
    ]
    single = best_single(found)
    others = [(f"{single[0]} alone\n(best in hindsight)", single[1])] if single else []
    others += [("ridge logistic", found["baselines"][RIDGE]), ("base rates", found["baselines"][BASE_RATES])]
    rows += [
        (text, one["strict_skill"], {"low": one["strict_skill_low"], "high": one["strict_skill_high"]})
        for text, one in others
    ]
    band = document["shuffled"]["strict_skill"]
    ax.axvspan(max(band["low"], LOWEST), band["high"], color=palette.FAINT, alpha=0.6, lw=0)
    ax.axvline(0.0, color=palette.SOFT, lw=0.8)
    for row, (_, value, ends) in enumerate(reversed(rows)):
        colour = LINE if row >= len(others) else palette.INK
        if is_known(ends["low"]):
            ax.plot([max(ends["low"], LOWEST), ends["high"]], [row, row], color=colour, lw=2.0)
        ax.plot(max(value, LOWEST), row, "o", color=colour, ms=6)
        ax.text(max(value, LOWEST), row + 0.18, decimals(value), ha="center", fontsize=8, color=palette.INK)
    ax.set_yticks(range(len(rows)), [text for text, _, _ in reversed(rows)], fontsize=8)
    ax.set_ylim(-0.6, len(rows) - 0.2)
    ax.set_xlim(LOWEST, 1.0)
    add_gridlines(ax, "x")
    ax.set_xlabel("strict skill, clusters left out")
    ax.set_title("Does it help to predict?")


def _curve(ax: Axes, document: Mapping[str, Any]) -> None:
    rows = document["learning_curve"]
    ax.plot([one["clusters"] for one in rows], [one["strict_skill"] for one in rows], "o-", color=LINE, ms=4)
    ax.axhline(document["predictors"]["model"][DEFAULTS]["strict_skill"], color=palette.INK, lw=1.0, ls="--")
    ax.text(0, document["predictors"]["model"][DEFAULTS]["strict_skill"], "shipped constants", va="bottom", fontsize=8)
    add_gridlines(ax, "y")
    ax.set_xlabel("clusters calibrated on")
    ax.set_ylabel("strict skill")
