"""Morale, the ability and will to act (M13); and civilians' fear. The weights are assumptions."""

from typing import Any

from sim.compiled import rule, single


@rule
def morale_step(
    morale: Any, mind: float, first: float, peers: float, mass: float, lost: float, kin_mass: float, pressed: bool,
    truce: bool, foreign: bool, days: float,
) -> float:  # fmt: skip
    """A fighter's morale after some days (M13), bounded to 0..1.

    m' = m + (-fall + peers (p - m) + recovery (m0 - m) - losses x lost) days

    The fall is hunger (1 - w) + encirclement, more under assault (McQuie: envelopment counts for more than losses),
    plus family (1 - w_kin) for a local. `mass` w and `kin_mass` over those of day 0; `lost`: share of his squad lost in
    the last day; `peers` p: the squad's mean; `first` m0: what he came with.
    """
    pressure = morale.pressed if pressed else morale.encircled
    fall = morale.hunger * (1.0 - mass) + pressure
    if truce:
        fall = morale.hunger * (1.0 - mass) - morale.truce_relief
    if foreign:
        fall = fall * morale.foreign_share
        first = first + morale.foreign_bonus
    else:
        fall = fall + morale.family * (1.0 - kin_mass)
    rate = -fall + morale.peers * (peers - mind) + morale.recovery * (first - mind)
    return min(1.0, max(0.0, mind + rate * days - morale.losses * lost * days))


@rule
def besieger_morale_step(morale: Any, mind: float, first: float, peers: float, lost: float, days: float) -> float:
    """A besieger's morale after some days: m' = m + (peers (p - m) + recovery (m0 - m) - losses x lost) days (float32).

    He is fed and not encircled, so that only losses, comrades and habit move him.
    """
    drift = morale.peers * (peers - mind) + morale.recovery * (first - mind)
    felt = mind + (drift - morale.losses * lost) * days
    return min(single(1.0), max(single(0.0), felt))


@rule
def fear_step(morale: Any, fear: float, danger: float, days: float) -> float:
    """A civilian's fear after some days: f' = f + (rise x danger (1 - f) - calm f) days. Assumption.

    `danger`: recent strikes around, as remembered.
    """
    rate = morale.fear_rise * danger * (1.0 - fear) - morale.fear_calm * fear
    return min(1.0, max(0.0, fear + rate * days))
