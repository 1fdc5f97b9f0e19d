"""How the fate of one siege reaches the others: by example, by a besieger's name, by hope lost (M62-M64)."""

from collections.abc import Iterable, Mapping

import numpy as np

from sim.scenario.theatre import Theatre
from sim.state.columns import Status
from sim.state.siege import Siege
from sim.state.theatre import Told
from sim.theory import contagion

#: Endings that leave the place in the besieger's hands.
FALLS = ("evacuation", "split", "surrender", "stormed", "collapse")
FORGOTTEN = 1e-4  # an example that adds less than this to a belief


def fell(siege: Siege, told: Told) -> bool:
    """Whether a siege fell since the others were last told. Writes what was told."""
    falls = siege.ending is not None and not told.fell and siege.ending.outcome in FALLS
    told.fell |= falls
    return falls


def completed(siege: Siege, told: Told) -> bool:
    """Whether a deal was carried out since then. Writes what was told."""
    for deal in siege.deals[told.completed :]:
        if deal.completed_day < 0 and not deal.broken:
            return False
        told.completed += 1
        if not deal.broken:
            return True
    return False


def breaches(siege: Siege, told: Told) -> int:
    """Breaches of the besieger's word since then: attacks on the convoy by his own. Writes what was told."""
    if told.signed < len(siege.deals):
        told.signed, told.incidents = len(siege.deals), 0
    if not siege.deals or siege.deals[-1].incidents == told.incidents:
        return 0
    attacks = [line["term"] for line in siege.ledger if line["event"] == "incident"]
    new = siege.deals[-1].incidents - told.incidents
    told.incidents += new
    return attacks[-new:].count("road")


def of_fall(theatre: Theatre, sieges: Mapping[str, Siege], name: str) -> None:
    """A place has fallen: the other garrisons of its side hope less, and fear a storm if it was stormed."""
    strength = theatre.contagion
    stormed = (ending := sieges[name].ending) is not None and ending.outcome == "stormed"
    for other in _standing(sieges, theatre.same_garrison(name)):
        book = other.link
        if strength.relief_hope:
            book.hope = contagion.hope(book.hope, strength.relief_hope)
        if strength.demonstration and stormed:
            book.precedent = contagion.precedent(book.precedent, strength.demonstration)
            _frighten(other, strength.demonstration)
        if strength.relief_hope or (strength.demonstration and stormed):
            other.log_event("heard", "garrison", term="stormed" if stormed else "fallen", origin=name)


def of_word(theatre: Theatre, sieges: Mapping[str, Siege], name: str, honoured: bool) -> None:
    """A besieger kept his word, or the convoy under it was attacked: it is remembered of all of his side."""
    strength = theatre.contagion.reputation
    if not strength:
        return
    for other in _standing(sieges, theatre.same_besieger(name)):
        mind = other.besieger
        mind.road_reputation = contagion.reputation(mind.road_reputation, honoured, strength)
        mind.captor_reputation = contagion.reputation(mind.captor_reputation, honoured, strength)
        other.log_event("heard", "garrison", term="honoured" if honoured else "breached", origin=name)


def fade(siege: Siege, memory_days: float) -> None:
    """An example is forgotten with time. Writes the link."""
    book = siege.link
    if book.precedent:
        book.precedent = contagion.faded(book.precedent, memory_days)
        if book.precedent < FORGOTTEN:
            book.precedent = 0.0


def _standing(sieges: Mapping[str, Siege], names: Iterable[str]) -> Iterable[Siege]:
    return [sieges[name] for name in names if sieges[name].ending is None]


def _frighten(siege: Siege, strength: float) -> None:
    """Civilians hear of a storm. Writes their minds."""
    end = int(siege.layout.kind_start[1])
    mind, inside = siege.people.mind[:end], siege.people.status[:end] == Status.inside
    mind[inside] = contagion.frightened(mind[inside], np.float32(strength))
    siege.recount = True
