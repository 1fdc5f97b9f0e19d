"""What the page says of one cell: its name, who is there in which state, cover, danger, distances."""

from typing import Any, NamedTuple

import numpy as np

from sim.dashboard.live.map_frames import PLANES, MapEncoder
from sim.dashboard.live.places import (
    GROUND_WORDS,
    HOLDERS,
    distance_text,
    nearest_m,
    place_name,
    position_text,
)
from sim.scenario.ground import Holder, Terrain
from sim.state.columns import FOREIGN, KIN, Array, Cause, Kind, Status
from sim.state.siege import Siege
from sim.text.format import capitalized, count, join_and, number
from sim.theory.bodies import FIT

KIND_NAMES = {Kind.civilian: "civilian", Kind.fighter: "fighter", Kind.besieger: "besieger"}
#: Remembered strikes from which recent shelling is called so.
SHELLING = ((3.0, "heavy"), (1.0, "repeated"), (0.1, "light"))
#: Factor of cover from which a place is called so.
COVERS = ((1.9, "strong cover"), (1.2, "some cover"))
NO_FRONT = "there is none"
RUINS = ((0.6, "mostly in ruins"), (0.25, "partly in ruins"), (0.05, "damaged"))


class CellCount(NamedTuple):
    """People of one kind in a cell. Numbers are people, not rows."""

    kind: Kind
    inside: int
    wounded: int  # of those inside
    special: int  # foreign fighters, or civilians of fighters' families
    aboard: int  # who boarded a convoy here and are on the road
    dead: int  # who were last in this cell


class PlaceView(NamedTuple):
    """A cell in words and numbers."""

    name: str
    position: str
    facts: tuple[tuple[str, str], ...]  # what is known, in words, each with its label
    counts: tuple[CellCount, ...]


def place_view(siege: Siege, cell: int, landmark: str = "") -> PlaceView:
    """The summary of a cell of the grid as it stands; `landmark` is what is known to be there beside its terrain."""
    return PlaceView(
        place_name(siege, cell, landmark),
        position_text(siege, cell),
        facts_of(siege, cell),
        tuple(cell_counts(siege, cell)),
    )


def rows_in(siege: Siege, cell: int) -> Array:
    """Rows of all people whose cell this is, whatever became of them, int64 (n,)."""
    return np.flatnonzero(siege.people.cell == cell)


def kind_of_rows(siege: Siege, rows: Array) -> Array:
    """Kind of each of `rows`, int64 (n,) -> int64 (n,)."""
    return np.searchsorted(siege.layout.kind_start, rows, "right") - 1


def cell_counts(siege: Siege, cell: int) -> list[CellCount]:
    """The people of each kind in a cell."""
    people, rows = siege.people, rows_in(siege, cell)
    kinds, status = kind_of_rows(siege, rows), people.status[rows]

    def total(chosen: Array) -> int:
        return siege.count_people(rows[chosen])

    counts = []
    for kind in Kind:
        of_kind = kinds == kind
        inside = of_kind & (status == Status.inside)
        flag = FOREIGN if kind == Kind.fighter else KIN
        counts.append(
            CellCount(
                kind,
                inside=total(inside),
                wounded=total(inside & (people.health[rows] < FIT)),
                special=0 if kind == Kind.besieger else total(inside & ((people.flags[rows] & flag) != 0)),
                aboard=total(of_kind & (status == Status.aboard)),
                dead=total(of_kind & (status == Status.dead)),
            )
        )
    return counts


def facts_of(siege: Siege, cell: int) -> tuple[tuple[str, str], ...]:
    """Ground, cover, danger and distances of a cell, each with its label."""
    grid = siege.grid
    terrain = Terrain(int(grid.terrain[cell]))
    facts = [("Ground", f"{GROUND_WORDS[terrain]}, {HOLDERS[Holder(int(grid.holder[cell]))]}")]
    if terrain == Terrain.water:
        return tuple(facts)
    ruins = _first_word(float(grid.rubble[cell]), RUINS)
    facts.append(("Cover", cover_text(siege, cell) + (f"; {ruins}" if ruins else "")))
    facts.append(("Danger", danger_text(siege, cell)))
    front = nearest_m(siege, cell, grid.front[: siege.n_front])
    facts.append(("Front line", _away(front) if front is not None else NO_FRONT))
    hospital = nearest_m(siege, cell, np.flatnonzero(grid.terrain == Terrain.hospital))
    if hospital is not None:
        facts.append(("Hospital", _away(hospital)))
    return tuple(facts)


