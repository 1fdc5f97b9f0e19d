"""Those who go from one siege to another: freed besiegers and armed leavers, each a row that is copied (M61, M65).

Who marches keeps his row where he came from, as withdrawn or evacuated, and fills an empty one where he arrives: with
his weight, mind and body. So over the theatre, people by status, less those who arrived from elsewhere, are always
those of the first day and the reinforcements.
"""

from collections.abc import Mapping

import numpy as np

from sim.scenario.schema import rows_of
from sim.scenario.theatre import Theatre
from sim.state.build import Reserve
from sim.state.columns import FOREIGN, Kind, Status
from sim.state.siege import Siege
from sim.state.theatre import March
from sim.theory import contagion


def reserves(theatre: Theatre) -> dict[str, Reserve]:
    """Rows for all who may ever come to each siege."""
    room = {name: [0, 0] for name in theatre.sieges}
    for origin, scenario in theatre.sieges.items():
        rows = rows_of(scenario, scenario.population.people_per_agent)
        if theatre.contagion.freed_troops:
            for goal in theatre.same_besieger(origin):
                if theatre.distance_km(origin, goal):
                    room[goal][1] += rows["besiegers"]
        if (goal := theatre.document.sieges[origin].destination) and theatre.contagion.armed_leavers:
            room[goal][joins(theatre, origin, goal) == Kind.besieger] += rows["fighters"]
    return {name: Reserve(*both) for name, both in room.items()}


def joins(theatre: Theatre, origin: str, goal: str) -> Kind:
    """Which force at their destination is that of those who left a garrison."""
    side = theatre.document.sieges[origin].garrison_side
    return Kind.fighter if theatre.document.sieges[goal].garrison_side == side else Kind.besieger


def freed(theatre: Theatre, sieges: Mapping[str, Siege], name: str, day: int) -> list[March]:
    """The besiegers of a place that has fallen march off, more of them to what is near. Writes their status."""
    strength = theatre.contagion
    goals = {n: theatre.distance_km(name, n) for n in theatre.same_besieger(name) if sieges[n].ending is None}
    near = {n: km for n, km in goals.items() if km}
    if not strength.freed_troops or not near:
        return []
    siege = sieges[name]
    a, b = (int(row) for row in siege.layout.kind_start[2:4])
    rows = _share(np.flatnonzero(siege.people.status[a:b] == Status.inside) + a, strength.freed_troops)
    siege.set_status(rows, Status.withdrawn)
    bounds = np.cumsum([1.0 / km for km in near.values()])
    ends = np.rint(bounds / bounds[-1] * rows.size).astype(int)
    parts = np.split(rows, ends[:-1])
    return [
        _march(name, goal, Kind.besieger, Kind.besieger, day + contagion.march_days(km, strength.march_km_day), part)
        for (goal, km), part in zip(near.items(), parts, strict=True)
        if part.size
    ]


def leavers(theatre: Theatre, sieges: Mapping[str, Siege], name: str, day: int) -> list[March]:
    """Fighters who left armed under the last deal go where those of their side still fight."""
    goal, strength = theatre.document.sieges[name].destination, theatre.contagion
    if not goal or not strength.armed_leavers or sieges[goal].ending is not None:
        return []
    siege = sieges[name]
    a, b = (int(row) for row in siege.layout.kind_start[1:3])
    left = (siege.people.status[a:b] == Status.evacuated) & (siege.tranche[a:b] >= 0)
    rows = _share(np.flatnonzero(left) + a, strength.armed_leavers)
    km = theatre.distance_km(name, goal)
    days = contagion.march_days(km, strength.march_km_day) if km else 0  # no distance: they were driven there
    return [_march(name, goal, Kind.fighter, joins(theatre, name, goal), day + days, rows)] if rows.size else []


def _share(rows: np.ndarray, share: float) -> np.ndarray:
    """A share of rows, evenly spaced."""
    wanted = round(share * rows.size)
    return rows[np.arange(wanted) * rows.size // max(1, wanted)]


def _march(origin: str, goal: str, kind: Kind, joins: Kind, arrives: int, rows: np.ndarray) -> March:
    return March(origin, goal, int(kind), int(joins), arrives, [int(row) for row in rows])


def arrive(march: March, sieges: Mapping[str, Siege]) -> bool:
    """Those on a march join their new force. Writes people, the link; False where they have to wait outside.

    A siege that is over, or a town that is being evacuated, takes nobody in.
    """
    home, siege = sieges[march.origin], sieges[march.destination]
    kind, rows = Kind(march.joins), np.array(march.rows, np.int64)
    if siege.ending is not None or siege.convoy.under_way:
        return False
    there = _places(siege, kind)
    if not there.size:
        return False
    a = _free(siege, kind)
    into = np.arange(a, a + rows.size)
    people = siege.people
    for column in ("weight", "mind", "mass", "health", "need", "build"):
        getattr(people, column)[into] = getattr(home.people, column)[rows]
    people.flags[into] = home.people.flags[rows] & FOREIGN if kind == Kind.fighter else 0
    people.cell[into] = there[np.arange(rows.size) % there.size]
    siege.set_status(into, Status.inside)
    men, book = siege.count_people(into), siege.link
    if kind == Kind.fighter:
        book.joined_fighters, book.rows_fighters = book.joined_fighters + men, book.rows_fighters + rows.size
    else:
        book.joined_besiegers, book.rows_besiegers = book.joined_besiegers + men, book.rows_besiegers + rows.size
    if march.kind == Kind.fighter:
        home.link.left_fighters += men
    else:
        home.link.left_besiegers += men
    siege.log_event("joined", "garrison" if kind == Kind.fighter else "besieger", value=float(men), origin=march.origin)
    return True


def _free(siege: Siege, kind: Kind) -> int:
    """First empty row of the reserve of a kind."""
    first, book = siege.initial, siege.link
    kept, used = (
        (first.reserve_fighters, book.rows_fighters)
        if kind == Kind.fighter
        else (first.reserve_besiegers, book.rows_besiegers)
    )
    return int(siege.layout.kind_start[kind + 1]) - kept + used


def _places(siege: Siege, kind: Kind) -> np.ndarray:
    """Cells on which their comrades stand."""
    a, b = (int(row) for row in siege.layout.kind_start[kind : kind + 2])
    return siege.people.cell[a:b][siege.people.status[a:b] == Status.inside]
