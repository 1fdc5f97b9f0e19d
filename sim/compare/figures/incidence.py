"""Endings over time as stacked areas or curves, and the day of signature."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.compare.figures.style import (
    DASHES,
    SERIES,
    add_gridlines,
    ending_colour,
    ending_hatch,
    house_style,
    new_figure,
    percent_axis,
    start_at_zero,
)
from sim.compare.outcomes import ENDINGS, OPEN
from sim.compare.statistics.incidence import Incidence
from sim.runs import palette
from sim.text.format import number

COLUMNS = 4


def stacked_incidence_figure(panels: Sequence[tuple[str, Incidence]], days: float, label: str = "") -> Figure:
    """Cumulative incidence of each competing ending by day, stacked, one panel per level of the axis `label`.

    `days` is the horizon.
    """
    with house_style():
        rows = -(-len(panels) // COLUMNS)
        columns = -(-len(panels) // rows)
        figure, grid = new_figure(rows, columns, 2.15 * rows + 0.85, max(5.0, min(9.0, 2.4 * columns + 0.6)),
                             sharex=True, sharey=True)  # fmt: skip
        drawn = []
        for ax, (name, incidence) in zip(grid.flat, panels, strict=False):
            below = np.zeros(len(incidence.days) + 2)
            at = np.concatenate([[0], incidence.days, [days]])
            for place, end in enumerate(ENDINGS):
                if end == OPEN or not len(incidence.days) or not incidence.share[place, -1]:
                    continue
                share = incidence.share[place]
                above = below + np.concatenate([[0], share, share[-1:]])
                ax.fill_between(at, below, above, step="post", facecolor=ending_colour(end), hatch=ending_hatch(end),
                                edgecolor=palette.PAPER, lw=0.6)  # fmt: skip
                below = above
                drawn.append(end)
            ax.set_title(name, fontsize=9.5)
            ax.set_title(f"n {number(incidence.n)}", loc="right", fontsize=8, color=palette.SOFT)
            ax.set(xlim=(0, days), ylim=(0, 1))
            add_gridlines(ax)
            percent_axis(ax)
        for place in range(len(panels), grid.size):
            grid.flat[place].set_visible(False)
            grid.flat[place - columns].tick_params(labelbottom=True)
        figure.supxlabel("day of the siege", fontsize=10)
        figure.supylabel("runs that had ended", fontsize=10)
        seen = [end for end in ENDINGS if end in drawn]
        keys = [Patch(fc=ending_colour(end), hatch=ending_hatch(end), ec=palette.PAPER, label=end) for end in seen]
        if keys:
            figure.legend(
                handles=keys,
                loc="outside upper left",
                ncols=8 if columns > 2 else 4,
                columnspacing=1.2,
                title=label,
                alignment="left",
            )
        return figure


def incidence_curves_figure(arms: Sequence[tuple[str, Incidence]], cause: int, days: float, ended_in: str) -> Figure:
    """Cumulative incidence of one ending in several arms, with confidence bands."""
    with house_style():
        figure, grid = new_figure(1, 1, 3.4, 6.8)
        ax = grid[0, 0]
        for place, (name, incidence) in enumerate(arms):
            ink = SERIES[place % len(SERIES)]
            at = np.concatenate([[0], incidence.days, [days]])
            lines = [part[cause - 1] for part in (incidence.share, incidence.low, incidence.high)]
            share, low, high = (
                np.concatenate([[0], line, line[-1:] if len(line) else [0]]) if len(line) else np.zeros(2)
                for line in lines
            )
            ax.fill_between(at, low, high, step="post", color=ink, alpha=0.15, lw=0)
            ax.step(at, share, where="post", color=ink, ls=DASHES[place % len(DASHES)], lw=1.8, label=name)
        ax.set(xlim=(0, days), ylim=(0, 1), xlabel="day of the siege", ylabel=f"runs that had ended in\n{ended_in}")
        percent_axis(ax)
        add_gridlines(ax)
        figure.legend(loc="outside upper left", ncols=2)
        return figure


def days_to_deal_figure(table: pd.DataFrame, label: str) -> Figure:
    """Day of signature by level: median with interval, and interquartile range; `table` as from `days_to_deal`."""
    with house_style():
        table = table[table["n"] > 0].reset_index(drop=True)
        figure, grid = new_figure(1, 1, 0.9 + 0.36 * max(2, len(table)), 7.2)
        ax = grid[0, 0]
        at = np.arange(len(table))
        ax.barh(at, table["three_quarters"] - table["quarter"], left=table["quarter"], height=0.5, color="#D9E8F2")
        value = table["value"].to_numpy()
        arms = np.nan_to_num(np.clip([value - table["low"], table["high"] - value], 0, None))
        ax.errorbar(value, at, xerr=arms, fmt="o", color=SERIES[1], ms=5, elinewidth=1.4, capsize=3)
        ax.set_yticks(at, table["level_name"])
        for place, row in enumerate(table.to_dict("records")):
            ax.text(1.01, place, f"{row['n']} / {row['runs']}", transform=ax.get_yaxis_transform(), va="center",
                    fontsize=8, color=palette.SOFT)  # fmt: skip
        ax.text(1.01, len(table) - 0.35, "deals / runs", transform=ax.get_yaxis_transform(), fontsize=8,
                color=palette.SOFT)  # fmt: skip
        ax.set(xlabel="day of signature", ylabel=label, ylim=(-0.6, len(table) - 0.4))
        start_at_zero(ax)
        add_gridlines(ax, "x")
        return figure
