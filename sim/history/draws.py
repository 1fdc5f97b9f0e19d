"""Draws of what is not known exactly: distributions with a low, best and high value, one draw for each replicate."""

import math
import zlib
from collections.abc import Callable, Sequence
from statistics import NormalDist

NORMAL = NormalDist()
MIDDLE = 0.5


def triangular_log(u: float, low: float | None, best: float, high: float | None) -> float:
    """A value of the triangular distribution of logarithms, at probability u; low or high not known: the best.

    Raises ValueError where low, best and high do not rise.

    >>> round(triangular_log(0.5, 100.0, 200.0, 400.0), 6)
    200.0
    """
    a, b, c = (math.log(best if x is None else x) for x in (low, best, high))
    if not a <= b <= c:
        raise ValueError(f"low, best and high must rise, but are {low:g}, {best:g} and {high:g}")
    if a == c:
        return best
    split = (b - a) / (c - a)
    if u <= split:
        return math.exp(a + math.sqrt(u * (c - a) * (b - a)))
    return math.exp(c - math.sqrt((1.0 - u) * (c - a) * (c - b)))


def uniform(u: float, low: float, high: float) -> float:
    """A value between low and high."""
    return low + u * (high - low)


def normal(u: float, mean: float, deviation: float) -> float:
    """A value of the normal distribution with this standard deviation."""
    return mean + deviation * NORMAL.inv_cdf(u)


def lognormal(u: float, median: float, deviation: float) -> float:
    """A value of the lognormal distribution; `deviation` is that of the logarithm."""
    return median * math.exp(deviation * NORMAL.inv_cdf(u))


#: Distribution -> its value at a probability, the number of its arguments, and those that may be unknown.
DISTRIBUTIONS: dict[str, tuple[Callable[..., float], int, tuple[int, ...]]] = {
    "triangular_log": (triangular_log, 3, (0, 2)),
    "uniform": (uniform, 2, ()),
    "normal": (normal, 2, ()),
    "lognormal": (lognormal, 2, ()),
}


def drawn(distribution: str, u: float | None, arguments: Sequence[float | None]) -> float | None:
    """A draw at probability u, or the best value: its peak or middle; None where an argument is needed and not known.

    Raises ValueError for arguments that do not fit.
    """
    function, _, optional = DISTRIBUTIONS[distribution]
    if any(value is None and place not in optional for place, value in enumerate(arguments)):
        return None
    if u is None and distribution == "triangular_log":
        return arguments[1]
    return function(MIDDLE if u is None else u, *arguments)


def case_seed(case: str, replicate: int) -> int:
    """The seed of a run: consecutive for the replicates (from 1) of a case, whatever is varied."""
    return (zlib.crc32(case.encode()) + replicate) % 2**32


def probability_of(case: str, replicate: int, name: str) -> float:
    """Where in its distribution a quantity of a replicate lies, 0..1, both excluded; of this name alone.

    Adding a quantity to a mapping therefore moves no other draw.
    """
    import numpy as np

    keys = [zlib.crc32(case.encode()), replicate, zlib.crc32(name.encode())]
    return min(max(float(np.random.default_rng(keys).random()), 1e-12), 1.0 - 1e-12)
