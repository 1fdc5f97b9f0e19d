"""The PRIM box: its limits within the range of each parameter, and the peeling trajectory."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.compare.analysis.prim import PrimBox
from sim.compare.axes import Axis
from sim.compare.figures.style import LINE, add_gridlines, house_style, new_figure, percent_axis
from sim.runs import palette
from sim.text.format import display


def prim_box_figure(box: PrimBox, axes: Sequence[Axis], rows: pd.DataFrame) -> Figure:
    """Left: each limited axis with its range inside the box. Right: density against coverage along the trajectory.

    `rows` holds the values of the axes in all runs.
    """
    with house_style():
        limited = [axis for axis in axes if any(limit.axis == axis.dotted for limit in box.limits)]
        figure, grid = new_figure(1, 2, max(2.6, 1.2 + 0.75 * len(limited)), width_ratios=(1.35, 1))
        left, right = grid[0]
        for place, axis in enumerate(limited[::-1]):
            _limits(left, place, axis, box, rows[axis.dotted])
        left.set_yticks(range(len(limited)), [axis.label_with_unit for axis in limited[::-1]])
        left.set(xlim=(-0.03, 1.03), ylim=(-0.6, len(limited) - 0.35), xticks=[])
        left.set_title("box limits (dark) within the sampled range (pale)")
        left.tick_params(length=0)
        for spine in left.spines.values():
            spine.set_visible(False)
        steps = box.trajectory
        right.plot([s.coverage for s in steps], [s.density for s in steps], "o-", color="#9DB8CC", ms=3.5, lw=1)
        right.plot([box.coverage], [box.density], "D", color=LINE, ms=8)
        right.annotate("chosen", (box.coverage, box.density), (0, -16), textcoords="offset points", ha="center")
        right.set(xlim=(0, 1.04), ylim=(0, 1.04), xlabel="coverage: share of all cases inside the box")
        right.set_ylabel("density: share of cases among runs inside")
        for which in ("x", "y"):
            percent_axis(right, which)
            add_gridlines(right, which)
        return figure


def _limits(ax: "object", place: int, axis: Axis, box: PrimBox, values: pd.Series) -> None:
    """One axis as a pale bar, the part inside the box dark, with the values at the ends."""
    from matplotlib.axes import Axes

    assert isinstance(ax, Axes)
    ax.barh(place, 1, height=0.3, color="#DCE6ED")
    own = [limit for limit in box.limits if limit.axis == axis.dotted]
    if not axis.numeric:
        words = ", ".join(word for limit in own for word in limit.among)
        ax.text(0.5, place, words, ha="center", va="center", fontsize=8.5)
        return
    least, most = float(values.min()), float(values.max())
    low = max(least, max(limit.low for limit in own))
    high = min(most, min(limit.high for limit in own))
    a, b = np.interp([low, high], [least, most], [0, 1])
    ax.barh(place, max(b - a, 0.012), left=a, height=0.3, color=LINE)
    for end, at, side in ((least, 0, "left"), (most, 1, "right")):
        ax.text(at, place - 0.2, display(end), ha=side, va="top", fontsize=7.5, color=palette.SOFT)
    for end, at, given in ((low, a, low > least), (high, b, high < most)):
        if given:
            ax.text(at, place + 0.19, display(end), ha="center", va="bottom", fontsize=8.5, weight="bold")
