"""The ledger in plain words, made from codes and numbers on reading."""

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sim.runs.narrative.bargaining import (
    ALTERNATIVE_PHRASES,
    answer,
    date_passed,
    objected,
    on_the_table,
    opened,
    ordered,
    own_lives,
    truce_broken,
    unasked,
)
from sim.runs.narrative.outcomes import OUTCOME_PHRASES, deal_results, ending_text
from sim.state.siege import Siege
from sim.tables.runs import EVENTS
from sim.text.format import capitalized, count, number, place_title
from sim.theory.packages import Package

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
INCIDENTS = {
    "road": "attacked in breach of the deal",
    "bomb": "bombed by those left out of the deal",
    "strike": "struck from the air",
}
#: Why a deal was over, where not for what happened on the road.
TURNED = {
    "void": "the deal was declared void",
    "partner": "the deal of {linked} had failed, and this one was stopped in answer",
}
#: What is heard of another siege.
HEARD = {
    "stormed": "that the place was stormed", "fallen": "that the place was given up",
    "honoured": "that a deal was kept", "breached": "that a convoy was attacked",
}  # fmt: skip


def date_of(siege: Siege, day: int) -> datetime.date:
    """Calendar date of a day."""
    return siege.scenario.clock.start + datetime.timedelta(days=day)


def date_and_day(siege: Siege, day: int) -> str:
    """12 October 2017 (day 128)."""
    date = date_of(siege, day)
    return f"{date.day} {date:%B %Y} (day {number(day)})"


class LedgerContext(NamedTuple):
    """What the words of a ledger need to know beside its entries."""

    foreigners: bool = True  # whether the garrison has any
    linked: str = "the linked town"  # name of the town to which this one is tied
    deal_results: Mapping[int, str] = MappingProxyType({})  # what each deal did, by the day of its completion
    ending: str = ""  # how it ended, in full


#: A siege of which nothing is known but its entries.
NO_CONTEXT = LedgerContext()


def ledger_context(siege: Siege) -> LedgerContext:
    """What the words of this siege's ledger need to know."""
    linked = place_title(siege.linked_to) if siege.linked_to else NO_CONTEXT.linked
    return LedgerContext(siege.scenario.garrison.foreign_share > 0, linked, deal_results(siege), ending_text(siege))


def sentence(entry: Mapping[str, Any], place: LedgerContext = NO_CONTEXT) -> str:
    """One event of the ledger as a sentence."""
    entry = {**entry, **place._asdict()}
    write = SENTENCES.get(entry["event"], lambda e: f"{e['party']}: {e['event'].replace('_', ' ')}")
    return f"{capitalized(write(entry))}."


def _push(e: Mapping[str, Any]) -> str:
    how = "succeeded" if e["event"] == "push_won" else "was repulsed"
    price = count(e["alternative_value"], "attacker")
    return f"a push {how} at {price} dead; the garrison holds {e['value']:.0%} of its ground"


def _reported(e: Mapping[str, Any]) -> str:
    what = SEEN.get(e["reason"], e["reason"].replace("_", " "))
    return f"{e['party']} reported {what}{'' if e.get('public', True) else ', to their own side alone'}"


def _completed(e: Mapping[str, Any]) -> str:
    did = e["deal_results"].get(e["day"], "")
    return f"the deal was carried out to the end{': ' if did else ''}{did}"


def _exposed(e: Mapping[str, Any]) -> str:
    """When a siege ends it is drawn on which later day a secret will come out: that is no event of this day."""
    who = "hired drivers" if e["reason"] == "drivers" else "those who had seen it"
    if e["value"] > e["day"]:
        return f"what had been denied stayed hidden until after the siege; {who} told of it on day {number(e['value'])}"
    return f"what had been denied came out, told by {who}"


