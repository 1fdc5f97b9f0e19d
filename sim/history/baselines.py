"""What any prediction has to beat on the same cases: base rates, each single input, a ridge logistic regression.

All of them are fitted without the cluster that they predict. They see the same input columns as the mapping.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.history.features import encoded, standardised
from sim.history.scores import EVACUATION, Predictions
from sim.state.columns import Array

#: Inverse penalties among which the ridge regression chooses, anew for each cluster left out.
PENALTIES = tuple(float(c) for c in np.logspace(-3, 1, 5))
#: Inverse penalty where there is a single input: scikit-learn's default, on a standardised input.
SINGLE_PENALTY = 1.0
ITERATIONS = 200
#: Groups of clusters that are left out in turn to choose a penalty.
INNER = 5
#: Least probability in the cost by which a penalty is chosen.
FLOOR = 1e-3
BASE_RATES, RIDGE = "base_rates", "ridge_logistic"


def base_rates(model: Predictions) -> Predictions:
    """Shares of the classes among the cases of all other clusters; equal where there is no other cluster."""
    classes = model.shares.shape[1]
    shares = np.full_like(model.shares, 1.0 / classes)
    for train, test in folds(model.clusters):
        if len(train):
            shares[test] = np.bincount(model.observed[train], minlength=classes) / len(train)
    return model._replace(shares=shares, counted=False)


def ridge(inputs: pd.DataFrame, model: Predictions) -> Predictions:
    """A logistic regression on all inputs, its penalty chosen by clusters left out among the training cases."""
    return _logistic(encoded(inputs), model, PENALTIES)


def single_inputs(inputs: pd.DataFrame, model: Predictions) -> dict[str, Predictions]:
    """A logistic regression on each input by itself, by the name of its column; those that do not vary are left out."""
    varying = [str(name) for name in inputs if inputs[name].nunique(dropna=False) > 1]
    return {name: _logistic(encoded(inputs[[name]]), model, (SINGLE_PENALTY,)) for name in varying}


def folds(clusters: Array) -> Iterator[tuple[Array, Array]]:
    """Rows to fit on and rows to predict, leaving out one cluster (any dtype, (cases,)) at a time."""
    for name in np.unique(clusters):
        yield np.flatnonzero(clusters != name), np.flatnonzero(clusters == name)


def _logistic(features: Array, model: Predictions, penalties: tuple[float, ...]) -> Predictions:
    """Ridge logistic regressions with clusters left out.

    The chance of an evacuation is that of a regression of yes or no; the shares of the other classes are those of a
    multinomial one, scaled to what is left.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # a second thread gains nothing on so few rows, and where cores are busy costs minutes
        chance = _left_out(features, model.evacuated.astype(int), model.clusters, penalties, 2)[:, 1]
        shares = _left_out(features, model.observed, model.clusters, penalties, model.shares.shape[1])
    others = 1.0 - shares[:, EVACUATION]
    shares *= np.divide(1.0 - chance, others, out=np.zeros_like(others), where=others > 0.0)[:, None]
    shares[:, EVACUATION] = chance
    return model._replace(shares=shares, counted=False)


def _left_out(features: Array, labels: Array, clusters: Array, penalties: tuple[float, ...], classes: int) -> Array:
    """Probabilities of the classes of each case, float64 (cases, classes), from the cases of other clusters."""
    made = np.zeros((len(labels), classes))
    for train, test in folds(clusters):
        if not len(train):
            made[test] = 1.0 / classes
            continue
        chosen = _best(features[train], labels[train], clusters[train], penalties, classes)
        made[test] = _fitted(standardised(features, train), labels, (train, test), chosen, classes)
    return made


def _best(features: Array, labels: Array, clusters: Array, penalties: tuple[float, ...], classes: int) -> float:
    """The penalty of the lowest cost; a single one without a trial."""
    first, *others = penalties
    if not others:
        return first
    return min(penalties, key=lambda each: _cost(features, labels, clusters, each, classes))


def _cost(features: Array, labels: Array, clusters: Array, penalty: float, classes: int) -> float:
    """Mean log loss of a penalty, a fifth of the clusters left out at a time."""
    groups = np.unique(clusters, return_inverse=True)[1] % INNER
    made = _left_out(features, labels, groups, (penalty,), classes)
    return -float(np.log(np.maximum(made[np.arange(len(labels)), labels], FLOOR)).mean())


def _fitted(features: Array, labels: Array, fold: tuple[Array, Array], penalty: float, classes: int) -> Array:
    """Probabilities of the classes for the second part of a fold, fitted on the first."""
    import sklearn
    from sklearn.linear_model import LogisticRegression

    train, test = fold
    made = np.zeros((len(test), classes))
    there = np.unique(labels[train])
    if len(there) < 2:
        made[:, there] = 1.0
        return made
    with sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
        fit = LogisticRegression(C=penalty, solver="newton-cholesky", max_iter=ITERATIONS).fit(
            features[train], labels[train]
        )
        made[:, fit.classes_] = fit.predict_proba(features[test])
    return made
