"""What an assault campaign would bring: the chance to take the place, its days and its dead, as a staff works it out.

The staff follows the campaign push by push (`push_forecast`), and between pushes both sides with the rules of fire,
bodies, supply, morale and desertion, with numbers of men in place of men. The garrison breaks, or loses its ground, at
the hazard that the day's rules give. A wait is followed in the same way, without a push.
"""

import math
from typing import Any, NamedTuple

from sim.compiled import rule
from sim.constants import constant
from sim.theory import bodies, endings, exit, fire, morale, movement, prospects, supply
from sim.theory.push_forecast import CUT_OFF, SMALL, Forces, Push, expected_push, man, strength, today

LONGEST_CAMPAIGN = constant(365.0, "day", "how far ahead a staff follows a campaign", low=180.0, high=730.0)
LONGEST_SIEGE = constant(730.0, "day", "how far ahead the endurance of a garrison is followed", low=365.0, high=1500.0)
LONGEST_ENDURANCE = 10000.0  # of a garrison that nothing threatens, days
FIRST_STEP, STEP_GROWTH, LONGEST_STEP = 4.0, 1.2, 20.0  # in which a wait is followed, days
DECIDED = 0.02  # chance to hold out that ends the forecast
LEAST_RISK = 1e-3  # below it half of the span is over


class Forecast(NamedTuple):
    """What a campaign begun today is expected to bring."""

    chance: float  # to take the place within a year, 0..1
    days: float  # until then, if it is taken
    own_dead: float  # besiegers, until the place is taken or the campaign given up
    enemy_dead: float  # fighters, those killed at the end included, if it is taken
    push_dead: float  # besiegers, in its first push


@rule
def eaten(params: Any, site: Any, now: Forces, days: float) -> tuple[float, float, float]:
    """Body mass of fighters and of civilians, and stores in days of full ration, after some days.

    As much food comes in as today, for those who are then left.
    """
    w = params[0]
    fighters = now.fit + now.wounded
    eaters = max(1.0, fighters + now.civilians)
    came = min(1.0, site.inflow * (site.fighters + site.civilians_inside) / eaters)
    mean, favoured = supply.rations(params, came, came + now.stock, fighters, now.civilians)
    theirs = min(1.0, max(0.0, mean * eaters - favoured * fighters) / max(1.0, now.civilians))
    pace = w.bodies.mass_days / days
    stock = max(0.0, now.stock - max(0.0, mean - came) * days)
    return bodies.mass_step(now.mass, favoured, pace), bodies.mass_step(now.kin_mass, theirs, pace), stock


