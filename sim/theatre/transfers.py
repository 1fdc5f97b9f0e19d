"""People who go from one siege to another: freed besiegers and armed leavers, each copied row by row (M61, M65).

Whoever goes keeps his row at the origin, as withdrawn or evacuated, and fills an empty row at the destination with his
weight, mind and body. So the people of a theatre by status, less those who arrived from elsewhere, always equal those
of the first day and the reinforcements.
"""

from collections.abc import Mapping

import numpy as np

from sim.scenario.schema import people_per_row, row_counts
from sim.scenario.theatre import Theatre
from sim.state.build import Reserve
from sim.state.columns import FOREIGN, Kind, Status
from sim.state.events import Event
from sim.state.siege import Siege
from sim.state.theatre import Transfer
from sim.theory import contagion as theory


def reserved_rows(theatre: Theatre) -> dict[str, Reserve]:
    """Empty rows for everyone who may ever come to each siege."""
    reserved = {name: [0, 0] for name in theatre.sieges}
    for origin, scenario in theatre.sieges.items():
        rows = row_counts(scenario, people_per_row(scenario))
        if theatre.contagion.freed_troops:
            for goal in theatre.same_besieger(origin):
                if theatre.distance_km(origin, goal):
                    reserved[goal][1] += rows["besiegers"]
        if (goal := theatre.document.sieges[origin].destination) and theatre.contagion.armed_leavers:
            reserved[goal][force_joined(theatre, origin, goal) == Kind.besieger] += rows["fighters"]
    return {name: Reserve(*both) for name, both in reserved.items()}


def force_joined(theatre: Theatre, origin: str, goal: str) -> Kind:
    """The force at their destination that those who left a garrison belong to."""
    side = theatre.document.sieges[origin].garrison_side
    return Kind.fighter if theatre.document.sieges[goal].garrison_side == side else Kind.besieger


def freed_besiegers(theatre: Theatre, sieges: Mapping[str, Siege], name: str, day: int) -> list[Transfer]:
    """The besiegers of a fallen place leave for the other rings, more of them to the nearer. Writes their status."""
    strength = theatre.contagion
    goals = {n: theatre.distance_km(name, n) for n in theatre.same_besieger(name) if sieges[n].ending is None}
    near = {n: km for n, km in goals.items() if km}
    if not strength.freed_troops or not near:
        return []
    siege = sieges[name]
    a, b = (int(row) for row in siege.layout.kind_start[2:4])
    rows = _evenly_spaced(np.flatnonzero(siege.people.status[a:b] == Status.inside) + a, strength.freed_troops)
    siege.set_status(rows, Status.withdrawn)
    bounds = np.cumsum([theory.attraction(km) for km in near.values()])
    ends = np.rint(bounds / bounds[-1] * rows.size).astype(int)
    parts = np.split(rows, ends[:-1])
    return [
        _transfer(name, goal, Kind.besieger, Kind.besieger, day + theory.march_days(km, strength.march_km_day), part)
        for (goal, km), part in zip(near.items(), parts, strict=True)
        if part.size
    ]


def armed_leavers(theatre: Theatre, sieges: Mapping[str, Siege], name: str, day: int) -> list[Transfer]:
    """Fighters who left under the last deal with their arms go where their side still fights."""
    goal, strength = theatre.document.sieges[name].destination, theatre.contagion
    if not goal or not strength.armed_leavers or sieges[goal].ending is not None:
        return []
    siege = sieges[name]
    a, b = (int(row) for row in siege.layout.kind_start[1:3])
    left = (siege.people.status[a:b] == Status.evacuated) & (siege.tranche[a:b] >= 0)
    rows = _evenly_spaced(np.flatnonzero(left) + a, strength.armed_leavers)
    km = theatre.distance_km(name, goal)
    days = theory.march_days(km, strength.march_km_day) if km else 0  # no distance: they were driven there
    return (
        [_transfer(name, goal, Kind.fighter, force_joined(theatre, name, goal), day + days, rows)] if rows.size else []
    )


def _evenly_spaced(rows: np.ndarray, share: float) -> np.ndarray:
    """A share of the rows, spread evenly over them. int64 (n,) -> int64 (round(share * n),)."""
    wanted = round(share * rows.size)
    return rows[np.arange(wanted) * rows.size // max(1, wanted)]


def _transfer(origin: str, goal: str, kind: Kind, joins: Kind, arrives: int, rows: np.ndarray) -> Transfer:
    return Transfer(origin, goal, int(kind), int(joins), arrives, [int(row) for row in rows])


def arrive(transfer: Transfer, sieges: Mapping[str, Siege]) -> bool:
    """Those on the way join their new force; returns False where they have to wait. Writes people and the link.

    Nobody enters a siege that is over or a town that is being evacuated.
    """
    home, siege = sieges[transfer.origin], sieges[transfer.destination]
    kind, rows = Kind(transfer.joins), np.array(transfer.rows, np.int64)
    if siege.ending is not None or siege.convoy.under_way:
        return False
    cells = _occupied_cells(siege, kind)
    if not cells.size:
        return False
    a = _first_empty_row(siege, kind)
    into = np.arange(a, a + rows.size)
    people = siege.people
    for column in ("weight", "mind", "mass", "health", "need", "build"):
        getattr(people, column)[into] = getattr(home.people, column)[rows]
    people.flags[into] = home.people.flags[rows] & FOREIGN if kind == Kind.fighter else 0
    people.cell[into] = cells[np.arange(rows.size) % cells.size]
    siege.set_status(into, Status.inside)
    men, link = siege.count_people(into), siege.link
    if kind == Kind.fighter:
        link.joined_fighters, link.rows_fighters = link.joined_fighters + men, link.rows_fighters + rows.size
    else:
        link.joined_besiegers, link.rows_besiegers = link.joined_besiegers + men, link.rows_besiegers + rows.size
    if transfer.kind == Kind.fighter:
        home.link.left_fighters += men
    else:
        home.link.left_besiegers += men
    party = "garrison" if kind == Kind.fighter else "besieger"
    siege.log_event(Event.transfer_arrived, party, value=float(men), origin=transfer.origin)
    return True


def _first_empty_row(siege: Siege, kind: Kind) -> int:
    """First empty row among those reserved for a kind."""
    first, link = siege.initial, siege.link
    kept, used = (
        (first.reserve_fighters, link.rows_fighters)
        if kind == Kind.fighter
        else (first.reserve_besiegers, link.rows_besiegers)
    )
    return int(siege.layout.kind_start[kind + 1]) - kept + used


def _occupied_cells(siege: Siege, kind: Kind) -> np.ndarray:
    """Cells on which people of this kind stand, one per row. int32 (n,)."""
    a, b = (int(row) for row in siege.layout.kind_start[kind : kind + 2])
    return siege.people.cell[a:b][siege.people.status[a:b] == Status.inside]
