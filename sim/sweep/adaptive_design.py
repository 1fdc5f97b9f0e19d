"""What decides which runs of an adaptive design are done next."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from sim.sweep.observed_runs import ObservedRuns


class AdaptiveDesign(Protocol):
    """The next runs as a function of the rows so far, and of nothing else: not of the order in which runs finish."""

    @property
    def outcomes(self) -> Sequence[str]:
        """The endings that it looks at."""
        ...

    def next_runs(self, observed: ObservedRuns) -> np.ndarray:
        """Numbers of the runs to do next, int64 (runs,); none when the design is complete."""
        ...

    def text(self, observed: ObservedRuns) -> str:
        """What the rule was, and what it came to, in sentences."""
        ...
