"""The daily series: one row per day, as it stands in the evening."""

from typing import NamedTuple

import numpy as np

from sim.compiled import kernel
from sim.kernels.codes import BESIEGER, CIVILIAN, FIGHTER
from sim.kernels.decision_round import expected_value, road
from sim.kernels.evening import Evening
from sim.kernels.supply import INSIDE, ground_share, stock_days
from sim.state.columns import IS_FIT, Status
from sim.state.day_inputs import StateRecords
from sim.theory.beliefs import RESOLVES

# Columns of the counts.
ABOARD, DEAD, FLED, SMUGGLED = (int(s) for s in (Status.aboard, Status.dead, Status.fled, Status.smuggled))


class Row(NamedTuple):
    """One day. `sim.outcomes.DAILY` gives the meaning and unit of each column."""

    day: int
    food_days: float
    food_g: int
    inflow: float
    fighter_ration: float
    civilian_ration: float
    price: float
    care: float
    mass_civilians: float
    mass_fighters: float
    morale_fighters: float
    morale_besiegers: float
    fear: float
    civilians: int
    fighters: int
    fit_fighters: int
    besiegers: int
    ground: float
    ring_open: float
    pressed: int
    truce: int
    talks: int
    aboard: int
    dead_civilians: int
    dead_fighters: int
    dead_besiegers: int
    dead_hunger: int
    fled: int
    garrison_endurance: float
    garrison_p_storm: float
    garrison_p_safe_road: float
    garrison_p_captive_survives: float
    garrison_fight: float
    garrison_leave: float
    garrison_give_up: float
    foreign_fight: float
    foreign_leave: float
    p_win_assault: float
    besieger_resolve: float
    besieger_endurance_factor: float
    besieger_storm: float
    besieger_wait: float
    besieger_lift: float
    besieger_deal: float
    life_price: float
    road: float


def rows(n: int) -> np.ndarray:
    """An empty series of `n` days: a record array (n,), a field for each column of `Row`, int64 or float64."""
    kinds = [(name, "i8" if kind is int else "f8") for name, kind in Row.__annotations__.items()]
    return np.zeros(n, np.dtype((np.record, kinds)))


@kernel
def write(
    rows: np.ndarray, k: int | np.int64, state: StateRecords, evening: Evening, party_params: np.ndarray, day: int
) -> None:
    """This evening, into row `k`. Writes rows.

    rows : Row record (days,), inout
    party_params : PartyParams record (1,), in
    """
    row, seen, counts, means = rows[k], evening.ground[0], evening.counts, evening.means
    stores, g, b, talks = state.stores[0], state.garrison[0], state.besieger[0], state.talks[0]
    row.day = day
    row.food_days, row.food_g = stock_days(state, counts, party_params), stores.food_g
    row.inflow, row.fighter_ration, row.civilian_ration = stores.inflow, stores.fighter_ration, stores.civilian_ration
    row.price, row.care = stores.price, stores.care
    row.mass_civilians, row.mass_fighters = means[1, CIVILIAN], means[1, FIGHTER]
    row.morale_fighters, row.morale_besiegers, row.fear = means[0, FIGHTER], means[0, BESIEGER], means[0, CIVILIAN]
    row.civilians, row.fighters, row.besiegers = (
        counts[CIVILIAN, INSIDE],
        counts[FIGHTER, INSIDE],
        counts[BESIEGER, INSIDE],
    )
    row.fit_fighters = counts[FIGHTER, IS_FIT]
    row.ground, row.ring_open = ground_share(seen.held, state.initial[0].cells), seen.ring_open
    row.pressed = state.campaign[0].pressed
    row.truce = np.int64(day <= max(talks.truce_until, talks.ceasefire_until) or state.convoy[0].under_way != 0)
    row.talks = talks.open
    row.aboard = counts[CIVILIAN, ABOARD] + counts[FIGHTER, ABOARD] + counts[BESIEGER, ABOARD]
    row.dead_civilians, row.dead_fighters = counts[CIVILIAN, DEAD], counts[FIGHTER, DEAD]
    row.dead_besiegers, row.dead_hunger = counts[BESIEGER, DEAD], seen.starved
    row.fled = counts[CIVILIAN, FLED] + counts[CIVILIAN, SMUGGLED]
    row.garrison_endurance, row.garrison_p_storm = g.endurance, g.storm_belief
    row.garrison_p_safe_road, row.garrison_p_captive_survives = g.road_belief, g.prison_belief
    row.garrison_fight, row.garrison_leave, row.garrison_give_up = g.fight_local, g.leave_local, g.give_up_local
    row.foreign_fight, row.foreign_leave = g.fight_foreign, g.leave_foreign
    row.p_win_assault, row.besieger_resolve = b.p_win_assault, expected_value(state.belief, RESOLVES)
    row.besieger_endurance_factor = b.endurance_factor
    row.besieger_storm, row.besieger_wait, row.besieger_lift, row.besieger_deal = b.storm, b.wait, b.lift, b.deal
    row.life_price, row.road = b.life_price, road(state, counts, party_params)
