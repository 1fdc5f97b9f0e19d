"""What leaving home costs a fighter who leaves under a deal: the price of exile (M26)."""

from typing import Any

from sim.compiled import rule


@rule
def cost_of_exile(utilities: Any, home_ties: float, foreign: bool, refuge: float) -> float:
    """What leaving home costs a fighter, in lives: refuge x exile x home ties; nothing to a foreigner (M26).

    `refuge`, 0..1: probability of a place to go to; 1 where it is given.
    """
    return 0.0 if foreign else refuge * utilities.exile * home_ties
