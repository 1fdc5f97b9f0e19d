"""Leaving without a deal: desertion (M13a; Lehmann and Zhukov 2019 on example) and flight (M13b, assumption)."""

from sim.compiled import rule
from sim.theory.probability import exp_approx


@rule
def desertion_per_day(exit, base, mind, gone, captor_danger, foreign):
    """Daily hazard that a fighter goes: base x exp(slope (0.6 - morale)) x (1 + contagion x share gone) (M13a).

    Locals go more readily the safer it is to be caught (Hawija 2017: give yourselves up to the kinder captor);
    foreigners hardly have anywhere to go.
    """
    readiness = exit.foreign_factor if foreign else 0.4 + 1.2 * (1.0 - captor_danger)
    return base * exp_approx(exit.desertion_slope * (0.6 - mind)) * (1.0 + exit.contagion * gone) * readiness


@rule
def flight_per_day(exit, fear, mass, ring_open, let_out):
    """Daily hazard that a civilian gets out: a wish from fear or hunger, times a way (a gap, or leave)."""
    hunger = min(1.0, max(0.0, (0.95 - mass) / 0.2))
    wish = max(fear, hunger)
    way = 1.0 - (1.0 - ring_open) * (1.0 - let_out)
    return exit.flight_per_day * wish * way
