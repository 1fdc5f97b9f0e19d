"""Food prices under siege, the smugglers who respond to them, and the officers who live by them (M22a).

Crossings and monopolies make leakage profitable to officers and traders, and some besiegers prefer not to finish
(Todman 2016, the siege economy); the sizes are assumptions.
"""

from typing import Any

from sim.compiled import rule
from sim.constants import constant

LEAST_RATION = constant(0.05, "0..1", "ration below which prices rise no further", low=0.01, high=0.2)
HALF_RENT = constant(9.0, "factor", "rise of the price at which rents are half of full", low=2.0, high=30.0)


@rule
def price(ration: float, exponent: float) -> float:
    """Price of food over that of peace: p = ration^-k.

    `ration`: share of full, bounded to 0.05..1; `exponent` k, from bread in Eastern Ghouta 2017.

    >>> price(0.25, 1.0)
    4.0
    """
    return max(LEAST_RATION, min(1.0, ration)) ** -exponent


@rule
def supply_response(cost: float, usual: float, elasticity: float) -> float:
    """Smuggling as a share of its capacity: min(1, (p / usual)^elasticity).

    `cost` p: price over that of peace; `usual`: the price at which capacity is reached.
    """
    return min(1.0, (cost / usual) ** elasticity)


@rule
def rent(cost: float) -> float:
    """Officers' rent from the crossings, 0 in peace to 1 in famine: (p - 1) / (p + 9), a half at eleven times peace.

    >>> rent(11.0)
    0.5
    """
    return max(0.0, cost - 1.0) / (max(1.0, cost) + HALF_RENT)


@rule
def openness_for_sale(openness: float, loosens: float, earned: float) -> float:
    """Openness of the ring to goods, 0..1: what the men leave open, and what officers sell of the rest.

    o' = o + (1 - o) x `loosens` x rent `earned` (an agent's slack).
    """
    return openness + (1.0 - openness) * loosens * earned


@rule
def market(params: Any, ration: float, openness: float) -> tuple[float, float, float, float]:
    """This morning's market, from yesterday's ration: price, rent, smugglers' response, openness to goods."""
    s, b = params[0].supply, params[0].besieger
    cost = price(ration, s.price_exponent)
    earned = rent(cost)
    smuggled = supply_response(cost, s.smuggling_price, s.smuggling_elasticity)
    return cost, earned, smuggled, openness_for_sale(openness, b.rent_loosens, earned)
