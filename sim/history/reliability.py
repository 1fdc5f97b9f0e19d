"""How often evacuations happened where they were given such a chance, in as many bins as the cases carry."""

import numpy as np

from sim.history.resampling import LEVEL
from sim.history.scores import Predictions
from sim.intervals import wilson
from sim.state.columns import Array

#: Fewest cases of a bin: with fewer, its interval says nothing.
FEWEST, MOST_BINS = 8, 10


def reliability(predictions: Predictions) -> list[dict[str, float]]:
    """Bins of about as many cases each, by predicted chance: its mean, the observed share with its interval, cases.

    The interval takes cases for independent, which those of a cluster are not: it is too narrow.
    """
    order = np.argsort(predictions.chance, kind="stable")
    bins = np.array_split(order, min(MOST_BINS, max(1, len(order) // FEWEST)))
    return [_bin(predictions, rows) for rows in bins]


def _bin(predictions: Predictions, rows: Array) -> dict[str, float]:
    happened = int(predictions.evacuated[rows].sum())
    low, high = wilson(happened, len(rows), LEVEL)
    return {
        "predicted": float(predictions.chance[rows].mean()),
        "lowest": float(predictions.chance[rows].min()),
        "highest": float(predictions.chance[rows].max()),
        "observed": happened / len(rows),
        "low": low,
        "high": high,
        "cases": len(rows),
    }
