"""Runs of two arms, matched by point and seed, and the independent observations that they give."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.compare.comparison.arms import Arm
from sim.compare.outcomes import Outcome, outcome_values
from sim.scenario.errors import ScenarioError
from sim.state.columns import Array


class MatchedRuns(NamedTuple):
    """Runs of the reference and of another arm, at the points that both have."""

    first: pd.DataFrame
    second: pd.DataFrame
    paired: bool  # row i of both has the same point and seed
    points: int  # that both have
    notes: tuple[str, ...]


class Observations(NamedTuple):
    """Independent observations of one outcome in either arm; paired, entry i of both is a pair."""

    first: Array  # float64 (n,)
    second: Array  # float64 (n,), or of another length where unpaired
    binary: bool  # each observation is 0 or 1, not a mean over points
    runs: int  # of the second arm


def match_runs(reference: Arm, other: Arm) -> MatchedRuns:
    """Match the runs of two arms. Raises ScenarioError where they have no point in common."""
    several = len(reference.sweep.manifest["scenarios"]) > 1 and len(other.sweep.manifest["scenarios"]) > 1
    drawn = {axis.dotted for axis in reference.sweep.uncertainties} if not reference.sweep.sampled else set()
    key = [dotted for dotted in reference.varied if dotted not in drawn] + (["scenario"] if several else [])
    sides = [arm.sweep.rows.assign(place=_place(arm.sweep.rows, key)) for arm in (reference, other)]
    common = set(sides[0]["place"]) & set(sides[1]["place"])
    if not common:
        raise ScenarioError(f"{reference.name} and {other.name}: have no point in common; use the same levels in both")
    notes = []
    for arm, rows in zip((reference, other), sides, strict=True):
        left = rows["place"].nunique() - len(common)
        if left:
            points, were = ("point", "was") if left == 1 else ("points", "were")
            notes.append(f"{left} {points} of {arm.name} without a counterpart in the other arm {were} excluded.")
    sides = [rows[rows["place"].isin(common)] for rows in sides]
    both = sides[0][["place", "seed"]].merge(sides[1][["place", "seed"]])
    if len(both) < 2:
        notes.append(f"{reference.name} and {other.name} share no seeds and are compared as independent runs.")
        return MatchedRuns(*sides, False, len(common), tuple(notes))
    first, second = (both.merge(rows, on=["place", "seed"]) for rows in sides)
    if any((first[name] != second[name]).any() for name in drawn):
        notes.append(
            "The uncertainties were drawn differently in the two arms: pairs share their seed but not these values."
        )
    spare = max(len(sides[0]), len(sides[1])) - len(both)
    if spare:
        notes.append(f"Runs without a match at the same point and seed were excluded: {spare}.")
    return MatchedRuns(first, second, True, len(common), tuple(notes))


def _place(rows: pd.DataFrame, key: list[str]) -> pd.Series:
    """The point of each row, as a tuple of parameter values."""
    if not key:
        return pd.Series([()] * len(rows), index=rows.index, dtype=object)
    return pd.Series(list(rows[key].itertuples(index=False, name=None)), index=rows.index, dtype=object)


def independent_observations(sides: MatchedRuns, wanted: Outcome) -> Observations:
    """Independent observations of an outcome: the runs where there is one point, else the mean of each seed."""
    one, two = outcome_values(sides.first, wanted), outcome_values(sides.second, wanted)
    seeds = [sides.first["seed"].to_numpy(), sides.second["seed"].to_numpy()]
    if sides.paired:
        known = ~(np.isnan(one) | np.isnan(two))
        one, two, seeds = one[known], two[known], [seed[known] for seed in seeds]
    else:
        known = ~np.isnan(one), ~np.isnan(two)
        one, two, seeds = one[known[0]], two[known[1]], [seed[k] for seed, k in zip(seeds, known, strict=True)]
    runs = len(two)
    if all(len(np.unique(seed)) == len(seed) for seed in seeds):
        return Observations(one, two, wanted.binary, runs)
    return Observations(_by_seed(one, seeds[0]), _by_seed(two, seeds[1]), False, runs)


def _by_seed(outcome: Array, seeds: Array) -> Array:
    """Mean of each seed, float64 (seeds,), in order of seeds."""
    _, code = np.unique(seeds, return_inverse=True)
    return np.bincount(code, outcome) / np.bincount(code)