def cover_text(siege: Siege, cell: int) -> str:
    """How much harder an attack on this cell is than one on open ground."""
    cover = float(siege.grid.cover[cell])
    words = _first_word(cover, COVERS)
    return f"{words}: {cover:.1f} times as hard to attack as open ground" if words else "no cover"


def danger_text(siege: Siege, cell: int) -> str:
    """Whether the cell was struck or fought over today, and the shelling of the last weeks, which fades."""
    grid = siege.grid
    today = [words for layer, words in ((grid.struck, "struck"), (grid.contested, "fought over")) if layer[cell]]
    recent = _first_word(float(grid.danger[cell]), SHELLING)
    past = f"{recent} recent shelling" if recent else "no recent shelling"
    return f"{join_and(today)} on the last day, {past}" if today else f"quiet on the last day, {past}"


def count_lines(siege: Siege, counts: tuple[CellCount, ...]) -> list[str]:
    """Who is in a cell and who died there, a line for each kind; only what there is."""
    lines = [] if any(one.inside or one.aboard for one in counts) else ["Nobody is here"]
    for one in counts:
        name = KIND_NAMES[one.kind]
        states = []
        if one.wounded:
            states.append(f"{number(one.wounded)} wounded")
        if one.special:
            states.append(f"{number(one.special)} {'from abroad' if one.kind == Kind.fighter else 'kin of fighters'}")
        if one.inside:
            lines.append(count(one.inside, name) + (f" ({join_and(states)})" if states else ""))
        if one.aboard:
            lines.append(
                f"{count(one.aboard, name)} who boarded here and {'are' if one.aboard != 1 else 'is'} on the road"
            )
    dead = [count(one.dead, KIND_NAMES[one.kind]) for one in counts if one.dead]
    if dead:
        road = siege.deaths[:, Cause.breach].sum() > 0
        lines.append(f"{capitalized(join_and(dead))} died here{' or on the road from here' if road else ''}")
    return lines


def reading(siege: Siege, cell: int, landmark: str = "") -> dict[str, Any]:
    """The short form for the pointer: `title` and `lines`."""
    summary = place_view(siege, cell, landmark)
    facts = dict(summary.facts)
    lines = count_lines(siege, summary.counts) if "Cover" in facts else []
    lines += [capitalized(facts[label].partition(":")[0]) for label in ("Cover", "Danger") if label in facts]
    if facts.get("Front line", NO_FRONT) != NO_FRONT:
        lines.append(f"Front line {facts['Front line']}")
    return {"title": summary.name, "lines": lines}


def past_reading(siege: Siege, encoder: MapEncoder, planes: bytes, place: tuple[int, int], name: str) -> dict[str, Any]:
    """The short form for a past day, read from its frame: counts are those whose colour was drawn, so they are rough.

    `place` is a column and row of the picture, `name` that of the place.
    """
    view = encoder.viewport
    layers = np.frombuffer(planes, np.uint8).reshape(len(PLANES), view.height, view.width)
    ground, fire, *people = (int(layer[place[1], place[0]]) for layer in layers)
    counts = [encoder.rough_count(kind, people[kind]) for kind in Kind]
    heads = [f"about {count(n, KIND_NAMES[kind])}" for kind, n in zip(Kind, counts, strict=True) if n]
    today = [words for bit, words in ((2, "struck"), (1, "fought over")) if fire & bit]
    lines = [capitalized(join_and(heads)) if heads else "Nobody was here"]
    lines.append(capitalized(HOLDERS[Holder(ground & 3)]))
    if today:
        lines.append(f"{capitalized(join_and(today))} on that day")
    return {"title": name, "lines": lines}


def _first_word(value: float, steps: tuple[tuple[float, str], ...]) -> str:
    return next((word for least, word in steps if value >= least), "")


def _away(metres: float) -> str:
    return f"{distance_text(metres)} away" if metres > 0 else "here"
