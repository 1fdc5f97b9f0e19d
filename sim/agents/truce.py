"""The days of a truce: it holds, or someone breaks it; and those who promised to leave by a date go on that day."""

from sim.agents import agreement, minds, reputation
from sim.state.columns import Kind
from sim.state.draw import PARTY, party_draw
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import decision
from sim.theory.packages import Package, Terms
from sim.theory.probability import event_probability

#: Purposes of a day's lots.
BESIEGER, HARDLINERS = range(40, 42)


def keep(siege: Siege) -> None:
    """One day of a truce of the talks. Writes talks, minds, ledger."""
    talks = siege.talks
    if siege.day > talks.truce_until or siege.convoy.under_way or siege.ending is not None:
        return
    if 0 <= talks.leave_day <= siege.day:
        talks.leave_day = talks.truce_until = -1
        agreement.agree(siege, Terms(Package(talks.package), talks.concession))
        return
    wish = minds.storm_wish(siege)
    share = siege.census.foreign / max(1, siege.inside(Kind.fighter))
    voice = min(1.0, share / max(1e-9, 1.0 - share))
    by_besieger, by_hardliners = decision.truce_breaks_per_day(
        siege.party_params, siege.public.attention, wish, talks.hardliners_loss, voice
    )
    if party_draw(siege.seed, siege.day, PARTY, BESIEGER) < event_probability(by_besieger, 1.0):
        reputation.bad_faith(siege, siege.scenario.truce.reputation_loss)
        _broken(siege, "besieger", by_besieger, wish)
    elif party_draw(siege.seed, siege.day, PARTY, HARDLINERS) < event_probability(by_hardliners, 1.0):
        _broken(siege, "hardliners", by_hardliners, talks.hardliners_loss)


def _broken(siege: Siege, who: str, hazard: float, why: float) -> None:
    """The guns speak: what lay on the table, or had been promised, is gone, and for a while nobody talks."""
    talks = siege.talks
    siege.log_event(
        Event.truce_broken, who, package=talks.package, concession=talks.concession, chance=hazard, value=why,
        round=talks.rounds, public=True,
    )  # fmt: skip
    talks.open = talks.on_table = False
    talks.truce_until = talks.leave_day = -1
    talks.refused += 1
    talks.cold_until = siege.day + siege.scenario.truce.cold_days
