"""The assault campaign: when it starts and stops, and its pushes one after another."""

import math

import numpy as np

from sim.scenario.maps import Holder
from sim.state.columns import Cause, Kind
from sim.state.draw import FORTUNE, PARTY, key_of, lot, normal
from sim.state.siege import Siege
from sim.theory import dependence
from sim.theory.chance import chance


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
    elif not c.pressed and lot(siege.seed, siege.day, PARTY, 1) < chance(wish / 14.0, days):
        _start(siege, "worth")
    elif c.pressed and lot(siege.seed, siege.day, PARTY, 2) < chance((1.0 - wish) / 14.0, days):
        c.pressed = c.pushing = False
        siege.line_moved = True
        siege.write(
            "campaign_halted", "besieger", term="worth", value=siege.besieger.storm, outside=siege.besieger.wait
        )


def _start(siege: Siege, term: str) -> None:
    c = siege.campaign
    c.pressed, c.since, c.rest_until = True, siege.day, siege.day
    siege.write("campaign_ordered", "besieger", term=term, value=siege.besieger.storm, outside=siege.besieger.wait)


def push(siege: Siege) -> None:
    """Begin a push when rested; end it when won, too costly or too slow. Writes the campaign."""
    c = siege.campaign
    if siege.truce() or not c.pressed:
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
    turn = 2 * math.pi * lot(siege.seed, siege.day, FORTUNE, 1)
    c.axis_x, c.axis_y = math.cos(turn), math.sin(turn)
    luck = float(normal(key_of(siege.seed, siege.day, FORTUNE), 2))
    b = siege.scenario.besieger
    own = dependence.own_strike(b.dependence_strike, b.air_dependence)
    c.fortune = a.fortune_median * math.exp(a.fortune_spread * luck) * own
    c.pushing, siege.line_moved = True, True
    c.pushes += 1
    goal = min(held.size, max(1, round(a.objective_share * siege.first.cells)))
    c.goal_cells = held.size - goal
    c.deadline = siege.day + max(2, round(a.patience * _unopposed_days(siege, held.size, goal)))
    c.attackers = max(1, round(siege.inside(Kind.besieger) * assault_share(siege)))
    c.dead_before = int(siege.toll[Kind.besieger, Cause.assault])


def _unopposed_days(siege: Siege, held: int, goal: float) -> float:
    """Days to take `goal` of `held` cells unopposed: rolling up a third of a round pocket's rim, 2 pi r / 3 cells."""
    rim = 2.0 * math.sqrt(math.pi * held) / 3.0
    return goal / max(1.0, rim * siege.scenario.assault.advance_m_day / siege.shape.cell_m)


def _judge(siege: Siege) -> None:
    c, a = siege.campaign, siege.scenario.assault
    dead = int(siege.toll[Kind.besieger, Cause.assault]) - c.dead_before
    won = siege.held_cells() <= c.goal_cells
    if not won and dead < a.breakoff_loss * c.attackers and siege.day < c.deadline:
        return
    c.won += won
    c.repulsed += not won
    c.pushing, siege.line_moved = False, True
    c.rest_until = siege.day + round(a.regroup_days)
    siege.write("push_won" if won else "push_repulsed", "besieger", value=siege.ground_share(), outside=float(dead))


def cordon_share(siege: Siege) -> float:
    """Share of the men who hold the ring; half of them are drawn off while a campaign runs."""
    share = siege.scenario.besieger.cordon_share
    return share * 0.5 if siege.campaign.pressed else share


def assault_share(siege: Siege) -> float:
    """Share of the men who can be brought to a push: the assault force and the ring's third on its axis."""
    cordon = siege.scenario.besieger.cordon_share * 0.5
    return max(0.05, 1.0 - siege.scenario.besieger.reserve_share - cordon * 2.0 / 3.0)


def conquest_days(siege: Siege) -> float:
    """Days that commanders reckon for the whole pocket at even odds: half of the pushes won, with their pauses."""
    a = siege.scenario.assault
    cells = siege.first.cells
    goal = max(1.0, a.objective_share * cells)
    days = _unopposed_days(siege, cells, goal)
    return 2.0 / a.objective_share * (1.5 * days + a.regroup_days)
