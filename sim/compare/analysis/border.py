"""The border that a boundary design has found: where it runs, its band, and on which side the share is higher."""

import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.compare.axes import Axis
from sim.compare.outcomes import Outcome, outcome_values
from sim.compare.sweep_data import SweepData
from sim.state.columns import Array
from sim.sweep.border_fit import BAND, BorderFit, fit_border

#: Steps of the second lever on which the border is sought, and levels of the first in the table.
STEPS, LEVELS = 801, 9
#: Where a third lever is held in panels, as shares of its axis; a fourth is held in the middle.
PANELS = (0.1, 0.5, 0.9)


class BorderScale(NamedTuple):
    """The scale of one lever: values at shares of its axis from 0 to 1."""

    axis: Axis
    low: float
    high: float
    log: bool

    def at(self, share: Any) -> Any:
        """The value at a share, float64 of any shape."""
        share = np.asarray(share, dtype=float)
        return self.low * (self.high / self.low) ** share if self.log else self.low + share * (self.high - self.low)

    def share(self, value: Any) -> Array:
        """The shares at values, float64 (n,) for float64 (n,)."""
        value = np.asarray(value, dtype=float)
        if self.log:
            return np.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


class Border(NamedTuple):
    """A fitted border over two to four levers."""

    scales: tuple[BorderScale, ...]
    level: float
    fit: BorderFit
    unit: Array  # float64 (runs, axes): where the runs were
    flags: Array  # bool (runs,): which had the outcome
    table: pd.DataFrame  # one row per crossing: panel, x, border, low, high; no rows where there is no border
    highest: tuple[float, float, float]  # the highest estimated share with its band
    lowest: tuple[float, float, float]

    @property
    def third(self) -> BorderScale | None:
        """The scale of a third lever."""
        return self.scales[2] if len(self.scales) > 2 else None

    @property
    def panels(self) -> tuple[float, ...]:
        """Shares at which the third lever is held; one panel where there are two levers."""
        return PANELS if self.third else (0.5,)

    def line(self, panel: float, x: float) -> Array:
        """Points of the unit cube along the second lever, float64 (STEPS, axes)."""
        steps = np.linspace(0, 1, STEPS)
        rest = [np.full(STEPS, panel if place == 0 else 0.5) for place in range(len(self.scales) - 2)]
        return np.column_stack([np.full(STEPS, x), steps, *rest])

    def crossings(self, panel: float, x: float) -> list[tuple[float, float, float]]:
        """Where the share crosses the level along the second lever, and the ends of the band, as shares of the axis."""
        mean, deviation = self.fit.log_odds(self.line(panel, x))
        away, steps = mean - math.log(self.level / (1 - self.level)), np.linspace(0, 1, STEPS)
        unsure = np.abs(away) < BAND * deviation
        found = []
        for place in np.flatnonzero(np.diff(np.sign(away)) != 0):
            low = high = place
            while low > 0 and unsure[low]:
                low -= 1
            while high < STEPS - 1 and unsure[high]:
                high += 1
            found.append((float(steps[place]), float(steps[low]), float(steps[high])))
        return found


def find_border(sweep: SweepData, outcome: Outcome) -> Border:
    """The border of an outcome in a sweep with a boundary design."""
    experiment = sweep.manifest["experiment"]
    scales = []
    for axis in sweep.levers:
        given = experiment["levers"][axis.dotted]
        scales.append(BorderScale(axis, float(given["low"]), float(given["high"]), bool(given.get("log"))))
    unit = np.column_stack([scale.share(sweep.rows[scale.axis.dotted]) for scale in scales])
    flags = outcome_values(sweep.rows, outcome).astype(bool)
    fit = fit_border(unit, flags)
    level = float(experiment["design"]["level"])
    empty = pd.DataFrame(columns=["panel", "x", "border", "low", "high"])
    border = Border(tuple(scales), level, fit, unit, flags, empty, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    mean, deviation = fit.log_odds(_everywhere(len(scales)))
    border = border._replace(
        highest=_share(mean, deviation, int(mean.argmax())), lowest=_share(mean, deviation, int(mean.argmin()))
    )
    if flags.all() or not flags.any():
        return border
    rows = []
    third = border.third
    for panel in border.panels:
        for x in np.linspace(0, 1, LEVELS):
            for crossing in border.crossings(panel, float(x)):
                value, low, high = (float(scales[1].at(share)) for share in crossing)
                at = float(third.at(panel)) if third else math.nan
                rows.append({"panel": at, "x": float(scales[0].at(x)), "border": value, "low": low, "high": high})
    return border._replace(table=pd.DataFrame(rows) if rows else empty)


def _everywhere(axes: int) -> Array:
    steps = np.linspace(0, 1, {2: 41, 3: 15, 4: 9}[axes])
    return np.stack(np.meshgrid(*[steps] * axes), -1).reshape(-1, axes)


def _share(mean: Array, deviation: Array, place: int) -> tuple[float, float, float]:
    ends = mean[place] + np.array([0, -BAND, BAND]) * deviation[place]
    value, low, high = 1 / (1 + np.exp(-ends))
    return float(value), float(low), float(high)
