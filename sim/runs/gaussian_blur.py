"""A Gaussian blur, equal to SciPy's to the last bit: importing SciPy's filters takes longer than a small siege."""

import numpy as np

from sim.state.columns import Array

#: Lines that are blurred together: as many as the processor's cache holds for a picture.
LINES = 64


def gaussian_blur(picture: Array, sigma: float, truncate: float = 4.0) -> Array:
    """`scipy.ndimage.gaussian_filter` of a (rows, columns) picture of floats; edges are mirrored.

    Each axis is summed in float64, from the outermost pair of neighbours to the innermost, and rounded to the type of
    the picture, as in SciPy.
    """
    radius = int(truncate * sigma + 0.5)
    at = np.arange(-radius, radius + 1)
    weights = np.exp(-0.5 / (sigma * sigma) * at**2)
    weights /= weights.sum()
    return _along_rows(_along_rows(picture.T, weights, radius).T, weights, radius)


def _along_rows(picture: Array, weights: Array, radius: int) -> Array:
    """Each row blurred by itself; equal neighbours are computed once."""
    different = np.ones(len(picture), bool)
    different[1:] = (picture[1:] != picture[:-1]).any(axis=1)
    rows, width = picture[different], picture.shape[1]
    blurred = np.empty_like(rows)
    for first in range(0, len(rows), LINES):
        wide = np.pad(rows[first : first + LINES].astype(np.float64), ((0, 0), (radius, radius)), mode="symmetric")
        total = wide[:, radius : radius + width] * weights[radius]
        pair = np.empty_like(total)
        for away in range(radius, 0, -1):
            left, right = radius - away, radius + away
            np.add(wide[:, left : left + width], wide[:, right : right + width], out=pair)
            pair *= weights[left]
            total += pair
        blurred[first : first + LINES] = total
    return blurred[np.cumsum(different) - 1]
