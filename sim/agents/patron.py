"""The patron: its temper, its veto, and what it does about a column on the road."""

import numpy as np

from sim.agents import publicity
from sim.state.columns import Kind
from sim.state.draw import PATRON_DRAW, party_draw
from sim.state.events import Event
from sim.state.seed_points import TypeDraw, share
from sim.state.siege import Siege
from sim.theory import patron as theory
from sim.theory import trust
from sim.theory.packages import Terms, gives_up, secret

#: Purposes of its draws.
VETO, NOTICE, OVER_ROAD = range(1, 4)


def first_temper(siege: Siege) -> float:
    """How far beyond its stake it would go, share of V; drawn once a siege."""
    return theory.temper(siege.scenario.patron.doubt, share(siege.seed, TypeDraw.patron_temper))


def blocks(siege: Siege, terms: Terms, fighters: int, size: float) -> bool:
    """Whether it stops a deal that was accepted: it must object for its own part, and learn of the deal in time."""
    package, own = int(terms.package), siege.scenario.patron
    if own.veto == 0.0 or gives_up(package):
        return False
    attention, is_secret = siege.public.attention, bool(secret(package))
    armed = fighters / siege.initial.fighters
    stake = trust.veto_stake(siege.party_params, attention, armed, is_secret, size)
    if not theory.pays(stake, siege.patron.temper, own.veto_price):
        return False
    in_time = trust.can_veto(siege.party_params, attention, is_secret, size)
    return party_draw(siege.seed, siege.day, PATRON_DRAW, VETO) < in_time


def act(siege: Siege, reached: float) -> int | None:
    """What it does today to the column on the road: CRATER, STRIKE or nothing. Writes the convoy, the ledger.

    `reached`: share of its reach that covers the stages where the column is, 0..1.
    """
    own, convoy = siege.scenario.patron, siege.convoy
    if own.reach == 0.0 or reached == 0.0:
        return None
    if convoy.response < 0:
        seen = trust.observed(siege.party_params, siege.public.attention)
        if party_draw(siege.seed, siege.day, PATRON_DRAW, NOTICE) >= seen:
            return None
        convoy.response = _decide(siege)
    if party_draw(siege.seed, siege.day, PATRON_DRAW, OVER_ROAD) >= theory.within_reach(own.reach, reached):
        return None
    deal = siege.deals[-1]
    if deal.cratered or deal.struck or convoy.response not in (theory.CRATER, theory.STRIKE):
        return None
    return convoy.response


def _decide(siege: Siege) -> int:
    """How far it goes, once for each convoy: by all who leave, on the road, waiting or arrived. Writes the ledger."""
    leavers = np.flatnonzero(siege.tranche >= 0)
    fighters = siege.count_people(leavers[leavers >= siege.layout.kind_start[Kind.fighter]])
    civilians = siege.count_people(leavers) - fighters
    params, attention, temper = siege.party_params, siege.public.attention, siege.patron.temper
    stake = trust.patron_stake(
        params, attention, fighters / siege.initial.fighters, siege.convoy.secret, siege.convoy.size
    )
    held = trust.patron_held_back(params, civilians / (civilians + fighters))
    response = theory.response(stake, temper, *trust.patron_prices(params, held))
    protests = response == theory.PROTESTED
    if protests:
        publicity.gain_attention(siege, Event.patron_decided)
    siege.log_event(
        Event.patron_decided,
        "patron",
        public=protests,
        reason=theory.RESPONSES[response],
        value=stake + temper,
        alternative_value=held,
    )
    return response
