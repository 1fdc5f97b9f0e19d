"""The patron: its temper, its veto, and what it does about a column on the road."""

import math

import numpy as np

from sim.agents import publicity
from sim.state.columns import Kind
from sim.state.draw import PATRON_LOT, lot
from sim.state.siege import Siege
from sim.theory import patron as theory
from sim.theory import trust
from sim.theory.packages import Terms, gives_up, secret

#: Purposes of its lots.
TEMPER, VETO, NOTICE, OVER_ROAD = range(4)


def first_temper(siege: Siege) -> float:
    """How far beyond its stake it would go: logistic around 0, so that `theory.goes_so_far` is what others expect."""
    p = min(1.0 - 1e-6, max(1e-6, lot(siege.seed, 0, PATRON_LOT, TEMPER)))
    return siege.scenario.patron.doubt * math.log(p / (1.0 - p))


def blocks(siege: Siege, terms: Terms, fighters: int) -> bool:
    """Whether it stops a deal that was accepted: it must learn of it in time, and bear what comes of it itself."""
    package, own = int(terms.package), siege.scenario.patron
    if own.veto == 0.0 or gives_up(package):
        return False
    deal = siege.public.attention, fighters / siege.first.fighters, bool(secret(package))
    stake = trust.veto_stake(siege.world, *deal)
    if stake + siege.patron.temper <= own.veto_price:
        return False
    learns = theory.learns(trust.known(siege.world, siege.public.attention, deal[2]))
    return lot(siege.seed, siege.day, PATRON_LOT, VETO) < own.veto * learns


def follow(siege: Siege, reached: float) -> str:
    """What it does today about the column on the road: "crater", "strike" or nothing. Writes convoy, ledger.

    `reached`: how far its reach goes where the column is.
    """
    own, c = siege.scenario.patron, siege.convoy
    if own.reach == 0.0 or reached == 0.0:
        return ""
    if c.response < 0:
        if lot(siege.seed, siege.day, PATRON_LOT, NOTICE) >= trust.observed(siege.world, siege.public.attention):
            return ""
        c.response = _decide(siege)
    if lot(siege.seed, siege.day, PATRON_LOT, OVER_ROAD) >= own.reach * reached:
        return ""
    deal, would = siege.deals[-1], theory.RESPONSES[c.response]
    done = deal.cratered or deal.struck
    return would if would in ("crater", "strike") and not done else ""


def _decide(siege: Siege) -> int:
    """How far it goes, once for each convoy: by all who leave, on the road, waiting or arrived. Writes ledger."""
    own, leavers = siege.scenario.patron, np.flatnonzero(siege.tranche >= 0)
    fighters = siege.heads(leavers[leavers >= siege.roll.start[Kind.fighter]])
    civilians = siege.heads(leavers) - fighters
    armed = fighters / siege.first.fighters
    stake = trust.patron_stake(siege.world, siege.public.attention, armed, siege.convoy.secret)
    held = trust.patron_held_back(siege.world, civilians / (civilians + fighters))
    place = theory.response(stake, siege.patron.temper, own.crater_price + 0.25 * held, own.strike_price + held)
    what = theory.RESPONSES[place]
    if what == "protested":
        publicity.gain_attention(siege, what)
    will = stake + siege.patron.temper
    siege.write("patron_decided", "patron", public=what == "protested", reason=what, value=will, alternative_value=held)
    return place
