"""What the pages read of a siege. All that they know of its books and columns goes through here."""

import datetime
from typing import Any, NamedTuple

import numpy as np

from sim.agents import road
from sim.model import SiegeModel
from sim.outcomes import DAILY
from sim.runs import account
from sim.runs.words import count, date_of, line, number
from sim.state.columns import FOREIGN, KIN, Array, Cause, Kind, Status
from sim.state.siege import Siege
from sim.theatre.model import TheatreModel

#: Name of a daily measure -> its place in a row.
COLUMN = {measure.name: place for place, measure in enumerate(DAILY)}
KINDS = {Kind.civilian: "civilian", Kind.fighter: "fighter", Kind.besieger: "besieger"}
#: Who is in a cell is listed up to so many of each kind.
MOST_LISTED = 12
#: What a line of the ledger is about, for a mark beside it.
TOPICS: dict[str, tuple[str, ...]] = {
    "talks": ("talks_opened", "talks_broken_off", "offer", "accepted", "refused", "blocked", "gave_up_unasked"),
    "deal": (
        "signed",
        "checked",
        "tranche_left",
        "completed",
        "incident",
        "deal_broken",
        "patron_decided",
        "cratered",
        "column_shrank",
        "resumed",
        "arrested",
    ),
    "war": ("campaign_ordered", "campaign_halted", "push_won", "push_repulsed", "reinforced"),
    "seen": ("reported", "denied", "exposed", "condemned"),
    "end": ("ended",),
}
_TOPIC = {event: topic for topic, events in TOPICS.items() for event in events}


class Day(NamedTuple):
    """How a siege stands, for the page. `rows` and `ledger` only ever grow; the first `days` and `lines` count."""

    day: int  # days carried out so far
    date: datetime.date
    rows: list[tuple[Any, ...]]
    days: int
    ledger: list[dict[str, Any]]
    lines: int
    foreigners: bool
    over: bool
    headline: str
    account: str
    deaths: dict[str, int]
    standing: dict[str, str]  # figures of today, in words
    road: "Road | None"
    world_day: int = -1  # of the theatre, where it is one
    members: "tuple[Member, ...]" = ()


class Member(NamedTuple):
    """One siege of a theatre, in a line."""

    name: str
    day: int
    state: str  # in words
    kind: str  # "before", "war", "truce", "deal" or "fallen", for a mark beside it
    ties: str  # what it has to do with the others
    watched: bool


class Road(NamedTuple):
    """A convoy between the pocket and its refuge."""

    km: float
    stages: tuple[tuple[str, str, float, float], ...]  # name, who holds it, share of the way from and to
    tranches: int
    boarded: int
    on_road: tuple[tuple[int, float], ...]  # number of the tranche and the share of the way that it has done
    aboard: int
    evacuated: int
    halted: bool
    stranded: bool
    secret: bool
    done: bool
    broken: bool


def day_of(siege: Siege) -> Day:
    """The siege as it stands after its last day."""
    over = siege.ending is not None
    return Day(
        day=siege.day,
        date=date_of(siege, max(0, siege.day - 1)),
        rows=siege.daily,
        days=len(siege.daily),
        ledger=siege.ledger,
        lines=len(siege.ledger),
        foreigners=siege.scenario.garrison.foreign_share > 0,
        over=over,
        headline=account.headline(siege) if over or siege.main_deal else "",
        account=account.account(siege) if over else "",
        deaths={KINDS[kind]: siege.people_in(kind, Status.dead) for kind in Kind},
        standing=standing_of(siege),
        road=road_of(siege),
    )


def members_of(whole: TheatreModel, watched: str) -> tuple[Member, ...]:
    """Every siege of a theatre, in a line each."""
    made = []
    for name, siege in whole.sieges.items():
        state, kind = _state_of(whole, name)
        made.append(Member(name.replace("_", " "), siege.day, state, kind, _ties_of(whole, name), name == watched))
    return tuple(made)


def _state_of(whole: TheatreModel, name: str) -> tuple[str, str]:
    siege = whole.sieges[name]
    deal, begins = siege.main_deal, whole.begins[name] - whole.day
    if siege.ending is not None:
        return account.headline(siege), "deal" if deal is not None else "fallen"
    if begins > 0:
        return f"begins in {count(begins, 'day')}", "before"
    if siege.convoy.under_way:
        road = road_of(siege)
        share = f"tranche {road.boarded} of {road.tranches} has boarded" if road else "a deal is carried out"
        return f"convoy halted, {share}" if halted(siege) else share, "truce"
    if siege.link.agreed:
        return "has agreed to a deal, and waits for the other town", "truce"
    if siege.truce():
        return "truce", "truce"
    return "under assault" if siege.campaign.pressed else "besieged", "war"


