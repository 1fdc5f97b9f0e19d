"""A smooth fit of the probability of an outcome over two to four axes, its uncertainty, and the next points to try.

Logistic regression with quadratic terms, and with bumps at points spread over the axes that let a border bend; normal
priors keep all of them small (ridge). Uncertainty is Laplace's: the curvature of the posterior at its mode. Coordinates
run from 0 to 1 along each axis, on its own scale (logarithmic where the axis is).
"""

import functools
import math
from typing import NamedTuple

import numpy as np
from scipy.special import expit
from scipy.stats import qmc

#: Standard deviation of the priors of quadratic terms, on axes from -1 to 1, in log odds.
SLOPE = 3.0
#: Shapes that a border may have: width of a bump as a share of an axis, and standard deviation of its height in log
#: odds. The one with the highest evidence is used: nearly quadratic, or bending within a fifth of an axis.
SHAPES = ((0.3, 0.5), (0.18, 1.5))
BUMPS = 64
STEPS, TOLERANCE = 50, 1e-8  # of Newton's method
#: How many standard deviations from the level a point may be to be worth a run: with 2, the corners of the range, of
#: which little is known because the border is far away, take a quarter of the runs.
REACH = 1.0
#: Half width of a band in standard deviations: 95%.
BAND = 1.959963984540054


class BorderFit(NamedTuple):
    """The posterior of the coefficients, float64: their mode (terms,) and covariance (terms, terms)."""

    mode: np.ndarray
    covariance: np.ndarray
    width: float  # of a bump
    evidence: float  # logarithm, by Laplace's approximation, but for a constant

    def log_odds(self, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation of the log odds at points of the unit cube, float64 (n, axes), as (n,) each."""
        terms = terms_of(unit, self.width)
        return terms @ self.mode, np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", terms, self.covariance, terms), 0.0))


def terms_of(unit: np.ndarray, width: float) -> np.ndarray:
    """The terms of the regression at points of the unit cube, float64 (n, axes), as float64 (n, terms)."""
    axes = unit.shape[1]
    x = 2 * unit - 1
    squares = [x[:, i] * x[:, j] for i in range(axes) for j in range(i, axes)]
    centres = _centres(axes)
    width = width * math.sqrt(axes / 2)  # bumps must still overlap where there are more axes
    distance = ((unit[:, None, :] - centres) ** 2).sum(axis=2) / (2 * width**2)
    return np.column_stack([np.ones(len(unit)), x, *squares, np.exp(-distance)])


@functools.lru_cache(maxsize=8)
def _centres(axes: int) -> np.ndarray:
    return qmc.Sobol(axes, scramble=True, rng=np.random.default_rng(0)).random_base2(BUMPS.bit_length() - 1)


def _prior(axes: int, height: float) -> np.ndarray:
    """Precisions of the coefficients, float64 (terms,); only the intercept's is nearly nothing."""
    quadratic = axes + axes * (axes + 1) // 2
    return np.concatenate([[1e-2], np.full(quadratic, SLOPE**-2), np.full(BUMPS, height**-2)])


def fit_border(unit: np.ndarray, happened: np.ndarray) -> BorderFit:
    """Fit runs at points of the unit cube, float64 (n, axes); `happened`, bool (n,), says where the outcome was."""
    return max((_fit(unit, happened, *shape) for shape in SHAPES), key=lambda fit: round(fit.evidence, 6))


def _fit(unit: np.ndarray, happened: np.ndarray, width: float, height: float) -> BorderFit:
    terms, prior, y = terms_of(unit, width), _prior(unit.shape[1], height), happened.astype(float)
    mode = np.zeros(len(prior))
    for _ in range(STEPS):
        p = expit(terms @ mode)
        curvature = (terms.T * (p * (1 - p))) @ terms + np.diag(prior)
        step = np.linalg.solve(curvature, terms.T @ (y - p) - prior * mode)
        mode = mode + step * min(1.0, 5.0 / max(1e-12, float(np.abs(terms @ step).max())))
        if float(np.abs(step).max()) < TOLERANCE:
            break
    p = expit(terms @ mode)
    curvature = (terms.T * (p * (1 - p))) @ terms + np.diag(prior)
    fitted = float(np.sum(np.log(np.where(happened, p, 1 - p)))) - float(prior @ mode**2) / 2
    evidence = fitted + float(np.sum(np.log(prior)) - np.linalg.slogdet(curvature)[1]) / 2
    return BorderFit(mode, np.linalg.inv(curvature), width, evidence)


def straddle(fit: BorderFit, candidates: np.ndarray, level: float, number: int) -> np.ndarray:
    """`number` of the candidates, float64 (n, axes), where the border may be and is least known (Bryan et al. 2005).

    Each choice lowers the uncertainty near it before the next one, so that a batch spreads along the border.
    """
    terms = terms_of(candidates, fit.width)
    mean = terms @ fit.mode
    weight = expit(mean) * (1 - expit(mean))
    away = np.abs(mean - math.log(level / (1 - level)))
    spread = terms @ fit.covariance  # covariance of each candidate with the coefficients
    variance = np.einsum("ij,ij->i", spread, terms)
    chosen: list[int] = []
    for _ in range(number):
        score = np.round(REACH * np.sqrt(np.maximum(variance, 0.0)) - away, 9)  # ties do not hang on the last bit
        score[chosen] = -np.inf
        best = int(np.argmax(score))
        chosen.append(best)
        shared = spread @ terms[best]  # covariance of all candidates with the chosen one
        gain = weight[best] / (1 + weight[best] * variance[best])
        spread = spread - gain * np.outer(shared, spread[best])
        variance = variance - gain * shared**2
    return candidates[chosen]
