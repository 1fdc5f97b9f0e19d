"""Codes of kinds, sides, statuses and causes, as kernels compare and store them."""

import numpy as np

from sim.state.columns import Cause, Kind, Status
from sim.state.grid import Holder
from sim.theory.assault import FULL_STRENGTH_MASS
from sim.theory.bodies import FIT


def single_from(least: float) -> np.float32:
    """The lowest float32 that is not below a number: float32 numbers compare with both alike, and faster with this."""
    nearest = np.float32(least)
    return nearest if float(nearest) >= least else np.nextafter(nearest, np.float32(np.inf))


#: Health from which one is fit, and body mass from which one has full strength, float32.
FIT_HEALTH, FULL_MASS = single_from(FIT), single_from(FULL_STRENGTH_MASS)
#: The next number, for uids that are counted up in a loop: in words of 32 bits the loop is faster.
NEXT = np.uint32(1)

#: Kinds, int: rows of a kind are contiguous.
CIVILIAN, FIGHTER, BESIEGER = int(Kind.civilian), int(Kind.fighter), int(Kind.besieger)
KINDS = len(Kind)

#: Who holds a cell, uint8 as in `Grid.holder`.
HELD_BY_GARRISON, HELD_BY_BESIEGER = np.uint8(Holder.garrison), np.uint8(Holder.besieger)

#: Statuses, uint8 as in `People.status`. Those up to ABOARD are present.
INSIDE, ABOARD, DEAD = np.uint8(Status.inside), np.uint8(Status.aboard), np.uint8(Status.dead)
FLED, SMUGGLED, DESERTED = np.uint8(Status.fled), np.uint8(Status.smuggled), np.uint8(Status.deserted)
CUSTODY, AWAITED = np.uint8(Status.custody), np.uint8(Status.awaited)

#: Causes of death, int: columns of the deaths.
BOMBARDMENT, SKIRMISH, ASSAULT = int(Cause.bombardment), int(Cause.skirmish), int(Cause.assault)
HUNGER, DISEASE, WOUNDS, CROSSING = int(Cause.hunger), int(Cause.disease), int(Cause.wounds), int(Cause.crossing)
