"""How ground changes hands, and what each side pays for it (M9-M11).

Source of the odds and of the ratio of losses: tests on division engagements and urban pockets, The Dupuy Institute.
"""

from typing import Any

from sim.compiled import rule
from sim.constants import constant

URBAN_COVER = constant(
    1.5, "factor", "cover of the ground for which the exchange ratio is given", low=1.2, high=2.0,
    source="urban pockets, The Dupuy Institute; the reference value is a convention",
)  # fmt: skip
FULL_STRENGTH_MASS = constant(
    0.85, "share of first body mass", "body mass above which a man fights at full strength", low=0.75, high=0.95
)
CIVILIANS_HIT = constant(
    0.5,
    "factor",
    "hazard of a civilian in contact, over that of a fighter there, before his exposure",
    low=0.1,
    high=1.0,
)

AXIS_WIDTH = constant(4.0, "ratio", "1 / cos^2 of the half-angle that a push covers, 60 degrees", low=2.0, high=16.0)


@rule
def on_axis(dx: float, dy: float, axis_x: float, axis_y: float) -> bool:
    """Whether a cell lies within 60 degrees of the push's direction, a unit vector: d.a > 0 and 4 (d.a)^2 >= |d|^2.

    `dx`, `dy`: the cell, seen from the middle of the ground still held.
    """
    along = dx * axis_x + dy * axis_y
    return along > 0.0 and AXIS_WIDTH * along * along >= dx * dx + dy * dy


@rule
def odds_of_ground(attackers: float, defenders: float, cover: float, support: float, attack_factor: float) -> float:
    """Odds that contested ground goes to the attacker: o = f A / (cover g D) (M10).

    `attackers` A and `defenders` D: men around the cell, weighed by mind and body; `support` g of the defence (M17).
    `attack_factor` f is drawn once for each push: in 672 engagements the force ratio explains little (win share 0.42 at
    1:1, 0.81 at 5:1), the rest is here.
    """
    return attack_factor * attackers / max(1e-9, cover * support * defenders)


@rule
def taken_per_day(odds: float, advance_m_day: float, cell_m: float) -> float:
    """Hazard per day that a contested cell falls: pace of an unopposed attacker, in cells, times o / (1 + o)."""
    return advance_m_day / cell_m * odds / (1.0 + odds)


@rule
def regained_per_day(odds: float, advance_m_day: float, cell_m: float) -> float:
    """Hazard per day that a cell just lost is won back: the same pace times 1 / (1 + o)."""
    return advance_m_day / cell_m / (1.0 + odds)


@rule
def defender_hits_per_day(assault: Any, attackers: float, defenders: float) -> float:
    """Daily hazard of a defender in contact: h = 2 l A / (A + D), so that equal sides give the lethality l (M11)."""
    return 2.0 * assault.lethality_per_day * attackers / max(1e-9, attackers + defenders)


@rule
def attacker_hits_per_day(assault: Any, attackers: float, defenders: float, cover: float) -> float:
    """Daily hazard of an attacker in contact: h = 2 l x exposure x exchange x cover / 1.5 x D / (A + D) (M11).

    Losses follow the linear law: attackers lost over defenders lost is exchange x cover / 1.5 at any odds, as urban
    pockets show (0.2-1.1 whatever the ratio of forces).
    """
    rate = 2.0 * assault.lethality_per_day * assault.attacker_exposure * assault.exchange * cover / URBAN_COVER
    return rate * defenders / max(1e-9, attackers + defenders)


@rule
def civilian_hits_per_day(hits: float, exposure: float) -> float:
    """Daily hazard of a civilian where fighters are hit at `hits` a day: half of theirs, times his exposure."""
    return hits * CIVILIANS_HIT * exposure


@rule
def strength(assault: Any, mind: float, mass: float) -> float:
    """Fighting strength of a fit man, 1 at best: mind x max(least share, min(1, mass / 0.85)) (M9).

    `mass` is over that of day 0.
    """
    body = min(1.0, mass / FULL_STRENGTH_MASS)
    return mind * max(assault.strength_share, body)
