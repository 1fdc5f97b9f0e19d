"""A besieger who fights under another's aircraft: weaker on his own, and with a higher price on his men's lives.

This is apart from the patron's veto, which is exercised only when the patron learns of a deal and objects to it. In
coded sieges forces that depend on a patron's air power are local, short of men, and deal more; the sizes are
assumptions.
"""

from sim.compiled import rule


@rule
def own_strike(missing: float, dependence: float) -> float:
    """Share of his striking power that he can count on: 1 - missing share x dependence.

    >>> own_strike(0.3, 0.0)
    1.0
    """
    return 1.0 - missing * dependence


@rule
def price_factor(rise: float, dependence: float) -> float:
    """Factor on the price of an own life: 1 + rise x dependence."""
    return 1.0 + rise * dependence
