"""The value of a package to either side beside its base: the sum over its features, and arms and baggage.

    value to a fighter = refuge x sum of the features' values + arms_worth x concession x refuge
    cost to the besieger = V x sum of the features' costs + cost of a date

in lives to a fighter and own lives to the besieger, on top of the base (`garrison`, `besieger`). Capitulation law and
local agreements give the signs; the sizes are assumptions with ranges (section `terms`). The table is `packages`.
"""

import math
from typing import Any

from sim.compiled import rule
from sim.constants import constant
from sim.theory import packages
from sim.theory.packages import COST, OCCASION, TO_FOREIGN, TO_LOCAL, Circumstances

LEAST_REFUGE = constant(
    0.25, "0..1", "refuge below which nobody is offered to leave: there is nowhere to go", low=0.0, high=0.5
)


@rule
def utility_of_features(
    terms: Any, around: Circumstances, package: int, theta: float, hold_days: float, foreign: bool
) -> float:
    """What the features of a package add to leaving for a fighter, in lives.

    `theta`: value of holding out, lives; `hold_days`: scale of the value of each day held.
    """
    rows = packages.feature_rows(terms, around)
    total = 0.0
    for k in range(packages.N_FEATURES):
        if packages.FEATURES[package] >> k & 1:
            total += rows[k][TO_FOREIGN] if foreign else rows[k][TO_LOCAL]
    if packages.by_date(package):
        total += utility_of_delay(theta, hold_days, around.date, around.hoped)
    return total * around.refuge


@rule
def utility_of_arms(terms: Any, concession: float, refuge: float) -> float:
    """What arms and baggage add to leaving, in lives, where there is somewhere to take them."""
    return terms.arms_worth * concession * refuge


@rule
def utility_of_delay(theta: float, hold_days: float, days: float, hoped: float) -> float:
    """What a fighter gains by leaving only on a date: u = theta (1 - e^(-days / hold)) + 1 - e^(-hoped days), lives.

    He holds out until then, and relief may come first; `hoped` is its hazard per day, as the garrison hopes.

    >>> round(utility_of_delay(0.6, 182.0, 14.0, 0.001), 3)
    0.058
    """
    return theta * (1.0 - math.exp(-days / hold_days)) + 1.0 - math.exp(-hoped * days)


@rule
def cost_of_features(
    terms: Any, around: Circumstances, package: int, discount: float, upkeep: float, value: float
) -> float:
    """What the features of a package cost the besieger, in own lives; negative where he gains by them.

    A date costs him the days until then: c = V (1 - e^(-(discount + relief) days)) + upkeep days. `discount` per day;
    `upkeep` of his men, own lives per day; `value` V of the place, own lives.
    """
    rows = packages.feature_rows(terms, around)
    share = 0.0
    for k in range(packages.N_FEATURES):
        if packages.FEATURES[package] >> k & 1:
            share += rows[k][COST]
    cost = share * value
    if packages.by_date(package):
        cost += value * (1.0 - math.exp(-(discount + around.relief) * around.date)) + upkeep * around.date
    return cost


@rule
def is_on_menu(terms: Any, package: int, around: Circumstances, foreign_share: float) -> bool:
    """Whether a package can be offered at all: each of its features needs something to be about.

    Nobody offers safe passage where there is no refuge; without foreigners there is no split; and where only the plain
    packages are allowed (`terms.named`), no features.
    """
    if not packages.gives_up(package) and around.refuge < LEAST_REFUGE:
        return False
    if packages.splits(package) and foreign_share <= 0.0:
        return False
    if not packages.is_plain(package) and terms.named < 0.5:
        return False
    rows = packages.feature_rows(terms, around)
    for k in range(packages.N_FEATURES):
        if packages.FEATURES[package] >> k & 1 and rows[k][OCCASION] <= 0.0:
            return False
    return True
