"""Scenario discovery: the box of conditions under which most runs are cases of interest.

The patient rule induction method (Friedman and Fisher 1999) as used on ensembles of runs (Bryant and Lempert 2010).
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from sim.state.columns import Array

PEEL = 0.05  # share of the box that one peel takes, or one level where levels are larger
SMALLEST = 0.05  # share of all runs that a box holds at least
#: The box that is chosen is the largest that is within a standard error as dense as the densest one, among those
#: that hold at least this share of all cases.
COVERAGE = 0.5
LARGEST_QP = 0.05  # a restriction that chance would explain this well is dropped


class BoxLimit(NamedTuple):
    """What a box asks of one axis at one end: at least `low`, at most `high`, or one of the words in `among`."""

    axis: str
    low: float  # -inf: not restricted
    high: float
    among: tuple[str, ...]  # of a worded axis
    qp: float  # chance to be as dense without this limit, from the binomial distribution


class PeelingStep(NamedTuple):
    """One box of the trajectory."""

    density: float  # share of its runs that are cases
    coverage: float  # share of all cases that it holds
    mass: float  # share of all runs that it holds
    limits: int  # axes restricted


class PrimBox(NamedTuple):
    """The chosen box and how it was found."""

    limits: tuple[BoxLimit, ...]
    chosen: int  # place on the trajectory of the box from which unneeded limits were dropped
    density: float
    coverage: float
    inside: Array  # bool (n,)
    trajectory: tuple[PeelingStep, ...]


def find_box(axes: pd.DataFrame, cases: Array) -> PrimBox | None:
    """Peel until the box is small, then choose; None where all or no runs are cases, or nothing is varied.

    `axes` has a column an axis, numeric or words. A peel takes a twentieth of the box off one end of one axis, or a
    whole level (or word) where that is more; of all peels the one that raises the density most for each run taken
    (the lenient objective of Kwakkel and Jaxa-Rozen 2016, which is fair to axes with few levels). `cases` has one value
    per run, bool (n,).
    """
    cases = np.asarray(cases, dtype=bool)
    names = [str(name) for name in axes if axes[name].nunique() > 1]
    columns = [axes[name].to_numpy() for name in names]
    if not columns or cases.all() or not cases.any():
        return None
    inside = np.ones(len(cases), dtype=bool)
    boxes = [inside]
    while True:
        peeled = [kept for column in columns for kept in _peels(column, inside)]
        peeled = [kept for kept in peeled if kept.sum() >= SMALLEST * len(cases)]
        if not peeled:
            break
        density = cases[inside].mean()
        gains = [(cases[kept].mean() - density) / (inside.sum() - kept.sum()) for kept in peeled]
        inside = peeled[int(np.argmax(gains))]
        boxes.append(inside)
    steps = tuple(_step(box, cases, columns) for box in boxes)
    chosen = _chosen(steps, len(cases))
    limits = _needed(names, columns, boxes[chosen], cases)
    final = _within(names, columns, limits)
    return PrimBox(
        tuple(limits),
        chosen,
        float(cases[final].mean()),
        float(cases[final].sum() / cases.sum()),
        final,
        steps,
    )


def _chosen(steps: tuple[PeelingStep, ...], n: int) -> int:
    held = [step for step in steps if step.coverage >= COVERAGE]
    best = max(held, key=lambda step: step.density)
    error = (best.density * (1 - best.density) / (best.mass * n)) ** 0.5
    return next(place for place, step in enumerate(steps) if step.density >= best.density - error)


def _peels(column: Array, inside: Array) -> list[Array]:
    """What is left after a peel off either end, or of one word."""
    held = column[inside]
    if not np.issubdtype(column.dtype, np.number):
        return [inside & (column != word) for word in np.unique(held)]
    low, high = held.min(), held.max()
    if low == high:
        return []
    bottom, top = np.quantile(held, [PEEL, 1 - PEEL])
    return [
        inside & (column >= bottom if bottom > low else column > low),
        inside & (column <= top if top < high else column < high),
    ]


def _step(box: Array, cases: Array, columns: list[Array]) -> PeelingStep:
    limits = sum(_is_limited(column, box) for column in columns)
    return PeelingStep(float(cases[box].mean()), float(cases[box].sum() / cases.sum()), float(box.mean()), limits)


def _is_limited(column: Array, box: Array) -> bool:
    if np.issubdtype(column.dtype, np.number):
        held = column[box]
        return bool(held.min() > column.min() or held.max() < column.max())
    return len(np.unique(column[box])) < len(np.unique(column))


def _needed(names: list[str], columns: list[Array], box: Array, cases: Array) -> list[BoxLimit]:
    """The limits of a box, without those that could be chance: the least convincing first, until all convince."""
    limits = [limit for name, column in zip(names, columns, strict=True) for limit in _limits(name, column, box)]
    while True:
        limits = [limit._replace(qp=_qp(names, columns, limits, at, cases)) for at, limit in enumerate(limits)]
        weakest = max(limits, key=lambda limit: limit.qp, default=None)
        if weakest is None or weakest.qp <= LARGEST_QP or len(limits) == 1:
            return limits
        limits = [limit for limit in limits if limit is not weakest]


def _limits(name: str, column: Array, box: Array) -> list[BoxLimit]:
    """At most one at each end."""
    if not _is_limited(column, box):
        return []
    held = column[box]
    if not np.issubdtype(column.dtype, np.number):
        return [BoxLimit(name, -np.inf, np.inf, tuple(sorted(map(str, np.unique(held)))), 0.0)]
    low = [BoxLimit(name, float(held.min()), np.inf, (), 0.0)] if held.min() > column.min() else []
    high = [BoxLimit(name, -np.inf, float(held.max()), (), 0.0)] if held.max() < column.max() else []
    return low + high


def _within(names: list[str], columns: list[Array], limits: list[BoxLimit]) -> Array:
    inside = np.ones(len(columns[0]), dtype=bool)
    for limit in limits:
        column = columns[names.index(limit.axis)]
        if limit.among:
            inside &= np.isin(column.astype(str), limit.among)
        else:
            inside &= (column >= limit.low) & (column <= limit.high)
    return inside


def _qp(names: list[str], columns: list[Array], limits: list[BoxLimit], without: int, cases: Array) -> float:
    """Chance of as many cases in the box if the box without this limit told their share (Bryant and Lempert 2010)."""
    box = _within(names, columns, limits)
    wider = _within(names, columns, limits[:without] + limits[without + 1 :])
    return float(stats.binom.sf(cases[box].sum() - 1, box.sum(), cases[wider].mean()))
