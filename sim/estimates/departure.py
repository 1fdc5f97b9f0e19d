"""The fork in which a convoy leaves today under a deal that is signed from outside."""

from statistics import fmean

import numpy as np

from sim.agents import convoy
from sim.estimates import forks
from sim.estimates.continuations import NOTHING, RealisedValue, continued, dead_since, follow
from sim.estimates.moments import Moment
from sim.estimates.sizes import Sizes
from sim.state.columns import Cause, Kind, Status
from sim.state.siege import Siege
from sim.theory.packages import Package, Terms

#: A plain evacuation with half of what can be carried.
TERMS = Terms(Package.evacuation, 0.5)


def departed(evening: Siege, moment: Moment, sizes: Sizes) -> dict[str, RealisedValue]:
    """What becomes of the fighters who board, by name of the estimate; nothing where none of them would."""
    scenario = forks.leaving(moment.siege, sizes.longest)
    arrived, alive = [], []
    for siege in continued(evening, moment, scenario, sizes.continuations):
        follow(siege, sizes.longest, until=lambda siege: not siege.convoy.under_way, begin=_sign)
        rows = _boarders(siege)
        leavers = siege.count_people(rows)
        if leavers:
            arrived.append(siege.count_people(rows[siege.people.status[rows] == Status.evacuated]) / leavers)
            killed = dead_since(evening, siege, Kind.fighter, [Cause.breach])
            alive.append(1.0 - killed / leavers)
    if not arrived:
        return dict.fromkeys(("road_believed", "road_true", "road_alive"), NOTHING)
    share = RealisedValue(fmean(arrived))
    return {"road_believed": share, "road_true": share, "road_alive": RealisedValue(fmean(alive))}


def _sign(siege: Siege) -> None:
    convoy.sign(siege, TERMS)


def _boarders(siege: Siege) -> np.ndarray:
    """Rows of the fighters who were called up, int64 (n,)."""
    a, b = int(siege.layout.kind_start[Kind.fighter]), int(siege.layout.kind_start[Kind.besieger])
    return np.flatnonzero(siege.tranche[a:b] >= 0) + a
