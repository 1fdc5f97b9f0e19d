"""Civilian deaths per 1 000 civilians of day 0, for arms with different populations."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from sim.compare.comparison.arms import Arm, scenario_parameters
from sim.compare.outcomes import DEATH_RATE
from sim.state.columns import Array

DEATHS = "deaths_civilians"


def with_death_rate(arm: Arm) -> Arm:
    """The arm with the column of `DEATH_RATE`; unchanged where deaths or civilians are not known."""
    rows = arm.sweep.rows
    civilians = civilians_of_day_0(arm)
    if civilians is None or DEATHS not in rows:
        return arm
    deaths = rows[DEATHS].to_numpy(dtype=float, na_value=np.nan)
    rate = 1000 * np.divide(deaths, civilians, out=np.full(len(rows), np.nan), where=civilians > 0)
    return replace(arm, sweep=replace(arm.sweep, rows=rows.assign(**{DEATH_RATE.name: rate})))


def civilians_of_day_0(arm: Arm) -> Array | None:
    """Civilians on day 0 of each run, over all sieges, float64 (rows,); None where they are not known."""
    rows = arm.sweep.rows
    total = np.zeros(len(rows))
    by_scenario = {} if len(arm.sweep.manifest["scenarios"]) == 1 else scenario_parameters(arm.sweep)
    for prefix in [f"sieges.{name}." for name in arm.sweep.sieges] or [""]:
        path = f"{prefix}population.civilians"
        varied = next((name for name in (path, "sieges.every.population.civilians") if name in rows), None)
        if varied is not None:
            total += rows[varied].to_numpy(dtype=float)
        elif arm.fixed.get(path) is not None:
            total += float(arm.fixed[path])
        elif by_scenario and all(values.get(path) is not None for values in by_scenario.values()):
            own = pd.Series({name: float(values[path]) for name, values in by_scenario.items()})
            total += rows["scenario"].map(own).to_numpy(dtype=float)
        else:
            return None
    return total


def populations_differ(arms: Sequence[Arm]) -> bool:
    """Whether runs of the arms have different numbers of civilians on day 0."""
    sets = [frozenset(civilians.tolist()) for arm in arms if (civilians := civilians_of_day_0(arm)) is not None]
    return len(set(sets)) > 1
