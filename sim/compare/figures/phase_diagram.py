"""Phase diagrams: the share of runs with an outcome over one, two or three axes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.compare.axes import Axis
from sim.compare.figures.style import (
    LINE,
    WIDE,
    add_gridlines,
    house_style,
    luminance,
    new_figure,
    percent_axis,
    wrap_label,
)
from sim.runs import palette
from sim.text.format import display

#: Perceptually uniform, also in grey and for colour-blind readers.
COLOURS = "cividis"
CLOSE = 0.5  # shares within so wide a range get a colour scale of their own
MOST_COLUMNS = 3  # panels side by side
ROOM = 0.36  # inches that a cell needs to show its interval


def phase_diagram_figure(table: pd.DataFrame, axes: Sequence[Axis], ended_in: str) -> Figure:
    """A phase diagram over one to three axes; `table` as from `cell_estimates`, `ended_in` names the outcome."""
    with house_style():
        if len(axes) == 1:
            return _line(table, axes[0], ended_in)
        panels = sorted(table["panel"].unique()) if len(axes) > 2 else [None]
        across, down = (table[place].nunique() for place in ("x", "y"))
        most = max(1, min(len(panels), MOST_COLUMNS))
        # As many panels side by side as leave room for the interval in each cell.
        columns = next((n for n in range(most, 1, -1) if (WIDE - 1.9) / n / across > ROOM), 1)
        rows = -(-len(panels) // columns)
        side = min(1.0, (WIDE - 1.9) / columns / across)  # inches of a cell
        wide = max(4.6, min(WIDE, 1.9 + columns * across * side))
        high = rows * (down * min(0.66, max(0.5, 0.8 * side)) + 0.45) + 0.85
        figure, grid = new_figure(rows, columns, high, wide, sharex=True, sharey=True)
        image: Any = None
        for place, panel in enumerate(panels):
            ax = grid.flat[place]
            part = table if panel is None else table[table["panel"] == panel]
            image = _panel(ax, part, table, side, colour_range(table))
            if panel is not None:
                ax.set_title(part["panel_name"].iloc[0])
        for ax in grid.flat[len(panels) :]:
            ax.set_visible(False)
        _label(figure, grid, image, axes, f"runs that ended in {ended_in}")
        return figure


def regions_figure(tables: Mapping[str, pd.DataFrame], axes: Sequence[Axis]) -> Figure:
    """Where each ending occurs: a row of panels for each, by its name; `tables` over three axes as `cell_estimates`."""
    with house_style():
        whole = pd.concat(tables.values())
        panels = sorted(whole["panel"].unique())
        across, down = whole["x"].nunique(), whole["y"].nunique()
        side = min(0.62, (WIDE - 1.9) / len(panels) / across)
        wide = max(4.6, min(WIDE, 1.9 + len(panels) * across * side))
        high = len(tables) * (down * 0.27 + 0.3) + 0.85
        figure, grid = new_figure(len(tables), len(panels), high, wide, sharex=True, sharey=True)
        image: Any = None
        for row, (ending, table) in enumerate(tables.items()):
            for column, panel in enumerate(panels):
                ax, part = grid[row, column], table[table["panel"] == panel]
                image = _panel(ax, part, table, min(side, ROOM))
                if row == 0:
                    ax.set_title(part["panel_name"].iloc[0])
            grid[row, 0].set_ylabel(ending, fontsize=11, weight="bold")
        _label(figure, grid, image, axes, "share of runs")
        return figure


def _label(figure: Figure, grid: Any, image: Any, axes: Sequence[Axis], colours: str) -> None:
    """The names of the axes around all panels, and the colour bar, titled `colours`."""
    if len(axes) > 2:
        figure.suptitle(axes[2].label_with_unit, fontsize=10)
    figure.supxlabel(axes[0].label_with_unit, fontsize=10)
    figure.supylabel(axes[1].label_with_unit, fontsize=10)
    bar = figure.colorbar(image, ax=grid, fraction=0.03, pad=0.02, label=colours)
    bar.outline.set_visible(False)  # pyright: ignore[reportCallIssue]
    percent_axis(bar.ax)


def colour_range(table: pd.DataFrame) -> tuple[float, float]:
    """The shares at the ends of the colour scale: 0 to 1, or whole tenths around shares that lie close together."""
    low, high = np.floor(10 * table["value"].min()) / 10, np.ceil(10 * table["value"].max()) / 10
    if not high - low <= CLOSE:
        return 0.0, 1.0
    return (float(low), float(high)) if high > low else (max(0.0, float(low) - 0.1), min(1.0, float(high) + 0.1))


def _panel(
    ax: Axes, part: pd.DataFrame, table: pd.DataFrame, side: float, shades: tuple[float, float] = (0.0, 1.0)
) -> Any:
    places = {}
    for axis in ("x", "y"):
        names = table.drop_duplicates(axis).sort_values(axis)
        places[axis] = {code: place for place, code in enumerate(names[axis])}
        setter = ax.set_xticks if axis == "x" else ax.set_yticks
        setter(
            range(len(names)), [wrap_label(name) for name in names[f"{axis}_name"]], fontsize=9 if side > 0.55 else 7.5
        )
    shares = np.full((len(places["y"]), len(places["x"])), np.nan)
    for row in part.to_dict("records"):
        shares[places["y"][row["y"]], places["x"][row["x"]]] = row["value"]
    image = ax.imshow(
        np.ma.masked_invalid(shares), COLOURS, vmin=shades[0], vmax=shades[1], origin="lower", aspect="auto"
    )
    ax.set_facecolor("#EEEEEE")
    same = table["n"].nunique() == 1
    for row in part.to_dict("records"):
        at = places["x"][row["x"]], places["y"][row["y"]]
        rgba: Any = image.to_rgba(row["value"])
        ink = palette.INK if luminance(rgba[:3]) > 0.45 else "#FFFFFF"
        if side > ROOM:
            size = 10 if side > 0.6 else 8.5
            ax.text(*at, f"{100 * row['value']:.0f}", color=ink, ha="center", va="bottom", fontsize=size, weight="bold")
            small = f"{100 * row['low']:.0f}–{100 * row['high']:.0f}" + ("" if same else f"\nn {row['n']}")
            ax.text(*at, small, color=ink, ha="center", va="top", fontsize=0.68 * size, linespacing=1.0)
        else:
            ax.text(*at, f"{100 * row['value']:.0f}", color=ink, ha="center", va="center", fontsize=6.5)
    ax.set_xticks(np.arange(len(places["x"]) + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(places["y"]) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color=palette.PAPER, lw=1.2)
    ax.tick_params(which="both", length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return image


def _line(table: pd.DataFrame, axis: Axis, ended_in: str) -> Figure:
    figure, grid = new_figure(1, 1, 3.6, 6.4)
    ax = grid[0, 0]
    plot_response(ax, table.rename(columns={"x_name": "name", "x_at": "at"}), axis)
    ax.set_ylabel(f"runs that ended in {ended_in}")
    ax.set_xlabel(axis.label_with_unit)
    same, last = table["n"].nunique() == 1, -np.inf
    for row in table.sort_values("x_at").to_dict("records"):
        along = float(ax.transAxes.inverted().transform(ax.transData.transform((row["x_at"], 0)))[0])
        if along - last < (0.07 if same else 0.12):  # would overlap the previous label
            continue
        last = along
        text = f"{100 * row['value']:.0f}%" + ("" if same else f", n {row['n']}")
        ax.annotate(text, (row["x_at"], row["high"]), (0, 3), textcoords="offset points", ha="center", va="bottom",
                    fontsize=8, color=palette.SOFT)  # fmt: skip
    ax.set_ylim(-0.02, 1.1)
    return figure


def plot_response(ax: Axes, levels: pd.DataFrame, axis: Axis, share: bool = True) -> None:
    """Plot the levels of one axis with intervals, joined by a line where the axis is numeric."""
    at = levels["at"].to_numpy(dtype=float)
    value = levels["value"].to_numpy()
    arms = np.nan_to_num(np.clip([value - levels["low"], levels["high"] - value], 0, None))
    style = "-" if axis.numeric else ""
    ax.errorbar(at, value, arms, fmt=f"o{style}", color=LINE, lw=1.6, ms=4.5, elinewidth=1.2, capsize=2.5)
    if axis.numeric and axis.log:
        ax.set_xscale("log")
        ax.minorticks_off()
    crowded = axis.numeric and len(levels) > 1 and np.diff(at).min() < 0.14 * np.ptp(at) and not axis.log
    banded = axis.numeric and levels["name"].str.contains("–").any()
    if not crowded and not banded and len(levels) <= 8:
        ax.set_xticks(at, [wrap_label(name) for name in levels["name"]])
    elif axis.numeric:
        ax.xaxis.set_major_formatter(lambda value, _: display(float(f"{value:.6g}")))
    if not axis.numeric:
        ax.set_xlim(at.min() - 0.5, at.max() + 0.5)
        ax.tick_params(axis="x", labelsize=8)
    else:
        ax.margins(x=0.08)
    add_gridlines(ax)
    if share:
        ax.set_ylim(0, 1)
        percent_axis(ax)
