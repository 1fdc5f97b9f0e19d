"""What the pages read of a siege. All that they know of its books goes through here; people: persons.py."""

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.agents import road
from sim.dashboard.look import unbroken
from sim.outcomes import DAILY
from sim.runs.narrative import summary
from sim.runs.narrative.ledger import LedgerContext, date_of, ledger_context, sentence
from sim.state.columns import Array, Kind, Status
from sim.state.siege import Siege
from sim.text.format import number

if TYPE_CHECKING:
    from sim.dashboard.members import Member

#: Name of a daily measure -> its place in a row.
COLUMN = {measure.name: place for place, measure in enumerate(DAILY)}
KINDS = {Kind.civilian: "civilian", Kind.fighter: "fighter", Kind.besieger: "besieger"}
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
    place: LedgerContext  # what the words of the ledger need to know
    over: bool
    headline: str
    account: str
    deaths: dict[str, int]
    standing: dict[str, str]  # figures of today, in words
    road: "Road | None"
    watched: str = ""  # who watches, and what was seen last, in words
    world_day: int = -1  # of the theatre, where it is one
    members: "tuple[Member, ...]" = ()


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
        place=ledger_context(siege),
        over=over,
        headline=summary.headline(siege) if over or siege.main_deal else "",
        account=summary.run_summary(siege) if over else "",
        deaths={KINDS[kind]: siege.people_in(kind, Status.dead) for kind in Kind},
        standing=standing_of(siege),
        road=road_of(siege),
        watched=watched_in_words(siege),
    )


def per_cent(share: float) -> str:
    """A share 0..1 in words."""
    return unbroken(f"{100 * share:.0f} %")


def standing_of(siege: Siege) -> dict[str, str]:
    """Who is where today, in a few figures."""
    civilians, fighters, besiegers = (siege.inside(kind) for kind in Kind)
    said = {
        "Civilians inside": number(civilians),
        "Fighters inside": number(fighters),
        "Besiegers": number(besiegers),
        "Ground held": per_cent(siege.ground_share()),
        "Ration": per_cent(siege.stores.civilian_ration),
    }
    if siege.truce():
        said["Guns"] = "silent"
    elif siege.campaign.pressed:
        said["Guns"] = "assault"
    world = siege.public
    if world.attention >= 0.01:
        said["The world's attention"] = per_cent(world.attention)
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


#: What was seen -> where it is on the map: on the front, or where those who leave board. Talks have no place.
PLACE_OF = dict.fromkeys(("push_won", "push_repulsed"), "front") | dict.fromkeys(
    ("tranche_left", "incident", "completed"), "gate"
)
FRESH_DAYS = 3  # for which a report is shown


def reports(siege: Siege) -> list[dict[str, Any]]:
    """What observers reported in the last days, the newest first. In the model a sight is a share of events seen."""
    found = []
    for entry in reversed(siege.ledger):
        if siege.day - entry["day"] > FRESH_DAYS:
            break
        if entry["event"] == "reported":
            found.append(entry)
    return found


def seen_places(siege: Siege) -> set[str]:
    """Where on the map something was seen of late: `front`, `gate`."""
    return {PLACE_OF[entry["reason"]] for entry in reports(siege) if entry["reason"] in PLACE_OF}


def watched_in_words(siege: Siege) -> str:
    """Who watches how much, and what was seen last."""
    told = [f"{words} {per_cent(share)}" for words, share in sight_of(siege).items() if share > 0]
    if not told:
        return "Nobody watches"
    said = f"Share of events seen: {', '.join(told)}"
    fresh = reports(siege)
    if fresh:
        said += f". Day {fresh[0]['day']}: {sentence(fresh[0])}"
    return said


def lines_of(day: Day, most: int) -> list[dict[str, Any]]:
    """The newest lines of the ledger in words, newest first."""
    found = []
    for entry in reversed(day.ledger[max(0, day.lines - most) : day.lines]):
        topic = _TOPIC.get(entry["event"], "other")
        found.append({"day": entry["day"], "topic": topic, "words": unbroken(sentence(entry, day.place))})
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


def crowds(siege: Siege) -> Array:
    """People inside by kind and cell, int32 (3, cells)."""
    return siege.grid.crowd
