"""What decided each run: the last answer or act at the table, its package, and the reason that weighed most."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.runs.narrative.bargaining import ALTERNATIVE_PHRASES, REASON_PHRASES
from sim.state.events import Event
from sim.theory.packages import Package

#: Events by which a deal came about.
AGREED = (Event.accepted, Event.surrendered_unprompted)
#: Events by which there was none: the last of them decides.
FAILED = (
    Event.refused,
    Event.blocked,
    Event.objected,
    Event.talks_broken_off,
    Event.truce_broken,
    Event.deal_broken,
    Event.agreement_lapsed,
)
NO_TALKS = "no_talks"  # nothing was ever put on the table
KEY = ["case", "replicate"]
COLUMNS = ("point", "replicate", "day", "event", "package", "reason")


def decisions(table: pd.DataFrame, cases: Sequence[str], ledger: pd.DataFrame) -> pd.DataFrame:
    """One row a run, in the order of `table`: case, replicate, class, and the event, package and reason that decided.

    `table` as of `read_history`; `cases` are the cases by point; `ledger` has `COLUMNS`, in the order of events.
    """
    ledger = ledger.assign(case=ledger["point"].map(dict(enumerate(cases))))
    runs = table[[*KEY, "class", "signed_day"]]
    entries = ledger.merge(runs, on=KEY)
    signed = entries["signed_day"].notna()
    agreed = signed & entries["event"].isin(AGREED) & (entries["day"] <= entries["signed_day"])
    failed = ~signed & entries["event"].isin(FAILED)
    last = entries[agreed | failed].drop_duplicates(KEY, keep="last")[[*KEY, "event", "package", "reason"]]
    made = runs.drop(columns="signed_day").merge(last, on=KEY, how="left")
    return made.fillna({"event": NO_TALKS, "package": "", "reason": ""})


def read_ledger(folder: Path) -> pd.DataFrame:
    """The events of a sweep that may decide, with `COLUMNS`, in order. Raises ScenarioError if it has no ledger."""
    import pyarrow.compute as pc

    from sim.sweep.read import dataset

    wanted = [str(event) for event in (*AGREED, *FAILED)]
    table = dataset(folder, "ledger").to_table(columns=list(COLUMNS), filter=pc.field("event").isin(wanted))
    return table.to_pandas().sort_values(["point", "replicate", "day"], kind="stable", ignore_index=True)


def term_text(event: str, reason: str) -> str:
    """What decided, in a few words: `accepted: the risk of dying in the fight`."""
    if event == NO_TALKS:
        return "no offer was answered"
    if event == Event.talks_broken_off:
        return f"no offer: the besieger preferred {ALTERNATIVE_PHRASES.get(reason, reason or 'another option')}"
    text = event.replace("_", " ")
    return f"{text}: {REASON_PHRASES.get(reason, reason.replace('_', ' '))}" if reason else text


def package_text(package: str) -> str:
    """The name of a package for reading; a dash where there was none."""
    return package.replace("_", " ") if package in Package.__members__ else "–"
