"""What the page shows of people: those in a cell in groups of equals, and the life of one person in words."""

from typing import Any

import numpy as np

from sim.dashboard.live.followed import PersonLog
from sim.dashboard.live.place_card import KIND_NAMES, kind_of_rows, rows_in
from sim.dashboard.live.places import place_name
from sim.dashboard.theme import keep_numbers_whole
from sim.runs.narrative.outcomes import STATUS_LABELS, TIMES
from sim.state.columns import FOREIGN, KIN, Array, Kind, Status
from sim.state.events import Event
from sim.state.siege import Siege
from sim.text.format import capitalized, count, join_and, number
from sim.theory.bodies import FIT

#: Lines listed of each group of equals, and members of a household, squad or unit.
MAX_LISTED = 12
GROUPS = {Kind.civilian: "household", Kind.fighter: "squad", Kind.besieger: "unit"}
#: Fear and morale in words, from the level at which they begin.
FEAR = ((0.75, "terrified"), (0.5, "afraid"), (0.25, "uneasy"), (0.0, "calm"))
MORALE = ((0.75, "confident"), (0.5, "steady"), (0.25, "shaken"), (0.0, "close to giving up"))


def people_in_cell(siege: Siege, cell: int) -> list[dict[str, Any]]:
    """Those who are in a cell or boarded there, in groups of equals: `label`, `kind`, `people` of each."""
    rows = rows_in(siege, cell)
    rows = rows[siege.people.status[rows] <= Status.aboard]
    groups: dict[tuple[Kind, str, str], list[int]] = {}
    for row, kind in zip(rows.tolist(), kind_of_rows(siege, rows).tolist(), strict=True):
        key = Kind(kind), description_of(siege, row), state_words(siege, row)
        groups.setdefault(key, []).append(row)
    listed = []
    for (kind, description, state), members in sorted(groups.items(), key=lambda one: (one[0][0], -len(one[1]))):
        heads = siege.count_people(np.array(members))
        minds = siege.people.mind[members]
        listed.append(
            {
                "kind": KIND_NAMES[kind],
                "label": f"{number(heads)} {plural(description) if heads != 1 else description}, {state}",
                "note": f"{_mind_name(kind)} {_span(minds)}",
                "people": _lines_of(siege, members),
            }
        )
    return listed


def _lines_of(siege: Siege, rows: list[int]) -> list[dict[str, str]]:
    """A line for each household, squad or unit among rows that are alike; it opens its first member."""
    by_group: dict[int, list[int]] = {}
    for row in rows:
        by_group.setdefault(int(siege.people.group[row]), []).append(row)
    lines = []
    for members in by_group.values():
        heads = siege.count_people(np.array(members))
        lines.append(
            {
                "person": str(members[0]),
                "label": f"{capitalized(group_name(siege, members[0]))}: {count(heads, 'person', 'people')}",
                "note": mind_words(siege, members[0]),
            }
        )
    more = len(lines) - MAX_LISTED
    return lines[:MAX_LISTED] + ([{"person": "", "label": f"and {number(more)} more", "note": ""}] if more > 0 else [])


def person_card(siege: Siege, row: int, log: PersonLog | None = None) -> dict[str, Any]:
    """The life of one person in words, wherever they are now, and the others of their household, squad or unit."""
    mates = np.flatnonzero(siege.people.group == siege.people.group[row])
    followed = log if log is not None and log.row == row else None
    return {
        "title": title_of(siege, row),
        "kind": KIND_NAMES[kind_of(siege, row)],
        "life": [keep_numbers_whole(sentence) for sentence in life_of(siege, row, followed.moves if followed else 0)],
        "since": followed.since if followed else siege.day,
        "log": [[day, text] for day, text in followed.lines] if followed else [],
        "group": capitalized(GROUPS[kind_of(siege, row)]),
        "members": [
            {
                "person": str(mate),
                "label": f"{capitalized(description_of(siege, mate))} {place}",
                "note": _member_note(siege, mate),
            }
            for place, mate in enumerate(mates[: MAX_LISTED + 1].tolist(), 1)
            if mate != row
        ],
    }


def life_of(siege: Siege, row: int, moves: int = 0) -> list[str]:
    """What is known of a person, a sentence each. `moves`: how often they changed place since they are followed."""
    people, kind, status = siege.people, kind_of(siege, row), status_of(siege, row)
    weight, health, mass = int(people.weight[row]), float(people.health[row]), float(people.mass[row])
    sentences = [_whereabouts(siege, row, moves)]
    if weight > 1:
        sentences.append(f"Stands for {number(weight)} people who share this fate.")
    boarded = boarding_day(siege, row)
    if boarded is not None:
        sentences.append(f"Boarded the convoy on day {number(boarded)}.")
    if status <= Status.aboard:
        sentences.append(f"{capitalized(mind_words(siege, row))} ({_mind_name(kind)} {float(people.mind[row]):.2f}).")
    if status != Status.dead:
        sentences.append("Unhurt." if health >= 1 else f"{'Wounded' if health < FIT else 'Hurt'}: health {health:.0%}.")
    lost = round(100 * (1 - mass))
    if abs(lost) >= 1:
        sentences.append(f"Has {'lost' if lost > 0 else 'gained'} {abs(lost)}% of body mass since day 0.")
    mates = np.flatnonzero(people.group == people.group[row])
    if len(mates) > 1:
        sentences.append(f"{_group_fate(siege, mates, kind)}.")
    return sentences


