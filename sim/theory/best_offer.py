"""The besieger looks a round ahead: which of the packages, with which concession, is worth offering (M30)."""

import math

from sim.compiled import rule
from sim.theory import besieger_options, deadline, decision, garrison_options, offers, packages, partners, prices, trust
from sim.theory.beliefs import RESOLVES


@rule
def around(world, situation, prison):
    """The facts on which the prices of the features hang; `prison` is the captor's believed reputation."""
    now, w = situation[0], world[0]
    return packages.Circumstances(
        w.garrison.hostage_leverage / 3.0,
        w.mediator.skill,
        w.garrison.home_ties,
        1.0 - trust.danger(world, prison, False),
        w.garrison.refuge,
        now.date,
        now.relief * w.relief.hope,
        now.relief,
        w.besieger.audience_cost,
        now.linked,
        now.dated,
    )


@rule
def features(world, situation, package, prison, foreign):
    """What the features of a package add to leaving for a faction, in lives."""
    w = world[0]
    theta = garrison_options.resolve(w.negotiation, w.garrison.ideology, foreign)
    facts = around(world, situation, prison)
    return prices.utility_of_features(w.terms, facts, package, theta, w.negotiation.hold_days, foreign)


@rule
def gain(world, situation, package, concession, worths, prison, foreign):
    """What terms are worth to a faction over fighting on, in lives, before its hidden resolve."""
    fight, leave, give_up = worths
    if packages.gives_up(package):
        return give_up - fight
    arms = prices.utility_of_arms(world[0].terms, concession, world[0].garrison.refuge)
    return leave + arms + features(world, situation, package, prison, foreign) - fight


@rule
def acceptance(
    world, situation, package, concession, foreign_share, local, foreign, prison, hidden_local, hidden_foreign
):
    """Chance that the garrison says yes, given the worths of its factions' ways and their hidden resolves."""
    noise = world[0].negotiation.noise
    to_locals = gain(world, situation, package, concession, local, prison, False)
    to_foreigners = gain(world, situation, package, concession, foreign, prison, True)
    return offers.answer(
        offers.willing(to_locals, hidden_local, noise),
        offers.willing(to_foreigners, hidden_foreign, noise),
        foreign_share,
        packages.splits(package),
    )


@rule
def lives_of_a_deal(world, situation, worths, prison):
    """What the better of plain passage with half of the arms, and of giving up, brings a local over fighting on."""
    passage = gain(world, situation, packages.PLAIN_PASSAGE, 0.5, worths, prison, False)
    return max(passage, gain(world, situation, packages.PLAIN_SURRENDER, 0.0, worths, prison, False))


@rule
def worth_of_terms(rules, world, situation, profile, package, concession, discount, prison):
    """What terms are worth to the besieger, or to a partner with a profile of his own."""
    now, w, n = situation[0], world[0], rules[0].negotiation
    if packages.base(package) == packages.SURRENDER:
        return besieger_options.worth_of_surrender(profile)
    gives_up = packages.gives_up(package)
    if packages.splits(package):
        worth = besieger_options.worth_of_split(n, profile, now, w.assault.exchange, discount, concession, gives_up)
    else:
        worth = besieger_options.worth_of_evacuation(n, profile, now.fighters, concession, packages.secret(package))
    if gives_up:
        return worth
    cost = prices.cost_of_features(
        w.terms,
        around(world, situation, prison),
        package,
        discount,
        besieger_options.upkeep_per_day(n, profile, now),
        profile.value,
    )
    if packages.by_date(package):
        cost += w.deadline.late_cost * profile.value * deadline.lateness(now.date, now.left)
    return worth - cost - w.terms.arms_price * concession * profile.value


@rule
def partner_profile(profile, partner):
    """The besieger's profile with a partner's own threat, audience and price of a life."""
    return besieger_options.BesiegerProfile(
        profile.value,
        profile.life_price * partner.life_price,
        partner.threat_bearer,
        partner.audience_cost,
        profile.veto,
        profile.veto_secret,
        profile.observed,
        profile.leaks,
        profile.hostages,
        profile.cover,
        profile.storm,
        profile.deal,
        profile.split,
        profile.endurance_factor,
    )


