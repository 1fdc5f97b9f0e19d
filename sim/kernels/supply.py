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
def provide(state, evening, world):
    """Bring in, spoil, hand out, treat. Writes stores."""
    s, stores, first = world[0].supply, state.stores[0], state.initial[0]
    counts, seen = evening.counts, evening.ground[0]
    fighters, civilians = counts[FIGHTER, INSIDE], counts[CIVILIAN, INSIDE]
    ration_g = np.int64(s.ration_g)
    need_g = (fighters + civilians) * ration_g
    bring_in(stores, fighters + civilians, need_g, seen, first, world)
    spoiled = np.int64(stores.food_g * s.spoil_per_day)
    stores.food_g -= spoiled
    stores.spoiled_g += spoiled
    hand_out(stores, fighters, civilians, need_g, ration_g, world)
    treat(stores, counts[CIVILIAN, IS_WOUNDED] + counts[FIGHTER, IS_WOUNDED], seen, first, s)


@inlined
def ground_share(seen, first):
    """Share of the first pocket that the garrison still holds."""
    return seen.held / first.cells


@inlined
def bring_in(stores, eaters, need_g, seen, first, world):
    """What grows, leaks, is carried through tunnels and let in today. Fills stores."""
    s, need = world[0].supply, first.need_g
    people, present = np.float64(eaters), np.float64(need_g)
    fields = seen.fields / first.fields if first.fields > 0 else ground_share(seen, first)
    produced = np.int64(supply.produced(s, need, people, present, fields))
    # Yesterday's price, which smugglers know; what they bring in answers to it, and what officers sell them.
    price, rent, answer, openness = smuggling.market(world, stores.civilian_ration, seen.ring_open)
    leaked = np.int64(supply.leaked(s, need, people, present, answer, openness))
    tunnel = np.int64(supply.tunnelled(s, need, people, present))
    airlift = np.int64(supply.airlifted(s, people, present))
    aid = np.int64(supply.aided(s, need, people, present, world[0].besieger.aid_allowed))
    stores.price, stores.rent = price, rent
    stores.produced_g += produced
    stores.leaked_g += leaked
    stores.tunnel_g += tunnel
    stores.airlift_g += airlift
    stores.aid_g += aid
    came = produced + leaked + tunnel + airlift + aid
    stores.food_g += came
    stores.inflow = came / max(np.int64(1), need_g)


@inlined
def hand_out(stores, fighters, civilians, need_g, ration_g, world):
    """Rations in whole grams a head, fighters first; what does not divide stays in the stores. Fills stores."""
    if need_g == 0:
        stores.fighter_ration = stores.civilian_ration = stores.mean_ration = 1.0
        return
    stock = stores.food_g / need_g
    mean, favoured = supply.rations(world, stores.inflow, stock, np.float64(fighters), np.float64(civilians))
    budget = np.int64(mean * need_g)
    fighter_g = min(np.int64(ration_g * favoured), budget // fighters) if fighters > 0 else np.int64(0)
    civilian_g = min(ration_g, (budget - fighter_g * fighters) // civilians) if civilians > 0 else np.int64(0)
    eaten = fighter_g * fighters + civilian_g * civilians
    stores.food_g -= eaten
    stores.eaten_g += eaten
    stores.fighter_ration = fighter_g / ration_g
    stores.civilian_ration = civilian_g / ration_g
    stores.mean_ration = eaten / need_g


@inlined
def treat(stores, wounded, seen, first, s):
    """Medicine: a treatment a day for each 500 inside at the start; what slips in, less what is used. Fills stores."""
    need = supply.treatments_needed(wounded)
    stores.treatments += s.medicine_leak * seen.ring_open * need
    given = min(need, stores.treatments)
    stores.treatments -= given
    stores.care = given / need if wounded > 0 else 1.0
    stores.water = supply.water(s, ground_share(seen, first))


@inlined
def lose_ground(state, world, cells, left):
    """Stores on lost ground are destroyed or looted in part; `left` of the `cells` held are left. Writes stores."""
    stores = state.stores[0]
    if left < cells and cells > 0:
        lost = np.int64(supply.lost_with_ground(world[0].supply, stores.food_g, cells - left, cells))
        stores.food_g -= lost
        stores.destroyed_g += lost


@kernel
def stock_days(state, counts, world):
    """How long the stores would last those now inside at full ration, days."""
    eaters = counts[FIGHTER, INSIDE] + counts[CIVILIAN, INSIDE]
    return state.stores[0].food_g / (eaters * np.int64(world[0].supply.ration_g)) if eaters > 0 else 0.0
