"""A sitting of both commands: what was lost, what the week taught, what each way is worth, and whether anyone stirs."""

import math

import numpy as np

from sim.compiled import inlined, kernel
from sim.kernels.briefing import survey_of_war
from sim.kernels.supply import CIVILIAN, FIGHTER, INSIDE
from sim.state.columns import Status
from sim.state.draw import PARTY, RELIEF_DRAW, party_draw
from sim.state.draw_ids import COLLAPSE, DISCRETION, LIFT, OPEN, ORDER
from sim.theory import beliefs, besieger_options, best_offer, deadline, decision, garrison_options, offers, trust
from sim.theory.packages import Package
from sim.theory.probability import event_probability

DEAD = int(Status.dead)
SURRENDER = int(Package.surrender)
#: The besieger's share of the men where he has no partners; where he has, no stretch is longer than a day.
LARGEST = 1.0


@inlined
def count_losses(state, evening):
    """Smooth the garrison's daily dead over a month. Writes besieger."""
    mind, dead = state.besieger[0], evening.counts[FIGHTER, DEAD]
    share = (dead - mind.dead_yesterday) / max(np.int64(1), evening.counts[FIGHTER, INSIDE])
    mind.dead_yesterday = dead
    mind.loss_rate += (share - mind.loss_rate) / 31.0


@kernel
def is_due(day, decision_days):
    """Whether another multiple of the interval has passed by the end of this day."""
    return np.int64((day + 1) / decision_days) > np.int64(day / decision_days)


@kernel
def mean_of(belief, points):
    """What is expected of points with such chances: the sum with its rounding made good, as Python adds."""
    total = lost = 0.0
    for k in range(belief.size):
        x = belief[k] * points[k]
        more = total + x
        lost += (total - more) + x if abs(total) >= abs(x) else (x - more) + total
        total = more
    return total + lost


@inlined
def weigh(belief, weights, ones):
    """Each chance times its weight, made to add up to one; as they were where nothing is left. Fills both."""
    for k in range(belief.size):
        weights[k] = belief[k] * weights[k]
    total = mean_of(weights, ones)
    if total > 1e-12:
        for k in range(belief.size):
            belief[k] = weights[k] / total


@inlined
def learn(state, decision_scratch, evening, world, day):
    """Forget a little, and read the week's signs: hunger, and losses borne in silence; returns whether a week is over.

    Writes besieger, belief, endurance_belief, weights.
    """
    mind, w, counts, means = state.besieger[0], world[0], evening.counts, evening.means
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
        mind.endurance_factor = math.exp(mean_of(state.endurance_belief, beliefs.ERRORS))
    return True


@inlined
def is_ordered(world, day):
    """Whether an announced offensive runs: its commander storms or deals, he neither waits nor goes home."""
    return 0.0 <= world[0].besieger.offensive_day <= day


@inlined
def stance(state, world, place_value, day):
    """The besieger's hidden temper, and what stands for him."""
    mind = state.besieger[0]
    return decision.BesiegerStance(
        mind.storm_bias,
        mind.deal_bias,
        mind.split_bias,
        mind.endurance_factor,
        place_value,
        state.campaign[0].since >= 0,
        is_ordered(world, day),
    )


@inlined
def threat(state, world, day):
    """How far the garrison expects a threat with a date to be carried out now: belief x nearness."""
    w = world[0]
    nearest = deadline.threat_day(w.deadline.ultimatum_day, w.besieger.offensive_day, np.float64(day))
    if nearest < 0.0:
        return 0.0
    return state.garrison[0].threat_credibility * deadline.nearness(nearest - day, w.deadline.notice_days)


@kernel
def road(state, counts, world):
    """True credibility of the road today."""
    convoy, first = state.convoy[0], state.initial[0]
    # Before anyone boards, families would: the question is how many there are.
    where = np.int64(Status.aboard) if convoy.under_way != 0 else np.int64(Status.inside)
    civilians, fighters = counts[CIVILIAN, where], counts[FIGHTER, where]
    return trust.road(
        world,
        state.besieger[0].road_reputation,
        state.public[0].attention,
        civilians / max(np.int64(1), civilians + fighters),
        fighters / first.fighters,
        convoy.under_way != 0 and convoy.secret != 0,
        state.link[0].hostages,
    )


