"""Ending shares, deaths by ending, main effects, and sensitivity indices."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.compare.analysis.main_effects import MainEffect
from sim.compare.analysis.sensitivity import SensitivityIndices
from sim.compare.figures.phase_diagram import plot_response
from sim.compare.figures.style import (
    LINE,
    add_gridlines,
    ending_colour,
    ending_hatch,
    house_style,
    new_figure,
    percent_axis,
    start_at_zero,
)
from sim.compare.outcomes import Outcome
from sim.runs import palette
from sim.text.format import number, percent_text

PEOPLE = {"civilians": "civilians", "fighters": "garrison fighters", "besiegers": "besiegers"}


def ending_shares_figure(table: pd.DataFrame) -> Figure:
    """Share of runs with each ending, with intervals; `table` as from `ending_shares`."""
    with house_style():
        table = table.iloc[::-1].reset_index(drop=True)
        figure, grid = new_figure(1, 1, 0.8 + 0.38 * len(table), 6.4)
        ax = grid[0, 0]
        value = table["value"].to_numpy()
        arms = np.clip([value - table["low"], table["high"] - value], 0, None)
        bars = ax.barh(table.index, value, height=0.62, color=[ending_colour(end) for end in table["end"]], xerr=arms,
                       error_kw={"elinewidth": 1.2, "capsize": 3, "ecolor": palette.INK})  # fmt: skip
        for bar, end in zip(bars, table["end"], strict=True):
            bar.set(hatch=ending_hatch(end), edgecolor=palette.SOFT, lw=0.5)
        for place, row in enumerate(table.to_dict("records")):
            ax.text(row["high"] + 0.015, place, f"{percent_text(row['value'])}%", va="center", fontsize=9)
        ax.set_yticks(table.index, table["end"])
        ax.set(xlim=(0, min(1.1, table["high"].max() + 0.12)), xlabel="share of runs")
        percent_axis(ax, "x")
        add_gridlines(ax, "x")
        return figure


def deaths_figure(table: pd.DataFrame) -> Figure:
    """Mean deaths by ending with intervals, over the 10th to 90th percentile; `table` as from `deaths_by_ending`."""
    with house_style():
        seen = list(dict.fromkeys(table["end"]))[::-1]
        figure, grid = new_figure(1, 3, 1.0 + 0.36 * len(seen), sharey=True)
        for ax, (who, title) in zip(grid.flat, PEOPLE.items(), strict=True):
            part = table[table["who"] == who]
            at = [seen.index(end) for end in part["end"]]
            wide = part["nine_tenths"] - part["tenth"]
            ax.barh(at, wide, left=part["tenth"], height=0.5, color=[(ending_colour(end), 0.35) for end in part["end"]],
                    edgecolor=palette.SOFT, lw=0.4)  # fmt: skip
            value = part["value"].to_numpy()
            arms = np.nan_to_num(np.clip([value - part["low"], part["high"] - value], 0, None))
            ax.errorbar(value, at, xerr=arms, fmt="o", color=palette.INK, ms=4, elinewidth=1.3, capsize=2.5,
                        clip_on=False)  # fmt: skip
            ax.set_title(title)
            start_at_zero(ax)
            ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))  # whole people, without repeated tick labels
            ax.xaxis.set_major_formatter(lambda value, _: number(value))
            add_gridlines(ax, "x")
        runs = table[table["who"] == "civilians"].set_index("end")["n"]
        grid[0, 0].set_yticks(range(len(seen)), [f"{end} (n {number(runs[end])})" for end in seen])
        figure.supxlabel("deaths per run (people)", fontsize=10)
        return figure


def main_effects_figure(effects: Sequence[MainEffect], outcome: Outcome, ended_in: str) -> Figure:
    """An outcome along each axis, averaged over the others, on a common scale; `ended_in` names a binary outcome."""
    with house_style():
        columns = min(len(effects), 3)
        rows = -(-len(effects) // columns)
        figure, grid = new_figure(rows, columns, 2.3 * rows + 0.3, max(4.5, 3.0 * columns), sharey=True)
        for ax, effect in zip(grid.flat, effects, strict=False):
            plot_response(ax, effect.levels, effect.axis, share=outcome.binary)
            ax.set_xlabel(effect.axis.label_with_unit)
        for ax in grid.flat[len(effects) :]:
            ax.set_visible(False)
        if not outcome.binary and all(effect.levels["value"].min() >= 0 for effect in effects):
            grid[0, 0].set_ylim(0, None)  # shared by all panels; set once all are drawn
        figure.supylabel(
            f"runs that ended in {ended_in}" if outcome.binary else f"{outcome.label} ({outcome.unit})", fontsize=10
        )
        return figure


def sensitivity_figure(indices: SensitivityIndices, ended_in: str) -> Figure:
    """Sobol or Morris indices with their intervals, the largest on top."""
    with house_style():
        key = "total" if indices.kind == "sobol" else "strength"
        table = indices.table.sort_values(key, ignore_index=True)
        figure, grid = new_figure(1, 1, 1.1 + 0.45 * len(table), 7.0)
        ax = grid[0, 0]
        at = np.arange(len(table))
        pairs = [("total", "total order (with interactions)", -0.12, "o"), ("first", "first order", 0.12, "s")]
        if indices.kind == "morris":
            pairs = [("strength", "mean absolute effect", 0.0, "o")]
        for name, label, offset, marker in pairs:
            value = table[name].to_numpy()
            arms = np.clip([value - table[f"{name}_low"], table[f"{name}_high"] - value], 0, None)
            face = LINE if marker == "o" else palette.PAPER
            ax.errorbar(value, at - offset, xerr=arms, fmt=marker, color=LINE, mfc=face, ms=5.5, elinewidth=1.3,
                        capsize=3, label=label)  # fmt: skip
        if indices.kind == "morris":
            spread = "standard deviation of effects"
            ax.plot(table["spread"], at, "|", color=palette.SOFT, ms=11, mew=2, label=spread)
        ax.axvline(0, color=palette.SOFT, lw=0.8)
        ax.set_yticks(at, table["words"])
        change = f"change in the share that ended in {ended_in}, over the whole range"
        ax.set_xlabel("share of variance between points" if indices.kind == "sobol" else change)
        add_gridlines(ax, "x")
        handles, labels = ax.get_legend_handles_labels()
        order = sorted(range(len(labels)), key=lambda place: labels[place].startswith("standard"))
        figure.legend([handles[p] for p in order], [labels[p] for p in order], loc="outside upper left", ncols=2)
        return figure
