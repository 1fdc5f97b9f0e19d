"""The besieger looks a round ahead: which of the packages, with which concession, is worth offering (M30).

He goes through the menu twice: once to see what the best offer would bring next time, once to choose. He offers what
has a chance, and beats another round by the cost of an offer.
"""

import math
from typing import Any, NamedTuple

from sim.compiled import rule
from sim.theory import (
    besieger_deals,
    besieger_options,
    garrison_answer,
    offers,
    packages,
    partners,
    prices,
)
from sim.theory.beliefs import RESOLVES
from sim.theory.besieger_options import BesiegerProfile, BesiegerStance
from sim.theory.garrison_options import Options
from sim.theory.packages import CONCESSIONS, PACKAGES, SURRENDER
from sim.theory.partners import Partners

#: Chance of a yes of what is not on the menu.
NOT_ON_MENU = -1.0
#: Place on the menu of no offer at all.
NO_OFFER = -1


class Bargain(NamedTuple):
    """What the besieger takes into account when he chooses an offer, beside his beliefs."""

    alternative: float  # utility of his best option without a deal, own lives
    endurance: float  # of the garrison, days, before his own error about it
    local: Options  # the garrison's utilities as he sees them, lives
    foreign: Options
    prison: float  # believed reputation of the captor, 0..1
    interval: float  # days to the next offer


class Offer(NamedTuple):
    """What the besieger would offer."""

    choice: int  # place on the menu; NO_OFFER where nothing has a chance, or beats waiting by the cost of an offer
    utility: float  # expected, own lives
    without: float  # utility of making no offer today, own lives


@rule
def expected_yes(
    params: Any,
    situation: Any,
    bargain: Bargain,
    package: int,
    concession: float,
    belief: Any,
) -> float:
    """Chance of a yes to terms as the besieger expects it, before his partners are asked."""
    return offers.expected_yes(
        garrison_answer.gain(params, situation, package, concession, bargain.local, bargain.prison, False),
        garrison_answer.gain(params, situation, package, concession, bargain.foreign, bargain.prison, True),
        situation[0].foreign,
        packages.splits(package),
        params[0].negotiation.noise,
        RESOLVES,
        belief,
    )


@rule
def consent(
    params: Any,
    situation: Any,
    stance: BesiegerStance,
    others: Partners,
    package: int,
    concession: float,
    prison: float,
    yes: float,
) -> float:
    """The chance of a yes times that of each partner's consent."""
    for i in range(len(others.table)):
        partner = others.table[i]
        gained = partners.gain_of(
            params, situation, stance, partner, others.alternatives[i], package, concession, prison
        )
        weight = partners.voice(partner.share_of_men, others.largest)
        yes *= partners.consents(weight, partners.willing(gained, stance.value))
    return yes


@rule
def another_round(
    params: Any,
    situation: Any,
    profile: BesiegerProfile,
    bargain: Bargain,
    discount: float,
    first: float,
) -> float:
    """Utility of a refusal, `first` being what the best offer is expected to bring in the next round (M30)."""
    now = situation[0]
    rate = discount + 1.0 / max(1.0, bargain.endurance * profile.endurance_factor) + now.relief
    upkeep = besieger_options.upkeep_per_day(params[0].utilities, profile, now)
    daily = upkeep - besieger_options.rents_per_day(params, situation, profile)
    return offers.continuation(bargain.alternative, first, rate, bargain.interval, daily * bargain.interval)


@rule
def choose(
    params: Any,
    situation: Any,
    stance: BesiegerStance,
    bargain: Bargain,
    belief: Any,
    tastes: Any,
    others: Partners,
    scratch: Any,
) -> Offer:
    """The best offer: max over the menu of Y U + (1 - Y) x another round (M30).

    `belief` holds a chance for each of RESOLVES, `tastes` his bias for each package, shares of V. `scratch` is float64
    (2, items of the menu), for the chances of a yes Y and the utilities U. Writes scratch.
    """
    now, w = situation[0], params[0]
    profile = besieger_options.profile_of(params, situation, stance)
    discount = besieger_options.discount_per_day(w.utilities, stance.offensive)
    facts = garrison_answer.circumstances(params, situation, bargain.prison)
    yes, utility = scratch[0], scratch[1]
    first, best = -math.inf, NO_OFFER
    for k in range(len(PACKAGES)):
        package, concession = PACKAGES[k], CONCESSIONS[k]
        yes[k] = NOT_ON_MENU
        if not prices.is_on_menu(w.terms, package, facts, now.foreign):
            continue
        best = k if best < 0 else best
        hoped = expected_yes(params, situation, bargain, package, concession, belief)
        yes[k] = consent(params, situation, stance, others, package, concession, bargain.prison, hoped)
        deal = besieger_deals.utility_of_terms(
            params, situation, profile, package, concession, discount, bargain.prison
        )
        utility[k] = deal + tastes[package] * profile.value
        first = max(first, offers.expected(yes[k], utility[k], bargain.alternative))
    later = another_round(params, situation, profile, bargain, discount, first)
    total = -math.inf
    for k in range(len(PACKAGES)):
        expected = offers.expected(yes[k], utility[k], later)
        if yes[k] >= 0.0 and expected > total:
            best, total = k, expected
    # Being handed the place costs no audience, so only the other packages bear the cost of an offer.
    cost = offers.offer_cost(profile.audience_level, w.mediator.skill, profile.value)
    if packages.base(PACKAGES[best]) == SURRENDER:
        cost = 0.0
    worthwhile = yes[best] >= w.negotiation.least_hope and total > later + cost
    return Offer(best if worthwhile else NO_OFFER, total, later)
