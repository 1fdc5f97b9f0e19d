"""What a figure shows of the effects asked for: the outcome at each level of the lever."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.compare.analysis.asked_effects import FEWEST_PAIRS, AskedEffect
from sim.compare.analysis.effect_cells import rows_at
from sim.compare.analysis.estimate_tables import cell_estimates
from sim.compare.axes import Axis
from sim.compare.outcomes import DATES, Outcome, outcome_values
from sim.compare.statistics import means, proportions
from sim.compare.sweep_data import SweepData
from sim.text.format import display

MOST = 6  # panels


class Response(NamedTuple):
    """One panel: the table has a row per level, and per level of the second lever: x_at, x_name, y_name, value, ..."""

    outcome: Outcome
    along: Axis
    across: Axis | None
    title: str
    table: pd.DataFrame
    target: float  # NaN where it is no threshold


def distinct_responses(asked: Sequence[AskedEffect]) -> list[AskedEffect]:
    """The effects to draw: without those that another one shows by level of a second lever."""
    crossed = {(one.outcome, one.along, one.held) for one in asked if one.across is not None}
    kept = []
    for one in asked:
        plain = one.across is None and one.response is None
        if one.acted == 0 or (plain and (one.outcome, one.along, one.held) in crossed):
            continue
        kept.append(one)
    return kept[:MOST]


def asked_response(sweep: SweepData, one: AskedEffect) -> Response:
    """The outcome along the lever, by level of the second one."""
    kept = rows_at(sweep, one.held)
    values = outcome_values(sweep.rows, one.outcome)
    known = kept & ~np.isnan(values)
    part = replace(sweep, rows=sweep.rows[known].reset_index(drop=True))
    axes = [one.along, *([one.across] if one.across else [])]
    table = cell_estimates(part, values[known], axes, proportions.share if one.outcome.binary else means.mean)
    table = table[table["n"] >= FEWEST_PAIRS]
    verb = "Share that ended in " if one.outcome.binary and one.outcome.name != "deal" else ""
    title = f"{verb}{one.outcome.name}" if verb else one.outcome.label
    if one.outcome.name in DATES:
        title = f"{title} (runs that have one)"
    if one.held:
        title += f"\nwith {' and '.join(axis.phrase(display(level)) for axis, level in one.held)}"
    return Response(one.outcome, one.along, one.across, title, table, one.target)
