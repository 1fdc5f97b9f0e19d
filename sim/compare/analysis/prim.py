"""Scenario discovery: a box of conditions in which the cases of interest are concentrated.

The patient rule induction method (Friedman and Fisher 1999) as used on ensembles of runs (Bryant and Lempert 2010).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from sim.state.columns import Array

PEEL = 0.05  # share of the box that one peel removes; a whole level where that is more
SMALLEST = 0.05  # least share of all runs in a box
#: The chosen box is the largest whose density lies within one standard error of the highest, among the boxes with at
#: least this coverage.
COVERAGE = 0.5
LARGEST_QP = 0.05  # limits with a larger quasi-p-value are dropped


class BoxLimit(NamedTuple):
    """A bound of a box on one axis: at least `low`, at most `high`, or one of the categories in `among`."""

    axis: str
    low: float  # -inf where unbounded
    high: float  # inf where unbounded
    among: tuple[str, ...]  # of a categorical axis
    qp: float  # quasi-p-value: binomial probability of a density this high without the limit


class PeelingStep(NamedTuple):
    """One box of the peeling trajectory."""

    density: float  # share of cases among its runs
    coverage: float  # share of all cases that lie inside
    mass: float  # share of all runs that lie inside
    limits: int  # number of axes that are limited


class PrimBox(NamedTuple):
    """The chosen box and the trajectory that led to it."""

    limits: tuple[BoxLimit, ...]
    chosen: int  # index on the trajectory, before insignificant limits were dropped
    density: float
    coverage: float
    inside: Array  # bool (runs,)
    trajectory: tuple[PeelingStep, ...]


def find_box(axes: pd.DataFrame, cases: Array) -> PrimBox | None:
    """Peel until the box is small, then choose a box from the trajectory.

    `axes` has one row per run and one column per axis, numeric or categorical; `cases` is bool (runs,). A peel removes
    a twentieth of the box at one end of one axis, or a whole level (or category) where that is more. Each step takes
    the peel that raises the density most per run removed (the lenient objective of Kwakkel and Jaxa-Rozen 2016, which
    does not disadvantage axes with few levels). None where all or no runs are cases, or nothing varies.
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
    limits = _significant(names, columns, boxes[chosen], cases)
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
    eligible = [step for step in steps if step.coverage >= COVERAGE]
    best = max(eligible, key=lambda step: step.density)
    error = (best.density * (1 - best.density) / (best.mass * n)) ** 0.5
    return next(index for index, step in enumerate(steps) if step.density >= best.density - error)


def _peels(column: Array, inside: Array) -> list[Array]:
    """The box after each possible peel along one axis: at either end, or of one category."""
    values = column[inside]
    if not np.issubdtype(column.dtype, np.number):
        return [inside & (column != category) for category in np.unique(values)]
    low, high = values.min(), values.max()
    if low == high:
        return []
    bottom, top = np.quantile(values, [PEEL, 1 - PEEL])
    return [
        inside & (column >= bottom if bottom > low else column > low),
        inside & (column <= top if top < high else column < high),
    ]


def _step(box: Array, cases: Array, columns: list[Array]) -> PeelingStep:
    limits = sum(_is_limited(column, box) for column in columns)
    return PeelingStep(float(cases[box].mean()), float(cases[box].sum() / cases.sum()), float(box.mean()), limits)


def _is_limited(column: Array, box: Array) -> bool:
    if np.issubdtype(column.dtype, np.number):
        values = column[box]
        return bool(values.min() > column.min() or values.max() < column.max())
    return len(np.unique(column[box])) < len(np.unique(column))


def _significant(names: list[str], columns: list[Array], box: Array, cases: Array) -> list[BoxLimit]:
    """The limits of a box without the insignificant ones, dropped one by one from the largest quasi-p-value."""
    limits = [limit for name, column in zip(names, columns, strict=True) for limit in _limits(name, column, box)]
    while True:
        limits = [limit._replace(qp=_qp(names, columns, limits, at, cases)) for at, limit in enumerate(limits)]
        weakest = max(limits, key=lambda limit: limit.qp, default=None)
        if weakest is None or weakest.qp <= LARGEST_QP or len(limits) == 1:
            return limits
        limits = [limit for limit in limits if limit is not weakest]


def _limits(name: str, column: Array, box: Array) -> list[BoxLimit]:
    """The limits of a box on one axis, at most one at either end."""
    if not _is_limited(column, box):
        return []
    values = column[box]
    if not np.issubdtype(column.dtype, np.number):
        return [BoxLimit(name, -np.inf, np.inf, tuple(sorted(map(str, np.unique(values)))), 0.0)]
    low = [BoxLimit(name, float(values.min()), np.inf, (), 0.0)] if values.min() > column.min() else []
    high = [BoxLimit(name, -np.inf, float(values.max()), (), 0.0)] if values.max() < column.max() else []
    return low + high


def rows_within(axes: pd.DataFrame, limits: Sequence[BoxLimit]) -> Array:
    """Which rows lie within the limits of a box, bool (rows,)."""
    names = [limit.axis for limit in limits]
    return _within(names, [axes[name].to_numpy() for name in names], list(limits))


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
    """Quasi-p-value of a limit (Bryant and Lempert 2010).

    The binomial probability of at least as many cases inside, at the density of the box without this limit.
    """
    box = _within(names, columns, limits)
    wider = _within(names, columns, limits[:without] + limits[without + 1 :])
    return float(stats.binom.sf(cases[box].sum() - 1, box.sum(), cases[wider].mean()))
