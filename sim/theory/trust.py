"""What stands behind a promise on a day: who sees it, what the patron may do, and so how safe road and prison are.

No new idea: the rules of observers, patron and credibility (M25, M32-M35), given the parameters and the day.
`world` is the parameters, an array of one record.
"""

from sim.compiled import rule
from sim.theory import credibility, linked, observers, patron


@rule
def observed(world, attention):
    """How much of what is done here is seen, given the public's attention."""
    return observers.observed_share(world[0].observers, attention)


@rule
def known(world, attention, secret):
    """What the public knows of a deal: all of an open one, of a secret one what leaks."""
    return observers.leaks(world[0].observers, attention) if secret else 1.0


@rule
def doubt(world, reputation, attention, hostages):
    """What a breach of the road can come from. `hostages`: the besieger's own people in a linked siege, 0..1."""
    w = world[0]
    alone = credibility.doubt(reputation, w.guarantor.strength, observed(world, attention), w.garrison.hostage_leverage)
    return 1.0 - linked.secured(1.0 - alone, hostages)


@rule
def patron_stake(world, attention, armed, secret):
    """The patron's stake in a convoy, share of V; `armed`: leavers in arms over the first garrison."""
    w = world[0]
    return patron.stake(
        w.negotiation, w.patron.threat_bearer, w.patron.audience_cost, armed, known(world, attention, secret)
    )


@rule
def patron_held_back(world, civilians):
    """What stays the patron's hand, with such a share of civilians aboard."""
    w = world[0]
    return patron.held_back(w.patron.restraint, civilians, w.patron.rival_request, w.guarantor.strength)


@rule
def veto_stake(world, attention, armed, secret):
    """What of its stake counts for the patron's veto: the part that it bears itself."""
    w = world[0]
    seen = known(world, attention, secret)
    return w.patron.threat_bearer * patron.stake(w.negotiation, 1.0, w.patron.audience_cost, armed, seen)


@rule
def patron_prices(world, held):
    """The patron's prices of cratering the road and of striking the column, share of V; `held`: what holds it back."""
    return patron.crater_price(world[0].patron, held), patron.strike_price(world[0].patron, held)


@rule
def can_veto(world, attention, secret):
    """Probability that the patron can block a deal that it objects to."""
    return patron.can_veto(world[0].patron, known(world, attention, secret))


@rule
def vetoes(world, attention, armed, secret):
    """Chance that the patron blocks a deal."""
    stake = veto_stake(world, attention, armed, secret)
    return patron.vetoes(world[0].patron, stake, known(world, attention, secret))


@rule
def road(world, reputation, attention, civilians, armed, secret, hostages):
    """True credibility of the road, with such a share of civilians aboard and so many leavers in arms."""
    stake = patron_stake(world, attention, armed, secret)
    crater, strike = patron.interference(world[0].patron, stake, patron_held_back(world, civilians))
    return credibility.road_credibility(doubt(world, reputation, attention, hostages), crater, strike)


@rule
def danger(world, prison, foreign):
    """Chance of death for one who gives himself up to a captor of this reputation."""
    w = world[0]
    return credibility.captivity_danger(prison, w.guarantor.strength, w.negotiation.foreign_danger, foreign)


@rule
def dangers(world, prison):
    """The same for a local and for a foreigner."""
    return danger(world, prison, False), danger(world, prison, True)
