"""What the pages read of a theatre: each of its sieges in a line."""

from typing import NamedTuple

import numpy as np

from sim.dashboard.reading import halted, road_of
from sim.runs.narrative import summary
from sim.text.format import count
from sim.theatre.model import TheatreModel


class Member(NamedTuple):
    """One siege of a theatre, in a line."""

    key: str  # as the theatre calls it
    name: str
    day: int
    state: str  # in words
    kind: str  # "before", "war", "truce", "deal" or "fallen", for a mark beside it
    ties: str  # what it has to do with the others
    watched: bool


def members_of(whole: TheatreModel, watched: str) -> tuple[Member, ...]:
    """Every siege of a theatre, in a line each."""
    made = []
    for name, siege in whole.sieges.items():
        state, kind = _state_of(whole, name)
        made.append(
            Member(name, name.replace("_", " "), siege.day, state, kind, _ties_of(whole, name), name == watched)
        )
    return tuple(made)


def _state_of(whole: TheatreModel, name: str) -> tuple[str, str]:
    siege = whole.sieges[name]
    deal, begins = siege.main_deal, whole.begins[name] - whole.day
    if siege.ending is not None:
        return summary.headline(siege), "deal" if deal is not None else "fallen"
    if begins > 0:
        return f"begins in {count(begins, 'day')}", "before"
    if siege.convoy.under_way:
        road = road_of(siege)
        share = f"tranche {road.boarded} of {road.tranches} has boarded" if road else "a deal is carried out"
        return f"convoy halted, {share}" if halted(siege) else share, "truce"
    if siege.link.agreed:
        return "has agreed to a deal, and waits for the other town", "truce"
    if siege.truce():
        return "truce", "truce"
    return "under assault" if siege.campaign.pressed else "besieged", "war"


def _ties_of(whole: TheatreModel, name: str) -> str:
    tied = [a if b == name else b for a, b in (t.between for t in whole.theatre.links.values()) if name in (a, b)]
    book, said = whole.sieges[name].link, []
    if tied:
        words = " and ".join(other.replace("_", " ") for other in tied)
        said.append(f"tied to {words}" if book.linked else f"was tied to {words}" if whole.day else f"tied to {words}")
    for people, joined in (("fighter", book.joined_fighters), ("besieger", book.joined_besiegers)):
        if joined:
            said.append(f"{count(joined, people)} joined from elsewhere")
    coming = sum(
        int(whole.sieges[transfer.origin].heads(np.array(transfer.rows)))
        for transfer in whole.books.transfers
        if transfer.destination == name
    )
    if coming:
        said.append(f"{count(coming, 'man', 'men')} on the march to it")
    return "; ".join(said)
