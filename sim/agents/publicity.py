"""What the public learns: attention, denial, exposure, condemnation, and what became of those who settled."""

import numpy as np

from sim.agents import reputation
from sim.state.columns import Kind, Status, uid_of
from sim.state.draw import OUTSIDE, key_of, party_draw, uniforms
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import exposure, observers, trust
from sim.theory.probability import event_probability

#: Purposes of the day's draws; people's uids are far above.
EXPOSED, EXPOSED_LATER, CONDEMNED = range(3)


def gain_attention(siege: Siege, event: Event) -> None:
    """A report of an event raises the public's attention. Writes what the public knows."""
    siege.public.reports += 1
    if siege.scenario.observers.attention > 0.0:
        siege.public.attention = observers.attention_after(siege.public.attention, event.attention)


def evening(siege: Siege) -> None:
    """Attention fades; what was denied may come out. Writes what the public knows, the ledger."""
    public = siege.public
    kept = observers.kept_per_day(siege.scenario.observers.attention_days)
    public.attention = observers.attention_left(public.attention, kept)
    deniable = public.denied and public.exposed_day < 0 and siege.day > public.denied_day
    if deniable and party_draw(siege.seed, siege.day, OUTSIDE, EXPOSED) < event_probability(_exposure(siege), 1.0):
        _expose(siege, siege.day)


def _exposure(siege: Siege) -> float:
    """Daily hazard that what was denied comes out."""
    s = siege.scenario
    slipped = any(deal.slipped for deal in siege.deals)
    return exposure.exposure_per_day(
        s.observers.exposure_days, s.convoy.hired_drivers, slipped, s.observers.journalists
    )


def _expose(siege: Siege, day: int) -> None:
    """What was denied comes out on a day, today or after the end. Writes what the public knows, the ledger."""
    siege.public.exposed_day = day
    gain_attention(siege, Event.exposed)
    told_by = exposure.told_by(siege.scenario.convoy.hired_drivers)
    siege.log_event(Event.exposed, "press", value=float(day), reason=told_by)


def deny(siege: Siege) -> None:
    """A secret convoy has left; officially there is none. Writes what the public knows, the ledger."""
    if not siege.public.denied:
        siege.public.denied, siege.public.denied_day = True, siege.day
        siege.log_event(Event.denied, "besieger")


def condemn(siege: Siege) -> None:
    """A convoy has arrived: the UN may call it forced displacement. Writes what the public knows, the ledger."""
    public = siege.public
    if public.condemned:
        return
    a, b = int(siege.layout.kind_start[Kind.civilian]), int(siege.layout.kind_start[Kind.fighter])
    bused = siege.count_people(np.flatnonzero(siege.people.status[a:b] == Status.evacuated) + a)
    known = trust.publicly_known(siege.party_params, public.attention, siege.convoy.secret)
    seen = trust.observed(siege.party_params, public.attention) * known
    probability = observers.condemned_chance(float(bused), seen, float(siege.scenario.observers.condemned_from))
    if party_draw(siege.seed, siege.day, OUTSIDE, CONDEMNED) < probability:
        public.condemned = True
        gain_attention(siege, Event.condemned)
        siege.log_event(Event.condemned, "un", value=float(bused))


def afterwards(siege: Siege) -> None:
    """At the end: when what was denied will come out, and how many of the settled are arrested within a year.

    Both are drawn here, so that a run need not be longer for them. Writes what the public knows, the ledger.
    """
    public = siege.public
    if public.denied and public.exposed_day < 0:
        draw = party_draw(siege.seed, siege.day, OUTSIDE, EXPOSED_LATER)
        _expose(siege, siege.day + exposure.days_until(draw, _exposure(siege)))
    settled = np.flatnonzero(siege.people.status == Status.settled)
    if not settled.size:
        return
    s, start = siege.scenario, siege.layout.kind_start
    a, b = int(start[Kind.fighter]), int(start[Kind.besieger])
    share = exposure.arrested_share(
        s.convoy.arrests_per_year, siege.besieger.captor_reputation, s.guarantor.strength, s.guarantor.stays_days
    )
    draws = uniforms(key_of(siege.seed, siege.day, OUTSIDE), uid_of(Kind.fighter, 0), b - a)
    public.arrested = siege.count_people(settled[draws[settled - a] < share])
    if public.arrested:
        reputation.settled_arrested(siege)
        siege.log_event(Event.arrested, "besieger", value=float(public.arrested))
