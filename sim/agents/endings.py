"""Whether a siege ends today, in which outcome of `sim/outcomes.py`, and what becomes of those who still resist."""

import numpy as np

from sim.agents import minds, publicity, schedule
from sim.agents.minds import DecisionInputs
from sim.kernels.decision_round import is_relieved
from sim.outcomes import SiegeOutcome
from sim.state.columns import Cause, Kind, Status, uid_of
from sim.state.draw import DISSOLVE, PARTY, key_of, party_draw, uniforms
from sim.state.draw_ids import COLLAPSE, LIFT
from sim.state.events import Event
from sim.state.siege import Siege
from sim.state.siege_state import Deal, Ending
from sim.theory import campaign, decision, endings
from sim.theory.packages import Package
from sim.theory.probability import event_probability


def fates(siege: Siege, inputs: DecisionInputs | None, days: float) -> None:
    """What may end the siege today. Writes the ending, statuses."""
    if siege.convoy.under_way:
        return
    c = siege.campaign
    if siege.ending is None:
        if siege.inside(Kind.fighter) == 0:
            _end(siege, SiegeOutcome.collapse, "nobody_left")
        elif endings.is_fallen(c.pressed, siege.ground_share(), siege.scenario.endings.fallen_ground):
            _scatter(siege, killed=siege.scenario.assault.overrun_killed, away=0.0, cause=Cause.assault)
            _end(siege, SiegeOutcome.stormed, "ground")
    if siege.ending is None and is_relieved(siege.party_params, siege.seed, siege.day):
        _withdraw(siege)
        _end(siege, SiegeOutcome.relieved, "relief")
    if siege.ending is None and schedule.lifts(siege):
        _withdraw(siege)
        _end(siege, SiegeOutcome.lifted, "scheduled")
    if siege.ending is None and inputs is not None:
        _by_choice(siege, inputs, days)
    if siege.ending is None and siege.day + 1 >= siege.scenario.clock.horizon_days:
        _end(siege, SiegeOutcome.stalemate, "horizon")


def _by_choice(siege: Siege, inputs: DecisionInputs, days: float) -> None:
    """Collapse and lifting, at their daily rates, on the days on which the commands decide."""
    collapse = decision.collapse_per_day(siege.party_params, inputs.record)
    if party_draw(siege.seed, siege.day, PARTY, COLLAPSE) < event_probability(collapse, days):
        _break(siege, inputs)
        return
    if minds.is_ordered(siege):
        return
    mind = siege.besieger
    best = max(minds.disagreement_value(siege), mind.deal)
    lifting = campaign.lift_per_day(siege.party_params, mind.lift, best, siege.place_value())
    if party_draw(siege.seed, siege.day, PARTY, LIFT) < event_probability(lifting, days):
        _withdraw(siege)
        _end(siege, SiegeOutcome.lifted, "worth")


def _break(siege: Siege, inputs: DecisionInputs) -> None:
    """The force breaks: it is stormed, fights its way out, or dissolves."""
    now, lines = inputs.situation, siege.scenario.endings
    dead = siege.deaths[Kind.fighter, Cause.assault] / siege.initial.fighters
    stormed = endings.is_stormed(siege.campaign.pressed, now.ground, dead, lines.stormed_ground, lines.stormed_dead)
    brave = endings.breaks_out(now.morale, siege.scenario.negotiation.collapse_morale)
    killed = lines.broke_out_killed if brave else lines.dissolved_killed
    cause = Cause.assault if stormed else Cause.breakout
    _scatter(siege, killed=killed, away=0.0 if stormed else lines.away_share, cause=cause)
    if stormed:
        _end(siege, SiegeOutcome.stormed, "nerve")
    else:
        _end(siege, SiegeOutcome.collapse, "broke_out" if brave else "dissolved")


def _scatter(siege: Siege, killed: float, away: float, cause: Cause) -> None:
    """Those still in arms are killed, get away, or are taken, each by a draw of his own. Writes status, deaths."""
    a, b = int(siege.layout.kind_start[Kind.fighter]), int(siege.layout.kind_start[Kind.besieger])
    luck = uniforms(key_of(siege.seed, siege.day, DISSOLVE), uid_of(Kind.fighter, 0), b - a)
    inside = siege.people.status[a:b] == Status.inside
    dead = np.flatnonzero(inside & (luck < killed)) + a
    gone = np.flatnonzero(inside & (luck >= killed) & (luck < killed + away)) + a
    taken = np.flatnonzero(inside & (luck >= killed + away)) + a
    for rows, status in ((dead, Status.dead), (gone, Status.deserted), (taken, Status.custody)):
        siege.set_status(rows, status)
    siege.deaths[Kind.fighter, cause] += siege.count_people(dead)


def _withdraw(siege: Siege) -> None:
    a = int(siege.layout.kind_start[Kind.besieger])
    siege.set_status(np.flatnonzero(siege.people.status[a:] == Status.inside) + a, Status.withdrawn)


def _end(siege: Siege, outcome: SiegeOutcome, cause: str) -> None:
    """Write the ending; with a completed deal it is the deal's, and this is what became of the remnant."""
    deal, most = siege.main_deal, siege.scenario.endings.deal_share
    if deal is None:
        siege.ending = Ending(outcome.name, cause, "", siege.day)
    else:
        if cause == "nobody_left" and siege.deals[-1] is not deal and not siege.deals[-1].broken:
            outcome = deal_outcome(siege.deals[-1], most)  # the remnant had a deal of its own
        secondary = outcome.name if deal.stayed else ""
        siege.ending = Ending(deal_outcome(deal, most).name, Package(deal.package).name, secondary, siege.day)
    siege.log_event(Event.ended, "siege", reason=siege.ending.outcome)
    publicity.afterwards(siege)


def deal_outcome(deal: Deal, most: float) -> SiegeOutcome:
    """What a deal is called as an ending, by what became of the fighters at its signing."""
    name = endings.outcome_of_deal(deal.left, deal.settled, deal.custody, deal.fighters_at_signing, most)
    return SiegeOutcome[name]