@rule
def wear(params: Any, situation: Any, now: Forces, fought: Push, days: float, pressed: bool) -> Forces:
    """Both sides after some days in which assaults brought `fought`: fire, wounds, desertion, food, morale."""
    w, site = params[0], situation[0]
    killed, reserve = w.fire.killed_share, w.besieger.reserve_share
    present = now.fit + now.wounded
    on_ring = now.attackers * (1.0 - reserve)
    attack, defence = on_ring * site.besieger_strength, now.fit * man(params, now)
    exposed, own_exposed = fire.exposed_share(defence, attack), fire.exposed_share(attack, defence)
    skirmish = fire.skirmish_hits_per_day(w.fire, w.assault.exchange, 1.0, exposed, True)
    own_skirmish = fire.skirmish_hits_per_day(w.fire, w.assault.exchange, site.cover, own_exposed, False)
    strikes = w.fire.strikes_km2_day * (1.0 if pressed else w.fire.blockade_share) * (site.cell_m / 1000.0) ** 2
    struck = strikes * fire.hit_by_strike(w.fire, site.cell_m, site.cover)
    hit = min(now.fit, fought.hits + (skirmish + struck) * now.fit * days)
    own_hit = min(now.attackers, fought.own_hits + own_skirmish * on_ring * days)
    cut_off = CUT_OFF / movement.reach_cells(w.movement, site.cell_m)
    killed_there, taken_there = exit.overrun_losses(w.assault.overrun_killed, cut_off, site.captive_danger)
    overrun = min(fought.overrun, (now.fit - hit) / max(SMALL, killed_there + taken_there))
    mass, kin_mass, stock = eaten(params, site, now, days)
    starved = bodies.starve_between(w.bodies, now.mass, mass)
    # The newly wounded have been so for half of these days.
    wounded, hurt = now.wounded + 0.5 * (1.0 - killed) * hit, now.hurt + 0.5 * (1.0 - killed) * own_hit
    needed = supply.treatments_needed(wounded) * days
    care = min(1.0, site.medicine + now.treatments / needed)
    died, healed = bodies.wounds_end(w.bodies, care, days)
    own_died, own_healed = bodies.wounds_end(w.bodies, 1.0, days)
    gone = max(0.0, 1.0 - present / site.first_fighters)
    then = exit.despair(w.exit, site.morale, max(0.0, 1.0 - site.fighters / site.first_fighters))
    exits = site.exits * exit.despair(w.exit, now.morale, gone) / then
    left = 1.0 - math.exp(-exits * days) * (1.0 - starved)
    lost = (killed * hit + (killed_there + taken_there) * overrun + left * present) / max(SMALL, present * days)
    flight = exit.flight_per_day(w.exit, site.fear, now.kin_mass, site.ring_open, w.besieger.lets_civilians_out)
    civilians = (
        now.civilians * math.exp(-flight * days) * (1.0 - bodies.starve_between(w.bodies, now.kin_mass, kin_mass))
    )
    local = morale.morale_step(
        w.morale, now.morale, w.garrison.morale, now.morale, now.mass, lost, now.kin_mass, pressed, False, False, days
    )
    foreign = morale.morale_step(
        w.morale, now.morale, w.garrison.morale, now.morale, now.mass, lost, now.kin_mass, pressed, False, True, days
    )
    fit = max(0.0, now.fit - hit - (killed_there + taken_there) * overrun + healed * wounded) * (1.0 - left)
    ill = max(0.0, now.wounded + (1.0 - killed) * hit - (died + healed) * wounded) * (1.0 - left)
    fewer = (present + now.civilians) / max(1.0, fit + ill + civilians)
    return Forces(
        fit=fit,
        wounded=ill,
        morale=local + (foreign - local) * site.foreign,
        mass=mass,
        kin_mass=kin_mass,
        civilians=civilians,
        attackers=max(0.0, now.attackers - own_hit + own_healed * hurt),
        hurt=max(0.0, now.hurt + (1.0 - killed) * own_hit - (own_died + own_healed) * hurt),
        held=max(0.0, now.held - fought.ground),
        stock=stock * fewer,
        treatments=max(0.0, now.treatments - care * needed),
        reference=prospects.reference_strength(
            now.reference, strength(params, now, site.first_fighters), days, w.negotiation.breaking_days
        ),
        own_dead=now.own_dead + killed * own_hit + own_died * hurt,
        enemy_dead=now.enemy_dead + killed * hit + killed_there * overrun + died * wounded,
    )


@rule
def waited(params: Any, situation: Any, now: Forces, days: float) -> Forces:
    """Both sides after some days in which nobody attacks."""
    return wear(params, situation, now, Push(0.0, 0.0, 0.0, 0.0, 0.0), days, False)


@rule
def next_step(step: float) -> float:
    """Days in which a wait is followed after a step of so many: the farther ahead, the more."""
    return min(LONGEST_STEP, step * STEP_GROWTH)


@rule
def breaks_per_day(params: Any, situation: Any, now: Forces) -> float:
    """Daily hazard that such a garrison breaks (M19); a sure thing where hardly anybody is left."""
    w, site = params[0], situation[0]
    lately = w.negotiation.breaking_days
    if now.fit < 1.0:
        return 1.0
    return prospects.breaks_per_day(
        w.utilities,
        prospects.breaking_strength(strength(params, now, site.first_fighters), now.reference, lately),
        prospects.breaking_threat(now.attackers + now.hurt, now.fit + now.wounded, lately),
        now.morale,
    )


@rule
def when_it_breaks(risk: float) -> float:
    """Mean part of a span that is over when something happens in it, at a constant hazard: 1 / x - 1 / (e^x - 1).

    `risk` x: hazard times the span.

    >>> round(when_it_breaks(2.0), 3)
    0.343
    """
    return 0.5 if risk < LEAST_RISK else 1.0 / risk - 1.0 / (math.exp(risk) - 1.0)


