"""From the signature to the arrival: who goes, who settles, who stays; tranches, incidents, completion."""

import math

import numpy as np

from sim.agents import link, minds, stores
from sim.state.books import Convoy, Deal
from sim.state.columns import FOREIGN, KIN, Cause, Kind, Status, uid_of
from sim.state.draw import LEAVE, ROAD, key_of, lot, uniforms
from sim.state.siege import Siege
from sim.theory import convoy as theory
from sim.theory.offers import willing
from sim.theory.packages import Package, Terms

#: Purposes of the road's lots on one day.
INCIDENT, RESUME = range(20, 22)
NOT_ABOARD = np.int16(-1)


def sign(siege: Siege, terms: Terms) -> None:
    """A deal is signed: everyone's part in it is settled, and boarding begins."""
    fighters = siege.inside(Kind.fighter)
    deal = Deal(int(terms.package), terms.concession, siege.day, siege.talks.refused, fighters)
    siege.deals.append(deal)
    siege.talks.open = siege.talks.on_table = False
    siege.campaign.pushing = False
    siege.line_moved = True
    leavers = _part(siege, deal)
    seats = max(1, siege.scenario.convoy.buses * siege.scenario.convoy.people_per_bus)
    siege.tranche = np.full(siege.people.cell.size, NOT_ABOARD, np.int16)
    heads = np.cumsum(siege.people.weight[leavers].astype(np.int64))
    numbers = np.minimum((heads - 1) // seats, 32_000)
    siege.tranche[leavers] = numbers.astype(np.int16)
    road = siege.scenario.convoy
    siege.convoy = Convoy(
        under_way=True,
        tranches=int(numbers[-1]) + 1 if leavers.size else 0,
        travel_days=max(1, math.ceil(road.road_km / road.km_per_day)),
    )
    siege.write(
        "signed",
        "garrison",
        package=deal.package,
        concession=deal.concession,
        value=float(deal.left),
        outside=float(fighters),
    )


def _part(siege: Siege, deal: Deal) -> np.ndarray:
    """Who leaves, settles, gives himself up, stays. Writes status; returns the rows that leave, in boarding order."""
    s, people, roll = siege.scenario, siege.people, siege.roll
    a, b = int(roll.start[1]), int(roll.start[2])
    rows = np.arange(a, b)
    rows = rows[people.status[rows] == Status.inside]
    luck = uniforms(key_of(siege.seed, siege.day, LEAVE), uid_of(Kind.fighter, 0), b - a)[rows - a]
    foreign = (people.flags[rows] & FOREIGN) != 0
    surrender, split = Package(deal.package).gives_up, Package(deal.package).splits
    mind = siege.garrison
    noise = s.negotiation.type_spread
    if split:
        stays = foreign
    else:
        # Foreigners who would rather fight on than take these terms stay as a remnant, each by his own resolve.
        ours = mind.give_up_foreign if surrender else mind.leave_foreign
        unwilling = 1.0 - willing(ours - mind.fight_foreign, mind.hidden_foreign, noise)
        stays = _first(foreign, luck, s.convoy.remnant_share * unwilling)
    if surrender:
        gives_up = ~stays
        trusted = s.besieger.captor_reputation
        settled = _first(gives_up & ~foreign, luck, trusted)
        leaves = np.zeros(rows.size, bool)
    else:
        share = theory.settles(mind.leave_local, mind.give_up_local, s.garrison.home_ties, s.convoy.settled_safety)
        settled = _first(~foreign & ~stays, luck, share)
        gives_up = settled
        leaves = ~stays & ~settled
    taken = rows[gives_up & ~settled]
    siege.move(rows[settled], Status.settled)
    siege.move(taken, Status.custody)
    deal.left, deal.settled = siege.heads(rows[leaves]), siege.heads(rows[settled])
    deal.custody, deal.stayed = siege.heads(taken), siege.heads(rows[stays])
    if surrender:
        return np.zeros(0, np.int64)
    locals_here = max(1, siege.heads(rows[~foreign]))
    return np.concatenate(
        [_civilians_who_join(siege, siege.heads(rows[leaves & ~foreign]) / locals_here), rows[leaves]]
    )


def _civilians_who_join(siege: Siege, share: float) -> np.ndarray:
    """Families of the `share` of local fighters who leave, and some of the others; families board first."""
    people, end = siege.people, int(siege.roll.start[1])
    inside = people.status[:end] == Status.inside
    luck = uniforms(key_of(siege.seed, siege.day, LEAVE), uid_of(Kind.civilian, 0), end)
    kin = (people.flags[:end] & KIN) != 0
    families = _first(inside & kin, luck, share)
    others = _first(inside & ~kin, luck, siege.scenario.convoy.civilians_join)
    rows = np.flatnonzero(families | others)
    return rows[np.argsort(~kin[rows], kind="stable")]


def _first(among: np.ndarray, luck: np.ndarray, share: float) -> np.ndarray:
    """The `share` of those marked in `among` whose luck is lowest, bool array.

    A share of people, to the nearest row, not a chance for each: independent draws would spread more, the fewer rows
    stand for the same people, and an ending that depends on a share would depend on the scale.
    """
    rows = np.flatnonzero(among)
    chosen = np.zeros(among.size, bool)
    chosen[rows[np.argsort(luck[rows], kind="stable")[: round(share * rows.size)]]] = True
    return chosen


def travel(siege: Siege) -> None:
    """One day of boarding and road: a tranche boards and departs, those under way arrive, an incident may halt all."""
    c = siege.convoy
    if not c.under_way:
        return
    if siege.day < c.halted_until or link.stopped(siege):
        return
    if c.halted_until == siege.day and lot(siege.seed, siege.day, ROAD, RESUME) >= siege.scenario.convoy.resume_chance:
        break_off(siege, "road")
        return
    _arrive(siege)
    if c.boarding < c.tranches and link.boards(siege):
        _board(siege)
        if _incident(siege):
            return
    if c.boarding >= c.tranches and all(day < 0 for day in c.departed):
        _complete(siege)


def _board(siege: Siege) -> None:
    c = siege.convoy
    rows = np.flatnonzero((siege.tranche == c.boarding) & (siege.people.status == Status.inside))
    siege.move(rows, Status.aboard)
    heads = siege.heads(rows)
    stores.carry_out(siege, heads, c.travel_days)
    c.departed.append(siege.day)
    c.boarding += 1
    siege.write("tranche_left", "convoy", value=float(heads), round=c.boarding)


def _arrive(siege: Siege) -> None:
    c = siege.convoy
    for number, day in enumerate(c.departed):
        if day >= 0 and siege.day >= day + c.travel_days:
            rows = np.flatnonzero((siege.tranche == number) & (siege.people.status == Status.aboard))
            siege.move(rows, Status.evacuated)
            c.departed[number] = -1
            mind = siege.besieger
            mind.road_reputation += 0.02 * (1.0 - mind.road_reputation)


def _incident(siege: Siege) -> bool:
    """A serious incident strikes those on the road and halts the convoy."""
    c, road = siege.convoy, siege.scenario.convoy
    journey = theory.incident_chance(road.breach_chance, minds.road(siege))
    if lot(siege.seed, siege.day, ROAD, INCIDENT) >= theory.incident_per_tranche(journey, float(c.tranches)):
        return False
    c.incidents += 1
    rows = np.flatnonzero(siege.people.status == Status.aboard)
    luck = _lots_of(siege, rows)
    dead = rows[luck < road.breach_killed]
    siege.move(dead, Status.dead)
    for kind in (Kind.civilian, Kind.fighter):
        mine = dead[(dead >= siege.roll.start[kind]) & (dead < siege.roll.start[kind + 1])]
        siege.toll[kind, Cause.breach] += siege.heads(mine)
    siege.besieger.road_reputation = max(0.0, siege.besieger.road_reputation - 0.1)
    c.halted_until = siege.day + max(1, road.halt_days)
    siege.write("incident", "convoy", value=float(siege.heads(dead)), term="road")
    return True


def _lots_of(siege: Siege, rows: np.ndarray) -> np.ndarray:
    """One lot for each row, by its uid."""
    key = key_of(siege.seed, siege.day, ROAD)
    start = siege.roll.start
    out = np.ones(rows.size, np.float32)
    for kind in (Kind.civilian, Kind.fighter):
        a, b = int(start[kind]), int(start[kind + 1])
        mine = (rows >= a) & (rows < b)
        if mine.any():
            out[mine] = uniforms(key, uid_of(kind, 0), b - a)[rows[mine] - a]
    return out


def break_off(siege: Siege, term: str) -> None:
    """The deal is over: those under way come back into the pocket, and the fighting resumes."""
    siege.move(np.flatnonzero(siege.people.status == Status.aboard), Status.inside)
    siege.convoy.under_way = False
    siege.deals[-1].broken = True
    siege.talks.refused += 1
    siege.talks.next_offer = siege.day
    siege.write("deal_broken", "convoy", package=siege.deals[-1].package, term=term)


def _complete(siege: Siege) -> None:
    siege.convoy.under_way = False
    siege.deals[-1].completed_day = siege.day
    siege.write("completed", "convoy", package=siege.deals[-1].package, value=float(siege.deals[-1].left))
