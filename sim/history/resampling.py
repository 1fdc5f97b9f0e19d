"""Intervals by drawing whole clusters again, and what the scores would be if outcomes had nothing to do with cases."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.history.scores import SCORES, Predictions, scores_of
from sim.state.columns import Array

#: Coverage of the intervals of scores: with some fifteen clusters a wider one would promise too much.
LEVEL = 0.90
DRAWS = 2000
SHUFFLES = 1000
#: For a standard error, which needs fewer draws than the ends of an interval.
RUN_DRAWS = 400


def cluster_weights(clusters: Array, draws: int = DRAWS, seed: int = 1) -> Array:
    """How often each case is drawn when clusters (any dtype, (cases,)) are drawn with replacement.

    float64 (draws, cases); the draws come from a counter-based generator, so that the same clusters give the same ones.
    """
    names, place = np.unique(clusters, return_inverse=True)
    luck = np.random.Generator(np.random.Philox(seed))
    chosen = luck.integers(0, len(names), (draws, len(names)))
    times = np.zeros((draws, len(names)))
    np.add.at(times, (np.arange(draws)[:, None], chosen), 1.0)
    return times[:, place]


def interval(values: Array) -> dict[str, float]:
    """Ends of the percentile interval of drawn values (float64 (draws,)), those that are NaN left out."""
    finite = values[np.isfinite(values)]
    if len(finite) < len(values) / 2:
        return {"low": float("nan"), "high": float("nan")}
    low, high = np.quantile(finite, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
    return {"low": float(low), "high": float(high)}


def intervals(predictions: Predictions, weights: Array) -> dict[str, dict[str, float]]:
    """The interval of every score; `weights` as from `cluster_weights`, float64 (draws, cases)."""
    return {name: interval(score(predictions, weights)) for name, score in SCORES.items()}


def error_of_runs(predictions: Predictions, draws: int = RUN_DRAWS, seed: int = 1) -> dict[str, float]:
    """Standard error of every score from the finite number of runs: its spread when runs are drawn again."""
    luck = np.random.Generator(np.random.Philox(seed))
    drawn = []
    for _ in range(draws):
        counts = luck.multinomial(predictions.runs, predictions.shares)
        drawn.append(scores_of(predictions._replace(shares=counts / predictions.runs[:, None])))
    return {name: float(np.std([one[name] for one in drawn])) for name in SCORES}


def difference(first: Predictions, second: Predictions, weights: Array) -> dict[str, float]:
    """By how much the Brier score of `first` is lower than that of `second` on the same cases, with its interval.

    `weights` is float64 (draws, cases).
    """
    score, equal = SCORES["brier"], np.ones((1, weights.shape[1]))
    value = float((score(second, equal) - score(first, equal))[0])
    return {"value": value, **interval(score(second, weights) - score(first, weights))}


def shuffled(observed: Array, clusters: Array, draws: int = SHUFFLES, seed: int = 1) -> Array:
    """Outcomes (int64 (cases,)) dealt out again by clusters (any dtype, (cases,)): int64 (draws, cases).

    The clusters are put in a random order and their outcomes are dealt out in it, so that the outcomes of one
    cluster mostly stay together. To shuffle rows would treat them as independent.
    """
    names, place = np.unique(clusters, return_inverse=True)
    luck = np.random.Generator(np.random.Philox(seed))
    by_cluster = np.argsort(place, kind="stable")
    made = np.empty((draws, len(observed)), dtype=np.int64)
    for row in made:
        order = luck.permutation(len(names))[place]
        start = luck.integers(len(observed))
        row[np.roll(by_cluster, start)] = observed[np.lexsort((np.arange(len(observed)), order))]
    return made


def permuted(predictions: Predictions) -> dict[str, Any]:
    """For every score: its 5th, 50th and 95th percentile over shuffled outcomes, and how rarely it is as good.

    `p` is the share of shuffles, the actual outcomes included, that score at least as well.
    """
    actual = scores_of(predictions)
    drawn = [
        scores_of(predictions._replace(observed=row)) for row in shuffled(predictions.observed, predictions.clusters)
    ]
    return band(actual, drawn)


def band(actual: Mapping[str, float], drawn: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """For every score: its 5th, 50th and 95th percentile over the draws, and the share that is as good (`p`)."""
    found = {}
    for name, value in actual.items():
        values = np.array([one[name] for one in drawn])
        if not np.isfinite(value):
            found[name] = dict.fromkeys(("low", "median", "high", "p"), float("nan"))
            continue
        sign = -1.0 if name == "brier" else 1.0
        low, median, high = (float(q) for q in np.nanquantile(values, [0.5 - LEVEL / 2, 0.5, 0.5 + LEVEL / 2]))
        as_good = np.sum(sign * values >= sign * value - 1e-12)
        found[name] = {"low": low, "median": median, "high": high, "p": float((1 + as_good) / (1 + len(values)))}
    return found
