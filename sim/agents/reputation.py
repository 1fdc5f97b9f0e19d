"""How the besieger's acts change his reputation: of the road under his word, and as a captor."""

from sim.state.siege import Siege
from sim.theory import beliefs


def bad_faith(siege: Siege, by: float) -> None:
    """The besieger broke his word and was seen: road and prison both lose reputation. Writes his mind."""
    mind = siege.besieger
    mind.road_reputation = beliefs.worse_for(mind.road_reputation, by)
    settled_arrested(siege)


def settled_arrested(siege: Siege) -> None:
    """Those who gave themselves up are seen to suffer for it. Writes the besieger's mind."""
    mind = siege.besieger
    mind.captor_reputation = beliefs.worse_for(mind.captor_reputation, siege.scenario.learning.captor_breach)


def road_breached(siege: Siege) -> None:
    """The besieger's own men attacked a convoy. Writes his mind."""
    siege.besieger.road_reputation = beliefs.worse_for(siege.besieger.road_reputation, beliefs.ROAD_BREACH)


def tranche_arrived(siege: Siege) -> None:
    """A tranche arrived unharmed. Writes the besieger's mind."""
    siege.besieger.road_reputation = beliefs.better_for(siege.besieger.road_reputation, beliefs.ROAD_ARRIVAL)


def deal_completed(siege: Siege) -> None:
    """A deal was carried out: those in the besieger's hands are seen to live. Writes his mind."""
    mind = siege.besieger
    mind.captor_reputation = beliefs.better_for(mind.captor_reputation, siege.scenario.learning.captor_kept)
