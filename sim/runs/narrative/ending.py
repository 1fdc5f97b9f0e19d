"""An ending for a reader in a hurry: the dead first, then how it ended, and what the garrison weighed at each offer."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sim.outcomes import DAILY
from sim.runs.narrative.bargaining import NEGLIGIBLE, harder_faction
from sim.runs.narrative.ledger import LedgerContext
from sim.runs.narrative.outcomes import civilian_deaths
from sim.runs.narrative.summary import headline
from sim.state.columns import Cause, Kind, Status
from sim.state.events import Event
from sim.state.siege import Siege
from sim.text.format import capitalized, count, number
from sim.theory import packages

COLUMN = {series.name: index for index, series in enumerate(DAILY)}
#: Shares of those inside who died from which an ending counts as costly, as grave, and as a massacre.
TOLLS = {"costly": 0.01, "grave": 0.05, "massacre": 0.2}
ANSWERS = {
    Event.refused: "refused",
    Event.accepted: "accepted",
    Event.surrendered_unprompted: "surrendered without an offer",
}


class OfferValues(NamedTuple):
    """What a fighter expected of fighting on, leaving and giving up when an offer was answered, in lives."""

    day: int
    answer: str  # as in ANSWERS
    who: str  # local or foreign: the faction that was harder to win
    fight: float
    leave: float | None  # None: not known
    give_up: float | None
    offered: str  # "leave" or "give_up": the option that the offer was about
    needed: float | None  # the value that a yes needed, with hidden resolve and conditions; None: it was enough


def headline_with_deaths(siege: Siege) -> str:
    """How many civilians and fighters died, how many were killed on the road, and how it ended, in this order."""
    parts = [capitalized(civilian_deaths(siege))]
    dead = siege.people_in(Kind.fighter, Status.dead)
    if dead:
        there = sum(siege.people_in(Kind.fighter, status) for status in Status if status != Status.awaited)
        parts[0] += f"; {number(dead)} of {count(there, 'fighter')} died"
    killed = killed_on_road(siege)
    if killed:
        parts.append(f"{number(killed)} {'person was' if killed == 1 else 'people were'} killed on the road")
    return f"{'. '.join([*parts, headline(siege)])}."


def killed_on_road(siege: Siege) -> int:
    """How many people died of attacks on a convoy."""
    return int(siege.deaths[:, Cause.breach].sum())


def toll(siege: Siege) -> str:
    """How deadly a siege was: `small`, or a key of `TOLLS`; at least `costly` where anyone was killed on the road.

    What counts is the higher of two shares: of the civilians who died, and of all who were inside.
    """
    dead = {kind: siege.people_in(kind, Status.dead) for kind in (Kind.civilian, Kind.fighter)}
    there = {kind: sum(siege.people_in(kind, status) for status in Status if status != Status.awaited) for kind in dead}
    civilians = dead[Kind.civilian] / max(1, there[Kind.civilian])
    share = max(civilians, sum(dead.values()) / max(1, sum(there.values())))
    reached = [name for name, least in TOLLS.items() if share >= least]
    return reached[-1] if reached else "costly" if killed_on_road(siege) else "small"


def offer_values(
    ledger: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]], context: LedgerContext
) -> list[OfferValues]:
    """What was weighed at each answer of the garrison, in order, from the ledger and the rows of the daily series."""
    return [_values(entry, rows, context) for entry in ledger if entry["event"] in ANSWERS]


def _values(entry: Mapping[str, Any], rows: Sequence[Sequence[Any]], context: LedgerContext) -> OfferValues:
    value, fight, who = harder_faction({**entry, **context._asdict()})
    offered = "give_up" if packages.gives_up(entry["package"]) else "leave"
    row = rows[entry["day"] - 1] if 1 <= entry["day"] <= len(rows) else None
    options: dict[str, float | None] = {"leave": None, "give_up": None}
    if row is not None:  # the series has no value of giving up for foreigners
        side = "garrison" if who == "local" else "foreign"
        options = {
            name: float(row[COLUMN[f"{side}_{name}"]]) if f"{side}_{name}" in COLUMN else None for name in options
        }
    options[offered] = value
    shortfall = entry.get("shortfall", 0.0)
    needed = value + shortfall if entry["event"] == Event.refused and shortfall >= NEGLIGIBLE else None
    return OfferValues(
        entry["day"], ANSWERS[entry["event"]], who, fight, options["leave"], options["give_up"], offered, needed
    )
