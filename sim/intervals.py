"""The interval of a share, which reports show and sequential designs stop by."""

import numpy as np
from scipy import stats

#: Coverage of every interval unless said otherwise.
LEVEL = 0.95


def wilson(hits: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Ends of the score interval of a share (Wilson 1927); `n` may be an effective number."""
    if n <= 0:
        return 0.0, 1.0
    z2 = stats.norm.ppf(0.5 + level / 2) ** 2
    middle = (hits + z2 / 2) / (n + z2)
    half = np.sqrt(z2 * (hits * (n - hits) / n + z2 / 4)) / (n + z2)
    low = 0.0 if hits <= 0 else max(0.0, middle - half)
    high = 1.0 if hits >= n else min(1.0, middle + half)
    return float(low), float(high)