def _whereabouts(siege: Siege, row: int, moves: int) -> str:
    status, cell = status_of(siege, row), int(siege.people.cell[row])
    place = place_name(siege, cell)
    if status == Status.inside:
        moved = f"; moved {TIMES.get(moves, f'{number(moves)} times')}" if moves else ""
        return f"Is in {place[:1].lower()}{place[1:]}{moved}."
    if status == Status.dead:
        return f"Dead; last in {place[:1].lower()}{place[1:]}."
    return f"{capitalized(status_words(siege, row))}."


def _group_fate(siege: Siege, mates: Array, kind: Kind) -> str:
    """How many of a household, squad or unit are in which state."""
    status = siege.people.status[mates]
    parts = []
    for value in np.unique(status).tolist():
        heads = siege.count_people(mates[status == value])
        parts.append(f"{number(heads)} {_status_label(kind, Status(value))}")
    return f"Of the {GROUPS[kind]}'s {number(siege.count_people(mates))} people: {join_and(parts)}"


def _member_note(siege: Siege, row: int) -> str:
    words = status_words(siege, row)
    return f"{words}, {mind_words(siege, row)}" if status_of(siege, row) <= Status.aboard else words


def kind_of(siege: Siege, row: int) -> Kind:
    """The kind of a row."""
    return Kind(int(np.searchsorted(siege.layout.kind_start, row, "right") - 1))


def status_of(siege: Siege, row: int) -> Status:
    """The status of a row."""
    return Status(int(siege.people.status[row]))


def description_of(siege: Siege, row: int) -> str:
    """What a person is."""
    flags, kind = int(siege.people.flags[row]), kind_of(siege, row)
    return {
        Kind.civilian: "civilian, kin of a fighter" if flags & KIN else "civilian",
        Kind.fighter: "foreign fighter" if flags & FOREIGN else "local fighter",
        Kind.besieger: "besieger",
    }[kind]


def title_of(siege: Siege, row: int) -> str:
    """Who a person is, such as `Civilian of household 34, kin of a fighter`."""
    what, comma, more = description_of(siege, row).partition(",")
    return capitalized(f"{what} of {group_name(siege, row)}{comma}{more}")


def plural(description: str) -> str:
    """Several of them: civilians, kin of a fighter."""
    first, comma, rest = description.partition(",")
    return f"{first}s{comma}{rest}"


def group_name(siege: Siege, row: int) -> str:
    """The household, squad or unit of a row, numbered from 1 within its kind."""
    kind = kind_of(siege, row)
    first = int(siege.people.group[int(siege.layout.kind_start[kind])])
    return f"{GROUPS[kind]} {number(int(siege.people.group[row]) - first + 1)}"


def status_words(siege: Siege, row: int) -> str:
    """Where a person is, or what became of them."""
    return _status_label(kind_of(siege, row), status_of(siege, row))


def _status_label(kind: Kind, status: Status) -> str:
    if status == Status.inside:
        return "in the ring" if kind == Kind.besieger else "inside"
    return STATUS_LABELS[kind].get(status) or str(status.name)


def state_words(siege: Siege, row: int) -> str:
    """Unhurt, wounded, or on the road."""
    if status_of(siege, row) == Status.aboard:
        return "on the road"
    return "wounded" if float(siege.people.health[row]) < FIT else "fit"


def mind_words(siege: Siege, row: int) -> str:
    """Fear or morale in a word."""
    kind, mind = kind_of(siege, row), float(siege.people.mind[row])
    return next(word for least, word in (FEAR if kind == Kind.civilian else MORALE) if mind >= least)


def boarding_day(siege: Siege, row: int) -> int | None:
    """The day on which a person's tranche left, if they went with it."""
    if row >= siege.tranche.size or siege.tranche[row] < 0 or status_of(siege, row) == Status.inside:
        return None
    convoy = int(siege.tranche[row]) + 1
    departures = [e["day"] for e in siege.ledger if e["event"] == Event.tranche_left and e["round"] == convoy]
    return departures[-1] if departures else None


def _mind_name(kind: Kind) -> str:
    return "fear" if kind == Kind.civilian else "morale"


def _span(values: Array) -> str:
    low, high = f"{float(values.min()):.2f}", f"{float(values.max()):.2f}"
    return low if low == high else f"{low} to {high}"