@inlined
def reckon(state, evening, site, kernel_params, world, place_value, day):
    """Both commands think: endurance, values, wishes. Writes situation, outlook, garrison, besieger."""
    survey_of_war(state, evening, site, kernel_params, world, day)
    b, g = state.besieger[0], state.garrison[0]
    known = decision.GarrisonKnowledge(
        g.unbiased_endurance,
        g.road_belief,
        road(state, evening.counts, world),
        g.prison_belief,
        b.captor_reputation,
        np.float64(day - state.talks[0].last_chance_to_leave),
        threat(state, world, day),
        state.link[0].precedent,
    )
    his, sober, storm, outlook, local, foreign = decision.reckon(
        kernel_params, world, evening.situation, stance(state, world, place_value, day), known, site[0].decision_days
    )
    b.life_price, b.p_win_assault, b.storm, b.wait, b.lift = his
    g.unbiased_endurance, g.storm_belief = sober, storm
    g.endurance, g.road_belief, g.prison_belief = outlook.endurance, outlook.road, outlook.prison
    g.fight_local, g.leave_local, g.give_up_local = local
    g.fight_foreign, g.leave_foreign, g.give_up_foreign = foreign
    out = evening.outlook[0]
    out.endurance, out.storm, out.road = outlook.endurance, outlook.storm, outlook.road
    out.hope_to_leave, out.relief, out.prison = outlook.hope_to_leave, outlook.relief, outlook.prison


@inlined
def outside(state, ordered):
    """Worth of the besieger's best way without a deal."""
    mind = state.besieger[0]
    return mind.storm if ordered else max(mind.storm, mind.wait, mind.lift)


@kernel
def stirs(state, decision_scratch, evening, partners, kernel_params, world, place_value, site, day):
    """Whether anyone does more than think at this sitting. Writes besieger, menu.

    It asks with the lots and the odds by which the parties then act; where it says no, none of them would.
    """
    w, mind, situation = world[0], state.besieger[0], evening.situation
    seed, days = site[0].seed, site[0].decision_days
    ordered = is_ordered(world, day)
    wish = besieger_options.wish_to_storm(mind.storm, max(mind.wait, mind.lift), place_value)
    if ordered or party_draw(seed, day, PARTY, ORDER) < event_probability(wish / 14.0, days):
        return True
    if w.negotiation.allowed != 0.0 and talks_stir(
        state, decision_scratch, evening, partners, kernel_params, world, place_value, site, day
    ):
        return True
    if party_draw(seed, day, PARTY, COLLAPSE) < event_probability(
        decision.breaking_per_day(kernel_params, situation), days
    ):
        return True
    best = max(outside(state, ordered), mind.deal)
    return party_draw(seed, day, PARTY, LIFT) < event_probability(
        decision.lift_per_day(kernel_params, mind.lift, best, place_value), days
    )


@inlined
def talks_stir(state, decision_scratch, evening, partners, kernel_params, world, place_value, site, day):
    """Whether the garrison gives up unasked, or anyone opens talks or makes an offer. Writes besieger, menu."""
    w, mind, g, talks, situation = world[0], state.besieger[0], state.garrison[0], state.talks[0], evening.situation
    seed, days = site[0].seed, site[0].decision_days
    local = (g.fight_local, g.leave_local, g.give_up_local)
    foreign = (g.fight_foreign, g.leave_foreign, g.give_up_foreign)
    yes = best_offer.acceptance(
        world,
        situation,
        SURRENDER,
        0.0,
        situation[0].foreign,
        local,
        foreign,
        g.prison_belief,
        g.hidden_local,
        g.hidden_foreign,
    )
    if party_draw(seed, day, PARTY, DISCRETION) < event_probability(yes / 14.0, days):
        return True
    if talks.open != 0:
        return day >= talks.next_offer
    if day < talks.cold_until:
        return False
    of_locals, of_foreigners = local, foreign
    s = evening.outlook[0]
    outlook = garrison_options.Outlook(s.endurance, s.storm, s.road, s.hope_to_leave, s.relief, s.prison)
    if w.learning.hunger_signs > 0.0:
        of_locals, of_foreigners = decision.as_seen(kernel_params, world, situation, outlook, mind.endurance_factor)
    ordered = is_ordered(world, day)
    choice, worth, later = best_offer.choose(
        kernel_params, world, situation, stance(state, world, place_value, day), outside(state, ordered),
        g.unbiased_endurance, of_locals, of_foreigners, g.prison_belief, state.belief, state.tastes, state.interval[0],
        partners, decision_scratch.nobody, LARGEST, decision_scratch.menu,
    )  # fmt: skip
    mind.deal = worth
    lives = best_offer.lives_of_a_deal(world, situation, local, g.prison_belief)
    return party_draw(seed, day, PARTY, OPEN) < event_probability(
        offers.opening_per_day(
            offers.besieger_wish(worth, later, place_value) if choice >= 0 else 0.0,
            offers.garrison_wish(lives, g.hidden_local),
            w.mediator.skill,
            w.negotiation.opening_days,
        ),
        days,
    )


@inlined
def relieved(world, seed, day):
    """Whether relief breaks through today."""
    rate = world[0].relief.rate_per_week / 7.0
    return rate > 0.0 and party_draw(seed, day, RELIEF_DRAW, 0) < event_probability(rate, 1.0)
