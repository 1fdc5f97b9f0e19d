"""What fighting on, leaving and giving up are worth to each faction of the garrison, in lives (M26, M27).

One's own life is 1. Holding out fights delay, and a deal ends it: Fearon (1995) for the frame. The forms and sizes are
assumptions.
"""

import math
from typing import Any, NamedTuple

from sim.compiled import rule
from sim.constants import constant
from sim.theory import trust
from sim.theory.exile import cost_of_exile

PLIGHT_MASS = constant(
    0.15, "share", "body mass that civilians have lost when their hunger weighs fully", low=0.05, high=0.3
)
PLIGHT_CALM = constant(0.15, "share", "weight of the civilians' fear where no campaign runs", low=0.0, high=0.5)
PLIGHT_FEAR = constant(0.5, "share", "part of the civilians' plight that is fear, the rest hunger", low=0.2, high=0.8)
PLIGHT_FULL = constant(
    2.0, "ratio", "pace at which the plight falls with the civilians who are left", low=1.0, high=4.0
)
LATE_SURRENDER = constant(0.85, "ratio", "what giving up is worth at the end, over today", low=0.5, high=1.0)
LATE_CAPTIVE = constant(
    0.5, "ratio", "the same for those whom doctrine keeps from giving up: taken alive", low=0.2, high=0.8
)
AVERSE_FROM = constant(1.0, "level", "ideology (0-3) from which doctrine forbids giving up", low=0.0, high=2.0)
AVERSE_LEVELS = constant(2.0, "level", "levels of ideology over which the aversion becomes full", low=1.0, high=3.0)


class Options(NamedTuple):
    """Utilities of one faction's options without terms beyond bare lives, in lives."""

    fight: float
    leave: float
    give_up: float


class Considerations(NamedTuple):
    """What weighs with one faction at the table, in lives: five against saying yes, then three against fighting on."""

    holding: float  # what the days still to be held are worth
    road: float  # the chance not to arrive
    prison: float  # the chance to die in the captor's hands
    exile: float  # home left behind
    doctrine: float  # giving up, or leaving, at all
    waning: float  # what holding no longer brings, since little time is left
    dying: float  # the chance not to live to the end of fighting on
    families: float  # the suffering of the families


class Outlook(NamedTuple):
    """What the garrison believes of its future."""

    endurance: float  # days that it can last
    storm: float  # chance that the end, if it comes, is by storm
    storm_alive: float  # share of the fighters who would live to the end of one, as captives
    road: float  # chance to arrive alive
    hope_to_leave: float  # chance of a later offer to leave
    relief: float  # hazard of relief, per day, as it hopes
    prison: float  # the captor's reputation: expected survival of those who give themselves up, 0..1


@rule
def resolve(negotiation: Any, ideology: float, foreign: bool) -> float:
    """Value of holding out to a fighter, theta, in lives: a base, more with ideology, more to those who came for it."""
    more = negotiation.resolve_foreign if foreign else 0.0
    return negotiation.resolve_base + negotiation.resolve_ideology * ideology + more


@rule
def aversion(utilities: Any, ideology: float) -> float:
    """What doctrine takes from giving up, in lives: nothing up to level 1 of ideology, all of it at level 3."""
    return utilities.doctrine * max(0.0, ideology - AVERSE_FROM) / AVERSE_LEVELS


@rule
def leaving_aversion(utilities: Any, ideology: float) -> float:
    """What doctrine takes from leaving, in lives: a share of what it takes from giving up."""
    return utilities.doctrine_leaving * aversion(utilities, ideology)


@rule
def utility_of_leaving(
    utilities: Any,
    outlook: Outlook,
    theta: float,
    danger: float,
    ideology: float,
    home_ties: float,
    refuge: float,
    foreign: bool,
) -> float:
    """U_E = refuge [c (1 + theta omega) - home] + (1 - refuge)(1 - v) - leaving aversion (M26).

    The cause lives on with those who move. c is the believed chance to arrive, v the danger of captivity for those
    without a refuge; doctrine has a part of what it has against giving up against leaving the ground too.
    """
    home = cost_of_exile(utilities, home_ties, foreign, 1.0)
    away = outlook.road * (1.0 + theta * utilities.cause_kept) - home
    return refuge * away + (1.0 - refuge) * (1.0 - danger) - leaving_aversion(utilities, ideology)


@rule
def utility_of_giving_up(utilities: Any, danger: float, ideology: float) -> float:
    """U_S = 1 - v - aversion (M26): survival in the captor's hands, less what doctrine makes of it."""
    return 1.0 - danger - aversion(utilities, ideology)


@rule
def civilians_plight(utilities: Any, now: Any, home_ties: float, foreign: bool) -> float:
    """Weight of the civilians' suffering with local fighters, in lives; hunger is full at 15 % of body mass lost."""
    if foreign:
        return 0.0
    hunger = min(1.0, max(0.0, 1.0 - now.mass_civilians) / PLIGHT_MASS)
    fear = 1.0 if now.pressed > 0.5 else PLIGHT_CALM
    suffering = PLIGHT_FEAR * fear + (1.0 - PLIGHT_FEAR) * hunger
    return utilities.civilian_voice * home_ties * suffering * min(1.0, now.civilians * PLIGHT_FULL)


