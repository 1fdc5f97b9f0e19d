r"""What the cases say about the constants: importance weights on draws from the prior, with an explicit discrepancy.

For a cluster c of cases with classes y,

    L_c(theta, e) = (1 - e) prod_i p_i(y_i | theta) + e (1/4)^n_c

where p_i are the emulated chances and e is the chance that the model is wrong about a whole cluster, in which case all
classes are equally likely there. Cases of one cluster therefore cannot outvote the rest, and no case can rule out a
value by itself. e is unknown as well: uniform on a grid, and integrated out. The weight of a draw is the product of
L_c over clusters; leaving out a cluster divides by its L_c, so that all validation reuses the same draws.
"""

from typing import NamedTuple

import numpy as np

from sim.state.columns import Array

#: Chances that the model is wrong about a cluster: midpoints of ten equal parts of 0 to 1/2.
DISCREPANCIES = (np.arange(10) + 0.5) / 20.0


class ClusterTerms(NamedTuple):
    """Logarithms of L_c for every draw and discrepancy."""

    logs: Array  # float64 (draws, clusters, discrepancies)
    place: Array  # int64 (cases,): cluster of each case

    def weights(self, used: Array) -> Array:
        """Posterior weights given some clusters (bool (clusters,)), float64 (draws, discrepancies), summing to 1."""
        log_likelihood = self.logs[:, used].sum(axis=1)
        shifted = np.exp(log_likelihood - log_likelihood.max())
        return shifted / shifted.sum()

    @property
    def clusters(self) -> int:
        """Number of clusters."""
        return self.logs.shape[1]


def cluster_terms(chances: Array, observed: Array, clusters: Array) -> ClusterTerms:
    """The terms of every cluster.

    `chances` float64 (draws, cases, classes), `observed` int64 (cases,), `clusters` any dtype (cases,).
    """
    _, place = np.unique(clusters, return_inverse=True)
    number = int(place.max()) + 1
    draws, cases, classes = chances.shape
    logs = np.log(chances[:, np.arange(cases), observed])
    summed = np.zeros((draws, number))
    for case, cluster in enumerate(place):
        summed[:, cluster] += logs[:, case]
    sizes = np.bincount(place, minlength=number)
    wrong = -sizes * np.log(classes)
    e = DISCREPANCIES
    return ClusterTerms(
        np.logaddexp(
            summed[:, :, None] + np.log1p(-e)[None, None, :],
            (wrong[:, None] + np.log(e)[None, :])[None, :, :],
        ),
        place,
    )


def effective_draws(weights: Array) -> float:
    """How many equal draws the weights of the constants (float64 (draws, discrepancies)) are worth (Kish 1965)."""
    each = weights.sum(axis=1)
    return float(1.0 / np.sum(each**2))


def predicted(chances: Array, weights: Array, discrepancy: bool = True) -> Array:
    """Posterior predictive chances, float64 (cases, classes), with or without the chance that the model is wrong.

    `chances` float64 (draws, cases, classes), `weights` as of `ClusterTerms.weights`.
    """
    means = np.tensordot(weights.sum(axis=1), chances, axes=1)
    if not discrepancy:
        return means
    right = np.tensordot(weights @ (1.0 - DISCREPANCIES), chances, axes=1)
    return right + float(weights.sum(axis=0) @ DISCREPANCIES) / chances.shape[2]


def quantiles(values: Array, weights: Array, at: Array) -> Array:
    """Quantiles of weighted values; `values` and `weights` float64 (draws,), `at` float64 (quantiles,)."""
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order])
    middle = (cumulative - 0.5 * weights[order]) / cumulative[-1]
    return np.interp(at, middle, values[order])


def information(chances: Array, weights: Array) -> Array:
    """What one more siege with the inputs of each case is expected to teach, in bits; float64 (cases,).

    Mutual information of its class and the constants (Lindley 1956): entropy of the mean chances less the mean entropy.
    `chances` float64 (draws, cases, classes), `weights` as of `ClusterTerms.weights`.
    """
    each = weights.sum(axis=1)

    def entropy(p: Array) -> Array:
        return -np.sum(np.where(p > 0.0, p * np.log2(np.where(p > 0.0, p, 1.0)), 0.0), axis=-1)

    return entropy(np.tensordot(each, chances, axes=1)) - np.tensordot(each, entropy(chances), axes=1)
