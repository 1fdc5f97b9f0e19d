"""The commands' sums put together: what each makes of the situation at one sitting, from facts to values.

`rules` and `world` are the parameters, arrays of one record: a command's sums are one call of machine code.
"""

import math
from typing import NamedTuple

from sim.compiled import rule
from sim.theory import besieger, credibility, garrison, observers, offers, packages, patron, prospects
from sim.theory.beliefs import RESOLVES
from sim.theory.chance import odds_share
from sim.theory.exit import desertion_per_day


class Leanings(NamedTuple):
    """The besieger's hidden temper, and what stands for him on the day of a sitting."""

    storm: float
    deal: float
    split: float
    sight: float
    value: float  # V, own lives
    offensive: bool  # whether he has announced an offensive


class Known(NamedTuple):
    """What the garrison knows at a sitting beside the situation."""

    sober: float  # endurance, days, of the last sitting
    road_belief: float
    road: float  # true credibility of the road
    silence: float  # days since it was last offered to leave


@rule
def observed(world, heat):
    """How much of what is done here is seen, given the public's attention."""
    o = world[0].observers
    seen = observers.observed_share(o.aircraft, o.monitors, o.journalists)
    return observers.with_attention(seen, heat, o.attention)


@rule
def known(world, heat, secret):
    """What the public knows of a deal: all of an open one, of a secret one what leaks."""
    o = world[0].observers
    return observers.leaks(o.monitors, o.journalists, o.kept_out, heat, o.attention) if secret else 1.0


@rule
def doubt(world, reputation, heat, linked):
    """What a breach of the road can come from. `linked`: one's own people in a linked siege as collateral, 0..1."""
    w = world[0]
    return credibility.doubt(
        reputation, w.guarantor.strength, observed(world, heat), w.garrison.hostage_leverage, linked
    )


@rule
def patron_stake(world, heat, armed, secret):
    """The patron's stake in a convoy, share of V; `armed`: leavers in arms over the first garrison."""
    w = world[0]
    return patron.stake(
        w.negotiation, w.patron.threat_bearer, w.patron.audience_cost, armed, known(world, heat, secret)
    )


@rule
def patron_held_back(world, civilians):
    """What stays the patron's hand, with such a share of civilians aboard."""
    w = world[0]
    return patron.held_back(w.patron.restraint, civilians, w.patron.rival_request, w.guarantor.strength)


@rule
def veto_stake(world, heat, armed, secret):
    """What of its stake counts for the patron's veto: the part that it bears itself."""
    w = world[0]
    seen = known(world, heat, secret)
    return w.patron.threat_bearer * patron.stake(w.negotiation, 1.0, w.patron.audience_cost, armed, seen)


@rule
def vetoes(world, heat, armed, secret):
    """Chance that the patron blocks a deal."""
    stake = veto_stake(world, heat, armed, secret)
    return patron.vetoes(world[0].patron, stake, known(world, heat, secret))


@rule
def road(world, reputation, heat, civilians, armed, secret, linked):
    """True credibility of the road, with such a share of civilians aboard and so many leavers in arms."""
    stake = patron_stake(world, heat, armed, secret)
    crater, strike = patron.interference(world[0].patron, stake, patron_held_back(world, civilians))
    return credibility.road_credibility(doubt(world, reputation, heat, linked), crater, strike)


@rule
def danger(world, foreign):
    """Chance of death for one who gives himself up."""
    w = world[0]
    return credibility.captivity_danger(
        w.besieger.captor_reputation, w.guarantor.strength, w.negotiation.foreign_danger, foreign
    )


@rule
def exits_per_day(rules, world, morale):
    """Share of the fighters who desert a day, as a command reckons: by the locals' mean morale."""
    return desertion_per_day(rules[0].exit, world[0].exit.desertion_per_day, morale, 0.0, danger(world, False), False)


@rule
def temper_of(rules, world, told, leanings):
    """The besieger's facts and leanings, for his sums."""
    now = told[0]
    w = world[0]
    available = now.all_besiegers * (1.0 - w.besieger.committed_elsewhere)
    armed = now.fighters / now.first_fighters
    price = besieger.life_price(
        rules[0].negotiation, w.besieger.reference_manpower, available, w.besieger.scarcity_exponent
    )
    return besieger.Temper(
        leanings.value,
        price,
        w.besieger.threat_bearer,
        w.besieger.audience_cost,
        vetoes(world, now.heat, armed, False),
        vetoes(world, now.heat, armed, True),
        observed(world, now.heat),
        known(world, now.heat, True),
        w.garrison.hostage_leverage,
        w.mediator.skill,
        leanings.storm,
        leanings.deal,
        leanings.split,
        leanings.sight,
    )


@rule
def besieger_reckons(rules, world, told, leanings, lasting):
    """The besieger's price of a life, odds, and the worths of storming, waiting and lifting."""
    now = told[0]
    w, n = world[0], rules[0].negotiation
    temper = temper_of(rules, world, told, leanings)
    defence = prospects.defence(now, w.negotiation.envelopment)
    odds = prospects.assault_odds(now.besiegers, defence, now.cover)
    toll = besieger.storm_toll(defence, w.assault.exchange, now.cover)
    discount = besieger.discount_per_day(n, leanings.offensive)
    storm = besieger.worth_of_storming(temper, odds, prospects.storm_days(now, odds), toll, discount)
    wait = besieger.worth_of_waiting(n, temper, now, toll, lasting, discount)
    return temper.life_price, odds, storm, wait, besieger.worth_of_lifting(n, temper)