def _ties_of(whole: TheatreModel, name: str) -> str:
    tied = [a if b == name else b for a, b in (t.between for t in whole.theatre.links.values()) if name in (a, b)]
    book, said = whole.sieges[name].link, []
    if tied:
        words = " and ".join(other.replace("_", " ") for other in tied)
        said.append(f"tied to {words}" if book.linked else f"was tied to {words}" if whole.day else f"tied to {words}")
    for people, joined in (("fighter", book.joined_fighters), ("besieger", book.joined_besiegers)):
        if joined:
            said.append(f"{count(joined, people)} joined from elsewhere")
    coming = sum(
        int(whole.sieges[march.origin].heads(np.array(march.rows)))
        for march in whole.books.marches
        if march.destination == name
    )
    if coming:
        said.append(f"{count(coming, 'man', 'men')} on the march to it")
    return "; ".join(said)


def standing_of(siege: Siege) -> dict[str, str]:
    """Who is where today, in a few figures."""
    civilians, fighters, besiegers = (siege.inside(kind) for kind in Kind)
    said = {
        "Civilians inside": number(civilians),
        "Fighters inside": number(fighters),
        "Besiegers": number(besiegers),
        "Ground held": f"{siege.ground_share():.0%}",
        "Ration": f"{siege.stores.civilian_ration:.0%}",
    }
    if siege.truce():
        said["Guns"] = "silent"
    elif siege.campaign.pressed:
        said["Guns"] = "assault"
    world = siege.public
    if world.heat >= 0.01:
        said["The world's attention"] = f"{world.heat:.0%}"
    if world.denied:
        said["The deal"] = "came out" if 0 <= world.exposed_day <= siege.day else "denied"
    return said


def road_of(siege: Siege) -> Road | None:
    """The convoy, from the signature on; None where nobody signed, or nobody was to leave."""
    convoy = siege.convoy
    if not siege.deals or not convoy.tranches:
        return None
    deal, length = siege.deals[-1], road.length_km(siege)
    ends = [0.0]
    for stage in road.stages(siege):
        ends.append(ends[-1] + stage.km / length)
    return Road(
        km=length,
        stages=tuple(
            (stage.name, stage.held_by, start, end)
            for stage, start, end in zip(road.stages(siege), ends, ends[1:], strict=False)
        ),
        tranches=convoy.tranches,
        boarded=convoy.boarding,
        on_road=tuple((place + 1, min(1.0, km / length)) for place, km in enumerate(convoy.km) if km >= 0.0),
        aboard=sum(siege.people_in(kind, Status.aboard) for kind in Kind),
        evacuated=sum(siege.people_in(kind, Status.evacuated) for kind in Kind),
        halted=halted(siege),
        stranded=convoy.under_way and convoy.stranded_since >= 0,
        secret=convoy.secret,
        done=deal.completed_day >= 0,
        broken=deal.broken,
    )


def halted(siege: Siege) -> bool:
    """Whether a convoy is under way and stands."""
    convoy = siege.convoy
    return convoy.under_way and (siege.day <= convoy.halted_until or convoy.stranded_since >= 0)


def sight_of(siege: Siege) -> dict[str, float]:
    """How much each observer sees, 0 to 1."""
    watching = siege.scenario.observers
    names = {"aircraft": "from the air", "monitors": "at the crossings", "journalists": "the press"}
    return {words: float(getattr(watching, name)) for name, words in names.items() if hasattr(watching, name)}


def lines_of(day: Day, most: int) -> list[dict[str, Any]]:
    """The newest lines of the ledger in words, newest first."""
    found = []
    for entry in reversed(day.ledger[max(0, day.lines - most) : day.lines]):
        topic = _TOPIC.get(entry["event"], "other")
        found.append({"day": entry["day"], "topic": topic, "words": line(entry, day.foreigners)})
    return found


def series(day: Day, name: str, most: int = 300) -> list[tuple[int, float]]:
    """Day and value of a daily measure, thinned to about `most` points, the last one among them."""
    step = max(1, -(-day.days // most))
    places = [*range(0, day.days, step)]
    if places and places[-1] != day.days - 1:
        places.append(day.days - 1)
    column = COLUMN[name]
    return [(day.rows[place][0], day.rows[place][column]) for place in places]


def value(day: Day, name: str) -> Any:
    """Today's value of a daily measure; None before the first day."""
    return day.rows[day.days - 1][COLUMN[name]] if day.days else None


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
        "status": account.STATUS[person.kind].get(person.status, person.status.name)
        if person.status != Status.inside
        else "inside"
        if person.kind != Kind.besieger
        else "in the ring",
        "wounded": 0 < float(person.health) < 1,
    }


def toll(siege: Siege) -> dict[str, int]:
    """The dead of all kinds by cause, the most frequent first."""
    by_cause = {cause.name: int(siege.toll[:, cause].sum()) for cause in Cause}
    return {name: dead for name, dead in sorted(by_cause.items(), key=lambda pair: -pair[1]) if dead}


def crowds(siege: Siege) -> Array:
    """People inside by kind and cell, int32 (3, cells)."""
    return siege.grid.crowd
