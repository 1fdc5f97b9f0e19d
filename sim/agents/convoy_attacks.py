"""Attacks on a convoy: whether it is struck, bombed or breached on a day of the road, and a column that is stranded."""

import numpy as np

from sim.agents import minds, patron, reputation, road
from sim.scenario.schema import Stage
from sim.state.columns import Cause, Kind, Status, uid_of
from sim.state.draw import ROAD, SLIP, key_of, party_draw, uniforms
from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import cheating
from sim.theory import convoy as theory
from sim.theory.patron import CRATER, STRIKE
from sim.theory.probability import event_probability

#: Purposes of the road's draws on one day.
BREACH, BOMB, FREED = 20, 22, 23


def aboard(siege: Siege) -> tuple[np.ndarray, int, int]:
    """Rows on the road, int64 (n,), and the number of civilians and of fighters among them."""
    rows = np.flatnonzero(siege.people.status == Status.aboard)
    fighters = siege.count_people(rows[rows >= siege.layout.kind_start[Kind.fighter]])
    return rows, siege.count_people(rows) - fighters, fighters


def attack_today(siege: Siege, danger: float) -> bool:
    """What may halt the convoy today: a breach, a bomb, the patron. Writes status, deaths, deal, convoy, ledger.

    `danger`: today's part of the journey's danger of a breach. Returns whether the convoy is halted.
    """
    rows, civilians, fighters = aboard(siege)
    convoy, deal, s = siege.convoy, siege.deals[-1], siege.scenario.convoy
    wrath = cheating.wrath(float(deal.found), float(deal.left))
    breach = theory.breaches(s.breach_chance, minds.doubt(siege)) * danger * wrath
    if breach > 0.0 and party_draw(siege.seed, siege.day, ROAD, BREACH) < event_probability(breach, 1.0):
        reputation.road_breached(siege)
        return _attacked(siege, rows, s.breach_killed, "road")
    here = [road.stage_at(siege, km) for km in convoy.km if km >= 0.0]
    if not rows.size or not here:
        return False
    bomb = max(_bomb(siege, stage) for stage in here)
    if bomb > 0.0 and party_draw(siege.seed, siege.day, ROAD, BOMB) < event_probability(bomb, 1.0):
        return _attacked(siege, rows, s.bomb_killed, "bomb")
    if not fighters:
        return False
    response = patron.act(siege, max(theory.STAGES[stage.held_by].reached for stage in here))
    if response == STRIKE:
        deal.struck, deal.struck_families = 1, int(deal.struck_families or civilians > 0)
        return _attacked(siege, rows, s.strike_killed, "strike")
    if response == CRATER:
        deal.cratered = 1
        convoy.stranded_since = siege.day
        siege.log_event(Event.cratered, "patron", value=float(civilians), alternative_value=float(fighters))
        return True
    return False


def _bomb(siege: Siege, stage: Stage) -> float:
    """Daily hazard of a bomb on a stage: of those left out of the deal, and where third parties hold it, of others."""
    grievance = siege.convoy.grievance
    if stage.held_by == "third":
        grievance = max(grievance, siege.scenario.convoy.outsiders)
    spoiler, factor = siege.scenario.convoy.spoiler, theory.STAGES[stage.held_by].bomb
    return theory.bomb_per_day(spoiler, factor, stage.danger, grievance)


def _attacked(siege: Siege, rows: np.ndarray, killed: float, reason: str) -> bool:
    """A share of those on the road dies, and all halt. Writes status, deaths, deal, convoy, ledger; returns True."""
    convoy, deal = siege.convoy, siege.deals[-1]
    dead = rows[_draws(siege, ROAD)[rows] < killed]
    siege.set_status(dead, Status.dead)
    for kind in (Kind.civilian, Kind.fighter):
        start, end = siege.layout.kind_start[kind], siege.layout.kind_start[kind + 1]
        siege.deaths[kind, Cause.breach] += siege.count_people(dead[(dead >= start) & (dead < end)])
    deal.incidents += 1
    convoy.halted_until = siege.day + theory.halt_days(siege.scenario.convoy.halt_days)
    people = float(siege.count_people(dead))
    siege.log_event(Event.incident, "convoy", public=not convoy.secret, value=people, reason=reason)
    return True


def _draws(siege: Siege, stream: int) -> np.ndarray:
    """Today's uniform draw of each civilian and fighter, by uid. float32 (civilians + fighters,)."""
    key, start = key_of(siege.seed, siege.day, stream), siege.layout.kind_start
    kinds = (Kind.civilian, Kind.fighter)
    return np.concatenate([uniforms(key, uid_of(k, 0), int(start[k + 1] - start[k])) for k in kinds])


def strand(siege: Siege) -> bool:
    """A day before a crater: some slip out of the column, some give themselves up. Writes status, deal.

    Returns whether the halt is over, one way or the other.
    """
    convoy, deal, s = siege.convoy, siege.deals[-1], siege.scenario.convoy
    status, start = siege.people.status, siege.layout.kind_start
    a, b = int(start[Kind.fighter]), int(start[Kind.besieger])
    draws = _draws(siege, SLIP)
    on_road = status[:b] == Status.aboard
    slip = event_probability(s.slip_per_day, 1.0)
    gone = np.flatnonzero(on_road & (draws < slip))
    deal.slipped += siege.count_people(gone)
    # Those who wait for a later tranche give up like those on the road (Qalamoun: 113 of a second group).
    waiting = (status[a:b] == Status.inside) & (siege.tranche[a:b] >= convoy.boarding)
    gives_up = theory.gives_up_per_day(s.give_up_per_day, convoy.ration)
    slip_or_give_up = slip + event_probability(gives_up, 1.0)
    taken = np.flatnonzero((on_road[a:b] | waiting) & (draws[a:b] >= slip) & (draws[a:b] < slip_or_give_up)) + a
    siege.set_status(gone, Status.smuggled)
    siege.set_status(taken, Status.custody)
    slipped, captured = siege.count_people(gone), siege.count_people(taken)
    deal.left -= captured
    deal.custody += captured
    if gone.size or taken.size:
        siege.log_event(Event.column_shrank, "convoy", value=float(slipped), alternative_value=float(captured))
    over = theory.stranded_for_good(siege.day - convoy.stranded_since, s.strand_days)
    return over or party_draw(siege.seed, siege.day, ROAD, FREED) < event_probability(1.0 / s.strand_days, 1.0)
