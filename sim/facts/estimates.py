"""The figure of a claim, read off rows of runs: every interval respects that all levels share their seeds."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.compare.statistics import means, proportions
from sim.compare.statistics.bootstrap import bootstrap_seeds
from sim.compare.statistics.estimate import Estimate, unknown
from sim.compare.statistics.hazards import hazard_ratio
from sim.compare.statistics.ratios import ratio
from sim.facts.fact import CLOCK, WORLD, Claim, StylisedFact, ends_of
from sim.scenario.errors import ScenarioError, did_you_mean, shorten
from sim.state.columns import Array

OFFENSIVE = "besieger.offensive_day"


def estimate(fact: StylisedFact, claim: Claim, rows: pd.DataFrame) -> Estimate:
    """The claim's figure over the rows of a fact (all worlds, with their `world`); n is the number of seeds.

    Raises ScenarioError where the claim is not a difference but has a second lever.
    """
    levels = fact.levels(claim)
    if claim.measure in ("level", "median"):
        at = {} if claim.last is None else {fact.along(claim): claim.last}
        return _level(claim, _cell(claim, rows, at))
    if len(levels) < 2:
        return unknown()
    along = fact.along(claim)
    ends = [levels[0] if claim.first is None else claim.first, levels[-1] if claim.last is None else claim.last]
    if claim.measure == "part_of_change":
        cells = [_cell(claim, rows, {along: level}) for level in (*ends, *(claim.inner or ()))]
        return _resampled(claim, cells, _part)
    beyond: list[Mapping[str, Any]] = [{}]
    if claim.across:
        others = fact.levers_of(claim.world)[claim.across]
        beyond = [{claim.across: others[0]}, {claim.across: others[-1]}]
    cells = [_cell(claim, rows, {along: end, **other}) for other in beyond for end in ends]
    if claim.measure == "difference":
        return _difference(claim, cells)
    if len(cells) > 2:
        raise ScenarioError(f"{fact.name}: “{claim.says}”: only a difference can be compared across a second lever")
    if claim.measure == "ratio":
        if not _binary(claim):
            return _resampled(claim, cells, _times)
        one, two = (_level(claim, cell) for cell in cells)
        return ratio(one, two)._replace(n=_seeds(cells))
    days = tuple(cell["exit_day"].to_numpy(dtype=float) for cell in cells)
    flags = tuple(_quantity(claim, cell) == 1 for cell in cells)
    seeds = tuple(cell["seed"].to_numpy() for cell in cells)
    estimated = hazard_ratio((days[0], days[1]), (flags[0], flags[1]), (seeds[0], seeds[1]))
    return estimated._replace(n=_seeds(cells))


def level_rows(fact: StylisedFact, claim: Claim, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The claim's quantity at each level, for tables and figures: level, across, value, low, high, n."""
    table = []
    along, levels = fact.along(claim), fact.levels(claim)
    others = fact.levers_of(claim.world).get(claim.across, []) if claim.across else [None]
    for other in others:
        for level in levels or [None]:
            where = ({along: level} if level is not None else {}) | ({claim.across: other} if claim.across else {})
            cell = _cell(claim, rows, where)
            if len(cell):
                table.append({"level": level, "across": other, **_level(claim, cell)._asdict()})
    return table


def _cell(claim: Claim, rows: pd.DataFrame, where: Mapping[str, Any]) -> pd.DataFrame:
    """The runs of a claim's world, or of another along worlds, at some levels."""
    world = where.get(WORLD, claim.world)
    kept = rows["world"].to_numpy() == world
    for lever, level in {**claim.at, **where}.items():
        if lever != WORLD:
            kept &= (rows[lever] == level).to_numpy()
    return rows[kept]


