"""The commands' sums put together: what each makes of the situation at one sitting, from facts to values.

`rules` and `world` are the parameters, arrays of one record: a command's sums are one call of machine code.
"""

import math
from typing import NamedTuple

from sim.compiled import rule
from sim.theory import (
    besieger_options,
    contagion,
    credibility,
    deadline,
    dependence,
    garrison_options,
    prospects,
    truce,
    trust,
)
from sim.theory.exit import desertion_per_day
from sim.theory.probability import logistic


class BesiegerStance(NamedTuple):
    """The besieger's hidden profile, and what stands for him on the day of a sitting."""

    storm: float
    deal: float
    split: float
    endurance_factor: float  # factor of his error about the garrison's endurance, as far as he has learned
    value: float  # V, own lives
    offensive: bool  # whether he has begun an offensive
    ordered: bool  # whether it is an announced one, which leaves him no other way


class GarrisonKnowledge(NamedTuple):
    """What the garrison knows at a sitting beside the situation."""

    sober: float  # endurance, days, of the last sitting
    road_belief: float
    road: float  # true credibility of the road
    prison_belief: float
    prison: float  # true reputation of the captor
    silence: float  # days since it was last offered to leave
    threat: float  # belief in his threats x nearness of the date
    precedent: float  # belief in a storm that the fate of other sieges adds


@rule
def exits_per_day(rules, world, morale, prison):
    """Share of the fighters who desert a day, as a command reckons: by the locals' mean morale."""
    risk = trust.danger(world, prison, False)
    return desertion_per_day(rules[0].exit, world[0].exit.desertion_per_day, morale, 0.0, risk, False)


@rule
def profile_of(rules, world, situation, stance):
    """The besieger's facts and stance, for his sums."""
    now = situation[0]
    w = world[0]
    b = w.besieger
    available = now.all_besiegers * (1.0 - b.committed_elsewhere)
    armed = now.fighters / now.first_fighters
    price = besieger_options.life_price(rules[0].negotiation, b.reference_manpower, available, b.scarcity_exponent)
    return besieger_options.BesiegerProfile(
        stance.value,
        price * dependence.price_factor(b.dependence_price, b.air_dependence),
        b.threat_bearer,
        b.audience_cost,
        trust.vetoes(world, now.attention, armed, False),
        trust.vetoes(world, now.attention, armed, True),
        trust.observed(world, now.attention),
        trust.known(world, now.attention, True),
        w.garrison.hostage_leverage,
        w.mediator.skill,
        stance.storm,
        stance.deal,
        stance.split,
        stance.endurance_factor,
    )


@rule
def rents_per_day(world, situation, profile):
    """What the crossings earn the besieger a day, in own lives."""
    return world[0].besieger.rent_per_week / 7.0 * situation[0].rent * profile.value


@rule
def ways(rules, world, situation, profile, lasting, discount):
    """Odds of an assault, and the worths of storming, waiting and lifting, each less the cost of being late."""
    now = situation[0]
    w, n = world[0], rules[0].negotiation
    defence = prospects.defence(now, w.negotiation.envelopment)
    strike = dependence.own_strike(w.besieger.dependence_strike, w.besieger.air_dependence)
    odds = prospects.p_win_assault(now.besiegers * strike, defence, now.cover)
    toll = besieger_options.storm_toll(defence, w.assault.exchange, now.cover)
    days, late = prospects.storm_days(now, odds), w.deadline.late_cost * profile.value
    storm = besieger_options.worth_of_storming(profile, odds, days, toll, discount)
    wait = besieger_options.worth_of_waiting(
        n, profile, now, toll, lasting, discount, rents_per_day(world, situation, profile)
    )
    if late > 0.0:
        storm -= late * deadline.lateness(days, now.left)
        wait -= late * deadline.lateness(lasting * profile.endurance_factor, now.left)
    return odds, storm, wait, besieger_options.worth_of_lifting(n, profile)


@rule
def worths(rules, world, situation, outlook, foreign):
    """Worth to a faction of fighting on, leaving with bare lives, giving up."""
    now = situation[0]
    g, n = world[0].garrison, rules[0].negotiation
    theta = garrison_options.resolve(n, g.ideology, foreign)
    risk = trust.danger(world, outlook.prison, foreign)
    leave = garrison_options.worth_of_leaving(n, outlook, theta, risk, g.home_ties, g.refuge, foreign)
    give_up = garrison_options.worth_of_giving_up(n, risk, g.ideology)
    plight = garrison_options.civilians_plight(n, now, g.home_ties, foreign)
    fight = garrison_options.worth_of_fighting(n, now, outlook, theta, risk, leave, give_up, plight)
    return fight, leave, give_up


