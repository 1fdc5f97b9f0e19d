"""Many tests at once."""

import numpy as np

from sim.state.columns import Array


def holm(p: Array) -> Array:
    """p-values corrected so that the chance of any false alarm among them stays what is said (Holm 1979).

    `p` and the result are float64 (n,).
    """
    p = np.asarray(p, dtype=float)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty_like(p)
    corrected[order] = np.minimum(1.0, stepped)
    return corrected