def _quantity(claim: Claim, rows: pd.DataFrame) -> Array:
    """The claim's quantity of each run, float64; 0 or 1 where it is a yes or no, NaN where the run does not count."""
    if claim.ends:
        values = rows["ending"].isin(claim.ends).to_numpy(dtype=float)
        if claim.by_day is not None:
            values *= (rows["exit_day"] <= claim.by_day).to_numpy()
    else:
        values = _number(claim, rows)
        known = np.isfinite(values)
        if claim.reaching is not None or claim.within is not None:
            low = -np.inf if claim.reaching is None else claim.reaching
            high = np.inf if claim.within is None else claim.within
            values = np.where(known, (values >= low) & (values <= high), np.nan)
    if claim.among:
        counts = rows["ending"].isin((*ends_of(claim.among), *claim.ends)).to_numpy()
        values = np.where(counts, values, np.nan)
    return values


def _number(claim: Claim, rows: pd.DataFrame) -> Array:
    name = claim.of[0]
    if name == CLOCK:
        since = rows[OFFENSIVE].to_numpy(dtype=float) if claim.since is None else float(claim.since)
        days = rows["signed_day"].to_numpy(dtype=float, na_value=np.nan) - since
        return np.where(days >= 0, days, np.nan)
    if name not in rows:
        raise ScenarioError(f"{shorten(name)}: is not a number of a run{did_you_mean(name, list(rows.columns))}")
    return pd.to_numeric(rows[name]).to_numpy(dtype=float, na_value=np.nan)


def _binary(claim: Claim) -> bool:
    return bool(claim.ends) or claim.reaching is not None or claim.within is not None


def _level(claim: Claim, cell: pd.DataFrame) -> Estimate:
    """Share, mean or median over the runs of a cell."""
    values, seeds = _quantity(claim, cell), cell["seed"].to_numpy()
    known = np.isfinite(values)
    values, seeds = values[known], seeds[known]
    if not len(values):
        return unknown()
    if claim.measure == "median":
        estimated = bootstrap_seeds([values], [seeds], lambda drawn: float(np.median(drawn[0])))
    elif _binary(claim):
        estimated = proportions.share(values, seeds)
    else:
        estimated = means.mean(values, seeds)
    return estimated._replace(n=len(np.unique(seeds)))


def _difference(claim: Claim, cells: list[pd.DataFrame]) -> Estimate:
    """Last level less first; with four cells, that at the last level of `across` less that at its first."""
    values = [_quantity(claim, cell) for cell in cells]
    whole = all(np.isfinite(value).all() for value in values)
    if not whole or any(len(value) == 0 for value in values):
        return _resampled(claim, cells, _contrast)
    by_seed = [pd.Series(v).groupby(cell["seed"].to_numpy()).mean() for v, cell in zip(values, cells, strict=True)]
    both = pd.concat(by_seed, axis=1, join="inner").to_numpy()
    if len(both) < 2:
        return unknown(len(both))
    if both.shape[1] == 2 and _binary(claim) and len(both) == len(values[0]) == len(values[1]):
        return proportions.paired_difference(both[:, 0], both[:, 1])
    contrast = both[:, 1] - both[:, 0]
    if both.shape[1] == 4:
        contrast = both[:, 3] - both[:, 2] - contrast
    return means.mean(contrast)


def _resampled(claim: Claim, cells: list[pd.DataFrame], statistic: Any) -> Estimate:
    """A figure of several cells' means, by drawing seeds again, each with all of its runs."""
    values, seeds = [], []
    for cell in cells:
        value = _quantity(claim, cell)
        known = np.isfinite(value)
        values.append(value[known])
        seeds.append(cell["seed"].to_numpy()[known])
    if any(len(value) == 0 for value in values):
        return unknown()
    return bootstrap_seeds(values, seeds, lambda drawn: statistic([float(np.mean(value)) for value in drawn]))


def _contrast(mean: list[float]) -> float:
    apart = mean[1] - mean[0]
    return mean[3] - mean[2] - apart if len(mean) == 4 else apart


def _times(mean: list[float]) -> float:
    return mean[1] / mean[0] if mean[0] > 0 else float("nan")


def _part(mean: list[float]) -> float:
    """Of the change from the first to the second, the part that lies between the third and the fourth."""
    return (mean[3] - mean[2]) / (mean[1] - mean[0]) if mean[1] != mean[0] else float("nan")


def _seeds(cells: list[pd.DataFrame]) -> int:
    return min(cell["seed"].nunique() for cell in cells)
