"""The people at a place, and one person's state, read through their Mesa agents."""

from typing import Any

import numpy as np

from sim.dashboard.reading import KINDS
from sim.model import SiegeModel
from sim.runs.narrative import outcomes
from sim.state.columns import FOREIGN, KIN, Kind, Status

#: Who is in a cell is listed up to so many of each kind.
MOST_LISTED = 12


def people_at(model: SiegeModel, cell: int) -> dict[str, Any]:
    """The people in a cell as Mesa agents: how many of each kind, and some of them."""
    found: dict[str, Any] = {"count": {}, "people": []}
    sets: Any = model.agents_by_type.values()
    for agents in sets:
        kind = getattr(agents, "kind", None)
        if kind is None:
            continue
        # One look at the column, then agents only for those who are listed.
        rows = agents.population.present(kind)
        here = rows[agents.population.people.cell[rows] == cell]
        found["count"][KINDS[kind]] = len(here)
        found["people"] += [card(person) for person in agents.population.views(here[:MOST_LISTED])]
    return found


def person_of(model: SiegeModel, uid: int) -> dict[str, Any]:
    """One person's state, whatever became of them, and those of the same household, squad or unit."""
    sets: Any = model.agents_by_type.values()
    person = next(agents.population.person(uid) for agents in sets if hasattr(agents, "population"))
    people = person.population.people
    mates = np.flatnonzero(people.group == person.group)
    return card(person) | {
        "body": round(100 * float(person.mass)),
        "health": round(100 * float(person.health)),
        "group": f"{GROUP[person.kind]} {int(person.group)}, {len(mates)} people",
        "stands_for": int(person.weight),
        "place": tuple(map(int, person.pos)),
        "mates": [card(mate) for mate in person.population.views(mates[:MOST_LISTED]) if mate is not person],
    }


GROUP = {Kind.civilian: "household", Kind.fighter: "squad", Kind.besieger: "unit"}


def card(person: Any) -> dict[str, Any]:
    """A person in a line."""
    mind = float(person.mind)
    marks = int(person.population.people.flags[person.row])
    what = {
        Kind.civilian: "civilian, kin of a fighter" if marks & KIN else "civilian",
        Kind.fighter: "fighter from elsewhere" if marks & FOREIGN else "local fighter",
        Kind.besieger: "besieger",
    }[person.kind]
    return {
        "uid": str(person.unique_id),
        "kind": KINDS[person.kind],
        "what": what,
        "mind": f"{'fear' if person.kind == Kind.civilian else 'morale'} {mind:.2f}",
        "status": outcomes.STATUS_LABELS[person.kind].get(person.status, person.status.name)
        if person.status != Status.inside
        else "inside"
        if person.kind != Kind.besieger
        else "in the ring",
        "wounded": 0 < float(person.health) < 1,
    }
