"""What the garrison's ways on are worth to each faction, in lives (one's own life = 1; M26, M27).

Holding fights delay, a deal ends them: Fearon (1995) for the frame. The forms and sizes are assumptions.
"""

import math
from typing import NamedTuple

from sim.compiled import rule


class Ways(NamedTuple):
    """Values of one faction's ways on."""

    fight: float
    leave: float
    give_up: float


class Weights(NamedTuple):
    """What weighs with one faction at the table, in lives: five against saying yes, then three against fighting on."""

    holding: float  # what the days still to be held are worth
    road: float  # the chance not to arrive
    prison: float  # the chance to die in the captor's hands
    exile: float  # home left behind
    doctrine: float  # giving up at all
    waning: float  # what holding no longer brings, since little time is left
    dying: float  # the chance not to live to the end of fighting on
    families: float  # the suffering of the families


class Outlook(NamedTuple):
    """What the garrison believes: its endurance in days, how it would end, the road, the prison."""

    endurance: float
    storm: float  # chance that the end, if it comes, is by storm
    road: float  # chance to arrive alive
    hope_to_leave: float  # chance of a later offer to leave
    relief: float  # hazard of relief a day, as it hopes
    prison: float  # expected survival of those who give themselves up, before what speaks for and against each


@rule
def resolve(rules, ideology, foreign):
    """Worth of holding to a fighter: a base, more with ideology, more to those who came for it."""
    return rules.resolve_base + rules.resolve_ideology * ideology + (rules.resolve_foreign if foreign else 0.0)


@rule
def worth_of_leaving(rules, outlook, theta, danger, home_ties, refuge, foreign):
    """U_E = refuge [c (1 + theta omega) - home] + (1 - refuge)(1 - v) (M26): the cause lives on with the movers."""
    home = 0.0 if foreign else rules.exile * home_ties
    away = outlook.road * (1.0 + theta * rules.cause_kept) - home
    return refuge * away + (1.0 - refuge) * (1.0 - danger)


@rule
def worth_of_giving_up(rules, danger, ideology):
    """U_S = 1 - v - aversion (M26): survival in the captor's hands, less what doctrine makes of it."""
    return 1.0 - danger - rules.doctrine * max(0.0, ideology - 1.0) / 2.0


@rule
def weights(rules, outlook, theta, danger, ideology, home_ties, refuge, foreign, gives_up, plight, fight):
    """The sums above taken apart, so that what decided can be named: each part is what its absence would change.

    The chance of relief is left out of what holding is worth.
    """
    held = 1.0 - math.exp(-max(1.0, outlook.endurance) / rules.hold_days)
    dying = max(0.0, 1.0 - (fight + plight - theta * held))
    if gives_up:
        doctrine = rules.doctrine * max(0.0, ideology - 1.0) / 2.0
        return Weights(theta * held, 0.0, danger, 0.0, doctrine, theta * (1.0 - held), dying, plight)
    road = refuge * (1.0 - outlook.road) * (1.0 + theta * rules.cause_kept)
    exile = 0.0 if foreign else refuge * rules.exile * home_ties
    return Weights(theta * held, road, (1.0 - refuge) * danger, exile, 0.0, theta * (1.0 - held), dying, plight)


@rule
def civilians_plight(rules, now, home_ties, foreign):
    """Weight of the people's suffering with local fighters; full at 15 % of body mass lost."""
    if foreign:
        return 0.0
    hunger = min(1.0, max(0.0, 1.0 - now.mass_civilians) / 0.15)
    fear = 1.0 if now.pressed > 0.5 else 0.15
    return rules.civilian_voice * home_ties * (0.5 * fear + 0.5 * hunger) * min(1.0, now.civilians * 2.0)


@rule
def worth_of_fighting(rules, now, outlook, theta, danger, leave, give_up, plight):
    """U_F = S [pi + (1 - pi)(p + (1 - p) e)] + theta [pi + (1 - pi) hold] - plight (M27).

    p: chance to outlast the horizon; S: survival of the fire until then; pi: relief; e: what an end is worth,
    by storm or by being given up; hold: the worth of each day held, which makes supply the clock.
    """
    last = max(1.0, outlook.endurance)
    outlasts = math.exp(-rules.horizon_days / last)
    survives = math.exp(-(now.fire + now.starve) * last * (1.0 - outlasts))
    relieved = 1.0 - math.exp(-outlook.relief * last)
    hold = 1.0 - math.exp(-last / rules.hold_days)
    by_storm = 0.1 + 0.35 * (1.0 - danger)
    later = outlook.hope_to_leave
    otherwise = later * max(leave, give_up) + (1.0 - later) * 0.85 * max(give_up, 0.5 * (1.0 - danger))
    end = outlook.storm * by_storm + (1.0 - outlook.storm) * otherwise
    alive = survives * (relieved + (1.0 - relieved) * (outlasts + (1.0 - outlasts) * end))
    return alive + theta * (relieved + (1.0 - relieved) * hold) - plight
