"""Main effects: an outcome along each axis, averaged over the other axes, and the share of variance explained."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.compare.axes import Axis, axis_levels
from sim.compare.outcomes import Outcome, outcome_values
from sim.compare.statistics import means, proportions
from sim.compare.statistics.estimate import Estimate, unknown
from sim.compare.sweep_data import SweepData, rows_for_axes
from sim.state.columns import Array


class MainEffect(NamedTuple):
    """The main effect of one axis on one outcome."""

    axis: Axis
    levels: pd.DataFrame  # one row per level: level (code), name, at, value, low, high, n
    change: Estimate  # last level (or band) minus first
    variation: float  # share of the variance between points that this axis explains; NaN where not estimable


def main_effects(sweep: SweepData, wanted: Outcome) -> list[MainEffect]:
    """The main effect of every axis that varies, the largest first."""
    outcome = outcome_values(sweep.rows, wanted)
    known = ~np.isnan(outcome)
    effects = [_effect(sweep, axis, wanted, outcome, known) for axis in sweep.axes]
    effects = [effect for effect in effects if len(effect.levels) > 1]
    return sorted(effects, key=_range, reverse=True)


def _range(effect: MainEffect) -> float:
    """Highest minus lowest level mean; these need not be the end levels."""
    return float(np.ptp(effect.levels["value"]))


def _effect(sweep: SweepData, axis: Axis, wanted: Outcome, outcome: Array, known: Array) -> MainEffect:
    kept = rows_for_axes(sweep, (axis,)) & known
    rows, outcome, clusters = sweep.rows[kept], outcome[kept], sweep.clusters[kept]
    estimate = proportions.share if wanted.binary else means.mean
    columns = ["level", "name", "at", *Estimate._fields]
    if rows[axis.dotted].nunique() < 2:
        return MainEffect(axis, pd.DataFrame(columns=columns), unknown(), np.nan)
    levels = axis_levels(axis, rows[axis.dotted])
    table = []
    for code, name in enumerate(levels.names):
        where = levels.codes == code
        if where.any():
            estimated = estimate(outcome[where], clusters[where])
            if outcome.min() >= 0:  # neither can the mean of a count or of a share be negative
                estimated = estimated._replace(low=max(estimated.low, 0.0))
            table.append({"level": code, "name": name, "at": levels.middles[code], **estimated._asdict()})
    frame = pd.DataFrame(table, columns=columns)
    first, last = (levels.codes == end for end in (levels.codes.min(), levels.codes.max()))
    paired = not sweep.sampled and axis in sweep.levers
    change = _change(outcome, clusters, first, last, paired, wanted.binary)
    return MainEffect(axis, frame, change, _variation(sweep, rows, levels.codes, outcome))


def _change(outcome: Array, clusters: Array, first: Array, last: Array, paired: bool, share: bool) -> Estimate:
    """Last level minus first; paired, the difference within each seed of its means over everything else that varies."""
    n = int(first.sum() + last.sum())
    if paired:
        one = pd.Series(outcome[first]).groupby(clusters[first]).mean()
        two = pd.Series(outcome[last]).groupby(clusters[last]).mean()
        both = one.index.intersection(two.index)
        if len(both) > 1:
            estimated = means.paired_difference(one[both].to_numpy(), two[both].to_numpy())
            if share:
                estimated = estimated._replace(low=max(estimated.low, -1.0), high=min(estimated.high, 1.0))
            return estimated._replace(n=n)
    if share:
        groups = (clusters[first], clusters[last])
        return proportions.unpaired_difference(outcome[first], outcome[last], groups)._replace(n=n)
    one = pd.Series(outcome[first]).groupby(clusters[first]).mean().to_numpy()
    two = pd.Series(outcome[last]).groupby(clusters[last]).mean().to_numpy()
    return means.unpaired_difference(one, two)._replace(n=n)


def _variation(sweep: SweepData, rows: pd.DataFrame, codes: Array, outcome: Array) -> float:
    """Variance of the level means over that of the point means of a full grid, both corrected for replicate noise.

    The first-order share of a balanced factorial (Saltelli et al. 2008, ch. 1). The noise variance of a mean is
    estimated from the replicates.
    """
    if sweep.design != "grid" or len(sweep.manifest["scenarios"]) * len(sweep.levers) == 0:
        return np.nan
    points = rows.groupby(["scenario", "point"], sort=False).ngroup().to_numpy()
    number = np.bincount(points)
    if number.min() < 2 or len(number) < 3:
        return np.nan
    average = np.bincount(points, outcome) / number
    noise = float(np.mean(np.bincount(points, (outcome - average[points]) ** 2) / (number - 1) / number))
    level = codes[np.unique(points, return_index=True)[1]]
    size = np.bincount(level)
    size, by_level = size[size > 0], (np.bincount(level, average)[size > 0] / size[size > 0])
    between = float(np.average((by_level - average.mean()) ** 2, weights=size)) - noise * (len(size) - 1) / len(number)
    total = float(average.var()) - noise * (len(number) - 1) / len(number)
    return float(np.clip(between / total, 0, 1)) if total > 0 else np.nan
