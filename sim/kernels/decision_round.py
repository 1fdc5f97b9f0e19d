"""A decision round of both commands: what was lost and learned, what each option is worth, and whether anyone acts.

The rules are those of `sim.theory`; here they are given the records of the state. What somebody does is done in Python
(`sim.agents`), by the same rules and the same draws.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.briefing import assess_situation
from sim.kernels.codes import CIVILIAN, FIGHTER
from sim.kernels.evening import Evening
from sim.kernels.supply import INSIDE
from sim.state.columns import Status
from sim.state.day_inputs import StateRecords
from sim.state.draw import PARTY, RELIEF_DRAW, party_draw
from sim.state.draw_ids import COLLAPSE, DISCRETION, LIFT, OPEN, ORDER
from sim.theory import (
    beliefs,
    besieger_options,
    best_offer,
    campaign,
    deadline,
    decision,
    garrison_answer,
    garrison_options,
    offers,
    prospects,
    situation,
    trust,
)
from sim.theory.besieger_options import BesiegerStance
from sim.theory.garrison_options import Options, Outlook
from sim.theory.packages import PLAIN_SURRENDER
from sim.theory.partners import Partners
from sim.theory.probability import event_probability

DEAD = int(Status.dead)
#: The besieger's share of the men where he has no partners; where he has, days are taken one by one.
ALL_MEN = 1.0


class DecisionScratch(NamedTuple):
    """What a decision round needs besides the state: first beliefs, and work space."""

    first_belief: np.ndarray  # float64 (resolves,), as `theory.beliefs.first_belief`
    first_stock: np.ndarray  # float64 (errors,), as `theory.beliefs.first_stock`
    weights: np.ndarray  # float64, as long as the longer belief
    ones: np.ndarray  # float64, ones, as long
    menu: np.ndarray  # float64 (2, items of the menu)
    nobody: np.ndarray  # float64 (0,), the gains of partners who do not exist


@kernel
def count_losses(state: StateRecords, evening: Evening) -> None:
    """Smooth the garrison's daily dead over a month. Writes besieger."""
    mind, dead = state.besieger[0], evening.counts[FIGHTER, DEAD]
    share = (dead - mind.dead_yesterday) / max(np.int64(1), evening.counts[FIGHTER, INSIDE])
    mind.dead_yesterday = dead
    mind.loss_rate = situation.smoothed_loss(mind.loss_rate, share)


@kernel
def is_due(day: int, decision_days: float) -> bool:
    """Whether a decision round falls on this day: another multiple of the interval has passed by its end."""
    return bool(np.int64((day + 1) / decision_days) > np.int64(day / decision_days))


@kernel
def expected_value(belief: np.ndarray, points: Any) -> float:
    """Expected value of points with such probabilities.

    `points` are n floats, an array or a tuple. The sum compensates for rounding (Neumaier), as Python's `sum` does,
    which the rules of the theory use.

    belief : float64 (n,), in
    """
    total = lost = 0.0
    for k in range(belief.size):
        x = belief[k] * points[k]
        more = total + x
        lost += (total - more) + x if abs(total) >= abs(x) else (x - more) + total
        total = more
    return total + lost


@inlined
def weigh(belief: np.ndarray, weights: np.ndarray, ones: np.ndarray) -> None:
    """Multiply each probability by its weight and normalise; if all that remains is nothing, leave them as they were.

    belief : float64 (n,), inout
    weights : float64 (at least n,), inout, out: the products
    ones : float64 (at least n,), in, ones
    """
    for k in range(belief.size):
        weights[k] = belief[k] * weights[k]
    total = expected_value(weights, ones)
    if total > beliefs.NOTHING:
        for k in range(belief.size):
            belief[k] = weights[k] / total


@kernel
def learn(
    state: StateRecords, decision_scratch: DecisionScratch, evening: Evening, party_params: np.ndarray, day: int
) -> bool:
    """Forget a little, and read the week's signs: hunger, and losses borne in silence; returns whether a week is over.

    Writes besieger, belief, endurance_belief, weights.

    party_params : PartyParams record (1,), in
    """
    mind, w, counts, means = state.besieger[0], party_params[0], evening.counts, evening.means
    weeks = day // 7 - mind.learned_week
    if weeks < 1:
        return False
    mind.learned_week += weeks
    share = beliefs.forgets(w.learning.forget_per_week, np.float64(weeks))
    dead = counts[FIGHTER, DEAD]
    for k in range(state.belief.size):
        state.belief[k] = beliefs.forgotten(state.belief[k], decision_scratch.first_belief[k], share)
    if dead > mind.dead_learned and state.asks[0] == 0:
        lost = (dead - mind.dead_learned) / state.initial[0].fighters
        for k in range(state.belief.size):
            decision_scratch.weights[k] = beliefs.under_losses(beliefs.RESOLVES[k], lost, w.learning.battle_signs)
        weigh(state.belief, decision_scratch.weights, decision_scratch.ones)
    mind.dead_learned = dead
    if w.learning.hunger_signs > 0.0 and w.negotiation.sight_spread > 0.0:
        shown = beliefs.shown_by(means[1, CIVILIAN], state.stores[0].rent)
        for k in range(state.endurance_belief.size):
            state.endurance_belief[k] = beliefs.forgotten(
                state.endurance_belief[k], decision_scratch.first_stock[k], share
            )
            decision_scratch.weights[k] = beliefs.under_hunger(
                beliefs.ERRORS[k], w.learning.hunger_signs * weeks * shown
            )
        weigh(state.endurance_belief, decision_scratch.weights, decision_scratch.ones)
        mind.endurance_factor = math.exp(expected_value(state.endurance_belief, beliefs.ERRORS))
    return True