@rule
def killed_at_end(params: Any, now: Forces) -> float:
    """Fighters killed when the garrison breaks."""
    w = params[0]
    brave = endings.breaks_out(now.morale, w.utilities.collapse_morale)
    share = w.endings.broke_out_killed if brave else w.endings.dissolved_killed
    return share * (now.fit + now.wounded)


@rule
def forecast(params: Any, situation: Any) -> Forecast:
    """What a campaign begun today and pressed for a year is expected to bring.

    With S the chance that the garrison still stands, dS = -h S dt: chance 1 - S, days and dead by S h.
    """
    w, site = params[0], situation[0]
    now = today(situation)
    rest = max(1.0, float(round(w.assault.regroup_days)))
    stands, day = 1.0, 0.0
    days = own_dead = enemy_dead = 0.0
    push_dead = 0.0
    hazard = breaks_per_day(params, situation, now)
    while day < LONGEST_CAMPAIGN and stands > DECIDED:
        fought = expected_push(params, situation, now)
        if day == 0.0:
            push_dead = w.fire.killed_share * fought.own_hits
        length = fought.days + rest
        after = wear(params, situation, now, fought, length, True)
        later = breaks_per_day(params, situation, after)
        rate, hazard = 0.5 * (hazard + later), later
        breaks = 1.0 - math.exp(-rate * length)
        if after.held <= w.endings.fallen_ground * site.cells:
            breaks = 1.0
        share = stands * breaks
        part = when_it_breaks(rate * length)
        days += share * (day + part * length)
        own_dead += share * (now.own_dead + part * (after.own_dead - now.own_dead))
        killed = now.enemy_dead + part * (after.enemy_dead - now.enemy_dead)
        enemy_dead += share * (killed + killed_at_end(params, after))
        stands -= share
        day += length
        now = after
    chance = 1.0 - stands
    if stands <= DECIDED:
        scale = 1.0 / chance
        return Forecast(1.0, min(LONGEST_CAMPAIGN, days * scale), own_dead * scale, enemy_dead * scale, push_dead)
    return Forecast(
        chance,
        min(LONGEST_CAMPAIGN, days / max(SMALL, chance)),  # the last push may go on beyond the year
        own_dead + stands * now.own_dead,
        enemy_dead / max(SMALL, chance),
        push_dead,
    )


@rule
def with_losses(expected: Forecast, factor: float) -> Forecast:
    """The forecast of a staff that takes its own losses for `factor` times what the rules give."""
    return Forecast(
        expected.chance, expected.days, factor * expected.own_dead, expected.enemy_dead, factor * expected.push_dead
    )


@rule
def loss_factor(prejudice: float, pushes: float, seen: float, expected: float, weight: float) -> float:
    """What a staff takes its own losses for, over what the rules give: f = (K prejudice + n r) / (K + n).

    r is the dead of the n pushes that it has made over those that the rules gave for them (`seen`, `expected`), K the
    number of pushes that outweighs as much as it was prejudiced (`weight`).

    >>> loss_factor(1.0, 4.0, 80.0, 40.0, 4.0)
    1.5
    """
    ratio = seen / max(SMALL, expected)
    return (weight * prejudice + pushes * ratio) / (weight + pushes) if expected > SMALL else prejudice


@rule
def endurance(params: Any, situation: Any) -> float:
    """Days that the garrison is expected to last where nobody storms: hunger, desertion and despair (M18).

    It is followed with today's inflow for two years in growing steps; T = integral of S dt / (1 - S), as of a constant
    hazard with the same chance to outlast them.
    """
    now = today(situation)
    stands, day, stood, step = 1.0, 0.0, 0.0, FIRST_STEP
    hazard = breaks_per_day(params, situation, now)
    while day < LONGEST_SIEGE and stands > DECIDED:
        after = waited(params, situation, now, step)
        later = breaks_per_day(params, situation, after)
        rate, hazard = 0.5 * (hazard + later), later
        left = stands * math.exp(-rate * step)
        stood += 0.5 * (stands + left) * step
        day += step
        stands, now = left, after
        step = next_step(step)
    return min(LONGEST_ENDURANCE, stood / max(SMALL, 1.0 - stands))
