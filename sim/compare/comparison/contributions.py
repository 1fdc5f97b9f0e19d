"""What each differing parameter contributes to the difference between two scenarios, with intervals."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.compare.outcomes import Outcome
from sim.compare.statistics.means import mean
from sim.state.columns import Array

WHOLE, INTERACTION = "all together", "interaction"
DIRECTIONS = ("from the first", "from the second", "mean of both")


class SwapValues(NamedTuple):
    """One outcome by scenario, over the same seeds: float64 (seeds,)."""

    first: Array
    second: Array
    forward: Mapping[str, Array]  # the first scenario with one parameter of the second
    backward: Mapping[str, Array]  # the second with one parameter of the first


def contributions(outcome: Outcome, values: SwapValues) -> pd.DataFrame:
    """One row per part and direction, the largest parts first; columns as in `reports.CONTRIBUTIONS`.

    From the first scenario, a part is what it changes to give that parameter the second one's value; from the second,
    what keeping it back would have changed. In each direction the parts and the interaction, which is what they leave,
    add up to the whole difference. Intervals are Student's over seeds, those of shares within 100 points.
    """
    whole = values.second - values.first
    by_part = {
        name: (values.forward[name] - values.first, values.second - values.backward[name]) for name in values.forward
    }
    both = {name: (*pair, (pair[0] + pair[1]) / 2) for name, pair in by_part.items()}
    order = sorted(both, key=lambda name: -abs(float(both[name][2].mean())))
    rest = tuple(whole - sum((both[name][i] for name in order), np.zeros(len(whole))) for i in range(3))
    rows = []
    for part, differences in [*((name, both[name]) for name in order), (INTERACTION, rest), (WHOLE, (whole,) * 3)]:
        for direction, difference in zip(DIRECTIONS, differences, strict=True):
            row = {"outcome": outcome.name, "label": outcome.label, "unit": outcome.unit, "binary": outcome.binary}
            estimate = mean(difference)
            if outcome.binary and part != INTERACTION:  # an interaction of several parts may be larger
                low, high = np.clip([estimate.low, estimate.high], -1.0, 1.0)
                estimate = estimate._replace(low=float(low), high=float(high))
            rows.append(row | {"part": part, "direction": direction, **estimate._asdict()})
    return pd.DataFrame(rows)


def complete_seeds(tables: Sequence[pd.DataFrame]) -> list[int]:
    """Seeds that every table of runs has."""
    common = set(tables[0]["seed"])
    for table in tables[1:]:
        common &= set(table["seed"])
    return sorted(common)
