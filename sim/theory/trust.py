"""What a promise is worth on a day: who sees it, what the patron may do, and so how safe road and prison are.

No new idea: the rules of observers, patron and credibility (M25, M32-M35), given the parameters and the day.
`params` are the parameters, an array of one record; `attention` is that of the public, 0..1.
"""

from typing import Any

from sim.compiled import rule
from sim.theory import credibility, exposure, linked, observers, patron


@rule
def observed(params: Any, attention: float) -> float:
    """How much of what is done here is seen, 0..1 (M32)."""
    return observers.observed_share(params[0].observers, attention)


@rule
def publicly_known(params: Any, attention: float, secret: bool, size: float) -> float:
    """What the public knows of a deal while it is carried out, 0..1: all of an open one, of a secret one what leaks.

    `size` of the secret as in `exposure.size`.
    """
    return 1.0 - exposure.unseen(observers.leaks(params[0].observers, attention), size) if secret else 1.0


@rule
def comes_out(params: Any, attention: float, size: float) -> float:
    """Chance that a secret deal comes out while that is held against the besieger."""
    w = params[0]
    leaks = observers.leaks(w.observers, attention)
    return exposure.comes_out(w.observers, w.convoy.hired_drivers, leaks, size)


@rule
def doubt(params: Any, reputation: float, attention: float, hostages: float) -> float:
    """What a breach of the road can come from, 0..1 (M25).

    `hostages` are the besieger's own people in a linked siege, 0..1.
    """
    w = params[0]
    alone = credibility.doubt(
        reputation, w.guarantor.strength, observed(params, attention), w.garrison.hostage_leverage
    )
    return 1.0 - linked.secured(1.0 - alone, hostages)


@rule
def patron_stake(params: Any, attention: float, armed: float, secret: bool, size: float) -> float:
    """The patron's stake in a convoy, share of V; `armed` are the leavers in arms over the first garrison."""
    w = params[0]
    known = publicly_known(params, attention, secret, size)
    return patron.stake(w.negotiation, w.patron.threat_bearer, w.patron.audience_cost, armed, known)


@rule
def patron_held_back(params: Any, civilians: float) -> float:
    """What stays the patron's hand, share of V, with such a share of civilians aboard."""
    w = params[0]
    return patron.held_back(w.patron.restraint, civilians, w.patron.rival_request, w.guarantor.strength)


@rule
def veto_stake(params: Any, attention: float, armed: float, secret: bool, size: float) -> float:
    """What of its stake counts for the patron's veto: the part that it bears itself."""
    w = params[0]
    known = publicly_known(params, attention, secret, size)
    return w.patron.threat_bearer * patron.stake(w.negotiation, 1.0, w.patron.audience_cost, armed, known)


@rule
def patron_prices(params: Any, held: float) -> tuple[float, float]:
    """The patron's prices of cratering the road and of striking the column, share of V; `held` is what stays it."""
    return patron.crater_price(params[0].patron, held), patron.strike_price(params[0].patron, held)


@rule
def can_veto(params: Any, attention: float, secret: bool, size: float) -> float:
    """Probability that the patron can block a deal that it objects to."""
    return patron.can_veto(params[0].patron, publicly_known(params, attention, secret, size))


@rule
def vetoes(params: Any, attention: float, armed: float, secret: bool, size: float) -> float:
    """Chance that the patron blocks a deal (M35)."""
    stake = veto_stake(params, attention, armed, secret, size)
    return patron.vetoes(params[0].patron, stake, publicly_known(params, attention, secret, size))


@rule
def road(
    params: Any,
    reputation: float,
    attention: float,
    civilians: float,
    armed: float,
    secret: bool,
    size: float,
    hostages: float,
) -> float:
    """Chance to arrive by the road, with such a share of civilians aboard and so many leavers in arms (M25, M34)."""
    stake = patron_stake(params, attention, armed, secret, size)
    crater, strike = patron.interference(params[0].patron, stake, patron_held_back(params, civilians))
    reason = doubt(params, reputation, attention, hostages)
    return credibility.road_credibility(params[0].convoy, reason, crater, strike)


@rule
def feared_road(params: Any, road: float) -> float:
    """The chance to arrive in the eyes of those who are to leave, by the true one."""
    return credibility.feared(params[0].negotiation.road_fear, road)


@rule
def danger(params: Any, prison: float, foreign: bool) -> float:
    """Chance of death for one who gives himself up to a captor of this reputation."""
    w = params[0]
    return credibility.captivity_danger(prison, w.guarantor.strength, w.negotiation.foreign_danger, foreign)


@rule
def dangers(params: Any, prison: float) -> tuple[float, float]:
    """The same for a local and for a foreigner."""
    return danger(params, prison, False), danger(params, prison, True)