@rule
def partner_ways(rules, world, situation, stance, partner, lasting):
    """Storming, waiting and lifting as a partner values them."""
    profile = partner_profile(decision.profile_of(rules, world, situation, stance), partner)
    discount = besieger_options.discount_per_day(rules[0].negotiation, stance.offensive)
    _, storm, wait, lift = decision.ways(rules, world, situation, profile, lasting, discount)
    return storm, wait, lift


@rule
def partner_gain(rules, world, situation, stance, partner, outside, package, concession, prison):
    """What terms gain a partner over his best way without them, in own lives."""
    profile = partner_profile(decision.profile_of(rules, world, situation, stance), partner)
    discount = besieger_options.discount_per_day(rules[0].negotiation, stance.offensive)
    worth = worth_of_terms(rules, world, situation, profile, package, concession, discount, prison)
    if packages.base(package) == packages.EVACUATION:
        worth -= partner.foreigners_cost * situation[0].foreign * profile.value
    return worth - outside


@rule
def choose(
    rules,
    world,
    situation,
    stance,
    outside,
    lasting,
    local,
    foreign,
    prison,
    belief,
    tastes,
    interval,
    table,
    outsides,
    largest,
    room,
):
    """The besieger's two-pass look-ahead over the menu (M30).

    `tastes` are his likings of the packages, shares of V; `table` holds his partners, one a row, and `outsides` what
    each can have without a deal; `room` is two rows as long as the menu, for the odds and the worths. Returns the
    terms worth offering, as their place on the menu (-1 when none has hope, or beats waiting by the cost of an offer),
    their expected worth, and the worth of making none.
    """
    now = situation[0]
    w, n, share = world[0], rules[0].negotiation, now.foreign
    profile = decision.profile_of(rules, world, situation, stance)
    discount = besieger_options.discount_per_day(n, stance.offensive)
    facts = around(world, situation, prison)
    yes, worth = room[0], room[1]
    first, best = -math.inf, -1
    for k in range(len(packages.PACKAGES)):
        package, concession = packages.PACKAGES[k], packages.CONCESSIONS[k]
        yes[k] = -1.0  # not on the menu
        if not prices.is_on_menu(w.terms, package, facts, share):
            continue
        best = k if best < 0 else best
        to_locals = gain(world, situation, package, concession, local, prison, False)
        to_foreigners = gain(world, situation, package, concession, foreign, prison, True)
        split = packages.splits(package)
        hoped = offers.hoped_yes(to_locals, to_foreigners, share, split, w.negotiation.noise, RESOLVES, belief)
        for i in range(len(table)):
            gained = partner_gain(rules, world, situation, stance, table[i], outsides[i], package, concession, prison)
            weight = partners.voice(table[i].share_of_men, largest)
            hoped *= partners.consents(weight, partners.willing(gained, profile.value))
        his = worth_of_terms(rules, world, situation, profile, package, concession, discount, prison)
        his += tastes[package] * profile.value
        first = max(first, offers.expected(hoped, his, outside))
        yes[k], worth[k] = hoped, his
    rate = discount + 1.0 / max(1.0, lasting * stance.endurance_factor) + now.relief
    upkeep = besieger_options.upkeep_per_day(n, profile, now) - decision.rents_per_day(world, situation, profile)
    later = offers.continuation(outside, first, rate, interval, upkeep * interval)
    total = -math.inf
    for k in range(len(packages.PACKAGES)):
        expected = offers.expected(yes[k], worth[k], later)
        if yes[k] >= 0.0 and expected > total:
            best, total = k, expected
    # Being handed the place costs no audience, so only the other packages bear the cost of an offer.
    price = offers.offer_cost(profile.audience, w.mediator.skill, profile.value)
    if packages.base(packages.PACKAGES[best]) == packages.SURRENDER:
        price = 0.0
    hopeful = yes[best] >= w.negotiation.least_hope and total > later + price
    return best if hopeful else -1, total, later
