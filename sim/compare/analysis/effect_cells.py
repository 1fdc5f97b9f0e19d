"""The runs that an asked effect compares: two levels of a lever, or these at both ends of a second."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sim.compare.axes import MOST_LEVELS, Axis, format_edge
from sim.compare.sweep_data import SweepData, rows_for_axes
from sim.state.columns import Array
from sim.sweep.effect_checks import same_level
from sim.sweep.experiment import Effect
from sim.text.format import display

#: A range in a sampled design is cut into this many parts, of which the outer two are compared.
PARTS = 3


@dataclass(frozen=True)
class EffectCells:
    """Runs by cell: 0 and 1 are the levels compared, 2 and 3 the same at the last end of the second lever."""

    rows: pd.DataFrame
    codes: Array  # int64 (rows,), cell of each run, -1 for runs in none
    clusters: Array  # int64 (rows,)
    along: Axis
    levels: tuple[str, str]
    across: Axis | None
    ends: tuple[str, ...]  # of the second lever
    held: tuple[tuple[Axis, Any], ...]
    averaged: tuple[Axis, ...]
    by_seed: bool  # whether points are laid out so that runs of different cells can be paired

    @property
    def direction(self) -> int:
        """1 where the second level is higher than the first, -1 where it is lower, 0 where they have no order."""
        if not self.along.numeric:
            return 0
        values = self.rows[self.along.dotted].to_numpy(dtype=float)
        first, second = (values[np.isin(self.codes, cells)] for cells in ((0, 2), (1, 3)))
        return int(np.sign(second.mean() - first.mean())) if len(first) and len(second) else 1

    @cached_property
    def keys(self) -> list[str]:
        """Columns that runs of one pair share, beside the seed."""
        compared = {self.along.dotted, self.across.dotted if self.across else ""}
        names = dict.fromkeys(["scenario", *(axis.dotted for axis in self.averaged)])
        return [name for name in names if name not in compared]

    @cached_property
    def strata(self) -> Array:
        """Number of the values of all levers that are averaged over, int64 (rows,); 0 in sampled designs."""
        if not self.by_seed or not self.keys:
            return np.zeros(len(self.rows), dtype=int)
        return self.rows.groupby(self.keys, sort=False).ngroup().to_numpy()

    def sets(self, values: Array, codes: tuple[int, ...]) -> pd.DataFrame | None:
        """Values of runs that share everything but the cell, one column per cell, where all of them have one.

        `values` is float64 (rows,). None where the runs of different cells do not share seeds.
        """
        if not self.by_seed:
            return None
        kept = np.isin(self.codes, codes)
        table = self.rows.loc[kept, [*self.keys, "seed"]].assign(cell=self.codes[kept], value=values[kept])
        index = [*self.keys, "seed", "cell"]
        if table.duplicated(index).any():
            return None
        there = table.assign(value=1.0).set_index(index)["value"].unstack("cell")
        if len(there.columns) < len(codes) or not there.notna().all(axis=1).any():
            return None
        wide = table.set_index(index)["value"].unstack("cell")
        return wide[list(codes)].dropna()

    def share_that_differs(self) -> float:
        """Share of pairs of runs along the lever that are not the same to the last bit; NaN where not known."""
        if "digest" not in self.rows or not self.by_seed or self.rows["digest"].isna().any():
            return np.nan
        numbers = pd.factorize(self.rows["digest"])[0].astype(float)
        differ: list[Array] = []
        for first in (0, 2) if self.ends else (0,):
            wide = self.sets(numbers, (first, first + 1))
            if wide is None:
                return np.nan
            differ.append((wide[first] != wide[first + 1]).to_numpy())
        return float(np.concatenate(differ).mean()) if any(map(len, differ)) else np.nan


def cells_of(sweep: SweepData, effect: Effect) -> EffectCells:
    """The runs that an effect compares, by cell."""
    along = sweep.axis(effect.along)
    across = None if effect.across is None else sweep.axis(effect.across)
    kept, held = selected(sweep, effect)
    rows = sweep.rows[kept].reset_index(drop=True)
    side, levels = _sides(sweep, along, rows, effect.levels)
    codes, ends = side, ()
    if across is not None:
        other, ends = _sides(sweep, across, rows, None)
        codes = np.where((side >= 0) & (other >= 0), side + 2 * other, -1)
    named = {along.dotted, effect.across, *effect.at}
    averaged = tuple(axis for axis in sweep.levers if axis.dotted not in named)
    if sweep.design == "one_at_a_time":
        averaged = tuple(axis for axis in averaged if axis.dotted == "scenario")
    inside = codes >= 0
    clusters = sweep.clusters[kept]
    return EffectCells(
        rows[inside].reset_index(drop=True), codes[inside], clusters[inside],
        along, levels, across, ends, held, averaged, not sweep.sampled,
    )  # fmt: skip


def selected(sweep: SweepData, effect: Effect) -> tuple[Array, tuple[tuple[Axis, Any], ...]]:
    """The runs with the other levers where the effect holds them, bool (rows,); and these levers with their levels."""
    held = tuple((sweep.axis(dotted), level) for dotted, level in effect.at.items())
    return rows_for_axes(sweep, (sweep.axis(effect.along),)) & rows_at(sweep, held), held


def rows_at(sweep: SweepData, held: Sequence[tuple[Axis, Any]]) -> Array:
    """The runs with levers at these levels, bool (rows,)."""
    kept = np.ones(len(sweep.rows), dtype=bool)
    for axis, level in held:
        kept &= _at(sweep.rows[axis.dotted], level)
    return kept


def _sides(sweep: SweepData, axis: Axis, rows: pd.DataFrame, levels: list[Any] | None) -> tuple[Array, tuple[str, str]]:
    """0 at the first and 1 at the second level of an axis, -1 elsewhere, int64 (rows,); and their names."""
    values = rows[axis.dotted]
    if levels is not None:
        return _codes(_at(values, levels[0]), _at(values, levels[1])), (display(levels[0]), display(levels[1]))
    if not axis.numeric:
        names = list(dict.fromkeys(values.map(display)))
        names = names if axis.dotted == "scenario" else sorted(names)
        text = values.map(display)
        first, last = (names[0], names[-1]) if names else ("", "")
        return _codes((text == first).to_numpy(), (text == last).to_numpy()), (first, last)
    numbers = values.to_numpy(dtype=float)
    unique = np.unique(numbers)
    if sweep.sampled and len(unique) > MOST_LEVELS:
        log = axis.log and unique[0] > 0
        edges = (np.geomspace if log else np.linspace)(unique[0], unique[-1], PARTS + 1)
        names = tuple(f"{format_edge(a, edges)}–{format_edge(b, edges)}" for a, b in (edges[:2], edges[-2:]))
        return _codes(numbers < edges[1], numbers >= edges[-2]), (names[0], names[1])
    return _codes(numbers == unique[0], numbers == unique[-1]), (display(unique[0]), display(unique[-1]))


def _codes(first: Array, second: Array) -> Array:
    return np.where(second, 1, np.where(first, 0, -1))


def _at(values: pd.Series, level: Any) -> Array:
    """Which values are this level, bool (rows,)."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return np.isclose(values.to_numpy(dtype=float), float(level), rtol=1e-12, atol=0.0)
    return values.map(lambda value: same_level(value, level)).to_numpy(dtype=bool)
