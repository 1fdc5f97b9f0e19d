"""The inputs of a day's kernels, and the situation that both commands can observe."""

import numpy as np

from sim.compiled import kernel
from sim.kernels.codes import BESIEGER, CIVILIAN, FIGHTER
from sim.kernels.evening import Evening
from sim.kernels.supply import INSIDE, ground_share, stock_days
from sim.state.columns import FORCE, IS_FIT, ONE
from sim.state.day_inputs import StateRecords
from sim.theory import convoy, deadline, exposure, prospects, situation, trust


@kernel
def brief(
    day_inputs: np.ndarray, state: StateRecords, evening: Evening, site: np.ndarray, party_params: np.ndarray, day: int
) -> None:
    """The inputs of today's kernels, from the records of the siege. Writes day_inputs.

    day_inputs : DayInputs record (1,), out
    site : SiteInputs record (1,), in
    party_params : PartyParams record (1,), in
    """
    now, w, here = day_inputs[0], party_params[0], site[0]
    campaign, stores = state.campaign[0], state.stores[0]
    pressed = campaign.pressed != 0
    now.seed, now.day, now.ticks, now.width, now.cell_m = here.seed, day, here.ticks, here.width, here.cell_m
    now.strikes = w.fire.strikes_km2_day * (1.0 if pressed else w.fire.blockade_share) * here.km2
    talks = state.talks[0]
    now.truce = np.int64(day <= max(talks.truce_until, talks.ceasefire_until) or state.convoy[0].under_way != 0)
    now.pressed, now.pushing = campaign.pressed, campaign.pushing
    now.axis_x, now.axis_y = campaign.axis_x, campaign.axis_y
    now.middle_x, now.middle_y = campaign.middle_x, campaign.middle_y
    now.attack_factor = campaign.attack_factor
    now.support = prospects.support(
        stores.inflow, stock_days(state, evening.counts, party_params), w.negotiation.envelopment
    )
    now.cordon = situation.cordon_share(w.besieger.cordon_share, pressed)
    now.reserve = w.besieger.reserve_share
    now.fighter_intake, now.civilian_intake = stores.fighter_ration, stores.civilian_ration
    now.road_intake = state.convoy[0].ration
    now.water, now.care = stores.water, stores.care
    now.kin_mass = evening.means[1, CIVILIAN]
    now.morale_fighter, now.morale_besieger = w.garrison.morale, w.besieger.morale
    now.danger_local, now.danger_foreign = trust.dangers(party_params, state.garrison[0].prison_belief)
    now.let_out = w.besieger.lets_civilians_out


@kernel
def assess_situation(
    state: StateRecords, evening: Evening, site: np.ndarray, party_params: np.ndarray, day: int
) -> None:
    """The siege as both commands can observe it today. Writes situation.

    site : SiteInputs record (1,), in
    party_params : PartyParams record (1,), in
    """
    now, w, first, seen = evening.situation[0], party_params[0], state.initial[0], evening.ground[0]
    counts, means = evening.counts, evening.means
    stores, garrison, link = state.stores[0], state.garrison[0], state.link[0]
    fighters, present = counts[FIGHTER, INSIDE], counts[BESIEGER, INSIDE]
    at = np.float64(day)
    threat = deadline.threat_day(w.deadline.ultimatum_day, w.besieger.offensive_day, at)
    date, dated = deadline.leave_by(threat, w.deadline.finish_by_day, at, w.terms.date_days)
    now.day = at
    now.ground = ground_share(seen.held, first.cells)
    now.stock = stock_days(state, evening.counts, party_params)
    now.inflow = stores.inflow
    now.mass_fighters, now.mass_civilians = means[1, FIGHTER], means[1, CIVILIAN]
    now.strength = counts[FIGHTER, FORCE] / ONE / first.fighters
    lately = w.negotiation.breaking_days
    reference = now.strength if garrison.reference_strength <= 0.0 else garrison.reference_strength
    now.reference = reference
    now.breaking_strength = prospects.breaking_strength(now.strength, reference, lately)
    now.breaking_threat = prospects.breaking_threat(np.float64(present), np.float64(fighters), lately)
    now.morale = means[0, FIGHTER]
    now.fighters, now.first_fighters = np.float64(fighters), np.float64(first.fighters)
    now.foreign = seen.foreign / fighters if fighters > 0 else 0.0
    now.fit, now.besiegers_fit = np.float64(counts[FIGHTER, IS_FIT]), np.float64(counts[BESIEGER, IS_FIT])
    now.besiegers = np.float64(present)
    now.besieger_strength = counts[BESIEGER, FORCE] / ONE / max(1.0, now.besiegers_fit)
    now.cover = seen.cover
    now.cells, now.cell_m = np.float64(first.cells), site[0].cell_m
    now.fire = situation.fire_per_day(state.besieger[0].loss_rate)
    now.starve = situation.starvation_feared_per_day(stores.fighter_ration, w.supply.target_ration)
    gone = max(0.0, 1.0 - now.fighters / now.first_fighters)
    now.exits = situation.exits_per_day(party_params, now.morale, gone, now.foreign, garrison.prison_belief)
    now.captive_danger = situation.captive_danger(party_params, now.foreign, garrison.prison_belief)
    now.pressed = 1.0 if state.campaign[0].pressed != 0 else 0.0
    now.relief = situation.relief_per_day(w.relief.rate_per_week) * link.hope
    now.civilians = counts[CIVILIAN, INSIDE] / max(np.int64(1), first.civilians)
    now.civilians_inside = np.float64(counts[CIVILIAN, INSIDE])
    now.fear, now.ring_open = means[0, CIVILIAN], seen.ring_open
    now.treatments, now.medicine = stores.treatments, w.supply.medicine_leak * seen.ring_open
    now.rent = stores.rent
    road_km = site[0].stages_km if site[0].stages_km > 0.0 else w.convoy.road_km
    people = convoy.expected_people(w.convoy, now.fighters, np.float64(seen.families), now.civilians_inside)
    now.secret_size = exposure.size(people, convoy.expected_days(w.convoy, people, road_km))
    now.left = deadline.days_left(w.deadline.finish_by_day, at)
    now.date, now.dated = date, 1.0 if dated else 0.0
    now.linked = 1.0 if link.linked != 0 else 0.0
    now.attention = state.public[0].attention
