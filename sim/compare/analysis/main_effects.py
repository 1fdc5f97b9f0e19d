"""What each axis does to an outcome, averaged over the others, and how much of all variation is its own."""

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
    """One axis and one outcome."""

    axis: Axis
    levels: pd.DataFrame  # level, name, at, value, low, high, n
    change: Estimate  # from the first level (or band) to the last
    variation: float  # share of the variance between points that is this axis' own; NaN where it cannot be told


def main_effects(study: SweepData, wanted: Outcome) -> list[MainEffect]:
    """The effect of every axis, the one that moves the outcome most first."""
    outcome = outcome_values(study.rows, wanted)
    known = ~np.isnan(outcome)
    found = [_effect(study, axis, wanted, outcome, known) for axis in study.axes]
    found = [effect for effect in found if len(effect.levels) > 1]
    return sorted(found, key=_reach, reverse=True)


def _reach(effect: MainEffect) -> float:
    """From the lowest to the highest level, which need not be the ends."""
    return float(np.ptp(effect.levels["value"]))


def _effect(study: SweepData, axis: Axis, wanted: Outcome, outcome: Array, known: Array) -> MainEffect:
    kept = rows_for_axes(study, (axis,)) & known
    rows, outcome, clusters = study.rows[kept], outcome[kept], study.clusters[kept]
    estimate = proportions.share if wanted.binary else means.mean
    columns = ["level", "name", "at", *Estimate._fields]
    if rows[axis.dotted].nunique() < 2:
        return MainEffect(axis, pd.DataFrame(columns=columns), unknown(), np.nan)
    levels = axis_levels(axis, rows[axis.dotted])
    table = []
    for code, name in enumerate(levels.names):
        where = levels.codes == code
        if where.any():
            found = estimate(outcome[where], clusters[where])
            if outcome.min() >= 0:  # of a count, or a share, nor can its mean be less
                found = found._replace(low=max(found.low, 0.0))
            table.append({"level": code, "name": name, "at": levels.middles[code], **found._asdict()})
    frame = pd.DataFrame(table, columns=columns)
    first, last = (levels.codes == end for end in (levels.codes.min(), levels.codes.max()))
    paired = not study.sampled and axis in study.levers
    change = _change(outcome, clusters, first, last, paired, wanted.binary)
    return MainEffect(axis, frame, change, _variation(study, rows, levels.codes, outcome))


def _change(outcome: Array, clusters: Array, first: Array, last: Array, paired: bool, share: bool) -> Estimate:
    """Last level less first. Paired, each seed is its own control: the mean over what else varies, seed by seed."""
    n = int(first.sum() + last.sum())
    if paired:
        one = pd.Series(outcome[first]).groupby(clusters[first]).mean()
        two = pd.Series(outcome[last]).groupby(clusters[last]).mean()
        both = one.index.intersection(two.index)
        if len(both) > 1:
            found = means.paired_difference(one[both].to_numpy(), two[both].to_numpy())
            if share:
                found = found._replace(low=max(found.low, -1.0), high=min(found.high, 1.0))
            return found._replace(n=n)
    if share:
        groups = (clusters[first], clusters[last])
        return proportions.unpaired_difference(outcome[first], outcome[last], groups)._replace(n=n)
    one = pd.Series(outcome[first]).groupby(clusters[first]).mean().to_numpy()
    two = pd.Series(outcome[last]).groupby(clusters[last]).mean().to_numpy()
    return means.unpaired_difference(one, two)._replace(n=n)


def _variation(study: SweepData, rows: pd.DataFrame, codes: Array, outcome: Array) -> float:
    """Variance of the level means over that of the point means of a full grid, luck taken out of both.

    First-order share of a balanced factorial (Saltelli et al. 2008, ch. 1). Replicates tell how much of the variance
    of a mean is luck.
    """
    if study.design != "grid" or len(study.manifest["scenarios"]) * len(study.levers) == 0:
        return np.nan
    points = rows.groupby(["scenario", "point"], sort=False).ngroup().to_numpy()
    number = np.bincount(points)
    if number.min() < 2 or len(number) < 3:
        return np.nan
    average = np.bincount(points, outcome) / number
    luck = float(np.mean(np.bincount(points, (outcome - average[points]) ** 2) / (number - 1) / number))
    level = codes[np.unique(points, return_index=True)[1]]
    size = np.bincount(level)
    size, by_level = size[size > 0], (np.bincount(level, average)[size > 0] / size[size > 0])
    between = float(np.average((by_level - average.mean()) ** 2, weights=size)) - luck * (len(size) - 1) / len(number)
    total = float(average.var()) - luck * (len(number) - 1) / len(number)
    return float(np.clip(between / total, 0, 1)) if total > 0 else np.nan
