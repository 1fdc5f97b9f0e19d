"""Whether the word of the other side is worth anything: the road, and the prison (M25; Walter 1997, Powell 2006).

That what stands in for trust multiplies, and by how much, is an assumption.
"""

from sim.compiled import rule


@rule
def doubt(reputation, guarantor, observed, hostages):
    """What a breach can come from: (1 - rep)(1 - g)(1 - 0.3 O)(1 - 0.2 h).

    Anything that can stand in for trust does so: a guarantor on the buses, eyes on the road, hostages (0.6 at full
    leverage).
    """
    return (1.0 - reputation) * (1.0 - guarantor) * (1.0 - 0.3 * observed) * (1.0 - 0.2 * hostages)


@rule
def road_credibility(doubt, crater, strike):
    """Believed chance to arrive alive: c = 1 - doubt - strike - 0.2 crater.

    `strike` and `crater` are the chances that a patron bombs the column or the road before it; a stranded column
    mostly gets on in the end.
    """
    return max(0.0, min(1.0, 1.0 - doubt - strike - 0.2 * crater))


@rule
def captivity_danger(captor_reputation, guarantor, foreign_danger, foreign):
    """Chance of death or worse for one who gives himself up: little for a trusted captor, more for a foreigner."""
    danger = 0.02 + 0.95 * (1.0 - captor_reputation) * (1.0 - 0.4 * guarantor)
    if foreign:
        danger = danger + foreign_danger
    return min(0.98, danger)


@rule
def belief_step(belief, truth, days):
    """What others believe of a reputation lags behind it by about a month, so that some are fooled."""
    return belief + (truth - belief) * min(1.0, days / 30.0)
