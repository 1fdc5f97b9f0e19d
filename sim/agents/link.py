"""What a linked siege means for those who wait for the buses: whether they may board, and whether they stand."""

from sim.state.siege import Siege
from sim.theory import linked, packages


def waits(siege: Siege, package: int) -> bool:
    """Whether a deal has to wait for the other town's: under it fighters leave, and it is tied to the other."""
    link = siege.link
    if not link.linked or packages.gives_up(package):
        return False
    return link.tied or packages.reciprocal(package)


def stopped(siege: Siege) -> bool:
    """Whether the convoy stands because the other one does."""
    link = siege.link
    return link.bound and link.linked and link.partner_halted


def boards(siege: Siege) -> bool:
    """Whether the next tranche may board: not before the other town's."""
    link = siege.link
    return not (link.bound and link.linked) or linked.may_board(siege.convoy.boarding, link.partner_boarded)
