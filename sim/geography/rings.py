"""Who holds what on the first day, with the ring closed around the besieged ground."""

from typing import NamedTuple

import numpy as np

from sim.scenario.ground import Holder, Terrain
from sim.scenario.rasters import around


class RingResult(NamedTuple):
    """Holders with a closed ring, and what was needed to close it."""

    held: np.ndarray  # uint8 (rows, columns), Holder
    closed: int  # nobody's cells given to the besieger


def close_ring(terrain: np.ndarray, held: np.ndarray) -> RingResult:
    """Holders, uint8 (rows, columns), with every land cell that touches the garrison's ground at a side or corner held
    by one of the two sides."""
    held = np.where(terrain == Terrain.water, Holder.nobody, held).astype(np.uint8)
    gaps = around(held == Holder.garrison) & (held == Holder.nobody) & (terrain != Terrain.water)
    return RingResult(np.where(gaps, Holder.besieger, held).astype(np.uint8), int(gaps.sum()))


def leaks(terrain: np.ndarray, held: np.ndarray) -> np.ndarray:
    """The garrison's cells that someone who walks from the border over nobody's land reaches, bool (rows, columns).

    A flood fill over sides and corners, as people walk. `terrain` and `held` are uint8 (rows, columns).
    """
    free = (held == Holder.nobody) & (terrain != Terrain.water)
    reached = np.zeros_like(free)
    reached[[0, -1], :], reached[:, [0, -1]] = free[[0, -1], :], free[:, [0, -1]]
    while True:
        more = around(reached) & free
        if (more == reached).all():
            return around(reached) & (held == Holder.garrison)
        reached = more
