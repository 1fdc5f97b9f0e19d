"""What one push would bring: its days, the ground it takes and the men hit on either side, as a staff works it out.

The staff follows the push with the rules by which ground and men are lost (`assault`), with numbers of men in place of
men. It does not know the fortune of the push, so that it is followed with three fortunes and what comes of them is
averaged.

On a push, men walk to its third of the ring, while the defenders whom their command can move meet them:

    gathered = 1/3 + 2/3 min(1, walked / way)

and each side is hit as much as it is faced (M11), in a line that is uneven: who stands where his own are many meets
less of the enemy than the numbers on the line suggest.

    faced = 1 / (1 + 2.5 (own / enemy)^(2/3)), at most what an even line has, enemy / (own + enemy)

A defender whose ground falls is overrun: most slip back, as often as it happens.

    overrun a day = 0.6 x defenders on the line x hazard that its ground falls
"""

import math
from typing import Any, NamedTuple

from sim.compiled import rule
from sim.constants import constant
from sim.theory import assault, campaign, dependence, fire, prospects
from sim.theory.situation import RING_SECTORS, assault_share

UNEVEN_LINE = "measured in this model's engine (benchmarks/contact.py): 2.0 to 2.5, 2/3, and 0.65 to 0.85"

FACED_AT_PAR = constant(
    2.5, "ratio", "others of his own around a man in contact, over the enemies, at equal numbers on the line",
    low=1.0, high=3.0, source=UNEVEN_LINE,
)  # fmt: skip
FACED_SLOPE = constant(
    2.0 / 3.0, "exponent", "how the odds of being faced follow the ratio of numbers on the line",
    low=0.5, high=1.0, source=UNEVEN_LINE,
)  # fmt: skip
ON_LINE = constant(
    0.85, "share", "part of the men who have come to a sector who stand on its line at a time, for it moves",
    low=0.6, high=1.0, source=UNEVEN_LINE,
)  # fmt: skip
OVERRUN = constant(
    0.6, "factor", "men overrun, over men on the line x hazard that its ground falls: most stand where it holds",
    low=0.5, high=0.8, source="measured in this model's engine (benchmarks/overrun.py): 0.62",
)  # fmt: skip
CUT_OFF = constant(
    0.03, "share", "men overrun with no held ground within reach, where a day's walk is one cell",
    low=0.02, high=0.05, source="measured in this model's engine (benchmarks/overrun.py): 0.028 and 0.038",
)  # fmt: skip
SECTOR = 1.0 / RING_SECTORS  # part of a ring that lies on the axis of a push
WAY_THROUGH = constant(
    1.6, "radii", "farthest way of a defender through the pocket to the sector of a push", low=1.0, high=2.0
)
#: Fortunes with which a push is followed, in standard deviations, and their weights: the Gauss-Hermite rule.
FORTUNES = (-math.sqrt(3.0), 0.0, math.sqrt(3.0))
WEIGHTS = (1.0 / 6.0, 2.0 / 3.0, 1.0 / 6.0)
STEPS = 4.0  # in which a push is followed
SMALL = 1e-9


class Forces(NamedTuple):
    """Both sides in a campaign, in men."""

    fit: float  # fighters who fight
    wounded: float
    morale: float  # mean of the fighters
    mass: float  # mean body mass of the fighters, over that of day 0
    kin_mass: float  # of the civilians
    civilians: float
    attackers: float  # besiegers who are fit
    hurt: float  # besiegers who are wounded
    held: float  # cells
    stock: float  # days of full ration of all inside
    treatments: float  # of the wounded
    reference: float  # strength of late, with which losses are compared
    own_dead: float  # since the forecast began
    enemy_dead: float


class Push(NamedTuple):
    """What one push brings."""

    days: float
    ground: float  # cells taken
    hits: float  # on defenders
    own_hits: float  # on attackers
    overrun: float  # times that a defender's ground falls


@rule
def today(situation: Any) -> Forces:
    """Both sides as they stand."""
    now = situation[0]
    return Forces(
        now.fit, now.fighters - now.fit, now.morale, now.mass_fighters, now.mass_civilians, now.civilians_inside,
        now.besiegers_fit, now.besiegers - now.besiegers_fit, now.ground * now.cells, now.stock, now.treatments,
        now.reference, 0.0, 0.0,
    )  # fmt: skip


@rule
def gathered(walked: float, way: float) -> float:
    """Share of a side's men who have come to the sector of a push: 1/3 + 2/3 min(1, walked / way), both in metres."""
    return SECTOR + (1.0 - SECTOR) * min(1.0, walked / max(SMALL, way))


