"""The emulator: for each case, the chances of the four classes as a smooth function of the constants.

A multinomial logistic regression on the constants, their squares and products. Its penalty is chosen for each case by
leaving out fifths of the design, and the same fifths show how well it predicts runs that it was not fitted to.
"""

import warnings
from typing import NamedTuple

import numpy as np

from sim.state.columns import Array

#: Inverse penalties among which each case chooses; the least of them nearly gives constant chances.
PENALTIES = tuple(float(c) for c in np.logspace(-4, 0, 5))
FOLDS = 5
ITERATIONS = 500
#: Runs to which one run of each class is added before shares are turned into chances, so that none is 0.
PSEUDO_RUNS = 4.0


def features(unit: Array) -> Array:
    """Linear, square and product terms of points in the unit cube.

    `unit` is float64 (points, constants), scaled to -1..1 first; float64 (points, n (n + 3) / 2) for n constants.
    """
    x = 2.0 * unit - 1.0
    row, column = np.triu_indices(x.shape[1])
    return np.hstack([x, x[:, row] * x[:, column]])


class CaseEmulator(NamedTuple):
    """Class chances of one case: a softmax of linear scores, mixed with the uniform share of a few pseudo-runs."""

    intercept: Array  # float64 (classes,); -inf for a class that no run had
    coefficients: Array  # float64 (features, classes)
    floor: float  # chance that is spread evenly over the classes
    penalty: float  # inverse

    def chances(self, terms: Array) -> Array:
        """Chances of the classes, float64 (points, classes); `terms` as of `features`."""
        scores = terms @ self.coefficients + self.intercept
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        return (1.0 - self.floor) * shares + self.floor / shares.shape[1]


class CheckedEmulator(NamedTuple):
    """The emulator of a case with what was measured on fifths of the design that it had not seen."""

    emulator: CaseEmulator
    folds: tuple[CaseEmulator, ...]  # the same, each fitted without one fifth
    held_out: float  # mean log chance of the class of a run that was left out
    constant: float  # the same of constant chances: what the constants explain is the difference
    calibration: float  # root mean square error of predicted shares over tenths of the predicted chances


def fold_of(points: int) -> Array:
    """The fifth that each design point belongs to, int64 (points,); neighbours lie in different ones."""
    return np.arange(points) % FOLDS


def fit_case(terms: Array, labels: Array, fold: Array, classes: int) -> CheckedEmulator:
    """Fit the emulator of a case.

    `terms` float64 (runs, features), `labels` int64 (runs,) and `fold` int64 (runs,) as of `fold_of`.
    """
    tried = []
    for penalty in PENALTIES:
        made = tuple(_fit(terms[fold != k], labels[fold != k], penalty, classes) for k in range(FOLDS))
        tried.append((_held_out(made, terms, labels, fold).mean(), penalty, made))
    score, penalty, made = max(tried, key=lambda one: (one[0], -one[1]))
    constant = np.empty(len(labels))
    for k in range(FOLDS):
        shares = _shares(labels[fold != k], classes)
        constant[fold == k] = np.log(shares[labels[fold == k]])
    chances = _left_out(made, terms, fold, classes)
    return CheckedEmulator(
        _fit(terms, labels, penalty, classes),
        made,
        float(score),
        float(constant.mean()),
        _calibration(chances, labels),
    )


def _shares(labels: Array, classes: int) -> Array:
    counts = np.bincount(labels, minlength=classes) + PSEUDO_RUNS / classes
    return counts / counts.sum()


def _fit(terms: Array, labels: Array, penalty: float, classes: int) -> CaseEmulator:
    """A regression on the classes that occur; others have the floor alone."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    present = np.unique(labels)
    intercept = np.full(classes, -np.inf)
    coefficients = np.zeros((terms.shape[1], classes))
    floor = PSEUDO_RUNS / (len(labels) + PSEUDO_RUNS)
    if len(present) == 1:
        intercept[present] = 0.0
        return CaseEmulator(intercept, coefficients, floor, penalty)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)  # a fit that has not converged depends on the machine
        fitted = LogisticRegression(C=penalty, max_iter=ITERATIONS).fit(terms, labels)
    if len(present) == 2:  # one column of scores: those of the second class against the first
        intercept[present] = [0.0, fitted.intercept_[0]]
        coefficients[:, present[1]] = fitted.coef_[0]
    else:
        intercept[present] = fitted.intercept_
        coefficients[:, present] = fitted.coef_.T
    return CaseEmulator(intercept, coefficients, floor, penalty)


def _left_out(made: tuple[CaseEmulator, ...], terms: Array, fold: Array, classes: int) -> Array:
    chances = np.empty((len(fold), classes))
    for k, one in enumerate(made):
        chances[fold == k] = one.chances(terms[fold == k])
    return chances


def _held_out(made: tuple[CaseEmulator, ...], terms: Array, labels: Array, fold: Array) -> Array:
    chances = _left_out(made, terms, fold, len(made[0].intercept))
    return np.log(chances[np.arange(len(labels)), labels])


def _calibration(chances: Array, labels: Array) -> float:
    """Root mean square difference of predicted and counted shares, over tenths of the runs by predicted chance."""
    errors, weights = [], []
    for k in range(chances.shape[1]):
        order = np.argsort(chances[:, k], kind="stable")
        for part in np.array_split(order, 10):
            errors.append((chances[part, k].mean() - (labels[part] == k).mean()) ** 2)
            weights.append(len(part))
    return float(np.sqrt(np.average(errors, weights=weights)))


class Emulators(NamedTuple):
    """The emulators of all cases."""

    cases: tuple[str, ...]
    checked: tuple[CheckedEmulator, ...]

    def chances(self, unit: Array, fold: int | None = None) -> Array:
        """Chances at points in the unit cube (float64 (points, constants)), float64 (points, cases, classes).

        `fold`: of the emulators that were fitted without this fifth of the design.
        """
        terms = features(unit)
        made = [one.emulator if fold is None else one.folds[fold] for one in self.checked]
        return np.stack([one.chances(terms) for one in made], axis=1)
