"""The ledger in plain words, made from codes and numbers on reading."""

import datetime
from collections.abc import Mapping
from typing import Any

from sim.runs.bargain_words import (
    OTHER_WAY,
    answer,
    date_passed,
    objected,
    opened,
    ordered,
    own_lives,
    terms,
    truce_broken,
    unasked,
)
from sim.runs.small_words import capital, count, number
from sim.state.siege import Siege
from sim.theory.packages import Package

OUTCOMES = {
    "evacuation": "evacuated under a deal",
    "split": "ended by a deal that split the garrison",
    "surrender": "surrendered under a deal",
    "stormed": "taken by storm",
    "relieved": "relieved from outside",
    "lifted": "given up by the besieger",
    "collapse": "fallen with its garrison's collapse",
    "stalemate": "undecided to the end",
}
#: What observers report.
SEEN = {
    "push_won": "that ground had fallen",
    "push_repulsed": "that an attack had failed",
    "talks_opened": "that there were talks",
    "refused": "that an offer had been refused",
    "signed": "that there was a deal",
    "gave_up_unasked": "that the garrison gave itself up",
    "tranche_left": "that a convoy had left",
    "incident": "the attack on the convoy",
    "completed": "that all had arrived",
}
#: What the patron does about a column.
PATRON = {
    "looked_away": "let the column go",
    "protested": "protested against the column's going",
    "watched": "watched the column from the air and held its fire",
    "crater": "meant to stop the column without striking it",
    "strike": "meant to strike the column",
}
INCIDENTS = {"road": "attacked", "bomb": "bombed by those left out of the deal", "strike": "struck from the air"}
#: Why a deal was over, where not for what happened on the road.
TURNED = {
    "void": "the deal was declared void",
    "partner": "the other town's deal had failed, and this one was stopped in answer",
}
#: What is heard of another siege.
HEARD = {
    "stormed": "that the place was stormed", "fallen": "that the place was given up",
    "honoured": "that a deal was kept", "breached": "that a convoy was attacked",
}  # fmt: skip
#: Columns of the ledger as a table; an event has some of them.
LEDGER = (
    "day", "date", "event", "party", "public", "package", "concession", "value", "outside", "foreign_value",
    "foreign_outside", "chance", "term", "sufficed", "round", "belief", "words",
)  # fmt: skip


def date_of(siege: Siege, day: int) -> datetime.date:
    """Calendar date of a day."""
    return siege.scenario.clock.start + datetime.timedelta(days=day)


def when(siege: Siege, day: int) -> str:
    """12 October 2017 (day 128)."""
    date = date_of(siege, day)
    return f"{date.day} {date:%B %Y} (day {number(day)})"


def line(entry: Mapping[str, Any], foreigners: bool = True) -> str:
    """One event of the ledger as a sentence; `foreigners` tells whether the garrison has any."""
    entry = {**entry, "foreigners": foreigners}
    write = SENTENCES.get(entry["event"], lambda e: f"{e['party']}: {e['event'].replace('_', ' ')}")
    return f"{capital(write(entry))}."


def _push(e: Mapping[str, Any]) -> str:
    how = "succeeded" if e["event"] == "push_won" else "was repulsed"
    price = count(e["outside"], "attacker")
    return f"a push {how} at {price} dead; the garrison holds {e['value']:.0%} of its ground"


def _reported(e: Mapping[str, Any]) -> str:
    return f"{e['party']} reported {SEEN.get(e['term'], e['term'].replace('_', ' '))}"


SENTENCES = {
    "talks_opened": opened,
    "talks_broken_off": lambda e: (
        "the talks were forbidden"
        if e["term"] == "void"
        else f"the besieger broke off the talks: no offer beat {OTHER_WAY.get(e['term'], 'none')}"
    ),
    "offer": lambda e: f"the besieger offered {terms(e['package'], e['concession'])}: {own_lives(e)}",
    "accepted": answer,
    "refused": answer,
    "gave_up_unasked": unasked,
    "blocked": lambda e: f"the besieger's patron blocked {terms(e['package'], e['concession'])}",
    "objected": objected,
    "stood_aside": objected,
    "promised": lambda e: (
        f"the garrison promised to leave on day {number(e['value'])} under {terms(e['package'], e['concession'])}"
    ),
    "truce_broken": truce_broken,
    "date_passed": date_passed,
    "signed": lambda e: (
        f"a deal was signed on {terms(e['package'], e['concession'])}: of {count(e['outside'], 'fighter')} "
        f"{number(e['value'])} are to leave"
    ),
    "tranche_left": lambda e: f"convoy {e['round']} left with {count(e['value'], 'person', 'people')}",
    "checked": lambda e: f"checks at boarding found {count(e['value'], 'person', 'people')} outside the terms",
    "incident": lambda e: (
        f"the convoy was {INCIDENTS[e['term']]} and halted; {count(e['value'], 'person', 'people')} died"
    ),
    "patron_decided": lambda e: f"the besieger's patron {PATRON[e['term']]}",
    "cratered": lambda e: (
        f"the patron's aircraft cratered the road before the column, with {count(e['value'], 'civilian')} and "
        f"{count(e['outside'], 'fighter')} aboard; it is stranded"
    ),
    "column_shrank": lambda e: (
        f"{count(e['value'], 'person', 'people')} slipped out of the stranded column, and "
        f"{count(e['outside'], 'fighter')} of the deal gave up"
    ),
    "resumed": lambda e: "the convoy went on",
    "deal_broken": lambda e: TURNED.get(e["term"], "the convoy turned back, and the deal was over"),
    "completed": lambda e: "the deal was carried out to the end",
    "denied": lambda e: "the besieger denied that there was a deal",
    "exposed": lambda e: (
        f"what had been denied came out on day {number(e['value'])}, told by "
        f"{'hired drivers' if e['term'] == 'drivers' else 'those who had seen it'}"
    ),
    "condemned": lambda e: f"the UN condemned the displacement of {count(e['value'], 'civilian')}",
    "arrested": lambda e: f"of those who had settled {count(e['value'], 'fighter')} were arrested within a year",
    "campaign_ordered": ordered,
    "campaign_halted": lambda e: "the besieger called off the assault",
    "push_won": _push,
    "push_repulsed": _push,
    "reported": _reported,
    "agreed": lambda e: f"{terms(e['package'], e['concession'])} was agreed, to be signed when the other town is ready",
    "lapsed": lambda e: "the agreement lapsed: the other town was not ready in time",
    "joined": lambda e: f"{count(e['value'], 'man', 'men')} from {e['origin']} joined the {e['party']}",
    "heard": lambda e: f"word came {HEARD.get(e['term'], 'of what had happened')} at {e['origin']}",
    "reinforced": lambda e: f"{count(e['value'], 'man', 'men')} joined the besieger",
    "ended": lambda e: f"the siege is over: {OUTCOMES.get(e['term'], 'how is not known')}",
}


def ledger_columns(siege: Siege) -> dict[str, list[Any]]:
    """The ledger as a table: flat columns, names for codes, and the words."""
    foreigners = siege.scenario.garrison.foreign_share > 0
    extra = sorted({name for entry in siege.ledger for name in entry} - set(LEDGER))
    rows = []
    for entry in siege.ledger:
        package = entry.get("package")
        rows.append(
            entry
            | {
                "date": date_of(siege, entry["day"]),
                "package": None if package is None else Package(package).name,
                "words": line(entry, foreigners),
            }
        )
    return {name: [row.get(name) for row in rows] for name in (*LEDGER, *extra)}
