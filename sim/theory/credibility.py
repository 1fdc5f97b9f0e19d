"""Whether the word of the other side is worth anything: the road, and the prison."""

from sim.compiled import rule


@rule
def road_credibility(reputation, guarantor, observed, hostages, strike):
    """Believed chance to arrive alive: c = 1 - (1 - rep)(1 - g)(1 - 0.3 O)(1 - hst) - strike (E15).

    Anything that can stand in for trust does so: a guarantor on the buses, eyes on the road, hostages
    (0.6 at full leverage). `strike` is the chance that a patron bombs it.
    """
    doubt = (1.0 - reputation) * (1.0 - guarantor) * (1.0 - 0.3 * observed) * (1.0 - 0.2 * hostages)
    return max(0.0, min(1.0, 1.0 - doubt - strike))


@rule
def patron_strike(veto, audience_level, civilians_aboard):
    """Believed chance that a patron strikes the convoy; families aboard halve it (Manbij, Raqqa, Qalamoun)."""
    restraint = 0.5 if civilians_aboard else 1.0
    return 0.3 * veto * audience_level / 3.0 * restraint


@rule
def captivity_danger(captor_reputation, guarantor, foreign_danger, foreign):
    """Chance of death or worse for one who gives himself up: little for a trusted captor, more for a foreigner."""
    danger = 0.02 + 0.95 * (1.0 - captor_reputation) * (1.0 - 0.4 * guarantor)
    if foreign:
        danger = danger + foreign_danger
    return min(0.98, danger)


@rule
def observed_share(aircraft, monitors, journalists):
    """How much of what is done is seen: any of the three may see it."""
    return 1.0 - (1.0 - aircraft) * (1.0 - monitors) * (1.0 - journalists)


@rule
def belief_step(belief, truth, days):
    """What others believe of a reputation lags behind it by about a month, so that some are fooled."""
    return belief + (truth - belief) * min(1.0, days / 30.0)
