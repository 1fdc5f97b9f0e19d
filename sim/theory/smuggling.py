"""Prices, the smugglers who answer to them, and the officers who live by them.

Crossings and monopolies make leakage profitable to officers and traders, and some besiegers prefer not to finish
(Todman 2016, the siege economy); the sizes are assumptions.
"""

from sim.compiled import rule


@rule
def price(ration, exponent):
    """Price of food over that of peace: ration ** -k (M22a), from bread in Eastern Ghouta 2017."""
    return max(0.05, min(1.0, ration)) ** -exponent


@rule
def answer(cost, usual, elasticity):
    """Smuggling over its capacity, reached at the usual price of a siege: min(1, (p / usual) ** elasticity) (M22a)."""
    return min(1.0, (cost / usual) ** elasticity)


@rule
def rent(cost):
    """Officers' rent, 0 in peace to 1 in famine: (p - 1) / (p + 9), a half at eleven times the price of peace."""
    return max(0.0, cost - 1.0) / (max(1.0, cost) + 9.0)


@rule
def sold_open(openness, loosens, earned):
    """Openness of the ring to goods: what the men leave open, and what officers sell of the rest (an agent's slack)."""
    return openness + (1.0 - openness) * loosens * earned


@rule
def market(world, ration, openness):
    """What a morning's market makes of yesterday's ration: price, rent, the smugglers' answer, openness to goods."""
    s, b = world[0].supply, world[0].besieger
    cost = price(ration, s.price_exponent)
    earned = rent(cost)
    smuggled = answer(cost, s.smuggling_price, s.smuggling_elasticity)
    return cost, earned, smuggled, sold_open(openness, b.rent_loosens, earned)