@rule
def faced(enemy: float, own: float) -> float:
    """Share of the contact that a man on an uneven line faces: 1 / (1 + 2.5 (own / enemy)^(2/3)), or less.

    >>> round(faced(1000.0, 1000.0), 3)
    0.286
    """
    uneven = 1.0 / (1.0 + FACED_AT_PAR * math.pow((own + SMALL) / (enemy + SMALL), FACED_SLOPE))
    return min(fire.exposed_share(own, enemy), uneven)


@rule
def man(params: Any, now: Forces) -> float:
    """Fighting strength of a fit defender: morale x body (M9)."""
    return assault.strength(params[0].assault, now.morale, now.mass)


@rule
def strength(params: Any, now: Forces, first: float) -> float:
    """The garrison's strength over its first fighters, as `Situation.strength`."""
    return now.fit * man(params, now) / first


@rule
def push(params: Any, situation: Any, now: Forces, fortune: float) -> Push:
    """Follow a push until it has its ground, is broken off, or is out of time (M10, M11).

    The ground of the sector shrinks as it is taken, and its line with it; what the garrison has lost there, on this
    push or before, it may win back.
    """
    w, site = params[0], situation[0]
    a, m = w.assault, w.movement
    sector, lost = now.held * SECTOR, (site.cells - now.held) * SECTOR
    goal = campaign.push_goal(now.held, site.cells, a.objective_share)
    time = campaign.push_days(prospects.unopposed_days(now.held, goal, a.advance_m_day, site.cell_m), a.patience)
    radius = math.sqrt(max(1.0, now.held) / math.pi) * site.cell_m
    brought = now.attackers * assault_share(w.besieger.cordon_share, w.besieger.reserve_share)
    each, per_attacker = man(params, now), site.besieger_strength
    support = prospects.support(site.inflow, now.stock, w.negotiation.envelopment)
    most = a.breakoff_loss * brought / max(SMALL, w.fire.killed_share)
    day = taken = hits = own_hits = overrun = 0.0
    full_line = prospects.sector_line(max(1.0, sector))
    step = max(1.0, time / STEPS)
    while day < time:
        walked = day + 0.5 * step
        on_line = ON_LINE * brought * gathered(walked * m.besieger_m_day, 2.0 * math.pi * radius * SECTOR)
        moved = m.mobile_share * gathered(walked * m.fighter_m_day, WAY_THROUGH * radius)
        line = prospects.sector_line(max(0.0, sector - taken))
        facing = ON_LINE * now.fit * ((1.0 - m.mobile_share) * SECTOR + moved) * math.sqrt(min(1.0, line / full_line))
        attack, defence = on_line * per_attacker, facing * each
        odds = math.pow(assault.odds_of_ground(attack, defence, site.cover, support, fortune), FACED_SLOPE)
        contact = min(1.0, line)
        gone = (lost + taken) / (lost + sector)  # of the sector's first ground
        falls = assault.taken_per_day(odds, a.advance_m_day, site.cell_m)
        pace = ON_LINE * line * falls
        pace -= gone * line * assault.regained_per_day(odds, a.advance_m_day, site.cell_m)
        share, own_share = faced(attack, defence), faced(defence, attack)
        hit = contact * facing * assault.defender_hits_per_day(a, share, 1.0 - share)
        own_hit = contact * on_line * assault.attacker_hits_per_day(a, 1.0 - own_share, own_share, site.cover)
        length = min(step, time - day)
        if pace > 0.0:
            length = min(length, max(SMALL, (goal - taken) / pace))
        if own_hit > 0.0:
            length = min(length, max(SMALL, (most - own_hits) / own_hit))
        day += length
        taken = min(sector, max(-lost, taken + pace * length))
        hits += hit * length
        own_hits += own_hit * length
        overrun += OVERRUN * contact * facing * falls * length
        if taken >= goal - 1e-6 or own_hits >= most - 1e-6:
            break
    return Push(math.ceil(day), taken, hits, own_hits, overrun)


@rule
def expected_push(params: Any, situation: Any, now: Forces) -> Push:
    """A push averaged over its fortunes."""
    a, b = params[0].assault, params[0].besieger
    strike = dependence.own_strike(b.dependence_strike, b.air_dependence)
    days = ground = hits = own_hits = overrun = 0.0
    for k in range(len(FORTUNES)):
        fortune = campaign.push_fortune(a.fortune_median, a.fortune_spread, FORTUNES[k], strike)
        one = push(params, situation, now, fortune)
        days += WEIGHTS[k] * one.days
        ground += WEIGHTS[k] * one.ground
        hits += WEIGHTS[k] * one.hits
        own_hits += WEIGHTS[k] * one.own_hits
        overrun += WEIGHTS[k] * one.overrun
    return Push(days, ground, hits, own_hits, overrun)
