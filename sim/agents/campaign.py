"""The assault campaign: when it starts and stops, and its pushes one after another."""

import math

import numpy as np

from sim.agents import minds
from sim.scenario.ground import Holder
from sim.state.columns import Cause, Kind
from sim.state.draw import ATTACK_FACTOR, PARTY, key_of, normal, party_draw
from sim.state.draw_ids import HALT, ORDER
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import campaign as theory
from sim.theory import dependence, prospects
from sim.theory.probability import event_probability
from sim.theory.situation import assault_share


def order(siege: Siege, propensity: float, days: float) -> None:
    """The besieger starts or halts a campaign, at rates that follow his propensity to storm, 0..1."""
    c = siege.campaign
    if minds.is_ordered(siege):
        if not c.pressed:
            _start(siege, "scheduled" if minds.ordered_by_surprise(siege) else "announced")
        return
    if not c.pressed:
        starts = event_probability(theory.order_per_day(propensity), days)
        if party_draw(siege.seed, siege.day, PARTY, ORDER) < starts:
            _start(siege, "worth")
        return
    halts = event_probability(theory.halt_per_day(propensity), days)
    if not siege.scenario.assault.allowed or party_draw(siege.seed, siege.day, PARTY, HALT) < halts:
        halt(siege, "worth")


def halt(siege: Siege, reason: str) -> None:
    """Call off the campaign. Writes the campaign and the ledger."""
    siege.campaign.pressed = siege.campaign.pushing = False
    siege.line_moved = True
    siege.log_event(
        Event.campaign_halted,
        "besieger",
        reason=reason,
        value=siege.besieger.storm,
        alternative_value=siege.besieger.wait,
    )


def _start(siege: Siege, reason: str) -> None:
    c = siege.campaign
    c.pressed, c.since, c.rest_until = True, siege.day, siege.day
    siege.log_event(
        Event.campaign_ordered,
        "besieger",
        reason=reason,
        value=siege.besieger.storm,
        alternative_value=siege.besieger.wait,
    )


def push(siege: Siege) -> None:
    """Begin a push when rested; end it when it is won, too costly or too slow. Writes the campaign."""
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
    z = float(normal(key_of(siege.seed, siege.day, ATTACK_FACTOR), 2))
    b = siege.scenario.besieger
    own = dependence.own_strike(b.dependence_strike, b.air_dependence)
    c.attack_factor = theory.push_fortune(a.fortune_median, a.fortune_spread, z, own)
    c.pushing, siege.line_moved = True, True
    c.pushes += 1
    goal = theory.push_goal(held.size, siege.initial.cells, a.objective_share)
    c.goal_cells = held.size - goal
    days = prospects.unopposed_days(held.size, goal, a.advance_m_day, siege.shape.cell_m)
    c.deadline = siege.day + theory.push_days(days, a.patience)
    c.attackers = max(1, round(siege.inside(Kind.besieger) * assault_share(b.cordon_share, b.reserve_share)))
    c.dead_before = int(siege.deaths[Kind.besieger, Cause.assault])


def _judge(siege: Siege) -> None:
    c, a = siege.campaign, siege.scenario.assault
    dead = int(siege.deaths[Kind.besieger, Cause.assault]) - c.dead_before
    won = siege.held_cells() <= c.goal_cells
    if not won and not theory.is_broken_off(dead, c.attackers, a.breakoff_loss, siege.day >= c.deadline):
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