@rule
def utility_of_fighting(
    utilities: Any,
    now: Any,
    outlook: Outlook,
    theta: float,
    danger: float,
    leave: float,
    give_up: float,
    plight: float,
) -> float:
    """U_F = S [pi + (1 - pi)(p + (1 - p) e)] + theta [pi + (1 - pi) hold] - plight (M27).

    p: chance to outlast the horizon; S: survival of the fire until then; pi: relief; e: what an end is worth,
    by storm or by being given up; hold: the value of each day held, which makes supply the clock. `leave` and
    `give_up` are the utilities of the other options today.
    """
    last = max(1.0, outlook.endurance)
    outlasts = math.exp(-utilities.horizon_days / last)
    # A storm's dead are counted with its end.
    hazard = (1.0 - outlook.storm) * now.fire + now.starve
    survives = math.exp(-hazard * last * (1.0 - outlasts))
    relieved = 1.0 - math.exp(-outlook.relief * last)
    hold = 1.0 - math.exp(-last / utilities.hold_days)
    by_storm = outlook.storm_alive * (1.0 - danger)
    later = outlook.hope_to_leave
    # Product by product from the left: the last bit depends on it.
    caught = (1.0 - later) * LATE_SURRENDER * max(give_up, LATE_CAPTIVE * (1.0 - danger))
    otherwise = later * max(leave, give_up) + caught
    end = outlook.storm * by_storm + (1.0 - outlook.storm) * otherwise
    alive = survives * (relieved + (1.0 - relieved) * (outlasts + (1.0 - outlasts) * end))
    return alive + theta * (relieved + (1.0 - relieved) * hold) - plight


@rule
def options_of(params: Any, situation: Any, outlook: Outlook, foreign: bool) -> Options:
    """Utilities of fighting on, leaving and giving up to the locals, or to the foreigners."""
    now, g, u = situation[0], params[0].garrison, params[0].utilities
    theta = resolve(u, g.ideology, foreign)
    danger = trust.danger(params, outlook.prison, foreign)
    leave = utility_of_leaving(u, outlook, theta, danger, g.ideology, g.home_ties, g.refuge, foreign)
    give_up = utility_of_giving_up(u, danger, g.ideology)
    plight = civilians_plight(u, now, g.home_ties, foreign)
    fight = utility_of_fighting(u, now, outlook, theta, danger, leave, give_up, plight)
    return Options(fight, leave, give_up)


@rule
def options_if(params: Any, situation: Any, outlook: Outlook, factor: float) -> tuple[Options, Options]:
    """Utilities to locals and to foreigners for an observer who takes their endurance for `factor` times what it is."""
    seen = Outlook(
        endurance=outlook.endurance * factor,
        storm=min(1.0, outlook.storm * factor),
        storm_alive=outlook.storm_alive,
        road=outlook.road,
        hope_to_leave=outlook.hope_to_leave,
        relief=outlook.relief,
        prison=outlook.prison,
    )
    return options_of(params, situation, seen, False), options_of(params, situation, seen, True)


@rule
def considerations(
    utilities: Any,
    outlook: Outlook,
    theta: float,
    danger: float,
    ideology: float,
    home_ties: float,
    refuge: float,
    foreign: bool,
    gives_up: bool,
    plight: float,
    fight: float,
) -> Considerations:
    """The utilities taken apart, so that what decided can be named: each part is what its absence would change.

    The chance of relief is left out of what holding is worth.
    """
    held = 1.0 - math.exp(-max(1.0, outlook.endurance) / utilities.hold_days)
    dying = max(0.0, 1.0 - (fight + plight - theta * held))
    if gives_up:
        doctrine = aversion(utilities, ideology)
        return Considerations(theta * held, 0.0, danger, 0.0, doctrine, theta * (1.0 - held), dying, plight)
    doctrine = leaving_aversion(utilities, ideology)
    road = refuge * (1.0 - outlook.road) * (1.0 + theta * utilities.cause_kept)
    exile = cost_of_exile(utilities, home_ties, foreign, refuge)
    prison = (1.0 - refuge) * danger
    return Considerations(theta * held, road, prison, exile, doctrine, theta * (1.0 - held), dying, plight)


@rule
def considerations_of(
    params: Any,
    situation: Any,
    endurance: float,
    road: float,
    prison: float,
    foreign: bool,
    gives_up: bool,
    fight: float,
) -> Considerations:
    """What weighs with a faction at the table, by what it believes of its endurance, the road and the prison."""
    now, g, u = situation[0], params[0].garrison, params[0].utilities
    outlook = Outlook(endurance, 0.0, 0.0, road, 0.0, 0.0, prison)
    theta = resolve(u, g.ideology, foreign)
    plight = civilians_plight(u, now, g.home_ties, foreign)
    danger = trust.danger(params, prison, foreign)
    return considerations(
        u, outlook, theta, danger, g.ideology, g.home_ties, g.refuge, foreign, gives_up, plight, fight
    )
