"""Scores of predicted shares of the four classes against what happened, over weighted cases."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.state.columns import Array

#: Place of evacuation in `case_file.CLASSES`: what the scores of a yes or no are about.
EVACUATION = 0


class Predictions(NamedTuple):
    """What is predicted of some cases, and what happened."""

    shares: Array  # float64 (cases, classes), predicted probabilities in the order of `CLASSES`
    observed: Array  # int64 (cases,), place of the class that happened
    clusters: Array  # str (cases,), groups of cases that are not independent
    runs: Array  # int64 (cases,), number of runs: for the floor of the log score
    counted: bool = True  # whether the shares are counted from these runs, which adds chance to them

    @property
    def chance(self) -> Array:
        """Predicted probability of an evacuation, float64 (cases,)."""
        return self.shares[:, EVACUATION]

    @property
    def evacuated(self) -> Array:
        """Whether there was an evacuation, bool (cases,)."""
        return self.observed == EVACUATION


def brier_costs(predictions: Predictions) -> Array:
    """Squared error of each case, float64 (cases,), less what the chance of a finite number of runs adds to it.

    A share p counted from n runs misses the model's probability by a variance that p (1 - p) / (n - 1) estimates
    without bias (Ferro 2014, the fair Brier score). A case may therefore cost a little less than nothing.
    """
    p = predictions.chance
    costs = (p - predictions.evacuated) ** 2
    return costs - p * (1.0 - p) / np.maximum(predictions.runs - 1, 1) if predictions.counted else costs


def log_costs(predictions: Predictions) -> Array:
    """Minus the logarithm of the share of the class that happened, at least 1 / (2 runs); float64 (cases,)."""
    shares = np.take_along_axis(predictions.shares, predictions.observed[:, None], axis=1)[:, 0]
    return -np.log(np.maximum(shares, 0.5 / predictions.runs))


def brier(predictions: Predictions, weights: Array) -> Array:
    """Mean cost of a case for each row of weights (float64 (draws, cases)); float64 (draws,)."""
    return weighted_mean(brier_costs(predictions), weights)


def strict_skill(predictions: Predictions, weights: Array) -> Array:
    """One less the Brier score over p (1 - p), p being the share of evacuations among these very cases.

    This is strict, since nobody could have known that share. `weights` is float64 (draws, cases); NaN where all cases
    or none are evacuations.
    """
    rate = weighted_mean(predictions.evacuated.astype(float), weights)
    reference = rate * (1.0 - rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(reference > 0.0, 1.0 - brier(predictions, weights) / reference, np.nan)


def balanced_accuracy(predictions: Predictions, weights: Array) -> Array:
    """Mean of the shares of evacuations and of other endings that were called; a chance of one half is half a hit.

    `weights` is float64 (draws, cases); NaN where there is only one of the two.
    """
    hit = np.where(predictions.evacuated, predictions.chance, 1.0 - predictions.chance)
    hit = (np.sign(hit - 0.5) + 1.0) / 2.0
    yes = predictions.evacuated
    return (weighted_mean(hit[yes], weights[:, yes]) + weighted_mean(hit[~yes], weights[:, ~yes])) / 2.0


def log4(predictions: Predictions, weights: Array) -> Array:
    """Mean logarithm of the share of the class that happened; `weights` is float64 (draws, cases)."""
    return -weighted_mean(log_costs(predictions), weights)


def auc(predictions: Predictions, weights: Array) -> Array:
    """Probability that a case with an evacuation has a higher chance of one than a case without; ties count half.

    `weights` is float64 (draws, cases); NaN where there is only one of the two.
    """
    yes = predictions.evacuated
    return ordered(predictions.chance[yes], predictions.chance[~yes], weights[:, yes], weights[:, ~yes])


def ordered(high: Array, low: Array, high_weights: Array, low_weights: Array) -> Array:
    """Weighted share of pairs in which `high` (float64 (a,)) exceeds `low` (float64 (b,)); ties count half.

    The weights are float64 (draws, a) and (draws, b).
    """
    wins = (np.sign(high[:, None] - low[None, :]) + 1.0) / 2.0
    pairs = high_weights.sum(axis=1) * low_weights.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.einsum("da,ab,db->d", high_weights, wins, low_weights, optimize=True) / pairs


def weighted_mean(values: Array, weights: Array) -> Array:
    """Mean of values (float64 (cases,)) for each row of weights (float64 (draws, cases)); NaN where they sum to 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return weights @ values / weights.sum(axis=1)


Score = Callable[[Predictions, Array], Array]
#: The scores of a prediction, by their names in documents; higher is better but for `brier`.
SCORES: dict[str, Score] = {
    "brier": brier,
    "strict_skill": strict_skill,
    "balanced_accuracy": balanced_accuracy,
    "log4": log4,
    "auc": auc,
}


def scores_of(predictions: Predictions) -> dict[str, float]:
    """Every score by its name, all cases weighing the same."""
    equal = np.ones((1, len(predictions.observed)))
    return {name: float(score(predictions, equal)[0]) for name, score in SCORES.items()}
