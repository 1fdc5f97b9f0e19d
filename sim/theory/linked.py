"""Two sieges in one bargain: each besieger has people of his own in the other's ring.

Zabadani and Madaya were besieged by the one side, Fua and Kafraya by the other. Nobody had to trust anybody: who
broke his word in one town paid for it in the other. So both deals have to be ready at once, which takes longer, and
are carried out tranche for tranche, which makes them hold (M60; Cunningham 2006 on the cost of more who must agree).
"""

from sim.compiled import rule


@rule
def gain_from_breach(threat_bearer, escaped_danger, fighters):
    """What breaking his word would save a besieger: the later deaths for which those who leave armed stand, in lives.

    threat_bearer (xi) is the share of these that he bears himself, escaped_danger (psi) the deaths for each leaver.
    """
    return threat_bearer * escaped_danger * fighters


@rule
def collateral(own_people, worth, gain):
    """hst = min(1, value of own people in the other town / gain from breach) (M60); `worth` is in lives a head."""
    value = own_people * worth
    if value <= 0.0:
        return 0.0
    return min(1.0, value / max(1e-9, gain))


@rule
def secured(road, hostages):
    """Credibility of the road when hostages stand in for what it lacks: c + (1 - c) hst."""
    return road + (1.0 - road) * hostages


@rule
def may_board(boarded, partner_boarded):
    """Tranche for tranche: the next one boards when the other town is not behind."""
    return partner_boarded >= boarded