@rule
def as_seen(rules, world, situation, outlook, factor):
    """Worths to locals and to foreigners as one reckons who holds their endurance to be `factor` times what it is."""
    seen = garrison_options.Outlook(
        outlook.endurance * factor,
        min(1.0, outlook.storm * factor),
        outlook.road,
        outlook.hope_to_leave,
        outlook.relief,
        outlook.prison,
    )
    return worths(rules, world, situation, seen, False), worths(rules, world, situation, seen, True)


@rule
def weights(rules, world, situation, endurance, road_belief, prison_belief, foreign, gives_up, fight):
    """What weighs with a faction at the table."""
    now = situation[0]
    g, n = world[0].garrison, rules[0].negotiation
    outlook = garrison_options.Outlook(endurance, 0.0, road_belief, 0.0, 0.0, prison_belief)
    theta = garrison_options.resolve(n, g.ideology, foreign)
    plight = garrison_options.civilians_plight(n, now, g.home_ties, foreign)
    risk = trust.danger(world, prison_belief, foreign)
    return garrison_options.weights(
        n, outlook, theta, risk, g.ideology, g.home_ties, g.refuge, foreign, gives_up, plight, fight
    )


@rule
def outlook_of(rules, world, situation, known, odds, storm_belief, road_belief, prison_belief):
    """The garrison's sober endurance in days, and its outlook, hope added."""
    now = situation[0]
    w, n = world[0], rules[0].negotiation
    starving = prospects.food_days(now, w.supply.target_ration, w.supply.fighters_first, w.bodies.mass_days)
    storming = prospects.storm_days(now, odds)
    sober = prospects.endurance(now, starving, storming, storm_belief, prospects.breaking_per_day(now, n))
    hope = math.exp(w.negotiation.optimism * math.exp(-now.day / w.negotiation.optimism_days))
    outlook = garrison_options.Outlook(
        sober * hope,
        min(1.0, storm_belief / max(1.0, storming) * sober),
        road_belief,
        w.negotiation.leave_hope * math.exp(-known.silence / w.negotiation.leave_hope_days),
        now.relief * w.relief.hope,
        prison_belief,
    )
    return sober, outlook


@rule
def storm_belief(odds_of_order, pressed):
    """The garrison's belief that a storm is coming; one that runs is at least even."""
    return max(odds_of_order, 0.5) if pressed else odds_of_order


@rule
def reckon(rules, world, situation, stance, known, days):
    """Both commands think.

    Returns the besieger's (life price, odds, storm, wait, lift); the garrison's sober endurance, belief in a storm
    and outlook; and the worths of fighting on, leaving and giving up to locals and to foreigners.
    """
    now = situation[0]
    profile = profile_of(rules, world, situation, stance)
    discount = besieger_options.discount_per_day(rules[0].negotiation, stance.offensive)
    odds, storm, wait, lift = ways(rules, world, situation, profile, known.sober, discount)
    expect = logistic((storm - max(wait, lift)) / (0.15 * stance.value))
    expected = deadline.threatened(expect, known.threat, 1.0)
    storming = contagion.precedent(storm_belief(expected, now.pressed > 0.5), known.precedent)
    road_belief = credibility.belief_step(known.road_belief, known.road, days)
    prison_belief = credibility.belief_step(known.prison_belief, known.prison, days)
    sober, outlook = outlook_of(rules, world, situation, known, odds, storming, road_belief, prison_belief)
    local = worths(rules, world, situation, outlook, False)
    foreign = worths(rules, world, situation, outlook, True)
    return (profile.life_price, odds, storm, wait, lift), sober, storming, outlook, local, foreign


@rule
def truce_breaks_per_day(world, attention, wish, hardliners_loss, hardliners_voice):
    """Daily hazards that the besieger, and that the hardliners, break a truce."""
    rules = world[0].truce
    return (
        truce.besieger_breaks_per_day(rules, wish, trust.observed(world, attention)),
        truce.hardliners_break_per_day(rules, hardliners_loss, hardliners_voice),
    )


@rule
def breaking_per_day(rules, situation):
    """Daily hazard that the force dissolves."""
    return prospects.breaking_per_day(situation[0], rules[0].negotiation)


@rule
def lift_per_day(rules, lift, otherwise, value):
    """Daily hazard that the besieger marches off."""
    return besieger_options.lift_per_day(rules[0].negotiation, lift, otherwise, value)
