"""The effects that an experiment asks for: an outcome along a lever, by level of a second one."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.compare.analysis.asked_responses import Response
from sim.compare.figures.style import (
    DASHES,
    LINE,
    SERIES,
    add_gridlines,
    house_style,
    new_figure,
    percent_axis,
    wrap_label,
)
from sim.compare.outcomes import DATES
from sim.runs import palette
from sim.text.format import display

MARKERS = ("o", "s", "^", "D", "v", "P", "X")


def asked_effects_figure(responses: Sequence[Response]) -> Figure:
    """Mean or share at each level with its interval, one line per level of the second lever."""
    with house_style():
        columns = min(2, len(responses))
        rows = -(-len(responses) // columns)
        figure, grid = new_figure(rows, columns, 3.0 * rows + 0.2, 5.2 if columns == 1 else 9.0)
        for place, ax in enumerate(grid.flat):
            if place < len(responses):
                _panel(ax, responses[place])
            else:
                ax.set_visible(False)
        return figure


def _panel(ax: Axes, response: Response) -> None:
    outcome, along = response.outcome, response.along
    names = list(dict.fromkeys(response.table["y_name"])) if response.across else [""]
    span = np.ptp(response.table["x_at"]) or 1.0
    for place, name in enumerate(names):
        part = response.table[response.table["y_name"] == name] if response.across else response.table
        part = part[part["value"].notna()].sort_values("x_at")
        shift = 0.008 * span * (place - (len(names) - 1) / 2) if not along.log else 0.0
        at, value = part["x_at"].to_numpy(dtype=float) + shift, part["value"].to_numpy(dtype=float)
        arms = np.nan_to_num(np.clip([value - part["low"], part["high"] - value], 0, None))
        ink = SERIES[1 + place % (len(SERIES) - 1)] if response.across else LINE
        dash = DASHES[place % len(DASHES)] if along.numeric else "none"
        ax.errorbar(at, value, arms, marker=MARKERS[place % len(MARKERS)], ls=dash, color=ink, lw=1.5, ms=4.5,
                    elinewidth=1.1, capsize=2.5, label=name)  # fmt: skip
    if along.numeric and along.log:
        ax.set_xscale("log")
        ax.minorticks_off()
    levels = response.table.drop_duplicates("x_at").sort_values("x_at")
    gaps = np.diff(levels["x_at"].to_numpy(dtype=float))
    if len(levels) <= 8 and not (along.numeric and len(gaps) and gaps.min() < 0.1 * span and not along.log):
        ax.set_xticks(levels["x_at"], [wrap_label(name) for name in levels["x_name"]])
    else:
        ax.xaxis.set_major_formatter(lambda value, _: display(float(f"{value:.6g}")))
    if not along.numeric:
        ax.set_xlim(-0.5, float(levels["x_at"].max()) + 0.5)
    if np.isfinite(response.target):
        ax.axhline(response.target, color=palette.SOFT, lw=1.0, ls="--")
    ax.set_xlabel(along.label_with_unit)
    ax.set_title(response.title, fontsize=9.5)
    if outcome.binary:
        ax.set_ylim(0, 1)
        percent_axis(ax)
    else:
        ax.set_ylabel("day" if outcome.name in DATES else outcome.unit)
        if response.table["value"].min() >= 0:
            ax.set_ylim(0, None)
    add_gridlines(ax)
    if response.across:
        ax.legend(title=response.across.label_with_unit, fontsize=8, title_fontsize=8)
