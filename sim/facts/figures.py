"""One figure per fact: the quantities of its claims at each level, one panel per world."""

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.compare.axes import axis_for
from sim.compare.figures.style import DASHES, SERIES, add_gridlines, house_style, new_figure, percent_axis, wrap_label
from sim.compare.html_page import CaptionedFigure
from sim.compare.outcomes import DEAL
from sim.facts.fact import CLOCK, WORLD, Claim
from sim.facts.results import ClaimResult, FactResult, is_share
from sim.text.format import display

COLUMNS, WIDTH = 3, 34  # panels side by side, characters of a line in a legend
MARKERS = ("o", "s", "^", "D", "v")  # so that lines can be told apart in grey
CAPTION = "Quantities of the claims at each level of the lever, with 95% intervals; all levels use the same seeds."
NUMBERS = {CLOCK: "days to the signature", "offers_refused": "refused offers", "deal.offers_refused": "refused offers"}
NUMBERS |= {"deaths.fighters.breach": "fighters killed in attacks on the convoy"}
NUMBERS |= {"sieges.fourth.day": "days of the fourth siege", "sieges.red_town.deals_broken": "broken deals"}
#: Levers of theatres, which have no label of their own.
LEVERS = {"links.pair.active": "the two sieges are tied", "sieges.every.besieger.road_reputation": "road's reputation"}


def fact_figures(results: Sequence[FactResult]) -> list[CaptionedFigure]:
    """The figure of each fact, with its caption."""
    return [
        CaptionedFigure(one.fact.name, f"{one.fact.code}. {one.fact.title}", CAPTION, figure_of(one)) for one in results
    ]


def figure_of(result: FactResult) -> Figure:
    """A panel for each world and kind of quantity, controls last."""
    panels = _panels(result)
    with house_style():
        columns = min(COLUMNS, len(panels))
        rows = -(-len(panels) // columns)
        figure, grid = new_figure(rows, columns, 0.4 + 3.2 * rows, max(3.1 * columns + 0.4, 5.5))
        for ax, (title, members) in zip(grid.flat, panels, strict=False):
            _draw(ax, result, title, members)
        for ax in grid.flat[len(panels) :]:
            ax.set_visible(False)
        return figure


def _panels(result: FactResult) -> list[tuple[str, list[tuple[int, ClaimResult]]]]:
    """Claims that can share a panel: the same world, lever and kind of number."""
    panels: dict[tuple[Any, ...], list[tuple[int, ClaimResult]]] = {}
    for place, one in enumerate(result.judged):
        if result.levels.empty or not (result.levels["claim"] == place).any():
            continue
        claim = one.claim
        key = (one.control, _base(claim), result.fact.along(claim), _upright(claim))
        panels.setdefault(key, []).append((place, one))
    return [(f"control: {key[1]}" if key[0] else key[1], members) for key, members in panels.items()]


def _base(claim: Claim) -> str:
    return "worlds" if claim.along == WORLD else claim.world


def _is_share(claim: Claim) -> bool:
    return bool(claim.ends) or (is_share(claim) and claim.measure != "median") or claim.reaching is not None


def _draw(ax: Axes, result: FactResult, title: str, members: Sequence[tuple[int, ClaimResult]]) -> None:
    drawn: set[tuple[Any, ...]] = set()
    lines = 0
    names: list[str] = []
    for place, one in members:
        table = result.levels[result.levels["claim"] == place]
        for other, part in table.groupby("across", dropna=False, sort=False):
            label = _label(one.claim, result, other)
            key = (label, *part["value"].round(9))
            if key in drawn:
                continue
            drawn.add(key)
            names = _line(ax, part, label, lines, joined=result.fact.along(one.claim) != WORLD)
            lines += 1
    share = _is_share(members[0][1].claim)
    along = result.fact.along(members[0][1].claim)
    ax.set_title(title.replace("_", " "))
    ax.set_xticks(range(len(names)), [wrap_label(name, 10) for name in names], fontsize=8)
    ax.set_xlabel("" if along in ("", WORLD) else textwrap.fill(_lever(along, unit=True), WIDTH + 4))
    ax.margins(x=0.1)
    add_gridlines(ax)
    ax.set_ylabel(textwrap.fill(_upright(members[0][1].claim), WIDTH))
    if share:
        ax.set_ylim(-0.02, 1.02)
        percent_axis(ax)
    else:
        ax.set_ylim(bottom=0)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.24), fontsize=7, handlelength=3)


def _upright(claim: Claim) -> str:
    """What the upright axis counts."""
    if _is_share(claim):
        return f"share of {_among(claim) or 'sieges'}"
    name = NUMBERS.get(claim.of[0], claim.of[0])
    return f"{name}, {'median' if claim.measure == 'median' else 'mean'}"


def _among(claim: Claim) -> str:
    """Which sieges count, where not all do."""
    if claim.of[0] == CLOCK:
        return "deals after that day"
    if not claim.among:
        return ""
    if not claim.ends:
        return "deals" if claim.among == [DEAL] else f"sieges that end by {' or '.join(claim.among)}"
    return f"sieges that end so, or by {' or '.join(claim.among)}"


def _line(ax: Axes, part: pd.DataFrame, label: str, place: int, joined: bool) -> list[str]:
    value = part["value"].to_numpy(dtype=float)
    arms = np.nan_to_num(np.clip([value - part["low"], part["high"] - value], 0, None))
    at = np.arange(len(part)) + 0.06 * place
    ink, dash = SERIES[1 + place % (len(SERIES) - 1)], DASHES[place % len(DASHES)] if joined else ""
    ax.errorbar(at, value, arms, color=ink, ls=dash, marker=MARKERS[place % len(MARKERS)], ms=4, lw=1.5,
                elinewidth=1.1, capsize=2, label=label)  # fmt: skip
    return ["" if pd.isna(level) else display(level).replace("_", " ") for level in part["level"]]


def _label(claim: Claim, result: FactResult, other: Any) -> str:
    """What a line is."""
    if claim.ends:
        text = " or ".join("any deal" if name == DEAL else name for name in claim.of)
        text += f" by day {claim.by_day}" if claim.by_day is not None else ""
    else:
        text = NUMBERS.get(claim.of[0], claim.of[0])
        if claim.reaching is not None and claim.within is not None:
            text += f", {claim.reaching:g} to {claim.within:g}"
        elif claim.reaching is not None:
            text += f", {claim.reaching:g} or more"
        elif claim.within is not None:
            text += f", {claim.within:g} or less"
    held = {**claim.at} | ({claim.across: other} if claim.across else {})
    levels = [f"{_lever(lever)} {display(level)}" for lever, level in held.items()]
    return textwrap.fill(f"{text}; {', '.join(levels)}" if levels else text, WIDTH)


def _lever(dotted: str, unit: bool = False) -> str:
    axis = axis_for(dotted, pd.Series([0.0]))
    return LEVERS.get(dotted) or (axis.label_with_unit if unit else axis.label)
