"""The tables behind the figures: one row a cell, a level, an end; every estimate with its interval and n."""

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

#: Runs of fewer seeds than this give no interval of a mean number of dead.
FEWEST_SEEDS = 5
PEOPLE = ("civilians", "fighters", "besiegers")


def cell_estimates(
    study: SweepData, flags: Array, axes: Sequence[Axis], estimate: Callable[..., Estimate] = proportions.share
) -> pd.DataFrame:
    """Share of runs with a flag (or another `estimate` of a number) by level of up to three axes, pooled over all else.

    Columns: for each axis `<place>` (code), `<place>_name` and `<place>_at` (x, y, panel), then value, low, high, n.
    `flags` has one value per run, bool (n,).
    """
    kept = rows_for_axes(study, tuple(axes))
    rows, flags, clusters = study.rows[kept], flags[kept], study.clusters[kept]
    levels = [axis_levels(axis, rows[axis.dotted]) for axis in axes]
    table = []
    codes = pd.DataFrame({place: level.codes for place, level in enumerate(levels)}, index=range(len(rows)))
    groups: Any = codes.groupby(list(codes.columns)).indices if axes else {(): np.arange(len(rows))}
    for key, where in groups.items():
        key = key if isinstance(key, tuple) else (key,)
        row: dict[str, Any] = {}
        for place, level, code in zip(("x", "y", "panel"), levels, key, strict=False):
            row |= {place: code, f"{place}_name": level.names[code], f"{place}_at": level.middles[code]}
        table.append(row | estimate(flags[where], clusters[where])._asdict())
    return pd.DataFrame(table)


def ending_shares(study: SweepData, axis: Axis | None = None) -> pd.DataFrame:
    """Share of each end, over all runs or by level of an axis: level, level_name, end, value, low, high, n."""
    kept = rows_for_axes(study, (axis,)) if axis else np.ones(len(study.rows), dtype=bool)
    rows, clusters = study.rows[kept], study.clusters[kept]
    seen = [end for end in (*ENDINGS, UNDER_WAY) if (rows["ending"] == end).any()]
    table = []
    for code, name, where in rows_by_level(axis, rows):
        for end in seen:
            found = proportions.share((rows["ending"] == end).to_numpy()[where], clusters[where])
            table.append({"level": code, "level_name": name, "end": end, **found._asdict()})
    return pd.DataFrame(table, columns=["level", "level_name", "end", *Estimate._fields])


def rows_by_level(axis: Axis | None, rows: pd.DataFrame) -> list[tuple[int, str, Array]]:
    """Code, name and row numbers of each level that has rows; all rows as one without an axis."""
    if axis is None:
        return [(0, "all runs", np.arange(len(rows)))]
    levels = axis_levels(axis, rows[axis.dotted])
    found = [(code, name, np.flatnonzero(levels.codes == code)) for code, name in enumerate(levels.names)]
    return [(code, name, where) for code, name, where in found if len(where)]


def days_to_deal(study: SweepData, axis: Axis | None = None) -> pd.DataFrame:
    """Day of the signature among runs that ended in a deal: median with interval, quartiles, and how many."""
    kept = rows_for_axes(study, (axis,)) if axis else np.ones(len(study.rows), dtype=bool)
    rows, clusters = study.rows[kept], study.clusters[kept]
    signed = rows["signed_day"].to_numpy(dtype=float, na_value=np.nan)
    table = []
    for code, name, where in rows_by_level(axis, rows):
        there = where[rows["deal"].to_numpy()[where] & np.isfinite(signed[where])]
        deals = signed[there]
        quartiles = np.quantile(deals, [0.25, 0.75]) if len(deals) else (np.nan, np.nan)
        found = {"level": code, "level_name": name, **median(deals, clusters[there])._asdict(), "runs": len(where)}
        table.append(found | {"quarter": quartiles[0], "three_quarters": quartiles[1]})
    return pd.DataFrame(table)


def deaths_by_ending(study: SweepData) -> pd.DataFrame:
    """Mean deaths by end and by who died: interval, not below 0, and the middle four fifths of runs."""
    table = []
    rows, clusters = study.rows, study.clusters
    groups = [("any deal", rows["ending"].isin(DEALS).to_numpy())]
    groups += [(end, (rows["ending"] == end).to_numpy()) for end in (*ENDINGS, UNDER_WAY)]
    for who in PEOPLE:
        dead = rows[f"deaths_{who}"].to_numpy(dtype=float, na_value=np.nan)
        for end, where in groups:
            if where.any():
                found = means.mean(dead[where], clusters[where])
                if len(np.unique(clusters[where])) < FEWEST_SEEDS:
                    found = found._replace(low=np.nan, high=np.nan)
                found = found._replace(low=max(found.low, 0.0) if np.isfinite(found.low) else np.nan)
                spread = dict(zip(("tenth", "nine_tenths"), np.quantile(dead[where], [0.1, 0.9]), strict=True))
                table.append({"who": who, "end": end, **found._asdict(), **spread})
    return pd.DataFrame(table, columns=["who", "end", *Estimate._fields, "tenth", "nine_tenths"])
