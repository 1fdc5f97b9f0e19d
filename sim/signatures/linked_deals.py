"""What bands may ask of a theatre's run: how linked towns kept step, read from the ledgers and rows of its sieges."""

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.state.events import Event

if TYPE_CHECKING:
    import pandas as pd

#: Columns that are made here, counts over all deals that linked towns signed on one day: these deals, those broken on
#: either side, tranches that left more than one ahead of the other town's, attacks on a convoy, those of them while the
#: other convoy was on its way, and those of these after which it did not stand.
LINKED_DEAL_COLUMNS = ("pairs", "pairs_broken", "out_of_step", "attacks", "attacks_seen", "attacks_unanswered")
#: What is read of the ledgers.
EVENTS = (Event.signed, Event.tranche_left, Event.incident, Event.resumed, Event.completed, Event.deal_broken)


class ConvoyTimeline(NamedTuple):
    """A convoy from the signature to its end, by calendar dates."""

    signed: datetime.date
    left: list[datetime.date]
    attacked: list[datetime.date]
    over: datetime.date | None  # carried out or broken; None where the run was cut
    broken: bool
    resumed: list[datetime.date]


def with_linked_deals(
    runs: "pd.DataFrame", ledger: "pd.DataFrame", ties: Mapping[str, tuple[str, str]], key: list[str]
) -> "pd.DataFrame":
    """The runs of a theatre with LINKED_DEAL_COLUMNS added; `key` names the columns that identify a run."""
    some = ledger[ledger["event"].isin(EVENTS)]
    lines: dict[Any, pd.DataFrame] = dict(list(some.groupby(key)))
    rows = []
    for _, run in runs.iterrows():
        part = lines.get(tuple(run[name] for name in key))
        convoys = (
            {}
            if part is None
            else {str(name): convoys_of(its.to_dict("records")) for name, its in part.groupby("siege")}
        )
        halts = {name: int(run[f"sieges.{name}.halt_days"]) for pair in ties.values() for name in pair}
        rows.append(figures(convoys, halts, ties.values()))
    return runs.assign(**{name: [its[name] for its in rows] for name in LINKED_DEAL_COLUMNS})


def convoys_of(lines: Iterable[Mapping[Any, Any]]) -> list[ConvoyTimeline]:
    """The convoys of one siege, from its ledger in order."""
    convoys: list[ConvoyTimeline] = []
    for line in lines:
        if line["event"] == Event.signed:
            convoys.append(ConvoyTimeline(line["date"], [], [], None, False, []))
        elif line["event"] in (Event.completed, Event.deal_broken):
            convoys[-1] = convoys[-1]._replace(over=line["date"], broken=line["event"] == Event.deal_broken)
        else:
            last = convoys[-1]
            which = {Event.tranche_left: last.left, Event.incident: last.attacked, Event.resumed: last.resumed}
            which[line["event"]].append(line["date"])
    return convoys


def figures(
    convoys: Mapping[str, list[ConvoyTimeline]], halts: Mapping[str, int], ties: Iterable[tuple[str, str]]
) -> dict[str, int]:
    """LINKED_DEAL_COLUMNS of one run: siege -> its convoys, siege -> days on which they stood."""
    counts: dict[str, int] = dict.fromkeys(LINKED_DEAL_COLUMNS, 0)
    for a, b in ties:
        for here, there in ((x, y) for x in convoys.get(a, []) for y in convoys.get(b, []) if x.signed == y.signed):
            counts["pairs"] += 1
            counts["pairs_broken"] += here.broken or there.broken
            counts["out_of_step"] += tranches_ahead(here, there) + tranches_ahead(there, here)
            for one, other, name in ((here, there, b), (there, here, a)):
                seen = [day for day in one.attacked if other.over is None or day < other.over]
                counts["attacks"] += len(one.attacked)
                counts["attacks_seen"] += len(seen)
                counts["attacks_unanswered"] += sum(not (halts[name] and stood_still(day, one, other)) for day in seen)
    return counts


def tranches_ahead(one: ConvoyTimeline, other: ConvoyTimeline) -> int:
    """Tranches of one that left when the other, which had more to send, was more than one behind."""
    return sum(
        sum(day <= at for day in other.left) < min(number, len(other.left)) for number, at in enumerate(one.left)
    )


def stood_still(attacked: datetime.date, one: ConvoyTimeline, other: ConvoyTimeline) -> bool:
    """Whether nothing left or arrived from the other town until the attacked convoy went on or its deal was over."""
    after = [day for day in one.resumed if day > attacked]
    until = min(after, default=one.over)
    moved = [*other.left, *([] if other.over is None or other.broken else [other.over])]
    return not any(attacked < day and (until is None or day < until) for day in moved)
