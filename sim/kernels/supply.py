"""The morning's supply: what comes in, what is distributed, what is left; and what is lost with ground.

Food is counted in whole grams, and every gram that comes or goes is booked by one of these lines.
"""

from typing import Any

import numpy as np

from sim.compiled import inlined, kernel, rule
from sim.kernels.codes import CIVILIAN, FIGHTER
from sim.kernels.evening import Evening
from sim.state import grid
from sim.state.columns import IS_WOUNDED, Status
from sim.state.day_inputs import StateRecords
from sim.theory import smuggling, supply

INSIDE = int(Status.inside)  # a column of the counts
ground_share = rule(grid.ground_share)  # compiled here, so that the state can be read without Numba


@kernel
def provide(state: StateRecords, evening: Evening, party_params: np.ndarray) -> None:
    """Food comes in, spoils and is distributed; the wounded are treated. Writes stores.

    party_params : PartyParams record (1,), in
    """
    s, stores, first = party_params[0].supply, state.stores[0], state.initial[0]
    counts, seen = evening.counts, evening.ground[0]
    fighters, civilians = counts[FIGHTER, INSIDE], counts[CIVILIAN, INSIDE]
    ration_g = np.int64(s.ration_g)
    need_g = (fighters + civilians) * ration_g
    take_in(stores, fighters + civilians, need_g, seen, first, party_params)
    spoiled = np.int64(stores.food_g * s.spoil_per_day)
    stores.food_g -= spoiled
    stores.spoiled_g += spoiled
    hand_out(stores, fighters, civilians, need_g, ration_g, party_params)
    treat(stores, counts[CIVILIAN, IS_WOUNDED] + counts[FIGHTER, IS_WOUNDED], seen, first, s)


@inlined
def take_in(stores: Any, eaters: np.int64, need_g: np.int64, seen: Any, first: Any, party_params: np.ndarray) -> None:
    """What is grown, leaks through the ring, comes by tunnel or air and is let in today. Fills stores.

    party_params : PartyParams record (1,), in
    """
    s, need = party_params[0].supply, first.need_g
    people, present = np.float64(eaters), np.float64(need_g)
    fields = seen.fields / first.fields if first.fields > 0 else ground_share(seen.held, first.cells)
    produced = np.int64(supply.produced(s, need, people, present, fields))
    # Yesterday's price, which smugglers know; what they bring in answers to it, and what officers sell them.
    price, rent, answer, openness = smuggling.market(party_params, stores.civilian_ration, seen.ring_open)
    leaked = np.int64(supply.leaked(s, need, people, present, answer, openness))
    tunnel = np.int64(supply.tunnelled(s, need, people, present))
    airlift = np.int64(supply.airlifted(s, people, present))
    aid = np.int64(supply.aided(s, need, people, present, party_params[0].besieger.aid_allowed))
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
def hand_out(
    stores: Any, fighters: np.int64, civilians: np.int64, need_g: np.int64, ration_g: np.int64, party_params: np.ndarray
) -> None:
    """Rations in whole grams per head, fighters first; the remainder stays in the stores. Fills stores.

    party_params : PartyParams record (1,), in
    """
    if need_g == 0:
        stores.fighter_ration = stores.civilian_ration = stores.mean_ration = 1.0
        return
    stock = stores.food_g / need_g
    mean, favoured = supply.rations(party_params, stores.inflow, stock, np.float64(fighters), np.float64(civilians))
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
def treat(stores: Any, wounded: np.int64, seen: Any, first: Any, s: Any) -> None:
    """Medicine that slips in, less what is used, and water; `s` is the section `supply`. Fills stores."""
    need = supply.treatments_needed(wounded)
    stores.treatments += s.medicine_leak * seen.ring_open * need
    given = min(need, stores.treatments)
    stores.treatments -= given
    stores.care = given / need if wounded > 0 else 1.0
    stores.water = supply.water(s, ground_share(seen.held, first.cells))


@kernel
def lose_ground(state: StateRecords, party_params: np.ndarray, cells: int, left: int) -> None:
    """Stores on lost ground are destroyed or looted in part; `left` of the `cells` held are left. Writes stores.

    party_params : PartyParams record (1,), in
    """
    stores = state.stores[0]
    if left < cells and cells > 0:
        lost = np.int64(supply.lost_with_ground(party_params[0].supply, stores.food_g, cells - left, cells))
        stores.food_g -= lost
        stores.destroyed_g += lost


@kernel
def stock_days(state: StateRecords, counts: np.ndarray, party_params: np.ndarray) -> float:
    """How long the stores would last those now inside at full ration, days.

    counts : int64 (kinds, columns), in
    party_params : PartyParams record (1,), in
    """
    eaters = counts[FIGHTER, INSIDE] + counts[CIVILIAN, INSIDE]
    return state.stores[0].food_g / (eaters * np.int64(party_params[0].supply.ration_g)) if eaters > 0 else 0.0
