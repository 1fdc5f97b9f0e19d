"""The commands' sums put together: what each makes of the situation at one sitting, from facts to values.

`rules` and `world` are the parameters, arrays of one record: a command's sums are one call of machine code.
"""

import math
from typing import NamedTuple

from sim.compiled import rule
from sim.theory import (
    assurance,
    besieger,
    contagion,
    credibility,
    deadline,
    dependence,
    garrison,
    prospects,
    truce,
)
from sim.theory.chance import odds_share
from sim.theory.exit import desertion_per_day


class Leanings(NamedTuple):
    """The besieger's hidden temper, and what stands for him on the day of a sitting."""

    storm: float
    deal: float
    split: float
    sight: float  # factor of his error about the garrison's endurance, as far as he has learned
    value: float  # V, own lives
    offensive: bool  # whether he has begun an offensive
    ordered: bool  # whether it is an announced one, which leaves him no other way


class Known(NamedTuple):
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
    risk = assurance.danger(world, prison, False)
    return desertion_per_day(rules[0].exit, world[0].exit.desertion_per_day, morale, 0.0, risk, False)


@rule
def temper_of(rules, world, told, leanings):
    """The besieger's facts and leanings, for his sums."""
    now = told[0]
    w = world[0]
    b = w.besieger
    available = now.all_besiegers * (1.0 - b.committed_elsewhere)
    armed = now.fighters / now.first_fighters
    price = besieger.life_price(rules[0].negotiation, b.reference_manpower, available, b.scarcity_exponent)
    return besieger.Temper(
        leanings.value,
        price * dependence.price_factor(b.dependence_price, b.air_dependence),
        b.threat_bearer,
        b.audience_cost,
        assurance.vetoes(world, now.attention, armed, False),
        assurance.vetoes(world, now.attention, armed, True),
        assurance.observed(world, now.attention),
        assurance.known(world, now.attention, True),
        w.garrison.hostage_leverage,
        w.mediator.skill,
        leanings.storm,
        leanings.deal,
        leanings.split,
        leanings.sight,
    )


@rule
def rents_per_day(world, told, temper):
    """What the crossings earn the besieger a day, in own lives."""
    return world[0].besieger.rent_per_week / 7.0 * told[0].rent * temper.value


@rule
def ways(rules, world, told, temper, lasting, discount):
    """Odds of an assault, and the worths of storming, waiting and lifting, each less the cost of being late."""
    now = told[0]
    w, n = world[0], rules[0].negotiation
    defence = prospects.defence(now, w.negotiation.envelopment)
    strike = dependence.own_strike(w.besieger.dependence_strike, w.besieger.air_dependence)
    odds = prospects.assault_odds(now.besiegers * strike, defence, now.cover)
    toll = besieger.storm_toll(defence, w.assault.exchange, now.cover)
    days, late = prospects.storm_days(now, odds), w.deadline.late_cost * temper.value
    storm = besieger.worth_of_storming(temper, odds, days, toll, discount)
    wait = besieger.worth_of_waiting(n, temper, now, toll, lasting, discount, rents_per_day(world, told, temper))
    if late > 0.0:
        storm -= late * deadline.lateness(days, now.left)
        wait -= late * deadline.lateness(lasting * temper.sight, now.left)
    return odds, storm, wait, besieger.worth_of_lifting(n, temper)


@rule
def worths(rules, world, told, outlook, foreign):
    """Worth to a faction of fighting on, leaving with bare lives, giving up."""
    now = told[0]
    g, n = world[0].garrison, rules[0].negotiation
    theta = garrison.resolve(n, g.ideology, foreign)
    risk = assurance.danger(world, outlook.prison, foreign)
    leave = garrison.worth_of_leaving(n, outlook, theta, risk, g.home_ties, g.refuge, foreign)
    give_up = garrison.worth_of_giving_up(n, risk, g.ideology)
    plight = garrison.civilians_plight(n, now, g.home_ties, foreign)
    fight = garrison.worth_of_fighting(n, now, outlook, theta, risk, leave, give_up, plight)
    return fight, leave, give_up


