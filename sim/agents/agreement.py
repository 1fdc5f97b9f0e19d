"""A deal that is tied to another town: agreed first, signed when both are ready, called off when the other fails."""

from sim.agents import convoy, link
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory.packages import Package, Terms


def agree(siege: Siege, terms: Terms) -> None:
    """Both parties want these terms: sign them, or let them wait for the linked siege. Writes the link."""
    book = siege.link
    if not link.waits(siege, int(terms.package)):
        book.bound = False
        convoy.sign(siege, terms)
        return
    book.agreed_package, book.agreed_concession = int(terms.package), terms.concession
    book.agreed_day = siege.day
    siege.log_event(Event.agreed, "garrison", package=book.agreed_package, concession=terms.concession, reason="linked")


def morning(siege: Siege) -> None:
    """What the other town did yesterday: call off, sign, or lose patience. Writes the link."""
    book = siege.link
    if book.bound and book.linked and book.partner_broke and siege.convoy.under_way:
        convoy.break_off(siege, "partner")
    book.bound &= siege.convoy.under_way
    if not book.agreed:
        return
    if not book.linked or book.partner_ready:
        terms = Terms(Package(book.agreed_package), book.agreed_concession)
        book.bound = book.linked
        forget(siege)
        convoy.sign(siege, terms)
    elif siege.day - book.agreed_day > book.patience_days:
        siege.log_event(Event.lapsed, "garrison", package=book.agreed_package, reason="linked")
        forget(siege)
        siege.talks.refused += 1


def forget(siege: Siege) -> None:
    """There is no agreement any more."""
    siege.link.agreed_package = siege.link.agreed_day = -1
    siege.link.agreed_concession = 0.0
