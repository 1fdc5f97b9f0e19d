"""What linked sieges know of each other each morning, written into their links (M60)."""

from collections.abc import Mapping

from sim.scenario.theatre import Theatre
from sim.state.columns import Kind
from sim.state.siege import Siege
from sim.theory import linked

#: Number of tranches boarded, for a town whose last tranche has left: more than any other can have.
ALL = 1 << 15


def update_links(theatre: Theatre, sieges: Mapping[str, Siege], begun: Mapping[str, bool]) -> None:
    """Update both ends of every tie with the state of the other. Writes their links."""
    for tie in theatre.links.values():
        a, b = tie.between
        for here, there in ((a, b), (b, a)):
            link = sieges[here].link
            link.tied, link.patience_days = tie.tied, tie.patience_days
            link.linked = begun[a] and begun[b] and _both_open(sieges[here], sieges[there])
            _update_partner(sieges[here], sieges[there])
            link.hostages = collateral(sieges[here], sieges[there], tie.worth) if link.linked else 0.0


def name_links(theatre: Theatre, sieges: Mapping[str, Siege]) -> None:
    """Give both ends of every tie the name of the other."""
    for tie in theatre.links.values():
        a, b = tie.between
        sieges[a].linked_to, sieges[b].linked_to = b, a


def _both_open(here: Siege, there: Siege) -> bool:
    """Whether neither siege is over and neither has completed a deal, which would release the other."""
    return here.ending is None and there.ending is None and there.main_deal is None


def _update_partner(here: Siege, there: Siege) -> None:
    """The state of the other town by last night. Writes the link."""
    link, convoy, bound = here.link, there.convoy, there.link.bound
    link.partner_ready = there.link.agreed
    link.partner_boarded = ALL if convoy.boarding >= convoy.tranches else convoy.boarding
    halted = there.day <= convoy.halted_until or convoy.stranded_since >= 0
    link.partner_halted = bound and convoy.under_way and halted
    link.partner_broke = bound and not convoy.under_way and there.deals[-1].broken


def collateral(here: Siege, there: Siege, worth: float) -> float:
    """Collateral for the besieger's word here, 0..1: his own people in the other town, at `worth` lives each."""
    own = there.inside(Kind.fighter) + there.inside(Kind.civilian)
    bearer, danger = here.scenario.besieger.threat_bearer, here.scenario.negotiation.escaped_danger
    gain = linked.gain_from_breach(bearer, danger, float(here.inside(Kind.fighter)))
    return linked.collateral(float(own), worth, gain)
