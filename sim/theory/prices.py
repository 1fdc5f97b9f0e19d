"""What the features of a package are worth, one by one; a package is worth its base plus the sum of them.

Worths are lives to a fighter and own lives to the besieger, beside those of the base (`garrison`, `besieger`).
Capitulation law and local agreements give the signs; the sizes are assumptions with ranges (section `terms`).
"""

import math
from typing import NamedTuple

from sim.compiled import rule
from sim.theory import packages


class Circumstances(NamedTuple):
    """The facts on which the prices hang."""

    hostages: float  # share of full leverage
    mediator: float  # skill, 0..1
    home_ties: float
    trust: float  # chance to live for a local who puts himself into the besieger's hands
    refuge: float
    date: float  # days until one leaves by a date
    hoped: float  # hazard of relief a day, as the garrison hopes
    relief: float  # and in truth, which the besieger knows as well as anyone


@rule
def worth_of_features(terms, around, package, theta, hold_days, foreign):
    """What the features of a package add to leaving, in lives."""
    worth = 0.0
    if packages.honours(package):
        worth += terms.honours_foreign if foreign else terms.honours_local
    if packages.bare(package):
        worth -= terms.families_foreign if foreign else terms.families_local * around.home_ties
    if packages.secret(package):
        worth -= terms.secret_foreign if foreign else terms.secret_local
    if packages.wounded_first(package):
        worth += terms.wounded_worth * around.mediator
    if packages.exchange(package):
        worth += around.hostages * (terms.exchange_foreign if foreign else terms.exchange_local)
    if packages.reciprocal(package):
        worth += terms.reciprocal_worth
    if packages.by_date(package):
        worth += worth_of_delay(theta, hold_days, around.date, around.hoped)
    if packages.settled(package) and not foreign:
        worth += terms.settled_worth * around.home_ties * around.trust
    return worth * around.refuge


@rule
def worth_of_arms(terms, concession, refuge):
    """What arms and baggage add to leaving, where there is somewhere to take them."""
    return terms.arms_worth * concession * refuge


@rule
def worth_of_delay(theta, hold_days, days, hoped):
    """Held till the date, and relieved perhaps: theta (1 - e^(-days / hold)) + 1 - e^(-hoped days)."""
    return theta * (1.0 - math.exp(-days / hold_days)) + 1.0 - math.exp(-hoped * days)


@rule
def price_of_features(terms, around, package, discount, upkeep, value):
    """What the features of a package cost the besieger, in own lives; below nothing where he gains by them.

    A date costs him its days: the discount, the chance of relief, and the men kept waiting (`upkeep` a day).
    """
    share = 0.0
    if packages.honours(package):
        share += terms.honours_price
    if packages.bare(package):
        share -= terms.bare_gain
    if packages.secret(package):
        share += terms.secret_price
    if packages.wounded_first(package):
        share += terms.wounded_price
    if packages.exchange(package):
        share -= terms.exchange_gain * around.hostages
    if packages.reciprocal(package):
        share -= terms.reciprocal_gain
    if packages.settled(package):
        share += terms.settled_price
    cost = share * value
    if packages.by_date(package):
        cost += value * (1.0 - math.exp(-(discount + around.relief) * around.date)) + upkeep * around.date
    return cost


@rule
def on_menu(terms, package, around, foreign_share, audience, linked, dates):
    """Whether a package can be thought of at all: each feature needs something to be about.

    Nobody offers to let anyone leave where there is no refuge; without foreigners there is no split.
    """
    if not packages.gives_up(package) and around.refuge < 0.25:
        return False
    if packages.splits(package):
        return foreign_share > 0.0
    if package > 3 and terms.named < 0.5:
        return False
    if packages.secret(package):
        return audience > 0.0
    if packages.wounded_first(package):
        return around.mediator > 0.0
    if packages.exchange(package):
        return around.hostages > 0.0
    if packages.reciprocal(package):
        return linked > 0.5
    if packages.by_date(package):
        return around.date > 0.0 and (around.relief > 0.0 or dates > 0.5)
    if packages.settled(package):
        return around.home_ties > 0.0
    return True