@inlined
def stance_of(state: StateRecords, party_params: np.ndarray, place_value: float, day: int) -> BesiegerStance:
    """The besieger's hidden type, and where he stands today.

    party_params : PartyParams record (1,), in
    """
    mind = state.besieger[0]
    return besieger_options.stance(
        mind.storm_bias,
        mind.deal_bias,
        mind.split_bias,
        mind.endurance_factor,
        mind.loss_factor,
        mind.storm_own_dead,
        place_value,
        state.campaign[0].since,
        party_params[0].besieger.offensive_day,
        np.float64(day),
        party_params[0].assault.allowed,
        party_params[0].besieger.offensive_binding,
    )


@kernel
def road(state: StateRecords, counts: np.ndarray, party_params: np.ndarray) -> float:
    """Chance to arrive by the road today, 0..1.

    counts : int64 (kinds, columns), in
    party_params : PartyParams record (1,), in
    """
    convoy, first = state.convoy[0], state.initial[0]
    # Before anyone boards, families would: the question is how many there are.
    where = np.int64(Status.aboard) if convoy.under_way != 0 else np.int64(Status.inside)
    civilians, fighters = counts[CIVILIAN, where], counts[FIGHTER, where]
    return trust.road(
        party_params,
        state.besieger[0].road_reputation,
        state.public[0].attention,
        civilians / max(np.int64(1), civilians + fighters),
        fighters / first.fighters,
        convoy.under_way != 0 and convoy.secret != 0,
        convoy.size,
        state.link[0].hostages,
    )


@kernel
def assess(
    state: StateRecords, evening: Evening, site: np.ndarray, party_params: np.ndarray, place_value: float, day: int
) -> None:
    """Both commands assess their options. Writes situation, outlook, garrison, besieger.

    site : SiteInputs record (1,), in
    party_params : PartyParams record (1,), in
    """
    assess_situation(state, evening, site, party_params, day)
    b, g, d = state.besieger[0], state.garrison[0], party_params[0].deadline
    knowledge = decision.GarrisonKnowledge(
        endurance=g.unbiased_endurance,
        road_belief=g.road_belief,
        road=trust.feared_road(party_params, road(state, evening.counts, party_params)),
        prison_belief=g.prison_belief,
        prison=b.captor_reputation,
        silence=np.float64(day - state.talks[0].last_chance_to_leave),
        threat=deadline.threat(
            g.threat_credibility,
            d.ultimatum_day,
            party_params[0].besieger.offensive_day,
            np.float64(day),
            d.notice_days,
        ),
        precedent=state.link[0].precedent,
    )
    stance = stance_of(state, party_params, place_value, day)
    found = decision.assess(party_params, evening.situation, stance, knowledge, site[0].decision_days)
    his, outlook = found.besieger, found.outlook
    b.life_price = found.life_price
    b.storm, b.wait, b.lift = his.storm, his.wait, his.lift
    expected = found.campaign
    b.p_win_assault, b.storm_days, b.push_dead = expected.chance, expected.days, expected.push_dead
    b.storm_own_dead, b.storm_enemy_dead = expected.own_dead, expected.enemy_dead
    g.unbiased_endurance, g.storm_belief = found.endurance, found.storm_belief
    g.reference_strength = prospects.reference_strength(
        g.reference_strength,
        evening.situation[0].strength,
        site[0].decision_days,
        party_params[0].negotiation.breaking_days,
    )
    g.endurance, g.road_belief, g.prison_belief = outlook.endurance, outlook.road, outlook.prison
    g.fight_local, g.leave_local, g.give_up_local = found.local
    g.fight_foreign, g.leave_foreign, g.give_up_foreign = found.foreign
    out = evening.outlook[0]
    out.endurance, out.storm, out.road = outlook.endurance, outlook.storm, outlook.road
    out.storm_alive = outlook.storm_alive
    out.hope_to_leave, out.relief, out.prison = outlook.hope_to_leave, outlook.relief, outlook.prison


