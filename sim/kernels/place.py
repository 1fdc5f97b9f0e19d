"""What does not change in the life of a siege, and its first beliefs, as compiled days are told them."""

import math
from typing import NamedTuple

import numpy as np

from sim.state.moment import packed
from sim.state.siege import Siege
from sim.theory import prospects


class Place(NamedTuple):
    """Numbers of one siege."""

    seed: int  # its lowest 32 bits
    ticks: int  # a day
    width: int
    people_per_agent: int
    cell_m: float
    km2: float  # of a cell
    conquest: float  # days that commanders reckon for the whole pocket at even odds
    sitting_days: float
    attention_kept: float  # share of the public's attention that is left a day later


def place_of(siege: Siege) -> np.ndarray:
    """The numbers of a siege, packed."""
    s, a = siege.scenario, siege.scenario.assault
    cell_m = siege.shape.cell_m
    return packed(
        Place(
            siege.seed & 0xFFFFFFFF,
            s.clock.ticks_per_day,
            siege.shape.width,
            s.population.people_per_agent,
            cell_m,
            (cell_m / 1000.0) ** 2,
            prospects.conquest_days(siege.first.cells, a.objective_share, a.regroup_days, a.advance_m_day, cell_m),
            max(1.0, s.negotiation.decision_days),  # the commands sit at most once a day
            math.exp(-1.0 / s.observers.attention_days),
        ),
        "f8",
    )
