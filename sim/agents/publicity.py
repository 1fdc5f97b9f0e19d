"""What the world outside learns: attention, denial, exposure, condemnation, and what became of those who stayed."""

import numpy as np

from sim.state.columns import Kind, Status, uid_of
from sim.state.draw import OUTSIDE, key_of, lot, uniforms
from sim.state.siege import Siege
from sim.theory import beliefs, exposure, observers, trust
from sim.theory.chance import chance

#: Purposes of the day's lots; people's uids are far above.
EXPOSED, EXPOSED_LATER, CONDEMNED = range(3)


def gain_attention(siege: Siege, event: str) -> None:
    """A report raises the public's attention. Writes the public's book."""
    siege.public.reports += 1
    if siege.scenario.observers.attention > 0.0:
        siege.public.attention = observers.attention_after(siege.public.attention, event)


def evening(siege: Siege) -> None:
    """Attention fades; what was denied may come out. Writes the public's book, ledger."""
    public = siege.public
    if public.attention > 0.0:
        attention = observers.faded(public.attention, siege.scenario.observers.attention_days)
        public.attention = attention if attention > 1e-4 else 0.0
    open_secret = public.denied and public.exposed_day < 0 and siege.day > public.denied_day
    if open_secret and lot(siege.seed, siege.day, OUTSIDE, EXPOSED) < chance(_leak(siege), 1.0):
        _expose(siege, siege.day)


def _leak(siege: Siege) -> float:
    """Daily hazard that what was denied comes out."""
    s = siege.scenario
    slipped = any(deal.slipped for deal in siege.deals)
    return exposure.exposure_per_day(
        s.observers.exposure_days, s.convoy.hired_drivers, slipped, s.observers.journalists
    )


def _expose(siege: Siege, day: int) -> None:
    siege.public.exposed_day = day
    gain_attention(siege, "exposed")
    drivers = siege.scenario.convoy.hired_drivers >= 0.3
    siege.write("exposed", "press", value=float(day), reason="drivers" if drivers else "witnesses")


def deny(siege: Siege) -> None:
    """A secret convoy has left: officially there is none. Writes the public's book, ledger."""
    if not siege.public.denied:
        siege.public.denied, siege.public.denied_day = True, siege.day
        siege.write("denied", "besieger")


def condemn(siege: Siege) -> None:
    """A convoy has arrived: the UN may call it forced displacement. Writes the public's book, ledger."""
    public = siege.public
    if public.condemned:
        return
    a, b = int(siege.roll.start[0]), int(siege.roll.start[1])
    bused = siege.heads(np.flatnonzero(siege.people.status[a:b] == Status.evacuated) + a)
    known = trust.known(siege.world, public.attention, siege.convoy.secret)
    seen = trust.observed(siege.world, public.attention) * known
    likely = observers.condemned_chance(float(bused), seen, float(siege.scenario.observers.condemned_from))
    if lot(siege.seed, siege.day, OUTSIDE, CONDEMNED) < likely:
        public.condemned = True
        gain_attention(siege, "condemned")
        siege.write("condemned", "un", value=float(bused))


def afterwards(siege: Siege) -> None:
    """At the end: when what was denied will come out, and how many of the settled are arrested within a year.

    Both are drawn here, so that a run need not go on for them. Writes the public's book, ledger.
    """
    public = siege.public
    if public.denied and public.exposed_day < 0:
        per_day = _leak(siege)
        later = exposure.days_until(lot(siege.seed, siege.day, OUTSIDE, EXPOSED_LATER), per_day)
        _expose(siege, siege.day + later)
    settled = np.flatnonzero(siege.people.status == Status.settled)
    if settled.size:
        s, a = siege.scenario, int(siege.roll.start[Kind.fighter])
        share = exposure.arrested_share(
            s.convoy.arrests_per_year, siege.besieger.captor_reputation, s.guarantor.strength, s.guarantor.stays_days
        )
        end = int(siege.roll.start[Kind.besieger])
        luck = uniforms(key_of(siege.seed, siege.day, OUTSIDE), uid_of(Kind.fighter, 0), end - a)
        public.arrested = siege.heads(settled[luck[settled - a] < share])
        if public.arrested:
            mind = siege.besieger
            mind.captor_reputation = beliefs.worse_for(mind.captor_reputation, s.learning.captor_breach)
            siege.write("arrested", "besieger", public=False, value=float(public.arrested))
