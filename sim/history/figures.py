"""The picture of a score: predicted and observed endings, and the skill compared with baselines."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.compare.figures.style import add_gridlines, ending_colour, house_style, new_figure, percent_axis
from sim.compare.html_page import CaptionedFigure
from sim.history.baselines import BASE_RATES, RIDGE
from sim.history.codebook import CLASSES
from sim.history.score_tables import CLASS_LABELS, best_single, decimals, is_known
from sim.history.scores import EVACUATION
from sim.runs import palette
from sim.text.format import percent_text, place_title

NAME = "predicted_and_observed"
TITLE = "Predicted and observed endings of every case"
#: The colour of a class is that of its first ending.
COLOURS = dict(zip(CLASSES, map(ending_colour, ("evacuation", "surrender", "stormed", "lifted")), strict=True))
#: Lowest skill that is drawn.
LOWEST = -1.5
SOFTENED = 0.75  # opacity of the bars, so that the dots stand out
ROW = 0.24  # inches for a case
CAPTION = (
    "Left: for each case the share of runs by ending, sorted by the predicted probability of an evacuation, with the "
    "95% interval of that share from the number of runs alone. The dot marks the observed ending; a hollow dot on the "
    "left edge means that it occurred in no run. Right: strict skill for evacuation or not; 1 is certain and right "
    "about every case, 0 is what knowing only the share of evacuations among these cases would give; 90% intervals "
    "from a bootstrap over clusters of cases; the band contains 90% of the draws with shuffled outcomes. Baselines "
    "predict each cluster from the others; the best single input was chosen knowing the outcomes."
)


def figures(document: Mapping[str, Any]) -> list[CaptionedFigure]:
    """The figure of a score, with its caption; `document` as of `results.score`."""
    return [CaptionedFigure(NAME, TITLE, CAPTION, figure(document))]


def figure(document: Mapping[str, Any]) -> Figure:
    """Cases on the left, skill on the right."""
    cases = sorted(document["cases"], key=lambda one: (one[CLASSES[EVACUATION]]["value"], one["case"]))
    with house_style():
        made, grid = new_figure(1, 2, max(4.2, 1.5 + ROW * len(cases)), 11.5, gridspec_kw={"width_ratios": [2.1, 1.0]})
        _cases(grid[0, 0], cases)
        _skills(grid[0, 1], document)
        handles = [Patch(color=COLOURS[name], alpha=SOFTENED, label=CLASS_LABELS[name]) for name in CLASSES]
        made.legend(handles=handles, ncol=len(handles), loc="outside lower left", fontsize=8)
        return made


def _cases(ax: Axes, cases: Sequence[Mapping[str, Any]]) -> None:
    """Bars of shares, the class that happened marked."""
    for row, one in enumerate(cases):
        start = 0.0
        middle = {}
        for name in CLASSES:
            share = one["shares"][name]
            ax.barh(row, share, left=start, height=0.78, color=COLOURS[name], edgecolor="white", lw=0.5, alpha=SOFTENED)
            middle[name] = start + share / 2.0
            start += share
        chance = one[CLASSES[EVACUATION]]
        ax.plot([chance["low"], chance["high"]], [row, row], color=palette.INK, lw=1.1, solid_capstyle="butt")
        seen = one["shares"][one["observed"]] > 0.0
        at = middle[one["observed"]] if seen else -0.02
        ax.plot(at, row, "o", ms=6.5, mfc=COLOURS[one["observed"]] if seen else "white", mec=palette.INK, mew=1.3,
                clip_on=False, zorder=5)  # fmt: skip
        ax.text(1.015, row, CLASS_LABELS[one["observed"]], va="center", fontsize=8, color=palette.INK)
    ax.set_yticks(range(len(cases)), [place_title(one["case"]) for one in cases], fontsize=8)
    ax.set_ylim(-0.6, len(cases) - 0.4)
    ax.set_xlim(-0.03, 1.0)
    percent_axis(ax, "x")
    ax.set_xlabel("share of runs; observed ending on the right")
    ax.set_title("Predicted, and observed (dot)")


def _skills(ax: Axes, document: Mapping[str, Any]) -> None:
    """Strict skill of the model and of the baselines, with the band of shuffled outcomes."""
    rows = [("model", document["strict_skill"], document["intervals"]["strict_skill"])]
    single = best_single(document)
    named = (
        [(f"{single[0]} alone\n(best of {len(document['baselines']['single_inputs'])})", single[1])] if single else []
    )
    named += [("ridge logistic", document["baselines"][RIDGE]), ("base rates", document["baselines"][BASE_RATES])]
    rows += [
        (label, one["strict_skill"], {"low": one["strict_skill_low"], "high": one["strict_skill_high"]})
        for label, one in named
    ]
    band = document["permuted"]["strict_skill"]
    if is_known(band["low"]):
        ax.axvspan(max(band["low"], LOWEST), band["high"], color=palette.FAINT, alpha=0.6, lw=0)
    ax.axvline(0.0, color=palette.SOFT, lw=0.8)
    for row, (_, value, ends) in enumerate(reversed(rows)):
        colour = palette.INK if row < len(rows) - 1 else COLOURS[CLASSES[EVACUATION]]
        if is_known(ends["low"]):
            ax.plot([max(ends["low"], LOWEST), ends["high"]], [row, row], color=colour, lw=2.0)
        at = max(value, LOWEST) if is_known(value) else LOWEST
        ax.plot(at, row, "o" if is_known(value) else "", color=colour, ms=7)
        ax.text(at, row + 0.16, decimals(value), ha="center", fontsize=9, color=palette.INK)
    ax.set_yticks(range(len(rows)), [label for label, _, _ in reversed(rows)])
    ax.set_ylim(-0.6, len(rows) - 0.3)
    ax.set_xlim(LOWEST, 1.0)
    add_gridlines(ax, "x")
    ax.set_xlabel("strict skill, evacuation or not")
    as_well = f" ({percent_text(band['p'])}% score as high)" if is_known(band["p"]) else ""
    ax.set_title(f"Better than chance?\nband: shuffled outcomes{as_well}")
