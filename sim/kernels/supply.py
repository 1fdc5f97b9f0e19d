"""The morning's supply: what comes in, what is handed out, what is left; and what is lost with ground.

All food in whole grams, and no gram is made or lost but by one of these lines.
"""

import numpy as np

from sim.compiled import inlined, kernel
from sim.state.columns import IS_WOUNDED, Kind, Status
from sim.theory import smuggling, supply

CIVILIAN, FIGHTER = int(Kind.civilian), int(Kind.fighter)
INSIDE = int(Status.inside)


@inlined
def provide(stores, heads, survey, first, world):
    """Bring in, spoil, hand out, treat. Writes the stores."""
    s, book, seen = world[0].supply, stores[0], survey[0]
    fighters, civilians = heads[FIGHTER, INSIDE], heads[CIVILIAN, INSIDE]
    ration_g = np.int64(s.ration_g)
    need_g = (fighters + civilians) * ration_g
    bring_in(book, need_g, seen, first[0], world)
    spoiled = np.int64(book.food_g * s.spoil_per_day)
    book.food_g -= spoiled
    book.spoiled_g += spoiled
    hand_out(book, fighters, civilians, need_g, ration_g, world)
    treat(book, heads[CIVILIAN, IS_WOUNDED] + heads[FIGHTER, IS_WOUNDED], seen, first[0], s)


@kernel
def ground_share(seen, first):
    """Share of the first pocket that the garrison still holds."""
    return seen.held / first.cells


@kernel
def bring_in(book, need_g, seen, first, world):
    """What grows, leaks, is carried through tunnels and let in today. Writes the stores."""
    s, need = world[0].supply, first.need_g
    fields = seen.fields / first.fields if first.fields > 0 else ground_share(seen, first)
    produced = np.int64(need * s.production * fields)
    # Yesterday's price, which smugglers know; what they bring in answers to it, and what officers sell them.
    price, rent, answer, openness = smuggling.market(world, book.civilian_ration, seen.ring_open)
    leaked = np.int64(need * s.leak * answer * openness)
    tunnel = np.int64(need * s.tunnel)
    aid = np.int64(need * s.aid * world[0].besieger.aid_allowed)
    book.price, book.rent = price, rent
    book.produced_g += produced
    book.leaked_g += leaked
    book.tunnel_g += tunnel
    book.aid_g += aid
    book.food_g += produced + leaked + tunnel + aid
    book.inflow = (produced + leaked + tunnel + aid) / max(np.int64(1), need_g)


@kernel
def hand_out(book, fighters, civilians, need_g, ration_g, world):
    """Rations in whole grams a head, fighters first; what does not divide stays in the stores. Writes the stores."""
    if need_g == 0:
        book.fighter_ration = book.civilian_ration = book.mean_ration = 1.0
        return
    stock = book.food_g / need_g
    mean, favoured = supply.rations(world, book.inflow, stock, np.float64(fighters), np.float64(civilians))
    budget = np.int64(mean * need_g)
    fighter_g = min(np.int64(ration_g * favoured), budget // fighters) if fighters > 0 else np.int64(0)
    civilian_g = min(ration_g, (budget - fighter_g * fighters) // civilians) if civilians > 0 else np.int64(0)
    eaten = fighter_g * fighters + civilian_g * civilians
    book.food_g -= eaten
    book.eaten_g += eaten
    book.fighter_ration = fighter_g / ration_g
    book.civilian_ration = civilian_g / ration_g
    book.mean_ration = eaten / need_g


@kernel
def treat(book, wounded, seen, first, s):
    """Medicine: one treatment a day for each 500 inside at the start; what slips in, less what is used."""
    need = max(1e-9, wounded * 0.2)
    book.treatments += s.medicine_leak * seen.ring_open * need
    given = min(need, book.treatments)
    book.treatments -= given
    book.care = given / need if wounded > 0 else 1.0
    # Wells go with the ground; half of the supply survives any loss.
    book.water = s.water * (0.5 + 0.5 * ground_share(seen, first))


@inlined
def lose_ground(stores, world, before, after):
    """Stores on lost ground are destroyed or looted in part. Writes the stores."""
    book = stores[0]
    if after < before and before > 0:
        lost = np.int64(book.food_g * world[0].supply.store_loss * (before - after) / before)
        book.food_g -= lost
        book.destroyed_g += lost


@kernel
def stock_days(stores, heads, world):
    """How long the stores would last those now inside at full ration, days."""
    eaters = heads[FIGHTER, INSIDE] + heads[CIVILIAN, INSIDE]
    return stores[0].food_g / (eaters * np.int64(world[0].supply.ration_g)) if eaters > 0 else 0.0
