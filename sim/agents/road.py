"""The road outside the map: its stages, its dangers, and a column that is stranded on it."""

import numpy as np

from sim.agents import minds, patron
from sim.scenario.schema import Stage
from sim.state.columns import Cause, Kind, Status, uid_of
from sim.state.draw import ROAD, SLIP, key_of, lot, uniforms
from sim.state.siege import Siege
from sim.theory import cheating, spoilers
from sim.theory import convoy as theory
from sim.theory.chance import chance

#: Purposes of the road's lots on one day.
BREACH, BOMB, FREED = 20, 22, 23
#: A stranded column is freed or given up after so many mean halts at the latest.
LONGEST_HALTS = 4


def stages(siege: Siege) -> tuple[Stage, ...]:
    """The stretches of the road, in order."""
    s = siege.scenario
    return s.stages or (Stage(name="road", km=s.convoy.road_km),)


def length_km(siege: Siege) -> float:
    """Length of the whole road, km."""
    return sum(stage.km for stage in stages(siege))


def days(siege: Siege) -> int:
    """Days that a tranche takes where nothing happens."""
    return max(1, -int(-length_km(siege) // siege.scenario.convoy.km_per_day))


def stage_at(siege: Siege, km: float) -> Stage:
    """The stage on which a point of the road lies; its end lies on it still."""
    end = 0.0
    for stage in stages(siege):
        end += stage.km
        if km <= end:
            return stage
    return stages(siege)[-1]


def advance(siege: Siege) -> float:
    """Every tranche under way moves on. Writes the convoy; returns today's part of the journey's danger of a breach."""
    c, length, exposed = siege.convoy, length_km(siege), 0.0
    for number, km in enumerate(c.km):
        if km >= 0.0:
            # Rounding may leave a tranche a hair before the end of a road that it has covered.
            c.km[number] = km + siege.scenario.convoy.km_per_day * (1.0 + 1e-9)
            exposed += _danger(siege, km, min(length, c.km[number]), length)
    return exposed


def _danger(siege: Siege, start: float, end: float, length: float) -> float:
    """A tranche's part of the journey's danger between two points of the road."""
    total, begins = 0.0, 0.0
    for stage in stages(siege):
        moved = max(0.0, min(end, begins + stage.km) - max(start, begins))
        danger = stage.danger * theory.BREACH[stage.held_by]
        total += theory.share_of_journey(False, moved / length, danger, siege.convoy.tranches)
        begins += stage.km
    return total


def at_boarding(siege: Siege) -> float:
    """A tranche's part of the journey's danger on the day on which it boards."""
    return theory.share_of_journey(True, 0.0, 0.0, siege.convoy.tranches)


def aboard(siege: Siege) -> tuple[np.ndarray, int, int]:
    """Rows on the road, and civilians and fighters among them."""
    rows = np.flatnonzero(siege.people.status == Status.aboard)
    fighters = siege.heads(rows[rows >= siege.roll.start[Kind.fighter]])
    return rows, siege.heads(rows) - fighters, fighters


def dangers(siege: Siege, exposed: float) -> bool:
    """What may halt the convoy today: a breach, a bomb, the patron. Writes status, toll, deal, convoy, ledger."""
    rows, civilians, fighters = aboard(siege)
    c, deal, s = siege.convoy, siege.deals[-1], siege.scenario.convoy
    wrath = cheating.wrath(float(deal.found), float(deal.left))
    breach = theory.breaches(s.breach_chance, minds.doubt(siege)) * exposed * wrath
    if breach > 0.0 and lot(siege.seed, siege.day, ROAD, BREACH) < chance(breach, 1.0):
        mind = siege.besieger
        mind.road_reputation = max(0.0, mind.road_reputation - 0.1)
        return _attacked(siege, rows, s.breach_killed, "road")
    here = [stage_at(siege, km) for km in c.km if km >= 0.0]
    if not rows.size or not here:
        return False
    bomb = max(_bomb(siege, stage) for stage in here)
    if bomb > 0.0 and lot(siege.seed, siege.day, ROAD, BOMB) < chance(bomb, 1.0):
        return _attacked(siege, rows, s.bomb_killed, "bomb")
    if not fighters:
        return False
    act = patron.follow(siege, max(theory.REACHED[stage.held_by] for stage in here))
    if act == "strike":
        deal.struck, deal.struck_families = 1, int(deal.struck_families or civilians > 0)
        return _attacked(siege, rows, s.strike_killed, "strike")
    if act == "crater":
        deal.cratered = 1
        c.stranded_since = siege.day
        siege.write("cratered", "patron", value=float(civilians), alternative_value=float(fighters))
        return True
    return False


def _bomb(siege: Siege, stage: Stage) -> float:
    """Daily hazard of a bomb on a stage: of those left out of the deal, and where third parties hold it, of others."""
    grievance = siege.convoy.grievance
    if stage.held_by == "third":
        grievance = max(grievance, siege.scenario.convoy.outsiders)
    hazard = siege.scenario.convoy.spoiler * theory.BOMB[stage.held_by] * stage.danger
    return spoilers.bomb_per_day(hazard, grievance)


def _attacked(siege: Siege, rows: np.ndarray, killed: float, term: str) -> bool:
    """A share of those on the road dies, and all halt."""
    c, deal = siege.convoy, siege.deals[-1]
    dead = rows[_luck(siege, ROAD)[rows] < killed]
    siege.move(dead, Status.dead)
    for kind in (Kind.civilian, Kind.fighter):
        mine = dead[(dead >= siege.roll.start[kind]) & (dead < siege.roll.start[kind + 1])]
        siege.toll[kind, Cause.breach] += siege.heads(mine)
    deal.incidents += 1
    c.halted_until = siege.day + max(1, siege.scenario.convoy.halt_days)
    siege.write("incident", "convoy", public=not c.secret, value=float(siege.heads(dead)), reason=term)
    return True


def _luck(siege: Siege, stream: int) -> np.ndarray:
    """A lot of today for each civilian and fighter, by uid, float32."""
    key, start = key_of(siege.seed, siege.day, stream), siege.roll.start
    kinds = (Kind.civilian, Kind.fighter)
    return np.concatenate([uniforms(key, uid_of(k, 0), int(start[k + 1] - start[k])) for k in kinds])


def strand(siege: Siege) -> bool:
    """A day before a crater: some are smuggled out of the column, some give themselves up. Writes status, deal.

    Returns whether the halt is over, one way or the other.
    """
    c, deal, s = siege.convoy, siege.deals[-1], siege.scenario.convoy
    status, a, b = siege.people.status, int(siege.roll.start[1]), int(siege.roll.start[2])
    luck = _luck(siege, SLIP)
    on_road = status[:b] == Status.aboard
    slip = chance(s.slip_per_day, 1.0)
    gone = np.flatnonzero(on_road & (luck < slip))
    deal.slipped += siege.heads(gone)
    # Those who wait for a later tranche give up like those on the road (Qalamoun: 113 of a second group).
    waiting = (status[a:b] == Status.inside) & (siege.tranche[a:b] >= c.boarding)
    weary = slip + chance(theory.gives_up(s.give_up_per_day, c.ration), 1.0)
    taken = np.flatnonzero((on_road[a:b] | waiting) & (luck[a:b] >= slip) & (luck[a:b] < weary)) + a
    siege.move(gone, Status.smuggled)
    siege.move(taken, Status.custody)
    deal.left -= siege.heads(taken)
    deal.custody += siege.heads(taken)
    if gone.size or taken.size:
        siege.write(
            "column_shrank", "convoy", value=float(siege.heads(gone)), alternative_value=float(siege.heads(taken))
        )
    over = siege.day - c.stranded_since >= LONGEST_HALTS * s.strand_days
    return over or lot(siege.seed, siege.day, ROAD, FREED) < chance(1.0 / s.strand_days, 1.0)


def provide(siege: Siege) -> None:
    """Tomorrow's food for those on the road: their own, and what they are given on the way. Writes stores, convoy.

    A column that moves is fed; a stranded one gets what is let through.
    """
    c, stores = siege.convoy, siege.stores
    _, civilians, fighters = aboard(siege)
    need = (civilians + fighters) * siege.scenario.supply.ration_g
    own = min(stores.road_g, need)
    aid = need if c.stranded_since < 0 else int(need * siege.scenario.convoy.road_aid)
    given = min(aid, need - own)
    stores.road_g -= own
    stores.given_g += given
    stores.road_eaten_g += own + given
    c.ration = (own + given) / need if need else 1.0
