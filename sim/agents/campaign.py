"""The assault campaign: when it starts and stops, and its pushes one after another."""

import math

import numpy as np

from sim.kernels.briefing import assault_share
from sim.scenario.ground import Holder
from sim.state.columns import Cause, Kind
from sim.state.draw import ATTACK_FACTOR, PARTY, key_of, normal, party_draw
from sim.state.draw_ids import HALT, ORDER
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import dependence, prospects
from sim.theory.probability import event_probability


def ordered(siege: Siege) -> bool:
    """Whether a final offensive has been announced: its commander storms or deals, he neither waits nor goes home."""
    return 0 <= siege.scenario.besieger.offensive_day <= siege.day


def outside(siege: Siege) -> float:
    """Worth of the besieger's best way without a deal."""
    mind = siege.besieger
    return mind.storm if ordered(siege) else max(mind.storm, mind.wait, mind.lift)


def order(siege: Siege, wish: float, days: float) -> None:
    """The besieger starts or stops a campaign, at a rate that follows his wish (once in 14 days at most)."""
    c = siege.campaign
    if ordered(siege):
        if not c.pressed:
            _start(siege, "announced")
    elif not c.pressed and party_draw(siege.seed, siege.day, PARTY, ORDER) < event_probability(wish / 14.0, days):
        _start(siege, "worth")
    elif c.pressed and party_draw(siege.seed, siege.day, PARTY, HALT) < event_probability((1.0 - wish) / 14.0, days):
        c.pressed = c.pushing = False
        siege.line_moved = True
        siege.log_event(
            Event.campaign_halted,
            "besieger",
            reason="worth",
            value=siege.besieger.storm,
            alternative_value=siege.besieger.wait,
        )


def _start(siege: Siege, term: str) -> None:
    c = siege.campaign
    c.pressed, c.since, c.rest_until = True, siege.day, siege.day
    siege.log_event(
        Event.campaign_ordered,
        "besieger",
        reason=term,
        value=siege.besieger.storm,
        alternative_value=siege.besieger.wait,
    )


def push(siege: Siege) -> None:
    """Begin a push when rested; end it when won, too costly or too slow. Writes the campaign."""
    c = siege.campaign
    if siege.in_truce() or not c.pressed:
        if c.pushing:
            c.pushing, siege.line_moved = False, True
            c.rest_until = siege.day + 1
        return
    if c.pushing:
        _judge(siege)
    elif siege.day >= c.rest_until and siege.held_cells() > 0:
        _begin(siege)


def _begin(siege: Siege) -> None:
    c, a = siege.campaign, siege.scenario.assault
    held = np.flatnonzero(siege.grid.holder == Holder.garrison)
    width = siege.shape.width
    c.middle_x, c.middle_y = float((held % width).mean()), float((held // width).mean())
    turn = 2 * math.pi * party_draw(siege.seed, siege.day, ATTACK_FACTOR, 1)
    c.axis_x, c.axis_y = math.cos(turn), math.sin(turn)
    luck = float(normal(key_of(siege.seed, siege.day, ATTACK_FACTOR), 2))
    b = siege.scenario.besieger
    own = dependence.own_strike(b.dependence_strike, b.air_dependence)
    c.attack_factor = a.fortune_median * math.exp(a.fortune_spread * luck) * own
    c.pushing, siege.line_moved = True, True
    c.pushes += 1
    goal = min(held.size, max(1, round(a.objective_share * siege.initial.cells)))
    c.goal_cells = held.size - goal
    days = prospects.unopposed_days(held.size, goal, a.advance_m_day, siege.shape.cell_m)
    c.deadline = siege.day + max(2, round(a.patience * days))
    c.attackers = max(1, round(siege.inside(Kind.besieger) * assault_share(siege.party_params)))
    c.dead_before = int(siege.deaths[Kind.besieger, Cause.assault])


def _judge(siege: Siege) -> None:
    c, a = siege.campaign, siege.scenario.assault
    dead = int(siege.deaths[Kind.besieger, Cause.assault]) - c.dead_before
    won = siege.held_cells() <= c.goal_cells
    if not won and dead < a.breakoff_loss * c.attackers and siege.day < c.deadline:
        return
    c.won += won
    c.repulsed += not won
    c.pushing, siege.line_moved = False, True
    c.rest_until = siege.day + round(a.regroup_days)
    siege.log_event(
        Event.push_won if won else Event.push_repulsed,
        "besieger",
        value=siege.ground_share(),
        alternative_value=float(dead),
    )
