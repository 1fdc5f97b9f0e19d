"""How the fate of one siege reaches the others: by example, by a besieger's reputation, by lost hope (M62-M64)."""

from collections.abc import Iterable, Mapping

import numpy as np

from sim.outcomes import SiegeOutcome
from sim.scenario.theatre import Theatre
from sim.state.columns import Kind, Status
from sim.state.events import Event
from sim.state.siege import Siege
from sim.state.theatre import ProcessedEvents
from sim.theory import contagion as theory


def newly_fallen(siege: Siege, processed: ProcessedEvents) -> bool:
    """Whether a siege has fallen since the last morning. Writes `processed`."""
    ending = siege.ending
    falls = ending is not None and not processed.fell and SiegeOutcome[ending.outcome].place_falls
    processed.fell |= falls
    return falls


def newly_completed(siege: Siege, processed: ProcessedEvents) -> bool:
    """Whether a deal has been completed since the last morning. Writes `processed`."""
    for deal in siege.deals[processed.completed :]:
        if deal.completed_day < 0 and not deal.broken:
            return False
        processed.completed += 1
        if not deal.broken:
            return True
    return False


def new_breaches(siege: Siege, processed: ProcessedEvents) -> int:
    """Number of attacks on the convoy by the besieger's own men since the last morning. Writes `processed`."""
    if processed.signed < len(siege.deals):
        processed.signed, processed.incidents = len(siege.deals), 0
    if not siege.deals or siege.deals[-1].incidents == processed.incidents:
        return 0
    attacks = [line["reason"] for line in siege.ledger if line["event"] == Event.incident]
    new = siege.deals[-1].incidents - processed.incidents
    processed.incidents += new
    return attacks[-new:].count("road")


def spread_fall(theatre: Theatre, sieges: Mapping[str, Siege], name: str) -> None:
    """A place has fallen: the other garrisons of its side hope less, and fear a storm if it was stormed."""
    strength = theatre.contagion
    stormed = (ending := sieges[name].ending) is not None and ending.outcome == SiegeOutcome.stormed.name
    for other in _still_besieged(sieges, theatre.same_garrison(name)):
        link = other.link
        if strength.relief_hope:
            link.hope = theory.hope(link.hope, strength.relief_hope)
        if strength.demonstration and stormed:
            link.precedent = theory.precedent(link.precedent, strength.demonstration)
            _frighten_civilians(other, strength.demonstration)
        if strength.relief_hope or (strength.demonstration and stormed):
            other.log_event(Event.news_received, "garrison", reason="stormed" if stormed else "fallen", origin=name)


def spread_reputation(theatre: Theatre, sieges: Mapping[str, Siege], name: str, honoured: bool) -> None:
    """A besieger kept a deal, or his men attacked its convoy: the reputation of all besiegers of his side moves."""
    strength = theatre.contagion.reputation
    if not strength:
        return
    for other in _still_besieged(sieges, theatre.same_besieger(name)):
        mind = other.besieger
        mind.road_reputation = theory.reputation(mind.road_reputation, honoured, strength)
        mind.captor_reputation = theory.reputation(mind.captor_reputation, honoured, strength)
        other.log_event(Event.news_received, "garrison", reason="honoured" if honoured else "breached", origin=name)


def fade_precedent(siege: Siege, memory_days: float) -> None:
    """An example loses force from day to day. Writes the link."""
    link = siege.link
    if link.precedent:
        link.precedent = theory.faded(link.precedent, memory_days)


def _still_besieged(sieges: Mapping[str, Siege], names: Iterable[str]) -> Iterable[Siege]:
    return [sieges[name] for name in names if sieges[name].ending is None]


def _frighten_civilians(siege: Siege, strength: float) -> None:
    """Civilians hear of a storm. Writes their minds."""
    end = int(siege.layout.kind_start[Kind.fighter])
    mind, inside = siege.people.mind[:end], siege.people.status[:end] == Status.inside
    mind[inside] = theory.frightened(mind[inside], np.float32(strength))
    siege.recount = True