SENTENCES = {
    "talks_opened": opened,
    "talks_broken_off": lambda e: (
        "the talks were forbidden"
        if e["reason"] == "void"
        else "the besieger broke off the talks: no offer had hope enough to be worth more than "
        f"{ALTERNATIVE_PHRASES.get(e['reason'], 'none')}"
    ),
    "offer": lambda e: f"the besieger offered {on_the_table(e)}: {own_lives(e)}",
    "accepted": answer,
    "refused": answer,
    "gave_up_unasked": unasked,
    "blocked": lambda e: (
        f"the besieger's patron learnt of it and blocked {on_the_table(e)}: "
        "it would have had to answer for what came of it"
    ),
    "objected": objected,
    "stood_aside": objected,
    "promised": lambda e: f"the garrison promised to leave on day {number(e['value'])} under {on_the_table(e)}",
    "truce_broken": truce_broken,
    "date_passed": date_passed,
    "signed": lambda e: (
        f"a deal was signed on {on_the_table(e)}: of {count(e['alternative_value'], 'fighter')} "
        f"{number(e['value'])} are to leave"
    ),
    "tranche_left": lambda e: f"convoy {e['round']} left with {count(e['value'], 'person', 'people')}",
    "checked": lambda e: (
        f"checks at boarding caught {count(e['value'], 'fighter')} with more arms than agreed, or left out of the deal"
    ),
    "incident": lambda e: (
        f"the convoy was {INCIDENTS[e['reason']]} and halted; {count(e['value'], 'person', 'people')} died"
    ),
    "patron_decided": lambda e: f"the besieger's patron {PATRON[e['reason']]}",
    "cratered": lambda e: (
        f"the patron's aircraft cratered the road before the column, with {count(e['value'], 'civilian')} and "
        f"{count(e['alternative_value'], 'fighter')} aboard; it is stranded"
    ),
    "column_shrank": lambda e: (
        f"{count(e['value'], 'person', 'people')} slipped out of the stranded column, and "
        f"{count(e['alternative_value'], 'fighter')} of the deal gave up"
    ),
    "resumed": lambda e: "the convoy went on",
    "deal_broken": lambda e: TURNED.get(e["reason"], "the convoy turned back, and the deal was over").format(
        linked=e["linked"]
    ),
    "completed": _completed,
    "denied": lambda e: "the besieger denied that there was a deal",
    "exposed": _exposed,
    "condemned": lambda e: f"the UN condemned the displacement of {count(e['value'], 'civilian')}",
    "arrested": lambda e: (
        f"of those who had settled {count(e['value'], 'fighter')} would be arrested within a year of the end"
    ),
    "campaign_ordered": ordered,
    "campaign_halted": lambda e: "the besieger called off the assault",
    "push_won": _push,
    "push_repulsed": _push,
    "reported": _reported,
    "agreed": lambda e: f"{on_the_table(e)} was agreed, to be signed when {e['linked']} is ready",
    "lapsed": lambda e: f"the agreement lapsed: {e['linked']} was not ready in time",
    "joined": lambda e: f"{count(e['value'], 'man', 'men')} from {place_title(e['origin'])} joined the {e['party']}",
    "heard": lambda e: f"word came {HEARD.get(e['reason'], 'of what had happened')} at {place_title(e['origin'])}",
    "reinforced": lambda e: f"{count(e['value'], 'man', 'men')} joined the besieger",
    "ended": lambda e: f"the siege is over: {e['ending'] or OUTCOME_PHRASES.get(e['reason'], 'how is not known')}",
}


def ledger_text(ledger: Mapping[str, list[Any]]) -> str:
    """The ledger to be read: a line an event, with its date, its day and, in a theatre, its siege."""
    lines = []
    for place, day in enumerate(ledger["day"]):
        date, siege = ledger["date"][place], ledger["siege"][place]
        where = f"{place_title(siege)}: " if siege else ""
        lines.append(f"{date.day} {date:%B %Y} (day {number(day)}): {where}{ledger['text'][place]}\n")
    return "".join(lines)


def ledger_columns(siege: Siege, name: str | None = None) -> dict[str, list[Any]]:
    """The ledger by column of `sim.tables.runs.EVENTS`, names for codes, and the words; `name` is that in a theatre."""
    place = ledger_context(siege)
    rows = []
    for entry in siege.ledger:
        package = entry.get("package")
        rows.append(
            entry
            | {
                "siege": name,
                "date": date_of(siege, entry["day"]),
                "package": None if package is None else Package(package).name,
                "text": sentence(entry, place),
            }
        )
    return {column.name: [row.get(column.name) for row in rows] for column in EVENTS}
