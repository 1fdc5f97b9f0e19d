"""Rows of the people who arrive during a siege: kept empty at the end of their kind, one block for each arrival."""

from typing import NamedTuple

import numpy as np

from sim.scenario.schedule_rules import PlannedArrival, arrivals
from sim.scenario.schema import Scenario
from sim.state.columns import Kind

#: Kind of the people who join a side.
KIND_OF = {"garrison": Kind.fighter, "besieger": Kind.besieger}


class ArrivalRows(NamedTuple):
    """An arrival and its rows."""

    arriving: PlannedArrival
    first: int  # row
    last: int  # row after its last one


def arrival_rows(scenario: Scenario, kind_start: np.ndarray, reserved: tuple[int, int]) -> list[ArrivalRows]:
    """The rows of every arrival, in the order of `arrivals`.

    `kind_start` is int64 (4,), as in `RowLayout`; `reserved` are the rows that a theatre keeps behind them, of fighters
    and of besiegers.
    """
    scale, found = scenario.population.people_per_agent, arrivals(scenario)
    rows = [-(-each.people.men // scale) for each in found]
    at = {}
    for side, kept in zip(KIND_OF, reserved, strict=True):
        mine = sum(n for n, each in zip(rows, found, strict=True) if each.people.side == side)
        at[side] = int(kind_start[KIND_OF[side] + 1]) - kept - mine
    made = []
    for each, n in zip(found, rows, strict=True):
        first = at[each.people.side]
        made.append(ArrivalRows(each, first, first + n))
        at[each.people.side] += n
    return made
