"""The days of a truce: it holds, or someone breaks it; those who promised to leave by a date go on that day."""

from sim.agents import agreement, minds, reputation
from sim.state.columns import Kind
from sim.state.draw import PARTY, party_draw
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import truce as theory
from sim.theory import trust
from sim.theory.packages import Package, Terms
from sim.theory.probability import event_probability

#: Ids of a day's draws.
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
    rates, propensity = siege.scenario.truce, minds.storm_propensity(siege)
    observed = trust.observed(siege.party_params, siege.public.attention)
    by_besieger = theory.besieger_breaks_per_day(rates.besieger_per_day, rates.seen_deters, propensity, observed)
    voice = theory.hardliners_voice(siege.census.foreign / max(1, siege.inside(Kind.fighter)))
    by_hardliners = theory.hardliners_break_per_day(rates.hardliners_per_day, talks.hardliners_loss, voice)
    if party_draw(siege.seed, siege.day, PARTY, BESIEGER) < event_probability(by_besieger, 1.0):
        reputation.bad_faith(siege, siege.scenario.truce.reputation_loss)
        _break(siege, "besieger", by_besieger, propensity)
    elif party_draw(siege.seed, siege.day, PARTY, HARDLINERS) < event_probability(by_hardliners, 1.0):
        _break(siege, "hardliners", by_hardliners, talks.hardliners_loss)


def _break(siege: Siege, who: str, hazard: float, cause: float) -> None:
    """Firing resumes: what lay on the table, or had been promised, is void, and for a while nobody talks."""
    talks = siege.talks
    siege.log_event(
        Event.truce_broken, who, package=talks.package, concession=talks.concession, chance=hazard, value=cause,
        round=talks.rounds, public=True,
    )  # fmt: skip
    talks.open = talks.on_table = False
    talks.truce_until = talks.leave_day = -1
    talks.refused += 1
    talks.cold_until = siege.day + siege.scenario.truce.cold_days
