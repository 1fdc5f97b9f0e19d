"""What each kind of deal is worth to the besieger, in his own soldiers' lives (M23, M24).

Those who leave armed kill later; the share of this that he bears himself is the core of DePetris (2017). Audience costs
are Tomz's (2007), real but modest. The forms are assumptions.
"""

import math
from typing import Any

from sim.compiled import rule
from sim.constants import constant
from sim.theory import deadline, packages, prices
from sim.theory.besieger_options import USUAL_COVER, BesiegerProfile, upkeep_per_day
from sim.theory.garrison_answer import circumstances
from sim.theory.packages import SURRENDER

SEEN_OPEN = constant(0.4, "share", "part of the audience's cost that an open deal has unobserved", low=0.1, high=0.7)
SEEN_SECRET = constant(0.1, "share", "and a secret one, for what comes out later", low=0.0, high=0.4)
SEEN_MORE = constant(0.6, "share", "what full observation adds to either", low=0.3, high=0.9)
POLITICAL_COVER = constant(
    0.5, "share", "part of the audience's cost that a mediator of full skill takes away", low=0.0, high=0.8,
    source="direction: Clayton et al. 2022; size: assumption",
)  # fmt: skip
UNARMED_DANGER = constant(
    0.6, "ratio", "later danger of those who leave with nothing, over that of light arms", low=0.3, high=1.0
)
ARMED_DANGER = constant(0.8, "ratio", "what arms and baggage add to it", low=0.2, high=1.5)
HOSTAGES_PRIZE = constant(0.15, "share of V", "what full hostages add to a deal to leave", low=0.0, high=0.4)
PRISONERS_PRIZE = constant(0.075, "share of V", "what they add to a surrender", low=0.0, high=0.3)
REMNANT_COST = constant(
    1.5, "ratio", "price of storming a remnant of foreigners, a man, over the usual", low=1.0, high=3.0
)
REMNANT_SHARE = constant(0.6, "share", "share of the remnant who die or fall wounded in it", low=0.3, high=0.9)
REMNANT_DAYS = constant(28.0, "day", "delay until the remnant is stormed", low=7.0, high=90.0)
SPLIT_COST = constant(0.03, "share of V", "trouble of telling locals from foreigners", low=0.0, high=0.1)
SPLIT_COVER = constant(
    0.5, "share", "part of the public cost that leaving the foreigners out can save", low=0.0, high=1.0
)
SPLIT_HALF = constant(0.15, "share", "foreign share at which half of this is saved", low=0.05, high=0.5)


@rule
def public_cost(utilities: Any, profile: BesiegerProfile, secret: bool) -> float:
    """Cost of being seen to deal: the audience's, less so unseen or under a mediator's cover, and the patron's (M24).

    In the open: alpha a (0.4 + 0.6 O); in secret: alpha a (0.1 + 0.6 leaks), 0.1 for what comes out later.
    Mediation gives political cover that lowers audience costs (Clayton et al. 2022).
    """
    seen = SEEN_SECRET + SEEN_MORE * profile.leaks if secret else SEEN_OPEN + SEEN_MORE * profile.observed
    veto = profile.veto_secret if secret else profile.veto
    cover = 1.0 - POLITICAL_COVER * profile.mediator
    audience = utilities.audience * profile.audience_level / 3.0 * seen * cover
    return (audience + utilities.patron_cost * veto) * profile.value


@rule
def later_danger(utilities: Any, profile: BesiegerProfile, fighters: float, concession: float) -> float:
    """Own lives that those who leave armed take later: xi psi N (0.6 + 0.8 x).

    He meets them again in his share xi of the cases, somebody else in the others. `fighters` N leave with the
    concession x.
    """
    armed = UNARMED_DANGER + ARMED_DANGER * concession
    return profile.threat_bearer * utilities.escaped_danger * fighters * armed


@rule
def utility_of_evacuation(
    utilities: Any, profile: BesiegerProfile, fighters: float, concession: float, secret: bool
) -> float:
    """U_E = (1 + 0.15 h / 3 + bias) V - later danger - public cost (M23), before the price of the terms (`prices`)."""
    prize = 1.0 + HOSTAGES_PRIZE * profile.hostages / 3.0 + profile.deal_bias
    later = later_danger(utilities, profile, fighters, concession)
    return prize * profile.value - later - public_cost(utilities, profile, secret)


@rule
def utility_of_surrender(profile: BesiegerProfile) -> float:
    """U_S = (1 + 0.075 h / 3) V: the place, and prisoners to exchange for his own."""
    return profile.value * (1.0 + PRISONERS_PRIZE * profile.hostages / 3.0)


@rule
def utility_of_split(
    utilities: Any,
    profile: BesiegerProfile,
    now: Any,
    exchange: float,
    discount: float,
    concession: float,
    by_surrender: bool,
) -> float:
    """Locals deal, foreigners fight on: storming the remnant and a month's delay of its share come off (M23)."""
    share = now.foreign
    local = now.fighters * (1.0 - share)
    price = REMNANT_COST * profile.life_price * exchange
    remnant = price * now.cover / USUAL_COVER * REMNANT_SHARE * now.fighters * share
    delay = (1.0 - math.exp(-discount * REMNANT_DAYS)) * share * profile.value
    if by_surrender:
        deal = utility_of_surrender(profile)
    else:
        seen = 1.0 - SPLIT_COVER * share / (share + SPLIT_HALF)
        prize = 1.0 + HOSTAGES_PRIZE * profile.hostages / 3.0 + profile.split_bias
        later = later_danger(utilities, profile, local, concession)
        deal = prize * profile.value - later - seen * public_cost(utilities, profile, False)
    return deal - remnant - delay - SPLIT_COST * profile.value


@rule
def utility_of_terms(
    params: Any,
    situation: Any,
    profile: BesiegerProfile,
    package: int,
    concession: float,
    discount: float,
    prison: float,
) -> float:
    """What a package with a concession is worth to the besieger, or to a partner with a profile of his own.

    `discount` is per day, `prison` the captor's believed reputation, 0..1.
    """
    now, w = situation[0], params[0]
    if packages.base(package) == SURRENDER:
        return utility_of_surrender(profile)
    gives_up = packages.gives_up(package)
    if packages.splits(package):
        deal = utility_of_split(w.utilities, profile, now, w.assault.exchange, discount, concession, gives_up)
    else:
        deal = utility_of_evacuation(w.utilities, profile, now.fighters, concession, packages.secret(package))
    if gives_up:
        return deal
    cost = prices.cost_of_features(
        w.terms,
        circumstances(params, situation, prison),
        package,
        discount,
        upkeep_per_day(w.utilities, profile, now),
        profile.value,
    )
    if packages.by_date(package):
        cost += w.deadline.late_cost * profile.value * deadline.lateness(now.date, now.left)
    return deal - cost - w.terms.arms_price * concession * profile.value
