"""What a linked siege means for a convoy: whether its deal waits, whether it may board, whether it has to stop."""

from sim.state.siege import Siege
from sim.theory import linked, packages


def waits(siege: Siege, package: int) -> bool:
    """Whether a deal has to wait for that of the linked siege."""
    link = siege.link
    reciprocal, gives_up = bool(packages.reciprocal(package)), bool(packages.gives_up(package))
    return link.linked and linked.waits(link.tied, reciprocal, gives_up)


def stopped(siege: Siege) -> bool:
    """Whether the convoy has to stop because the other one has stopped."""
    link = siege.link
    return link.bound and link.linked and link.partner_halted


def boards(siege: Siege) -> bool:
    """Whether the next tranche may board: not before the other town's."""
    link = siege.link
    return not (link.bound and link.linked) or linked.may_board(siege.convoy.boarding, link.partner_boarded)