@rule
def worths(rules, world, told, outlook, foreign):
    """Worth to a faction of fighting on, leaving with bare lives, giving up."""
    now = told[0]
    g, n = world[0].garrison, rules[0].negotiation
    theta = garrison.resolve(n, g.ideology, foreign)
    risk = danger(world, foreign)
    leave = garrison.worth_of_leaving(n, outlook, theta, risk, g.home_ties, g.refuge, foreign)
    give_up = garrison.worth_of_giving_up(n, risk, g.ideology)
    plight = garrison.civilians_plight(n, now, g.home_ties, foreign)
    fight = garrison.worth_of_fighting(n, now, outlook, theta, risk, leave, give_up, plight)
    return fight, leave, give_up


@rule
def weights(rules, world, told, endurance, road_belief, foreign, gives_up, fight):
    """What weighs with a faction at the table."""
    now = told[0]
    g, n = world[0].garrison, rules[0].negotiation
    outlook = garrison.Outlook(endurance, 0.0, road_belief, 0.0, 0.0)
    theta = garrison.resolve(n, g.ideology, foreign)
    plight = garrison.civilians_plight(n, now, g.home_ties, foreign)
    risk = danger(world, foreign)
    return garrison.weights(
        n, outlook, theta, risk, g.ideology, g.home_ties, g.refuge, foreign, gives_up, plight, fight
    )


@rule
def outlook_of(rules, world, told, known, odds, storm_belief, road_belief):
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
    his = besieger_reckons(rules, world, told, leanings, known.sober)
    _, odds, storm, wait, lift = his
    expect = odds_share((storm - max(wait, lift)) / (0.15 * leanings.value))
    storming = storm_belief(expect, now.pressed > 0.5)
    road_belief = credibility.belief_step(known.road_belief, known.road, days)
    sober, outlook = outlook_of(rules, world, told, known, odds, storming, road_belief)
    local = worths(rules, world, told, outlook, False)
    foreign = worths(rules, world, told, outlook, True)
    return his, sober, storming, outlook, local, foreign


@rule
def gain(world, package, concession, worths):
    """What terms are worth to a faction over fighting on, in lives, before its hidden resolve."""
    fight, leave, give_up = worths
    if packages.gives_up(package):
        return give_up - fight
    return leave + garrison.worth_of_concession(concession, world[0].garrison.refuge) - fight


@rule
def acceptance(world, package, concession, foreign_share, local, foreign, hidden_local, hidden_foreign):
    """Chance that the garrison says yes, given the worths of its factions' ways and their hidden resolves."""
    noise = world[0].negotiation.noise
    of_locals = offers.willing(gain(world, package, concession, local), hidden_local, noise)
    of_foreigners = offers.willing(gain(world, package, concession, foreign), hidden_foreign, noise)
    return offers.answer(of_locals, of_foreigners, foreign_share, packages.splits(package))


@rule
def worth_of_terms(rules, world, told, temper, package, concession, discount):
    """What terms are worth to the besieger."""
    now = told[0]
    n = rules[0].negotiation
    if packages.base(package) == 0:
        return besieger.worth_of_evacuation(n, temper, now.fighters, concession, packages.secret(package))
    if packages.base(package) == 2:
        return besieger.worth_of_surrender(temper)
    return besieger.worth_of_split(
        n, temper, now, world[0].assault.exchange, discount, concession, packages.gives_up(package)
    )


@rule
def best_offer(rules, world, told, leanings, outside, lasting, local, foreign, belief, interval):
    """The besieger's two-pass look-ahead over the menu (E20).

    Returns the terms worth offering, as their place on the menu (-1 when none has hope, or beats waiting by the cost
    of an offer), their expected worth, and the worth of making none.
    """
    now = told[0]
    w, n, share = world[0], rules[0].negotiation, now.foreign
    temper = temper_of(rules, world, told, leanings)
    discount = besieger.discount_per_day(n, leanings.offensive)
    on_menu = [0 for _ in range(0)]
    yes = [0.0 for _ in range(0)]
    worth = [0.0 for _ in range(0)]
    first = -math.inf
    for k in range(len(offers.PACKAGES)):
        package, concession = offers.PACKAGES[k], offers.CONCESSIONS[k]
        split = packages.splits(package)
        if (w.garrison.refuge < 0.25 and not packages.gives_up(package)) or (share <= 0.0 and split):
            continue
        gains = gain(world, package, concession, local), gain(world, package, concession, foreign)
        hoped = offers.hoped_yes(gains[0], gains[1], share, split, w.negotiation.noise, RESOLVES, belief)
        his = worth_of_terms(rules, world, told, temper, package, concession, discount)
        first = max(first, offers.expected(hoped, his, outside))
        on_menu.append(k)
        yes.append(hoped)
        worth.append(his)
    rate = discount + 1.0 / max(1.0, lasting * leanings.sight) + now.relief
    upkeep = temper.life_price * w.negotiation.upkeep / 7.0 * now.all_besiegers * interval
    later = offers.continuation(outside, first, rate, interval, upkeep)
    best, total = 0, -math.inf
    for i in range(len(on_menu)):
        expected = offers.expected(yes[i], worth[i], later)
        if expected > total:
            best, total = i, expected
    # Being handed the place costs no audience, so only the other packages bear the cost of an offer.
    price = offers.offer_cost(temper.audience, w.mediator.skill, temper.value)
    if packages.base(offers.PACKAGES[on_menu[best]]) == 2:
        price = 0.0
    hopeful = yes[best] >= w.negotiation.least_hope and total > later + price
    return on_menu[best] if hopeful else -1, total, later


@rule
def breaking_per_day(rules, told):
    """Daily hazard that the force dissolves."""
    return prospects.breaking_per_day(told[0], rules[0].negotiation)


@rule
def lift_per_day(rules, lift, otherwise, value):
    """Daily hazard that the besieger marches off."""
    return besieger.lift_per_day(rules[0].negotiation, lift, otherwise, value)
