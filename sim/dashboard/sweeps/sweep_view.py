"""What the Sweeps page shows: outcome, axes, cell, view of the cells, scale, and the levels that are left out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.compare.axes import Axis, axis_levels
from sim.compare.sweep_data import SweepData
from sim.state.columns import Array

NONE = "none"
#: Where an axis can be, with the label of its choice.
POSITIONS = {"x": "Horizontal axis", "y": "Vertical axis", "panel": "Panels"}


class SweepView(NamedTuple):
    """One view of a sweep; empty names stand for what a report would choose."""

    sweep: str = ""
    outcome: str = ""
    axes: tuple[str, ...] = ()  # dotted names: horizontal, vertical, panels
    cell: str = ""  # its key
    endings: bool = False  # cells show the shares of all endings
    whole_scale: bool = False  # colours span all that is possible, not only the range in hand
    left_out: frozenset[tuple[str, int]] = frozenset()  # levels without runs in the view: parameter, code

    def with_axis(self, shown: Sequence[Axis], position: str, dotted: str) -> "SweepView":
        """The view with one axis replaced; one that is in use already swaps with the one that it replaces."""
        places: dict[str, str] = dict(zip(POSITIONS, [axis.dotted for axis in shown] + [""] * 3, strict=False))
        replaced = places[position]
        for place, used in places.items():
            if used == dotted:
                places[place] = replaced
        places[position] = "" if dotted == NONE else dotted
        return self._replace(axes=tuple(one for one in places.values() if one), cell="")

    def swapped(self, shown: Sequence[Axis]) -> "SweepView":
        """The view with horizontal and vertical axis exchanged; the same cell stays selected."""
        names = [axis.dotted for axis in shown]
        codes = self.cell.split("|")
        cell = "|".join([codes[1], codes[0], *codes[2:]]) if len(codes) > 1 else ""
        return self._replace(axes=(names[1], names[0], *names[2:]), cell=cell) if len(names) > 1 else self

    def toggled(self, dotted: str, code: int) -> "SweepView":
        """The view with the runs of one level left out, or counted again."""
        return self._replace(left_out=self.left_out ^ {(dotted, code)}, cell="")


def axes_of(data: SweepData, view: SweepView) -> list[Axis]:
    """The chosen axes, or those that a report would use; without levers, the uncertainty that matters most."""
    from sim.compare.analysis.main_effects import main_effects
    from sim.compare.outcomes import DEAL, available_outcomes
    from sim.compare.sweep_report.report import choose_axes

    by_name = {axis.dotted: axis for axis in data.axes}
    chosen = [by_name[name] for name in dict.fromkeys(view.axes) if name in by_name]
    chosen = chosen[:3] or list(choose_axes(data, None, None, None))
    if chosen or not data.axes:
        return chosen
    outcomes = available_outcomes(data.names)
    return [effect.axis for effect in main_effects(data, outcomes.get(view.outcome, outcomes[DEAL]))[:1]]


def counted_runs(data: SweepData, view: SweepView) -> Array:
    """The runs whose levels are all in the view, bool (rows,)."""
    kept = np.ones(len(data.rows), dtype=bool)
    for axis in data.axes:
        left_out = [code for dotted, code in view.left_out if dotted == axis.dotted]
        if left_out:
            kept &= ~np.isin(axis_levels(axis, data.rows[axis.dotted]).codes, left_out)
    return kept


def filter_groups(data: SweepData, view: SweepView) -> list[dict[str, object]]:
    """The parameters that vary, each with its levels or bands, and whether they are in the view."""
    groups = []
    for axis in data.axes:
        names = axis_levels(axis, data.rows[axis.dotted]).names
        levels = [
            {"key": f"{axis.dotted}|{code}", "name": name, "on": (axis.dotted, code) not in view.left_out}
            for code, name in enumerate(names)
        ]
        groups.append({"name": axis.dotted, "label": axis.label_with_unit, "levels": levels})
    return groups


def filter_text(data: SweepData, view: SweepView) -> str:
    """Which runs are counted, as a sentence; empty where all are."""
    parts = []
    for axis in data.axes:
        names = axis_levels(axis, data.rows[axis.dotted]).names
        kept = [name for code, name in enumerate(names) if (axis.dotted, code) not in view.left_out]
        if len(kept) < len(names):
            parts.append(f"{axis.label} {', '.join(kept) or 'at no level'}{axis.unit_suffix if kept else ''}")
    return f"Only runs with {'; '.join(parts)}." if parts else ""
