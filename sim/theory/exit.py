"""Leaving without a deal: desertion (M13a; Lehmann and Zhukov 2019 on example) and flight (M13b, assumption)."""

from typing import Any

from sim.compiled import rule, single
from sim.constants import constant
from sim.theory.probability import exp_approx

ORDINARY_MORALE = constant(0.6, "morale", "morale at which the base rate of desertion holds", low=0.4, high=0.8)
LEAST_READINESS = constant(
    0.4, "factor", "readiness to desert of a local who would not survive being caught", low=0.1, high=1.0
)
SAFETY_READINESS = constant(
    1.2, "factor", "what a captor who harms nobody adds to that readiness", low=0.0, high=2.0,
    source="Hawija 2017: surrender to the more lenient captor; size assumed",
)  # fmt: skip
SCREENED_PER_DAY = constant(
    1.0, "1/day", "rate at which civilians behind a line that has passed them are led out", low=0.2, high=4.0
)
HUNGER_BEGINS = constant(
    0.95, "share of first body mass", "body mass below which hunger drives civilians out", low=0.85, high=1.0
)
HUNGER_RANGE = constant(
    0.2, "share of first body mass", "loss of body mass from there to full wish to leave", low=0.1, high=0.4
)


@rule
def despair(exit: Any, mind: float, gone: float) -> float:
    """Factor on desertion of low morale and of example: exp(slope (0.6 - morale)) (1 + contagion x gone) (M13a)."""
    return exp_approx(exit.desertion_slope * (ORDINARY_MORALE - mind)) * (1.0 + exit.contagion * gone)


@rule
def desertion_per_day(exit: Any, base: float, mind: float, gone: float, captor_danger: float, foreign: bool) -> float:
    """Daily hazard that a fighter deserts: h = base exp(slope (0.6 - morale)) (1 + contagion x gone) readiness (M13a).

    `gone`: share of his squad that is gone. Readiness is 0.4 + 1.2 (1 - danger): locals go more readily the safer it is
    to be caught (`captor_danger`, probability of death); foreigners hardly have anywhere to go.
    """
    readiness = exit.foreign_factor if foreign else LEAST_READINESS + SAFETY_READINESS * (1.0 - captor_danger)
    return base * despair(exit, mind, gone) * readiness


@rule
def besieger_desertion_per_day(exit: Any, mind: float, gone: float) -> float:
    """Daily hazard that a besieger goes home: the same form with a base of his own, at a readiness of 1."""
    return desertion_per_day(exit, exit.besieger_desertion_per_day, mind, gone, 0.5, False)


@rule
def flight_per_day(exit: Any, fear: float, mass: float, ring_open: float, let_out: float) -> float:
    """Daily hazard that a civilian gets out: h = h0 max(fear, hunger) x way (M13b).

    Hunger is (0.95 - mass) / 0.2, bounded to 0..1; a way is a gap in the ring, or leave to pass:
    1 - (1 - gap)(1 - leave).
    """
    hunger = min(1.0, max(0.0, (HUNGER_BEGINS - mass) / HUNGER_RANGE))
    wish = max(fear, hunger)
    way = 1.0 - (1.0 - ring_open) * (1.0 - let_out)
    return exit.flight_per_day * wish * way


@rule
def had_leave(draw: float, let_out: float, gap: float) -> bool:
    """Whether one who found a way out had leave to pass, by a uniform draw: u (l + (1 - l) gap) < l (float32)."""
    return draw * (let_out + (single(1.0) - let_out) * gap) < let_out


@rule
def overrun_death(assault: Any, danger: float) -> float:
    """Probability of death for a fighter cut off on fallen ground: k + (1 - k) danger (float32), k `overrun_killed`.

    He gives himself up with the probability at which he thinks that he would survive it, and fights otherwise.
    """
    return assault.overrun_killed + (single(1.0) - assault.overrun_killed) * danger


@rule
def overrun_losses(killed_share: float, cut_off: float, danger: float) -> tuple[float, float]:
    """Of fighters whose ground falls, the shares killed and taken, where `cut_off` of them cannot slip back.

    Killed: k + (1 - k) c danger, k `killed_share`. Taken: (1 - k) c (1 - danger).

    >>> killed, taken = overrun_losses(0.1, 0.5, 0.8)
    >>> round(killed, 3), round(taken, 3)
    (0.46, 0.09)
    """
    cut = (1.0 - killed_share) * cut_off
    return killed_share + cut * danger, cut * (1.0 - danger)
