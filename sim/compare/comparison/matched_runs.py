"""Runs of two arms, matched by point and seed or by seed, and the independent observations that they give."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from sim.compare.comparison.arms import Arm
from sim.compare.outcomes import Outcome, outcome_values
from sim.state.columns import Array

FEWEST_PAIRS = 2
Pairing = Literal["point and seed", "seed", "independent"]
POINT_AND_SEED, SEED, INDEPENDENT = "point and seed", "seed", "independent"


class MatchedRuns(NamedTuple):
    """The runs of the reference and of another arm that are compared."""

    first: pd.DataFrame  # rows of runs, with the column `cluster`
    second: pd.DataFrame
    pairing: Pairing
    points: tuple[int, int]  # of the reference and of the other arm that are compared
    pairs: int  # of runs with the same point and seed, or of seeds; 0 where the runs are independent
    notes: tuple[str, ...]

    @property
    def paired(self) -> bool:
        """Whether observations are pairs."""
        return self.pairing != INDEPENDENT


class Observations(NamedTuple):
    """Independent observations of one outcome in either arm; paired, entry i of both is a pair."""

    first: Array  # float64 (n,)
    second: Array  # float64 (n,), or of another length where unpaired
    binary: bool  # each observation is 0 or 1, not a mean over points
    runs: int  # of the second arm


def match_runs(reference: Arm, other: Arm) -> MatchedRuns:
    """Match the runs of two arms: by point and seed where they share points, by seed where they share only seeds."""
    arms = (reference, other)
    places = _places(arms)
    if places is not None:
        matched = _by_point(arms, places)
        if matched is not None:
            return matched
    return _by_seed(arms) or _independent(arms)


def _places(arms: tuple[Arm, Arm]) -> tuple[pd.Series, pd.Series] | None:
    """The point of each row in terms that hold in both arms, or None where the arms share no point.

    A point is known by the values of the parameters that both arms vary. Where an arm has several points with the same
    values, as a sampled design may, it is known by its number too, and only if both arms have the same list of points.
    """
    drawn = {axis.dotted for arm in arms if not arm.sweep.sampled for axis in arm.sweep.uncertainties}
    several = [{name for name, values in arm.varied.items() if len(values) > 1} - drawn for arm in arms]
    key = [name for name in arms[0].varied if name in several[0] | several[1]]
    if any(name not in arm.varied for name in several[0] | several[1] for arm in arms):
        return None
    of_scenarios = ["scenario"] if min(len(arm.sweep.manifest["scenarios"]) for arm in arms) > 1 else []
    key += of_scenarios
    points = [_points(arm, key) for arm in arms]
    if all(table["place"].is_unique for table in points):
        known = [table.set_index("point")["place"] for table in points]
    else:
        both = points[0].merge(points[1], on=[*of_scenarios, "number"], suffixes=("", "_other"))
        if not len(both) or (both["place"] != both["place_other"]).any():
            return None
        known = [table.set_index("point")[["number", "place"]].apply(tuple, axis=1) for table in points]
    if not set(known[0]) & set(known[1]):
        return None
    first, second = (arm.sweep.rows["point"].map(place) for arm, place in zip(arms, known, strict=True))
    return first, second


def _points(arm: Arm, key: Sequence[str]) -> pd.DataFrame:
    """One row per point: `point`, `scenario`, its `number` within the scenario, and its `place`, a tuple of values."""
    rows = arm.sweep.rows.drop_duplicates(["scenario", "point"])
    scenarios = list(arm.sweep.manifest["scenarios"])
    each = max(1, int(arm.sweep.manifest["points"]) // len(scenarios))
    values = list(rows[list(key)].itertuples(index=False, name=None)) if key else [()] * len(rows)
    table = rows[["point", "scenario"]].assign(number=rows["point"] % each)
    return table.assign(place=pd.Series(values, index=rows.index, dtype=object))


def _by_point(arms: tuple[Arm, Arm], places: tuple[pd.Series, pd.Series]) -> MatchedRuns | None:
    """Pairs with the same point and seed; None where the arms share points but no seeds."""
    sides = [
        arm.sweep.rows.assign(place=place, cluster=arm.sweep.clusters) for arm, place in zip(arms, places, strict=True)
    ]
    common = set(places[0]) & set(places[1])
    notes = []
    for arm, rows in zip(arms, sides, strict=True):
        left = rows["place"].nunique() - len(common)
        if left:
            points, were = ("point", "was") if left == 1 else ("points", "were")
            notes.append(f"{left} {points} of {arm.name} without a counterpart in the other arm {were} excluded.")
    sides = [rows[rows["place"].isin(common)] for rows in sides]
    points = len(common), len(common)
    both = sides[0][["place", "seed"]].merge(sides[1][["place", "seed"]])
    if len(both) < FEWEST_PAIRS:
        notes.append(_no_seeds(arms))
        return MatchedRuns(sides[0], sides[1], INDEPENDENT, points, 0, tuple(notes))
    first, second = (both.merge(rows, on=["place", "seed"]) for rows in sides)
    drawn = [axis.dotted for axis in arms[0].sweep.uncertainties if axis.dotted in second]
    if any((first[name] != second[name]).any() for name in drawn):
        notes.append(
            "The uncertainties were drawn differently in the two arms: pairs share their seed but not these values."
        )
    spare = max(len(sides[0]), len(sides[1])) - len(both)
    if spare:
        notes.append(f"Runs without a match at the same point and seed were excluded: {spare}.")
    pairing = SEED if common == {()} else POINT_AND_SEED
    return MatchedRuns(first, second, pairing, points, len(both), tuple(notes))


def _by_seed(arms: tuple[Arm, Arm]) -> MatchedRuns | None:
    """Pairs of seeds, each the mean over the points of its arm; None where the arms share fewer than two seeds."""
    points = tuple(arm.sweep.rows["point"].nunique() for arm in arms)
    if any(
        not arm.sweep.manifest["experiment"].get("common_random_numbers", True) and count > 1
        for arm, count in zip(arms, points, strict=True)
    ):
        return None  # each point has seeds of its own
    rows = [arm.sweep.rows.assign(cluster=arm.sweep.clusters) for arm in arms]
    common = set(rows[0]["seed"]) & set(rows[1]["seed"])
    if len(common) < FEWEST_PAIRS:
        return None
    sides = [table[table["seed"].isin(common)].sort_values(["seed", "point"], ignore_index=True) for table in rows]
    notes = []
    for arm, table, all_rows, count in zip(arms, sides, rows, points, strict=True):
        spare = len(all_rows) - len(table)
        if spare:
            notes.append(f"Runs of {arm.name} with seeds that the other arm does not have were excluded: {spare}.")
        if len(table) < count * len(common):
            notes.append(f"Some seeds of {arm.name} lack a result at some points; their means are over the others.")
    if max(points) > 1:
        notes.append(
            f"{arms[0].name} and {arms[1].name} share no points: what is compared is the mean over the points of each. "
            "Intervals cover the variation between seeds, not the choice of points."
        )
    return MatchedRuns(sides[0], sides[1], SEED, (points[0], points[1]), len(common), tuple(notes))


def _independent(arms: tuple[Arm, Arm]) -> MatchedRuns:
    """All runs of both arms, which share neither points nor seeds."""
    rows = [arm.sweep.rows.assign(cluster=arm.sweep.clusters) for arm in arms]
    points = rows[0]["point"].nunique(), rows[1]["point"].nunique()
    return MatchedRuns(rows[0], rows[1], INDEPENDENT, points, 0, (_no_seeds(arms),))


def _no_seeds(arms: tuple[Arm, Arm]) -> str:
    return f"{arms[0].name} and {arms[1].name} share no seeds and are compared as independent runs."


def pairing_sentence(reference: str, other: str, sides: MatchedRuns) -> str:
    """How the runs of two arms are paired, as a sentence."""
    from sim.text.format import count, number

    who = f"{other} is compared with {reference}"
    counts = [count(points, "point") for points in sides.points]
    if sides.pairing == INDEPENDENT:
        sizes = f"{number(len(sides.second))} and {number(len(sides.first))}"
        return f"{who} as independent samples: {sizes} runs without shared seeds."
    if sides.pairing == POINT_AND_SEED:
        pairs = count(sides.pairs, "pair")
        return f"{who} in {pairs} of runs with the same point and seed, at {counts[0]}."
    if max(sides.points) == 1:
        return f"{who} in {count(sides.pairs, 'pair')} of runs with the same seed."
    return (
        f"{who} by seed, as they share no points: for each of {number(sides.pairs)} seeds the mean over "
        f"{counts[1]} of {other} beside the mean over {counts[0]} of {reference}."
    )


def independent_observations(sides: MatchedRuns, wanted: Outcome) -> Observations:
    """Independent observations of an outcome: the runs where there is one point, else the mean of each seed.

    In arms that are independent samples, runs of one cluster (a seed, or a block of sampled points) are averaged.
    """
    rows = (sides.first, sides.second)
    values = [outcome_values(side, wanted) for side in rows]
    units = [side["seed" if sides.paired else "cluster"].to_numpy() for side in rows]
    known = [~np.isnan(each) for each in values]
    if sides.pairing == POINT_AND_SEED or (sides.pairing == SEED and max(sides.points) == 1):
        known = [known[0] & known[1]] * 2  # row i of both is a pair
    values = [each[k] for each, k in zip(values, known, strict=True)]
    units = [each[k] for each, k in zip(units, known, strict=True)]
    runs = len(values[1])
    if sides.paired:
        common = np.intersect1d(units[0], units[1])
        values = [each[np.isin(unit, common)] for each, unit in zip(values, units, strict=True)]
        units = [unit[np.isin(unit, common)] for unit in units]
    if all(len(np.unique(unit)) == len(unit) for unit in units):
        return Observations(values[0], values[1], wanted.binary, runs)
    return Observations(_by_unit(values[0], units[0]), _by_unit(values[1], units[1]), False, runs)


def _by_unit(outcome: Array, units: Array) -> Array:
    """Mean of each unit, float64 (units,), in order of units."""
    _, code = np.unique(units, return_inverse=True)
    return np.bincount(code, outcome) / np.bincount(code)
