"""What comes in, and who eats how much (M3, M4). Rings leak: Todman (2016); the forms are assumptions."""

from sim.compiled import rule


@rule
def openness(men, ring_km, ring_men_per_km):
    """Share of would-be traffic that slips through a ring: exp(-men / (men needed per km x km)).

    A besieger short of men shows as leakage (M3). The exponential as a rational form, to be the same everywhere.
    """
    density = men / max(1e-6, ring_men_per_km * ring_km)
    return 1.0 / (1.0 + density * (1.0 + density * (0.5 + density * 0.166666667)))


@rule
def drawn_share(inflow, target, stock):
    """What is taken from the stores today, all as shares of today's need: up to the target, while it lasts."""
    return min(stock, max(0.0, target - inflow))


@rule
def fighters_ration(mean, fighters_first, fighters, civilians):
    """Fighters eat first: their ration over the mean one, less so where they outnumber the rest."""
    if civilians <= 0.0:
        return min(1.0, mean)
    favour = fighters_first if civilians > fighters else 1.0 + (fighters_first - 1.0) * 0.4
    return min(1.0, favour * mean)


@rule
def rations(world, inflow, stock, fighters, civilians):
    """Today's mean ration and the fighters', shares of full; `inflow`, in `stock` already, over today's need.

    The inflow is eaten first, then the stores are drawn to the target.
    """
    s = world[0].supply
    came = min(1.0, inflow)
    mean = min(came + drawn_share(came, s.target_ration, max(0.0, stock - came)), stock)
    return mean, fighters_ration(mean, s.fighters_first, fighters, civilians)
