"""Walking: metres a day as steps on a grid, and where civilians would rather be. Assumptions."""

from typing import Any

from sim.compiled import rule, single
from sim.constants import constant

EVENED_OUT = constant(
    0.5, "share", "part of a surplus of strength that moves to the weakest neighbour in a step", low=0.1, high=0.9
)
LINE_UNREST = constant(1.0, "danger", "unrest that the front line beside a cell causes", low=0.0, high=3.0)


@rule
def hops(metres_per_day: float, days: float, cell_m: float) -> float:
    """Cells walked in some days, on average; the whole part is walked, the rest is a probability."""
    return metres_per_day * days / cell_m


@rule
def reach_cells(movement: Any, cell_m: float) -> int:
    """Cells within a fighter's walk of a day, at least 1: how far he slips back when his ground falls."""
    return max(1, int(movement.fighter_m_day / cell_m))


@rule
def evened_out(movement: Any, cell_m: float) -> float:
    """Part of a surplus that moves in a step: 0.5 min(1, e / cell) (float32), e `evening_m`.

    A long step evens out less, so that the line evens out at one pace in metres on cells of any size.
    """
    return single(EVENED_OUT) * min(single(1.0), movement.evening_m / cell_m)


@rule
def crowded_people(movement: Any, cell_m: float) -> float:
    """People in a cell at which it is as unpleasant as one strike: c x hectares (float32), c `crowded_per_ha`."""
    return movement.crowded_per_ha * cell_m * cell_m / single(10000.0)


@rule
def unrest(danger: float, people: float, crowded: float, by_line: bool) -> float:
    """What drives civilians from a cell: danger remembered + people / crowded + 1 beside the front line (float32)."""
    return danger + people / crowded + (single(LINE_UNREST) if by_line else single(0.0))


@rule
def share_to_calmer(here: float, there: float) -> float:
    """Probability of a step to the calmest cell around: min(1, difference in unrest) (float32)."""
    return min(single(1.0), here - there)
