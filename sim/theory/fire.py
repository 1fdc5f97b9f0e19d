"""What falls on people: bombardment (M8) and skirmish (M11). Forms are assumptions."""

from typing import Any

from sim.compiled import rule, single
from sim.constants import constant
from sim.theory.assault import URBAN_COVER

STRIKE_FEAR = constant(0.5, "danger", "danger remembered in a struck cell and in each one around", low=0.1, high=1.0)
RUIN_COVER = constant(
    0.5, "factor", "what a wholly ruined cell adds to the cover of those who fight in it", low=0.0, high=1.0
)


@rule
def hit_by_strike(fire: Any, cell_m: float, shelter: float) -> float:
    """Probability to be hit in a cell that is struck: min(1, p / hectares / shelter) (M8).

    A strike endangers a fixed area, so that a larger cell means a smaller probability; `shelter` is 1 in the open and
    more in buildings (the cover of the ground).
    """
    hectares = cell_m * cell_m / 10000.0
    return min(1.0, fire.hit_chance / hectares / shelter)


@rule
def exposed_share(own: float, enemy: float) -> float:
    """Share of the contact that a man faces: enemy / (own + enemy), as the linear law has it."""
    return enemy / max(1e-9, own + enemy)


@rule
def skirmish_hits_per_day(fire: Any, exchange: float, cover: float, share: float, defends: bool) -> float:
    """Daily hazard of being hit across a quiet line: h = 2 s x share, an attacker's x exchange x cover / 1.5 (M11).

    `share` as in `exposed_share`; `cover` is that of the ground that an attacker's enemy holds.
    """
    defence = 2.0 * fire.skirmish_per_day * share
    attack = 2.0 * fire.skirmish_per_day * exchange * cover / URBAN_COVER * share
    return defence if defends else attack


@rule
def danger_kept(fire: Any, days: float) -> float:
    """Share of the remembered danger that is left after some days: max(0, 1 - days / T) (float32)."""
    return max(single(0.0), single(1.0) - days / fire.danger_days)


@rule
def ruined(fire: Any, rubble: float) -> float:
    """What one strike adds to the share of a cell's buildings in ruins: r (1 - rubble) (float32)."""
    return fire.rubble_per_strike * (single(1.0) - rubble)
