"""A besieger who fights under another's aircraft: weaker by himself, and his men dearer to him.

Apart from the patron's veto, which is exercised only when the patron learns of a deal and minds it. In coded sieges
forces that depend on a patron's air power are local, short of men, and deal more; the sizes are assumptions.
"""

from sim.compiled import rule


@rule
def own_strike(missing, dependence):
    """Share of his striking power that he can count on: 1 - missing share x dependence."""
    return 1.0 - missing * dependence


@rule
def price_factor(rise, dependence):
    """Factor on the price of an own life: 1 + rise x dependence."""
    return 1.0 + rise * dependence
