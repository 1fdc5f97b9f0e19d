"""How many more replicates an interval needs to become as narrow as wanted."""

import math

from scipy import stats

from sim.compare.statistics.estimate import LEVEL, Estimate


def more_for_mean(deviation: float, n: int, width: float, level: float = LEVEL) -> int:
    """More pairs (or runs) until Student's interval is `width` wide, if the standard deviation stays as it is.

    Hand in the deviation of the paired differences: pairing is what makes few replicates enough. Raises ValueError
    where the width is not positive or the deviation is unknown.
    """
    if width <= 0 or not math.isfinite(deviation):
        raise ValueError(f"width = {width}, deviation = {deviation}: a positive width and a known deviation are needed")
    needed = max(2, n)
    while 2 * stats.t.ppf(0.5 + level / 2, needed - 1) * deviation / math.sqrt(needed) > width:
        normal = (2 * stats.norm.ppf(0.5 + level / 2) * deviation / width) ** 2
        needed = max(needed + 1, math.floor(normal))
    return needed - n


def more_for_share(estimated: Estimate, width: float) -> int:
    """More pairs (or runs) until the interval of a share, or of a difference of shares, is `width` wide.

    From the interval as it is, which narrows with the root of their number. Raises ValueError where the width is not
    positive.
    """
    if width <= 0:
        raise ValueError(f"width = {width}: must be positive")
    return max(0, math.ceil(estimated.n * (estimated.width / width) ** 2) - estimated.n)
