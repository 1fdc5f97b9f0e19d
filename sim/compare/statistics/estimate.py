"""What every estimate is: a value, the ends of its interval, and from how many observations."""

import math
from typing import NamedTuple

from sim.intervals import LEVEL  # noqa: F401  (of every estimate)


class Estimate(NamedTuple):
    """A value with its interval; NaN where the data cannot tell."""

    value: float
    low: float
    high: float
    n: int  # observations, or pairs of them

    @property
    def width(self) -> float:
        """From end to end."""
        return self.high - self.low

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.clear_of(0.0)

    def clear_of(self, value: float) -> bool:
        """Whether the interval leaves out a value."""
        return self.low > value or self.high < value

    def document(self) -> dict[str, float | int | None]:
        """For JSON, which knows neither NaN nor infinity."""
        return {name: value if math.isfinite(value) else None for name, value in self._asdict().items()}


def unknown(n: int = 0) -> Estimate:
    """What is said when nothing can be said."""
    return Estimate(math.nan, math.nan, math.nan, n)


def has_no_width(low: float, high: float) -> bool:
    """Whether an interval is a single point: all observations were equal, and it says nothing of the uncertainty."""
    return math.isfinite(low) and math.isclose(low, high, rel_tol=1e-9, abs_tol=1e-12)
