"""What an assault campaign would bring: the chance to take the place, its days and its dead, as a staff works it out.

The staff follows the campaign push by push with the rules by which ground and men are lost (`assault`, `fire`,
`bodies`, `morale`, `exit`, `prospects`), with numbers of men in place of men. It does not know the fortune of a push,
so that each push is followed with three fortunes and what comes of them is averaged. The garrison breaks, or loses its
ground, at the hazard that the day's rules give.

On a push, men walk to its third of the ring, while the defenders whom their command can move meet them:

    gathered = 1/3 + 2/3 min(1, walked / way)

and each side is hit as much as it is faced (M11), in a line that is uneven: who stands where his own are many meets
less of the enemy than the numbers on the line suggest.

    faced = 1 / (1 + 2.5 (own / enemy)^(2/3)), at most what an even line has, enemy / (own + enemy)
"""

import math
from typing import Any, NamedTuple

from sim.compiled import rule
from sim.constants import constant
from sim.theory import assault, bodies, campaign, dependence, endings, exit, fire, morale, movement, prospects, supply
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
    0.6, "factor", "men overrun, over those on the line times the hazard that its ground falls: most stand where it holds",
    low=0.4, high=0.9, source="measured in this model's engine (benchmarks/contact.py)",
)  # fmt: skip
CUT_OFF = constant(
    0.03, "share", "men overrun with no held ground within reach, where a day's walk is one cell",
    low=0.01, high=0.05, source="measured in this model's engine (benchmarks/contact.py)",
)  # fmt: skip
SECTOR = 1.0 / RING_SECTORS  # part of a ring that lies on the axis of a push
WAY_THROUGH = constant(
    1.6, "radii", "farthest way of a defender through the pocket to the sector of a push", low=1.0, high=2.0
)
LONGEST_CAMPAIGN = constant(365.0, "day", "how far ahead a staff follows a campaign", low=180.0, high=730.0)
#: Fortunes with which a push is followed, in standard deviations, and their weights: the Gauss-Hermite rule.
FORTUNES = (-math.sqrt(3.0), 0.0, math.sqrt(3.0))
WEIGHTS = (1.0 / 6.0, 2.0 / 3.0, 1.0 / 6.0)
STEPS = 4.0  # in which a push is followed
LONGEST_SIEGE = constant(730.0, "day", "how far ahead the endurance of a garrison is followed", low=365.0, high=1500.0)
LONGEST_ENDURANCE = 10000.0  # of a garrison that nothing threatens, days
FIRST_STEP, STEP_GROWTH, LONGEST_STEP = 4.0, 1.2, 20.0  # in which a wait is followed, days
DECIDED = 0.02  # chance to hold out that ends the forecast
SMALL = 1e-9
LEAST_RISK = 1e-3  # below it half of the span is over


class Forecast(NamedTuple):
    """What a campaign begun today is expected to bring."""

    chance: float  # to take the place within a year, 0..1
    days: float  # until then, if it is taken
    own_dead: float  # besiegers, until the place is taken or the campaign given up
    enemy_dead: float  # fighters, those killed at the end included, if it is taken
    push_dead: float  # besiegers, in its first push


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
    full_line = 2.0 * math.sqrt(math.pi * max(1.0, sector) * SECTOR)
    step = max(1.0, time / STEPS)
    while day < time:
        walked = day + 0.5 * step
        on_line = ON_LINE * brought * gathered(walked * m.besieger_m_day, 2.0 * math.pi * radius * SECTOR)
        moved = m.mobile_share * gathered(walked * m.fighter_m_day, WAY_THROUGH * radius)
        line = 2.0 * math.sqrt(math.pi * max(0.0, sector - taken) * SECTOR)
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
    # The newly wounded have been so for half of these days.
    wounded, hurt = now.wounded + 0.5 * (1.0 - killed) * hit, now.hurt + 0.5 * (1.0 - killed) * own_hit
    needed = supply.treatments_needed(wounded) * days
    care = min(1.0, site.medicine + now.treatments / needed)
    died, healed = bodies.wounds_end(w.bodies, care, days)
    own_died, own_healed = bodies.wounds_end(w.bodies, 1.0, days)
    gone = max(0.0, 1.0 - present / site.first_fighters)
    then = exit.despair(w.exit, site.morale, max(0.0, 1.0 - site.fighters / site.first_fighters))
    exits = site.exits * exit.despair(w.exit, now.morale, gone) / then
    left = 1.0 - math.exp(-exits * days)
    lost = (killed * hit + (killed_there + taken_there) * overrun + left * present) / max(SMALL, present * days)
    mass, kin_mass, stock = eaten(params, site, now, days)
    flight = exit.flight_per_day(w.exit, site.fear, now.kin_mass, site.ring_open, w.besieger.lets_civilians_out)
    civilians = now.civilians * math.exp(-flight * days)
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
def today(situation: Any) -> Forces:
    """Both sides as they stand."""
    now = situation[0]
    return Forces(
        now.fit, now.fighters - now.fit, now.morale, now.mass_fighters, now.mass_civilians, now.civilians_inside,
        now.besiegers_fit, now.besiegers - now.besiegers_fit, now.ground * now.cells, now.stock, now.treatments,
        now.reference, 0.0, 0.0,
    )  # fmt: skip


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
    quiet = Push(0.0, 0.0, 0.0, 0.0, 0.0)
    stands, day, stood, step = 1.0, 0.0, 0.0, FIRST_STEP
    hazard = breaks_per_day(params, situation, now)
    while day < LONGEST_SIEGE and stands > DECIDED:
        after = wear(params, situation, now, quiet, step, False)
        later = breaks_per_day(params, situation, after)
        rate, hazard = 0.5 * (hazard + later), later
        left = stands * math.exp(-rate * step)
        stood += 0.5 * (stands + left) * step
        day += step
        stands, now = left, after
        step = min(LONGEST_STEP, step * STEP_GROWTH)
    return min(LONGEST_ENDURANCE, stood / max(SMALL, 1.0 - stands))
