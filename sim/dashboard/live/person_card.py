"""What the page shows of people, read through their Mesa agents: who is in a cell, and the state of one person."""

from typing import Any

import numpy as np

from sim.dashboard.live.view_model import KINDS
from sim.model import SiegeModel
from sim.runs.narrative import outcomes
from sim.state.columns import FOREIGN, KIN, Kind, Status

#: People listed of each kind.
MAX_LISTED = 12
GROUPS = {Kind.civilian: "household", Kind.fighter: "squad", Kind.besieger: "unit"}


def people_in_cell(model: SiegeModel, cell: int) -> dict[str, Any]:
    """The people in a cell: `count` by kind, and `people`, the summaries of the first few of each kind."""
    card: dict[str, Any] = {"count": {}, "people": []}
    sets: Any = model.agents_by_type.values()
    for agents in sets:
        kind = getattr(agents, "kind", None)
        if kind is None:
            continue
        # Count on the column; make agents only for those who are listed.
        rows = agents.population.present(kind)
        here = rows[agents.population.people.cell[rows] == cell]
        card["count"][KINDS[kind]] = len(here)
        card["people"] += [summary_of(person) for person in agents.population.views(here[:MAX_LISTED])]
    return card


def person_card(model: SiegeModel, uid: int) -> dict[str, Any]:
    """The state of one person, wherever they are now, and their household, squad or unit."""
    sets: Any = model.agents_by_type.values()
    person = next(agents.population.person(uid) for agents in sets if hasattr(agents, "population"))
    people = person.population.people
    group = np.flatnonzero(people.group == person.group)
    return summary_of(person) | {
        "body": round(100 * float(person.mass)),
        "health": round(100 * float(person.health)),
        "group": f"{GROUPS[person.kind]} {int(person.group)}, {len(group)} people",
        "weight": int(person.weight),
        "group_members": [
            summary_of(other) for other in person.population.views(group[:MAX_LISTED]) if other is not person
        ],
    }


def summary_of(person: Any) -> dict[str, Any]:
    """One person in a line."""
    flags = int(person.population.people.flags[person.row])
    description = {
        Kind.civilian: "civilian, kin of a fighter" if flags & KIN else "civilian",
        Kind.fighter: "foreign fighter" if flags & FOREIGN else "local fighter",
        Kind.besieger: "besieger",
    }[person.kind]
    return {
        "uid": str(person.unique_id),
        "kind": KINDS[person.kind],
        "description": description,
        "mind": f"{'fear' if person.kind == Kind.civilian else 'morale'} {float(person.mind):.2f}",
        "status": _status_of(person),
        "wounded": 0 < float(person.health) < 1,
    }


def _status_of(person: Any) -> str:
    if person.status == Status.inside:
        return "in the ring" if person.kind == Kind.besieger else "inside"
    return outcomes.STATUS_LABELS[person.kind].get(person.status) or str(person.status.name)
