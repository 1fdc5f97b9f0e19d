"""What both commands can count on a day: the facts from which every estimate of the bargain starts.

Nothing here is believed or preferred. Beliefs are in `decision`, estimates in `prospects`, utilities in the files on
the options of either side.
"""

from typing import Any, NamedTuple

from sim.compiled import rule
from sim.constants import constant
from sim.theory import trust
from sim.theory.exit import desertion_per_day

CORDON_LEFT = constant(
    0.5, "share", "part of the cordon that stays in the ring during an assault campaign", low=0.2, high=0.8
)
RING_SECTORS = constant(
    3.0, "sector", "sectors of the ring, of which only the one on the axis joins a push", low=2.0, high=6.0
)
LEAST_ASSAULT = constant(
    0.05, "share", "smallest share of the besiegers who can be brought to a push", low=0.0, high=0.2
)
LOSS_MEMORY_DAYS = constant(
    31.0, "day", "time over which both sides smooth the garrison's daily losses", low=7.0, high=60.0
)
LEAST_FIRE = constant(
    1e-4, "per day", "hazard from fire that a fighter expects even where nobody was killed lately", low=0.0, high=1e-3
)
STARVATION_FEARED = constant(
    0.004, "per day", "hazard of starving that a fighter expects where nothing is handed out", low=0.001, high=0.02
)
LEAST_RATION = 0.01  # keeps a ratio finite


class Situation(NamedTuple):
    """The war as anyone can count it. Shares are of the first day, times in days, rates per day."""

    day: float
    ground: float  # share of the pocket still held
    stock: float  # days of full ration in the stores
    inflow: float  # food coming in, share of need
    mass_fighters: float  # mean body mass, share of that of day 0
    mass_civilians: float
    strength: float  # fighters x morale x body, over the first fighters
    reference: float  # strength of late, with which losses are compared
    breaking_strength: float  # strength over what it was lately, or over the ordinary strength of day 0
    breaking_threat: float  # weight of the enemy at hand on breaking, 0..1
    morale: float  # mean of the fighters, 0..1
    fighters: float  # men who still fight
    first_fighters: float
    foreign: float  # foreigners' share of the fighters
    fit: float  # of the fighters, those who are not wounded
    besiegers: float
    besiegers_fit: float
    besieger_strength: float  # of one who is fit, 0..1
    cover: float  # mean of the ground held
    cells: float  # of the first pocket
    cell_m: float
    fire: float  # believed hazard of a fighter from fire, per day
    starve: float  # believed hazard from hunger, per day
    exits: float  # share of the fighters who desert a day
    captive_danger: float  # chance of death that a fighter sees in giving himself up, mean of local and foreign
    pressed: float  # 1 while an assault campaign runs
    relief: float  # hazard of relief, per day
    civilians: float  # civilians still inside, over those of day 0
    civilians_inside: float
    fear: float  # mean of the civilians, 0..1
    ring_open: float  # share of would-be traffic that gets through
    treatments: float  # of the wounded, in store
    medicine: float  # share of the treatments needed that slips in
    rent: float  # what officers earn at the crossings, 0..1
    left: float  # days until the besieger must be done; very many where nothing presses
    date: float  # days until one would leave by a date
    dated: float  # 1 where both sides know a date ahead
    linked: float  # 1 where the siege is linked to another
    attention: float  # of the public, 0..1
    secret_size: float  # of a column in which all fighters left today (`exposure.size`)


@rule
def cordon_share(share: float, pressed: bool) -> float:
    """Share of the besiegers who hold the ring; half of them are drawn off while a campaign runs.

    >>> cordon_share(0.4, True)
    0.2
    """
    return share * CORDON_LEFT if pressed else share


@rule
def assault_share(cordon: float, reserve: float) -> float:
    """Share of the besiegers who can be brought to a push: the assault force, and the ring's third on its axis.

    >>> round(assault_share(0.6, 0.5), 6)
    0.3
    """
    return max(LEAST_ASSAULT, 1.0 - reserve - cordon * CORDON_LEFT * (RING_SECTORS - 1.0) / RING_SECTORS)


@rule
def smoothed_loss(before: float, today: float) -> float:
    """Share of the garrison's fighters killed a day, smoothed over a month: before + (today - before) / 31."""
    return before + (today - before) / LOSS_MEMORY_DAYS


@rule
def fire_per_day(loss: float) -> float:
    """Hazard from fire that a fighter expects: the losses of the last month, and a little more."""
    return loss + LEAST_FIRE


@rule
def starvation_feared_per_day(ration: float, target: float) -> float:
    """Hazard from hunger that a fighter expects: 0.004 x (1 - ration / target), 0 where the target is met."""
    return max(0.0, 1.0 - ration / max(LEAST_RATION, target)) * STARVATION_FEARED


@rule
def exits_per_day(params: Any, morale: float, gone: float, foreign: float, prison: float) -> float:
    """Share of the fighters who desert a day, as a command estimates it from their mean morale (M13a).

    `gone`: share of the first fighters who are gone; `foreign`: foreigners' share of those who are left.
    """
    exit = params[0].exit
    local = desertion_per_day(exit, exit.desertion_per_day, morale, gone, trust.danger(params, prison, False), False)
    stranger = desertion_per_day(exit, exit.desertion_per_day, morale, gone, trust.danger(params, prison, True), True)
    return local + (stranger - local) * foreign


@rule
def captive_danger(params: Any, foreign: float, prison: float) -> float:
    """Chance of death that a fighter sees in giving himself up, mean over locals and foreigners (M35)."""
    local = trust.danger(params, prison, False)
    return local + (trust.danger(params, prison, True) - local) * foreign


@rule
def relief_per_day(rate_per_week: float) -> float:
    """Daily hazard that relief breaks the ring, from the weekly rate of the scenario."""
    return rate_per_week / 7.0
