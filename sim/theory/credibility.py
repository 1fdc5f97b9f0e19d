"""Whether the other side's word can be trusted: the road, and the prison (M25; Walter 1997, Powell 2006).

That what stands in for trust multiplies, and by how much, is an assumption.
"""

import math
from typing import Any

from sim.compiled import rule
from sim.constants import constant

OBSERVED_DETERS = constant(0.3, "share", "part of the doubt that full observation removes", low=0.0, high=0.6)
HOSTAGES_SECURE = constant(
    0.2, "share a level", "part of the doubt that a level of hostages (0-3) removes", low=0.0, high=0.33
)
CRATER_DANGER = constant(0.2, "0-1", "chance to be lost with a column before a cratered road", low=0.05, high=0.5)
CAPTIVITY_LEAST = constant(
    0.02, "0-1", "chance of death in the hands of a captor of full reputation", low=0.0, high=0.1
)
CAPTIVITY_WORST = constant(0.95, "0-1", "what a captor without any reputation adds to it", low=0.5, high=0.98)
GUARDED = constant(0.4, "share", "part of the danger of captivity that a full guarantor removes", low=0.0, high=0.8)
MOST_DANGER = constant(0.98, "0-1", "largest chance of death in captivity", low=0.9, high=1.0)
LAG_DAYS = constant(30.0, "day", "time in which beliefs follow a reputation", low=7.0, high=90.0)


@rule
def doubt(reputation: float, guarantor: float, observed: float, hostages: float) -> float:
    """What a breach can come from: (1 - reputation)(1 - guarantor)(1 - 0.3 O)(1 - 0.2 h).

    Anything that can stand in for trust does so: a guarantor on the buses, eyes on the road (`observed`, 0..1),
    hostages (`hostages`, 0-3: 0.6 at full leverage).

    >>> doubt(0.0, 0.0, 0.0, 0.0)
    1.0
    """
    return (
        (1.0 - reputation) * (1.0 - guarantor) * (1.0 - OBSERVED_DETERS * observed) * (1.0 - HOSTAGES_SECURE * hostages)
    )


@rule
def lost_to_attack(killed: float, resumes: float) -> float:
    """Share of a column that an attack keeps from arriving: k + (1 - k)(1 - resume); those who do not go on turn back.

    `killed` k of those aboard; `resumes`: chance that the convoy goes on after a halt.

    >>> round(lost_to_attack(0.05, 0.9), 3)
    0.145
    """
    return killed + (1.0 - killed) * (1.0 - resumes)


@rule
def road_credibility(road: Any, doubt: float, crater: float, strike: float) -> float:
    """Chance to arrive: c = 1 - B lost(breach) - strike lost(strike) - 0.2 crater (M25), `road` being section convoy.

    B = 1 - (1 - b)^doubt is the chance of a breach (M36), b `breach_chance`; `strike` and `crater` are the chances that
    a patron bombs the column or the road before it. A stranded column mostly gets on in the end.
    """
    breach = 1.0 - math.pow(1.0 - road.breach_chance, doubt)
    lost = breach * lost_to_attack(road.breach_killed, road.resume_chance)
    struck = strike * lost_to_attack(road.strike_killed, road.resume_chance)
    return max(0.0, min(1.0, 1.0 - lost - struck - CRATER_DANGER * crater))


@rule
def feared(fear: float, credibility: float) -> float:
    """What those who are to leave make of a road: 1 - fear (1 - c), for they think of the worst that may happen on it.

    >>> round(feared(7.0, 0.95), 2)
    0.65
    """
    return max(0.0, 1.0 - fear * (1.0 - credibility))


@rule
def captivity_danger(captor_reputation: float, guarantor: float, foreign_danger: float, foreign: bool) -> float:
    """Chance of death or worse for one who gives himself up: v = 0.02 + 0.95 (1 - reputation)(1 - 0.4 guarantor).

    A foreigner's is `foreign_danger` higher; none is above 0.98.

    >>> captivity_danger(1.0, 0.0, 0.35, False)
    0.02
    """
    danger = CAPTIVITY_LEAST + CAPTIVITY_WORST * (1.0 - captor_reputation) * (1.0 - GUARDED * guarantor)
    if foreign:
        danger = danger + foreign_danger
    return min(MOST_DANGER, danger)


@rule
def belief_step(belief: float, truth: float, days: float) -> float:
    """What others believe of a reputation lags behind it by about a month, so that some are fooled."""
    return belief + (truth - belief) * min(1.0, days / LAG_DAYS)
