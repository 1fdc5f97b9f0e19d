"""A deal that is tied to a linked siege: agreed first, signed when both are ready, broken off when the other fails."""

from sim.agents import convoy, link
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import linked
from sim.theory.packages import Package, Terms


def agree(siege: Siege, terms: Terms) -> None:
    """Both parties accept these terms: sign them, or let them wait for the linked siege. Writes the link."""
    link_state = siege.link
    if not link.waits(siege, int(terms.package)):
        link_state.bound = False
        convoy.sign(siege, terms)
        return
    link_state.agreed_package, link_state.agreed_concession = int(terms.package), terms.concession
    link_state.agreed_day = siege.day
    siege.log_event(
        Event.agreement_reached,
        "garrison",
        package=link_state.agreed_package,
        concession=terms.concession,
        reason="linked",
    )


def morning(siege: Siege) -> None:
    """React to what the linked siege did yesterday: break off, sign, or let the agreement lapse. Writes the link."""
    link_state = siege.link
    if link_state.bound and link_state.linked and link_state.partner_broke and siege.convoy.under_way:
        convoy.break_off(siege, "partner")
    link_state.bound &= siege.convoy.under_way
    if not link_state.agreed:
        return
    if not link_state.linked or link_state.partner_ready:
        terms = Terms(Package(link_state.agreed_package), link_state.agreed_concession)
        link_state.bound = link_state.linked
        forget(siege)
        convoy.sign(siege, terms)
    elif linked.lapsed(siege.day - link_state.agreed_day, link_state.patience_days):
        siege.log_event(Event.agreement_lapsed, "garrison", package=link_state.agreed_package, reason="linked")
        forget(siege)
        siege.talks.refused += 1


def forget(siege: Siege) -> None:
    """Drop the agreement. Writes the link."""
    siege.link.agreed_package = siege.link.agreed_day = -1
    siege.link.agreed_concession = 0.0
