"""Who boards: each person's part in a deal, the order, the checks, and who gets past them."""

import numpy as np

from sim.state.columns import FOREIGN, KIN, Kind, Status, uid_of
from sim.state.draw import CHEAT, LEAVE, key_of, uniforms
from sim.state.siege import Siege
from sim.state.siege_state import Deal
from sim.theory import cheating, packages
from sim.theory import convoy as theory
from sim.theory.bodies import FIT
from sim.theory.offers import willing
from sim.theory.packages import Package

NOT_ABOARD = np.int16(-1)
MOST_TRANCHES = 32_000  # that the column of tranche numbers, int16, can hold


def seats(siege: Siege) -> int:
    """People that a tranche can take."""
    road = siege.scenario.convoy
    return int(theory.seats(road.buses, road.people_per_bus, road.trucks, road.own_vehicles))


def call_up(siege: Siege, deal: Deal) -> int:
    """Settle everyone's part and number the tranches. Writes status, deal, tranche; returns the number of tranches."""
    rows = _leavers(siege, deal)
    siege.tranche = np.full(siege.people.cell.size, NOT_ABOARD, np.int16)
    if not rows.size:
        return 0
    if packages.wounded_first(deal.package):
        fit = siege.people.health[rows].astype(float) >= FIT  # as wide as kernels compare: some are just at it
        rows = rows[np.argsort(fit, kind="stable")]
    so_far = np.cumsum(siege.people.weight[rows].astype(np.int64))
    numbers = np.minimum((so_far - 1) // seats(siege), MOST_TRANCHES)
    siege.tranche[rows] = numbers.astype(np.int16)
    return int(numbers[-1]) + 1


def _leavers(siege: Siege, deal: Deal) -> np.ndarray:
    """Decide who leaves, settles, surrenders and stays. Writes status, deal.

    Returns the rows that leave in the order in which they board, int64 (n,).
    """
    s, people = siege.scenario, siege.people
    a, b = int(siege.layout.kind_start[Kind.fighter]), int(siege.layout.kind_start[Kind.besieger])
    rows = np.arange(a, b)
    rows = rows[people.status[rows] == Status.inside]
    draws = uniforms(key_of(siege.seed, siege.day, LEAVE), uid_of(Kind.fighter, 0), b - a)[rows - a]
    foreign = (people.flags[rows] & FOREIGN) != 0
    surrender, split = Package(deal.package).gives_up, Package(deal.package).splits
    mind = siege.garrison
    if split:
        stays = foreign
    else:
        # Foreigners who would rather fight on than take these terms stay as a remnant, each by his own resolve.
        utility = mind.give_up_foreign if surrender else mind.leave_foreign
        agrees = willing(utility - mind.fight_foreign, mind.hidden_foreign, s.negotiation.type_spread)
        stays = first(foreign, draws, theory.remnant(s.convoy.remnant_share, agrees))
    if surrender:
        gives_up = ~stays
        settled = first(gives_up & ~foreign, draws, siege.besieger.captor_reputation)
        leaves = np.zeros(rows.size, bool)
    else:
        safety = theory.settled_safety(s.convoy.settled_safety, bool(packages.settled(deal.package)))
        share = theory.settles(mind.leave_local, mind.give_up_local, s.garrison.home_ties, safety)
        settled = first(~foreign & ~stays, draws, share)
        gives_up = settled
        leaves = ~stays & ~settled
    taken = rows[gives_up & ~settled]
    siege.set_status(rows[settled], Status.settled)
    siege.set_status(taken, Status.custody)
    deal.left, deal.settled = siege.count_people(rows[leaves]), siege.count_people(rows[settled])
    deal.custody, deal.stayed = siege.count_people(taken), siege.count_people(rows[stays])
    if surrender:
        return np.zeros(0, np.int64)
    stowed = _cheat(siege, deal, rows, leaves, stays & split)
    locals_here = max(1, siege.count_people(rows[~foreign]))
    families = siege.count_people(rows[leaves & ~foreign]) / locals_here if packages.families(deal.package) else -1.0
    return mixed(_civilians(siege, deal, families), np.concatenate([rows[leaves], stowed]))


def _cheat(siege: Siege, deal: Deal, rows: np.ndarray, leaves: np.ndarray, excluded: np.ndarray) -> np.ndarray:
    """Arms beyond the terms and excluded fighters, less what checks find. Writes the deal.

    `leaves`, `excluded`: bool, one for each of the fighters `rows`. Returns the rows that got aboard, int64 (n,).
    """
    tempted, find, mind = siege.scenario.convoy.cheating, _checks(siege, deal), siege.garrison
    a, b = int(siege.layout.kind_start[Kind.fighter]), int(siege.layout.kind_start[Kind.besieger])
    draws = uniforms(key_of(siege.seed, siege.day, CHEAT), uid_of(Kind.fighter, 0), b - a)[rows - a]
    extra = siege.count_people(rows[first(leaves, draws, cheating.extra_arms(tempted, deal.concession))])
    deal.extra_arms = round(cheating.undetected(extra, find))
    rather_leave = willing(
        mind.leave_foreign - mind.fight_foreign, mind.hidden_foreign, siege.scenario.negotiation.type_spread
    )
    tried = cheating.stowaways(tempted, rather_leave)
    aboard = first(excluded, draws, cheating.undetected(tried, find))
    deal.excluded_left = siege.count_people(rows[aboard])
    deal.stayed -= deal.excluded_left
    deal.found = extra - deal.extra_arms + round(siege.count_people(rows[excluded]) * tried * find)
    return rows[aboard]


def _checks(siege: Siege, deal: Deal) -> float:
    """Share of what is hidden that the checks at boarding find."""
    s = siege.scenario
    return cheating.checks_find(
        s.convoy.checks, s.observers.monitors, s.guarantor.strength, bool(packages.secret(deal.package))
    )


def _civilians(siege: Siege, deal: Deal, families: float) -> np.ndarray:
    """Families of the share `families` of local fighters, then some of the others, then cover. Writes the deal.

    Nobody where `families` is negative. Returns their rows in the order in which they board, int64 (n,).
    """
    if families < 0.0:
        return np.zeros(0, np.int64)
    people, end = siege.people, int(siege.layout.kind_start[Kind.fighter])
    inside = people.status[:end] == Status.inside
    draws = uniforms(key_of(siege.seed, siege.day, LEAVE), uid_of(Kind.civilian, 0), end)
    kin = (people.flags[:end] & KIN) != 0
    goes = first(inside & kin, draws, families) | first(inside & ~kin, draws, siege.scenario.convoy.civilians_join)
    wanted = deal.left * cheating.shields(siege.scenario.convoy.shields, siege.garrison.road_belief)
    rest = inside & ~goes
    here = siege.count_people(np.flatnonzero(rest))
    undetected = cheating.undetected(wanted, _checks(siege, deal))
    cover = first(rest, draws, min(1.0, undetected / here)) if here else rest
    deal.shields = siege.count_people(np.flatnonzero(cover))
    rows = np.flatnonzero(goes | cover)
    return rows[np.argsort(~kin[rows], kind="stable")]


def mixed(civilians: np.ndarray, fighters: np.ndarray) -> np.ndarray:
    """Rows in boarding order, int64: civilians among the fighters in every vehicle, as at Manbij and Raqqa.

    Both groups are rows, int64 (n,).
    """
    positions = [(np.arange(rows.size) + 0.5) / max(1, rows.size) for rows in (civilians, fighters)]
    return np.concatenate([civilians, fighters])[np.argsort(np.concatenate(positions), kind="stable")]


def first(among: np.ndarray, draws: np.ndarray, share: float) -> np.ndarray:
    """The `share` of those marked in `among` with the lowest draws. bool (n,), float32 (n,) -> bool (n,).

    A share of people, to the nearest row, not a probability for each: independent draws would spread more, the fewer
    rows stand for the same people, and an ending that depends on a share would depend on the scale.
    """
    rows = np.flatnonzero(among)
    chosen = np.zeros(among.size, bool)
    chosen[rows[np.argsort(draws[rows], kind="stable")[: round(share * rows.size)]]] = True
    return chosen
