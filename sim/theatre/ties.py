"""What linked sieges are told of each other each morning, written into their books (M60)."""

from collections.abc import Mapping

from sim.scenario.theatre import Theatre
from sim.state.columns import Kind
from sim.state.siege import Siege
from sim.theory import linked

#: Tranches of a town that has let everyone go.
ALL = 1 << 15


def tell(theatre: Theatre, sieges: Mapping[str, Siege], begun: Mapping[str, bool]) -> None:
    """Tell both ends of every tie how the other stands. Writes their links."""
    for tie in theatre.links.values():
        a, b = tie.between
        for here, there in ((a, b), (b, a)):
            book = sieges[here].link
            book.tied, book.patience_days = tie.tied, tie.patience_days
            book.linked = begun[a] and begun[b] and _stands(sieges[here], sieges[there])
            _partner(sieges[here], sieges[there])
            book.hostages = collateral(sieges[here], sieges[there], tie.worth) if book.linked else 0.0


def name(theatre: Theatre, sieges: Mapping[str, Siege]) -> None:
    """Tell both ends of every tie what the other is called."""
    for tie in theatre.links.values():
        a, b = tie.between
        sieges[a].linked_to, sieges[b].linked_to = b, a


def _stands(here: Siege, there: Siege) -> bool:
    """Whether there is still something on either side to be tied: a deal that was carried out sets the other free."""
    return here.ending is None and there.ending is None and there.main_deal is None


def _partner(here: Siege, there: Siege) -> None:
    """What the other town did by last night. Writes the link."""
    book, convoy, bound = here.link, there.convoy, there.link.bound
    book.partner_ready = there.link.agreed
    book.partner_boarded = ALL if convoy.boarding >= convoy.tranches else convoy.boarding
    halted = there.day <= convoy.halted_until or convoy.stranded_since >= 0
    book.partner_halted = bound and convoy.under_way and halted
    book.partner_broke = bound and not convoy.under_way and there.deals[-1].broken


def collateral(here: Siege, there: Siege, worth: float) -> float:
    """How far the besieger's own people in the other town stand for his word here, 0..1."""
    own = there.inside(Kind.fighter) + there.inside(Kind.civilian)
    bearer, danger = here.scenario.besieger.threat_bearer, here.scenario.negotiation.escaped_danger
    gain = linked.gain_from_breach(bearer, danger, float(here.inside(Kind.fighter)))
    return linked.collateral(float(own), worth, gain)