@rule
def as_seen(rules, world, told, outlook, factor):
    """Worths to locals and to foreigners as one reckons who holds their endurance to be `factor` times what it is."""
    seen = garrison.Outlook(
        outlook.endurance * factor,
        min(1.0, outlook.storm * factor),
        outlook.road,
        outlook.hope_to_leave,
        outlook.relief,
        outlook.prison,
    )
    return worths(rules, world, told, seen, False), worths(rules, world, told, seen, True)


@rule
def weights(rules, world, told, endurance, road_belief, prison_belief, foreign, gives_up, fight):
    """What weighs with a faction at the table."""
    now = told[0]
    g, n = world[0].garrison, rules[0].negotiation
    outlook = garrison.Outlook(endurance, 0.0, road_belief, 0.0, 0.0, prison_belief)
    theta = garrison.resolve(n, g.ideology, foreign)
    plight = garrison.civilians_plight(n, now, g.home_ties, foreign)
    risk = assurance.danger(world, prison_belief, foreign)
    return garrison.weights(
        n, outlook, theta, risk, g.ideology, g.home_ties, g.refuge, foreign, gives_up, plight, fight
    )


@rule
def outlook_of(rules, world, told, known, odds, storm_belief, road_belief, prison_belief):
    """The garrison's sober endurance in days, and its outlook, hope added."""
    now = told[0]
    w, n = world[0], rules[0].negotiation
    starving = prospects.food_days(now, w.supply.target_ration, w.supply.fighters_first, w.bodies.mass_days)
    storming = prospects.storm_days(now, odds)
    sober = prospects.endurance(now, starving, storming, storm_belief, prospects.breaking_per_day(now, n))
    hope = math.exp(w.negotiation.optimism * math.exp(-now.day / w.negotiation.optimism_days))
    outlook = garrison.Outlook(
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
def reckon(rules, world, told, leanings, known, days):
    """Both commands think.

    Returns the besieger's (life price, odds, storm, wait, lift); the garrison's sober endurance, belief in a storm
    and outlook; and the worths of fighting on, leaving and giving up to locals and to foreigners.
    """
    now = told[0]
    temper = temper_of(rules, world, told, leanings)
    discount = besieger.discount_per_day(rules[0].negotiation, leanings.offensive)
    odds, storm, wait, lift = ways(rules, world, told, temper, known.sober, discount)
    expect = odds_share((storm - max(wait, lift)) / (0.15 * leanings.value))
    expected = deadline.threatened(expect, known.threat, 1.0)
    storming = contagion.precedent(storm_belief(expected, now.pressed > 0.5), known.precedent)
    road_belief = credibility.belief_step(known.road_belief, known.road, days)
    prison_belief = credibility.belief_step(known.prison_belief, known.prison, days)
    sober, outlook = outlook_of(rules, world, told, known, odds, storming, road_belief, prison_belief)
    local = worths(rules, world, told, outlook, False)
    foreign = worths(rules, world, told, outlook, True)
    return (temper.life_price, odds, storm, wait, lift), sober, storming, outlook, local, foreign


@rule
def truce_breaks_per_day(world, attention, wish, hardliners_loss, hardliners_voice):
    """Daily hazards that the besieger, and that the hardliners, break a truce."""
    rules = world[0].truce
    return (
        truce.besieger_breaks_per_day(rules, wish, assurance.observed(world, attention)),
        truce.hardliners_break_per_day(rules, hardliners_loss, hardliners_voice),
    )


@rule
def breaking_per_day(rules, told):
    """Daily hazard that the force dissolves."""
    return prospects.breaking_per_day(told[0], rules[0].negotiation)


@rule
def lift_per_day(rules, lift, otherwise, value):
    """Daily hazard that the besieger marches off."""
    return besieger.lift_per_day(rules[0].negotiation, lift, otherwise, value)
