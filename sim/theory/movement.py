"""Walking: metres a day as hops on a grid. Assumption."""

from sim.compiled import rule


@rule
def hops(metres_per_day, days, cell_m):
    """Cells walked in so many days, on average; the whole part is walked, the rest is a chance."""
    return metres_per_day * days / cell_m