@kernel
def anyone_acts(
    state: StateRecords,
    decision_scratch: DecisionScratch,
    evening: Evening,
    partners: np.ndarray,
    party_params: np.ndarray,
    place_value: float,
    site: np.ndarray,
    day: int,
) -> bool:
    """Whether anyone does more than think at this decision round. Writes besieger, menu.

    It uses the draws and the probabilities by which the parties then act; where it returns False, none of them would.

    partners : PartnerView record (partners,), in
    site : SiteInputs record (1,), in
    party_params : PartyParams record (1,), in
    """
    mind, seed, days = state.besieger[0], site[0].seed, site[0].decision_days
    b, allowed, pressed = party_params[0].besieger, party_params[0].assault.allowed, state.campaign[0].pressed != 0
    if campaign.is_ordered(b.offensive_day, np.float64(day), allowed, b.offensive_binding):
        return True
    if not pressed and campaign.begins(b.offensive_day, np.float64(day), np.float64(state.campaign[0].since), allowed):
        return True
    propensity = campaign.storm_propensity(mind.storm, max(mind.wait, mind.lift), place_value)
    if party_draw(seed, day, PARTY, ORDER) < event_probability(campaign.order_per_day(propensity), days):
        return True
    if party_params[0].negotiation.allowed != 0.0 and anyone_talks(
        state, decision_scratch, evening, partners, party_params, place_value, site, day
    ):
        return True
    collapse = decision.collapse_per_day(party_params, evening.situation)
    if party_draw(seed, day, PARTY, COLLAPSE) < event_probability(collapse, days):
        return True
    best = max(campaign.disagreement_value(False, mind.storm, mind.wait, mind.lift), mind.deal)
    lifting = campaign.lift_per_day(party_params, mind.lift, best, place_value)
    return party_draw(seed, day, PARTY, LIFT) < event_probability(lifting, days)


@kernel
def anyone_talks(
    state: StateRecords,
    decision_scratch: DecisionScratch,
    evening: Evening,
    partners: np.ndarray,
    party_params: np.ndarray,
    place_value: float,
    site: np.ndarray,
    day: int,
) -> bool:
    """Whether the garrison gives up unasked, or anyone opens talks or makes an offer. Writes besieger, menu.

    partners : PartnerView record (partners,), in
    site : SiteInputs record (1,), in
    party_params : PartyParams record (1,), in
    """
    w, mind, g, talks, record = party_params[0], state.besieger[0], state.garrison[0], state.talks[0], evening.situation
    seed, days = site[0].seed, site[0].decision_days
    local = Options(g.fight_local, g.leave_local, g.give_up_local)
    foreign = Options(g.fight_foreign, g.leave_foreign, g.give_up_foreign)
    yes = garrison_answer.acceptance(
        party_params, record, PLAIN_SURRENDER, 0.0, local, foreign, g.prison_belief, g.hidden_local, g.hidden_foreign
    )
    if party_draw(seed, day, PARTY, DISCRETION) < event_probability(offers.surrender_per_day(yes), days):
        return True
    if talks.open != 0:
        return day >= talks.next_offer
    if day < talks.cold_until:
        return False
    seen_local, seen_foreign = local, foreign
    s = evening.outlook[0]
    outlook = Outlook(s.endurance, s.storm, s.storm_alive, s.road, s.hope_to_leave, s.relief, s.prison)
    if w.learning.hunger_signs > 0.0:
        seen_local, seen_foreign = garrison_options.options_if(party_params, record, outlook, mind.endurance_factor)
    stance = stance_of(state, party_params, place_value, day)
    bargain = best_offer.Bargain(
        alternative=campaign.disagreement_value(stance.ordered, mind.storm, mind.wait, mind.lift),
        endurance=g.unbiased_endurance,
        local=seen_local,
        foreign=seen_foreign,
        prison=g.prison_belief,
        interval=state.interval[0],
    )
    nobody = Partners(partners, decision_scratch.nobody, ALL_MEN)
    offer = best_offer.choose(
        party_params, record, stance, bargain, state.belief, state.tastes, nobody, decision_scratch.menu
    )
    mind.deal = offer.utility
    gain = garrison_answer.hoped_gain(party_params, record, local, g.prison_belief)
    his = offers.besieger_interest(offer.choice >= 0, offer.utility, offer.without, place_value)
    theirs = offers.garrison_interest(gain, g.hidden_local)
    opening = offers.opening_per_day(his, theirs, w.mediator.skill, w.negotiation.opening_days)
    return party_draw(seed, day, PARTY, OPEN) < event_probability(opening, days)


@kernel
def is_relieved(party_params: np.ndarray, seed: int, day: int) -> bool:
    """Whether relief breaks the ring today, by the draw of the day.

    party_params : PartyParams record (1,), in
    """
    rate = situation.relief_per_day(party_params[0].relief.rate_per_week)
    return rate > 0.0 and party_draw(seed, day, RELIEF_DRAW, 0) < event_probability(rate, 1.0)
