"""The tables behind the figures: one row per cell, level or ending; every estimate with its interval and n."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.compare.axes import Axis, axis_levels
from sim.compare.outcomes import DEALS, ENDINGS, UNDER_WAY
from sim.compare.statistics import means, proportions
from sim.compare.statistics.estimate import Estimate
from sim.compare.statistics.medians import median
from sim.compare.sweep_data import SweepData, rows_for_axes
from sim.state.columns import Array

#: With fewer seeds than this, mean deaths are given without an interval.
FEWEST_SEEDS = 5
PEOPLE = ("civilians", "fighters", "besiegers")


def cell_estimates(
    sweep: SweepData,
    flags: Array,
    axes: Sequence[Axis],
    estimate: Callable[..., Estimate] = proportions.share,
    counted: Array | None = None,
) -> pd.DataFrame:
    """Share of runs whose flag is set (or another `estimate` of a number) in each cell of up to three axes.

    `flags` is float64 (rows,). Runs are pooled over everything else that varies. `counted`, bool (rows,), leaves out
    runs without changing the levels. Columns: for each axis (x, y, panel) its level code `x`, `x_name` and `x_at`
    (position on the axis), then value, low, high, n.
    """
    kept = rows_for_axes(sweep, tuple(axes))
    levels = [axis_levels(axis, sweep.rows[kept][axis.dotted]) for axis in axes]
    counts = np.ones(int(kept.sum()), dtype=bool) if counted is None else counted[kept]
    flags, clusters = flags[kept][counts], sweep.clusters[kept][counts]
    table = []
    codes = pd.DataFrame({place: level.codes[counts] for place, level in enumerate(levels)}, index=range(len(flags)))
    groups: Any = codes.groupby(list(codes.columns)).indices if axes else {(): np.arange(len(flags))}
    for key, where in groups.items():
        key = key if isinstance(key, tuple) else (key,)
        row: dict[str, Any] = {}
        for place, level, code in zip(("x", "y", "panel"), levels, key, strict=False):
            row |= {place: code, f"{place}_name": level.names[code], f"{place}_at": level.middles[code]}
        table.append(row | estimate(flags[where], clusters[where])._asdict())
    return pd.DataFrame(table)


def ending_shares(sweep: SweepData, axis: Axis | None = None) -> pd.DataFrame:
    """Share of each ending, over all runs or by level of an axis: level, level_name, end, value, low, high, n."""
    kept = rows_for_axes(sweep, (axis,)) if axis else np.ones(len(sweep.rows), dtype=bool)
    rows, clusters = sweep.rows[kept], sweep.clusters[kept]
    seen = [end for end in (*ENDINGS, UNDER_WAY) if (rows["ending"] == end).any()]
    table = []
    for code, name, where in rows_by_level(axis, rows):
        for end in seen:
            estimated = proportions.share((rows["ending"] == end).to_numpy()[where], clusters[where])
            table.append({"level": code, "level_name": name, "end": end, **estimated._asdict()})
    return pd.DataFrame(table, columns=["level", "level_name", "end", *Estimate._fields])


def rows_by_level(axis: Axis | None, rows: pd.DataFrame) -> list[tuple[int, str, Array]]:
    """Code, name and row indices, int64 (n,), of each level that has rows; without an axis, one level of all rows."""
    if axis is None:
        return [(0, "all runs", np.arange(len(rows)))]
    levels = axis_levels(axis, rows[axis.dotted])
    rows_by_level = [(code, name, np.flatnonzero(levels.codes == code)) for code, name in enumerate(levels.names)]
    return [(code, name, where) for code, name, where in rows_by_level if len(where)]


def days_to_deal(sweep: SweepData, axis: Axis | None = None) -> pd.DataFrame:
    """Day of signature in runs that ended in a deal: median with interval, quartiles, numbers of deals and runs."""
    kept = rows_for_axes(sweep, (axis,)) if axis else np.ones(len(sweep.rows), dtype=bool)
    rows, clusters = sweep.rows[kept], sweep.clusters[kept]
    signed = rows["signed_day"].to_numpy(dtype=float, na_value=np.nan)
    table = []
    for code, name, where in rows_by_level(axis, rows):
        signed_rows = where[rows["deal"].to_numpy()[where] & np.isfinite(signed[where])]
        deals = signed[signed_rows]
        quartiles = np.quantile(deals, [0.25, 0.75]) if len(deals) else (np.nan, np.nan)
        incidences = {
            "level": code,
            "level_name": name,
            **median(deals, clusters[signed_rows])._asdict(),
            "runs": len(where),
        }
        table.append(incidences | {"quarter": quartiles[0], "three_quarters": quartiles[1]})
    return pd.DataFrame(table)


def deaths_by_ending(sweep: SweepData) -> pd.DataFrame:
    """Mean deaths by ending and party: interval (cut at 0), and the 10th and 90th percentiles of runs."""
    table = []
    rows, clusters = sweep.rows, sweep.clusters
    groups = [("any deal", rows["ending"].isin(DEALS).to_numpy())]
    groups += [(end, (rows["ending"] == end).to_numpy()) for end in (*ENDINGS, UNDER_WAY)]
    for who in PEOPLE:
        dead = rows[f"deaths_{who}"].to_numpy(dtype=float, na_value=np.nan)
        for end, where in groups:
            if where.any():
                estimated = means.mean(dead[where], clusters[where])
                if len(np.unique(clusters[where])) < FEWEST_SEEDS:
                    estimated = estimated._replace(low=np.nan, high=np.nan)
                estimated = estimated._replace(low=max(estimated.low, 0.0) if np.isfinite(estimated.low) else np.nan)
                spread = dict(zip(("tenth", "nine_tenths"), np.quantile(dead[where], [0.1, 0.9]), strict=True))
                table.append({"who": who, "end": end, **estimated._asdict(), **spread})
    return pd.DataFrame(table, columns=["who", "end", *Estimate._fields, "tenth", "nine_tenths"])
