"""A common horizon for all arms: a siege that ends later counts as open on that day."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from sim.compare.comparison.arms import Arm
from sim.compare.outcomes import OPEN, Outcome
from sim.scenario.errors import ScenarioError

#: Numbers that are known on the horizon of a run that was followed longer.
KNOWN_EARLIER = ("day", "signed_day")


def with_horizon(arm: Arm, horizon: int) -> Arm:
    """The arm as it was after `horizon` days: later endings are undone, and runs that were cut then are open.

    Numbers at the end of a run, such as deaths, are missing where the run was followed longer.
    """
    rows = arm.sweep.rows
    last = horizon - 1
    longer = rows["exit_day"] > last
    is_open = longer | ((rows["exit_day"] == last) & (rows["cause"] == 0))
    numbers = [str(name) for name in rows.select_dtypes("number") if name not in _design(arm)]
    changed = rows.assign(
        ending=rows["ending"].where(~is_open, OPEN),
        deal=rows["deal"] & ~is_open,
        cause=rows["cause"].where(~is_open, 0),
        exit_day=rows["exit_day"].where(~is_open, float(last)),
        **{name: rows[name].astype(float).where(~longer) for name in numbers},
        day=rows["day"].astype(float).where(~is_open, np.nan),
        signed_day=rows["signed_day"].astype(float).where(~is_open, np.nan),
    )
    return replace(arm, sweep=replace(arm.sweep, rows=changed))


def _design(arm: Arm) -> set[str]:
    """Columns that say what a run is, not what came of it."""
    return {"point", "replicate", "seed", "exit_day", "cause", "day", "signed_day", *arm.varied}


def check_known(arms: Sequence[Arm], horizon: int, asked: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes that are known on the horizon in every arm.

    Raises ScenarioError where one was asked for by name and is not.
    """
    longer = [arm.name for arm in arms if _followed_longer(arm.sweep.rows, horizon)]
    unknown = [each.name for each in asked if not each.binary and each.name not in KNOWN_EARLIER]
    if not longer or not unknown:
        return []
    raise ScenarioError(
        f"--outcome {unknown[0]}: not known on day {horizon - 1} in {', '.join(longer)}, where runs were followed "
        f"longer; run it with `days: {horizon}`, or compare endings and days"
    )


def _followed_longer(rows: pd.DataFrame, horizon: int) -> bool:
    return bool((rows["exit_day"] > horizon - 1).any())


def not_known(arms: Sequence[Arm], horizon: int) -> bool:
    """Whether an arm has runs that were followed beyond the horizon, so that numbers at the end are not comparable."""
    return any(_followed_longer(arm.sweep.rows, horizon) for arm in arms)
