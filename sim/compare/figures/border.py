"""The map of a border: the line, its band, and the runs."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from sim.compare.analysis.border import Border
from sim.compare.figures.style import LINE, WIDE, house_style, new_figure
from sim.runs import palette
from sim.sweep.border_fit import BAND
from sim.text.format import display

GRID = 121  # steps of each axis


def border_figure(border: Border, ended_in: str) -> Figure:
    """Line, band and runs over the first two levers; a panel for each value of a third."""
    with house_style():
        panels = border.panels
        wide = 6.4 if len(panels) == 1 else WIDE
        figure, grid = new_figure(1, len(panels), 4.6 if len(panels) == 1 else 3.6, wide, sharex=True, sharey=True)
        for ax, panel in zip(grid[0], panels, strict=True):
            _panel(ax, border, panel)
            if third := border.third:
                ax.set_title(f"{third.axis.label} {display(float(f'{third.at(panel):.3g}'))}{third.axis.unit_suffix}")
        figure.supxlabel(border.scales[0].axis.label_with_unit, fontsize=10)
        figure.supylabel(border.scales[1].axis.label_with_unit, fontsize=10)
        handles, labels = grid[0, 0].get_legend_handles_labels()
        labels = [label.format(ended_in=ended_in) for label in labels]
        figure.legend(handles, labels, loc="outside upper left", ncols=2, frameon=False, fontsize=8.5)
        return figure


def _panel(ax: Any, border: Border, panel: float) -> None:
    steps = np.linspace(0, 1, GRID)
    x, y = np.meshgrid(steps, steps)
    rest = [np.full(x.size, panel if place == 0 else 0.5) for place in range(len(border.scales) - 2)]
    mean, deviation = border.fit.log_odds(np.column_stack([x.ravel(), y.ravel(), *rest]))
    away = (mean - np.log(border.level / (1 - border.level))).reshape(x.shape)
    half = BAND * deviation.reshape(x.shape)
    across, up = border.scales[0].at(x), border.scales[1].at(y)
    if not border.table.empty:
        ax.contourf(across, up, np.abs(away) - half, levels=[-1e9, 0], colors=[LINE], alpha=0.22)
        ax.contour(across, up, away, levels=[0], colors=[LINE], linewidths=2.0)
        ax.plot([], [], color=LINE, lw=2.0, label=f"{100 * border.level:g}% of runs")
        ax.fill_between([], [], [], color=LINE, alpha=0.22, label="95% band")
    values = [scale.at(border.unit[:, place]) for place, scale in enumerate(border.scales[:2])]
    for happened, face, label in ((True, palette.INK, "{ended_in}"), (False, "none", "other runs")):
        chosen = border.flags == happened
        ax.scatter(
            values[0][chosen], values[1][chosen], s=11, facecolors=face, edgecolors=palette.INK, linewidths=0.6,
            alpha=0.6, label=label,
        )  # fmt: skip
    for scale, setter, axis in (
        (border.scales[0], ax.set_xscale, ax.xaxis),
        (border.scales[1], ax.set_yscale, ax.yaxis),
    ):
        if scale.log:
            setter("log")
            axis.set_major_formatter(lambda value, _: display(float(f"{value:.6g}")))
            axis.set_minor_formatter(lambda value, _: "")
    ax.set_xlim(border.scales[0].low, border.scales[0].high)
    ax.set_ylim(border.scales[1].low, border.scales[1].high)
