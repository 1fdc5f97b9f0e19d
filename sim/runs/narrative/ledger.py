"""The ledger in plain English: sentences made from its codes and numbers on reading."""

import datetime
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sim.runs.narrative.bargaining import (
    ALTERNATIVE_PHRASES,
    Entry,
    answer,
    besieger_values,
    date_passed,
    objected,
    opened,
    ordered,
    terms_of,
    truce_broken,
    unasked,
)
from sim.runs.narrative.outcomes import deal_results, ending_text, outcome_headline
from sim.scenario.schedule_text import label_of_parameter, value_text
from sim.state.events import Event
from sim.state.siege import Siege
from sim.tables.runs import EVENTS
from sim.text.format import capitalized, count, number, percent_text, place_title
from sim.theory.packages import Package

#: What observers report, by the event.
REPORTED = {
    Event.push_won: "that the garrison had lost ground",
    Event.push_repulsed: "that an attack had failed",
    Event.talks_opened: "that talks were under way",
    Event.refused: "that an offer had been refused",
    Event.signed: "that a deal had been signed",
    Event.surrendered_unprompted: "that the garrison had surrendered",
    Event.tranche_left: "that a convoy had left",
    Event.incident: "the attack on the convoy",
    Event.completed: "that the convoy had arrived",
}
#: What the patron does about a convoy.
PATRON = {
    "looked_away": "let the convoy pass",
    "protested": "protested against the convoy",
    "watched": "watched the convoy from the air and held its fire",
    "crater": "decided to stop the convoy without striking it",
    "strike": "decided to strike the convoy",
}
INCIDENTS = {
    "road": "attacked in breach of the deal",
    "bomb": "bombed by those left out of the deal",
    "strike": "struck from the air",
}
#: Why a deal was broken off, other than for what happened on the road.
BROKEN_OFF = {
    "void": "the deal was declared void",
    "partner": "the deal was stopped because that of {linked} had failed",
}
#: News from another siege.
NEWS = {
    "stormed": "the place had been stormed", "fallen": "the place had been given up",
    "honoured": "a deal had been kept", "breached": "a convoy had been attacked",
}  # fmt: skip


def date_of(siege: Siege, day: int) -> datetime.date:
    """Calendar date of a day."""
    return siege.scenario.clock.start + datetime.timedelta(days=day)


def date_and_day(siege: Siege, day: int) -> str:
    """12 October 2017 (day 128)."""
    date = date_of(siege, day)
    return f"{date.day} {date:%B %Y} (day {number(day)})"


class LedgerContext(NamedTuple):
    """What the sentences of a ledger need to know beyond its entries."""

    foreigners: bool = True  # whether the garrison has any
    linked: str = "the linked town"  # name of the town to which this one is tied
    local_resolve: float | None = None  # hidden resolve of the local fighters, in lives; None where it is not known
    foreign_resolve: float | None = None
    deal_results: Mapping[int, str] = MappingProxyType({})  # what each deal did, by the day of its completion
    ending: str = ""  # how the siege ended, in full


#: For entries of which nothing else is known.
NO_CONTEXT = LedgerContext()


def ledger_context(siege: Siege) -> LedgerContext:
    """What the sentences of this siege's ledger need to know."""
    linked = place_title(siege.linked_to) if siege.linked_to else NO_CONTEXT.linked
    mind, foreigners = siege.garrison, siege.scenario.garrison.foreign_share > 0
    return LedgerContext(
        foreigners, linked, mind.hidden_local, mind.hidden_foreign, deal_results(siege), ending_text(siege)
    )


def sentence(entry: Mapping[str, Any], context: LedgerContext = NO_CONTEXT) -> str:
    """One event of the ledger as a sentence."""
    entry = {**entry, **context._asdict()}
    write = SENTENCES.get(entry["event"], lambda e: f"{e['party']}: {e['event'].replace('_', ' ')}")
    return f"{capitalized(write(entry))}."


def _talks_broken_off(e: Entry) -> str:
    if e["reason"] == "void":
        return "talks were forbidden"
    alternative = ALTERNATIVE_PHRASES.get(e["reason"], "its alternatives")
    return f"the besieger broke off the talks: no offer promised it more than {alternative}"


def _push(e: Entry) -> str:
    result = "succeeded" if e["event"] == Event.push_won else "was repulsed"
    losses = f"{number(e['alternative_value'])} attackers" if e["alternative_value"] != 1 else "1 attacker"
    return f"an attack {result}, with {losses} killed; the garrison holds {percent_text(e['value'])}% of its ground"


def _reported(e: Entry) -> str:
    what = REPORTED.get(e["reason"], e["reason"].replace("_", " "))
    return f"{e['party']} reported {what}{'' if e.get('public', True) else ', but only to their own side'}"


def _signed(e: Entry) -> str:
    leaving, fighters = e["value"], count(e["alternative_value"], "fighter")
    who = f"all {fighters}" if leaving == e["alternative_value"] > 1 else f"{number(leaving)} of {fighters}"
    return f"a deal was signed: {terms_of(e)}; {who} are to leave"


def _completed(e: Entry) -> str:
    result = e["deal_results"].get(e["day"], "")
    return f"the deal was completed{': ' if result else ''}{result}"


def _exposed(e: Entry) -> str:
    """At the end of a siege the later day on which a secret comes out is drawn: that is no event of this day."""
    who = "hired drivers" if e["reason"] == "drivers" else "witnesses"
    if e["value"] > e["day"]:
        return f"the denied deal stayed hidden until after the siege; {who} exposed it on day {number(e['value'])}"
    return f"the denied deal was exposed by {who}"


def _deal_broken(e: Entry) -> str:
    why = BROKEN_OFF.get(e["reason"], "the convoy turned back and the deal was broken off")
    return why.format(linked=e["linked"])


def _news_received(e: Entry) -> str:
    what = NEWS.get(e["reason"], e["reason"].replace("_", " "))
    return f"news arrived from {place_title(e['origin'])}: {what}"


def _parameter_changed(e: Entry) -> str:
    name = e["reason"]
    before, now = value_text(name, e["alternative_value"]), value_text(name, e["value"])
    return f"{label_of_parameter(name)} changed from {before} to {now}, as scheduled"


SENTENCES: dict[str, Callable[[Entry], str]] = {
    Event.talks_opened: opened,
    Event.talks_broken_off: _talks_broken_off,
    Event.offer: lambda e: f"the besieger offered {terms_of(e)}: {besieger_values(e)}",
    Event.accepted: answer,
    Event.refused: answer,
    Event.surrendered_unprompted: unasked,
    Event.blocked: lambda e: (
        f"the besieger's patron blocked {terms_of(e)}: it would have been held responsible for the consequences"
    ),
    Event.objected: objected,
    Event.abstained: objected,
    Event.departure_promised: lambda e: f"the garrison promised to leave on day {number(e['value'])}: {terms_of(e)}",
    Event.truce_broken: truce_broken,
    Event.deadline_passed: date_passed,
    Event.signed: _signed,
    Event.tranche_left: lambda e: f"convoy {e['round']} left with {count(e['value'], 'person', 'people')}",
    Event.boarding_checked: lambda e: (
        f"checks at boarding stopped {count(e['value'], 'fighter')} who carried more arms than agreed or were left "
        "out of the deal"
    ),
    Event.incident: lambda e: (
        f"the convoy was {INCIDENTS[e['reason']]} and halted; {count(e['value'], 'person', 'people')} died"
    ),
    Event.patron_decided: lambda e: f"the besieger's patron {PATRON[e['reason']]}",
    Event.cratered: lambda e: (
        f"the patron's aircraft cratered the road ahead of the convoy, which is stranded with "
        f"{count(e['value'], 'civilian')} and {count(e['alternative_value'], 'fighter')} aboard"
    ),
    Event.column_shrank: lambda e: (
        f"{count(e['value'], 'person', 'people')} slipped out of the stranded convoy, and "
        f"{count(e['alternative_value'], 'fighter')} gave up"
    ),
    Event.resumed: lambda e: "the convoy set off again",
    Event.deal_broken: _deal_broken,
    Event.completed: _completed,
    Event.denied: lambda e: "the besieger denied that there was a deal",
    Event.exposed: _exposed,
    Event.condemned: lambda e: f"the UN condemned the displacement of {count(e['value'], 'civilian')}",
    Event.arrested: lambda e: (
        f"of the fighters who settled, {number(e['value'])} would be arrested within a year of the end"
    ),
    Event.campaign_ordered: ordered,
    Event.campaign_halted: lambda e: "the besieger called off the assault",
    Event.offensive_announced: lambda e: f"the besieger announced an offensive for day {number(e['value'])}",
    Event.ultimatum_given: lambda e: (
        f"the besieger gave the garrison an ultimatum that runs out on day {number(e['value'])}"
    ),
    Event.ceasefire_began: lambda e: f"a ceasefire of {count(e['value'], 'day')} began",
    Event.ceasefire_ended: lambda e: "the ceasefire ended",
    Event.parameter_changed: _parameter_changed,
    Event.push_won: _push,
    Event.push_repulsed: _push,
    Event.reported: _reported,
    Event.agreement_reached: lambda e: f"{terms_of(e)} was agreed, to be signed when {e['linked']} is ready",
    Event.agreement_lapsed: lambda e: f"the agreement lapsed because {e['linked']} was not ready in time",
    Event.transfer_arrived: lambda e: (
        f"{count(e['value'], 'man', 'men')} from {place_title(e['origin'])} joined the {e['party']}"
    ),
    Event.news_received: _news_received,
    Event.reinforced: lambda e: f"{count(e['value'], 'man', 'men')} joined the {e['party']}",
    Event.ended: lambda e: f"the siege ended: {e['ending'] or outcome_headline(e['reason'])}",
}


def ledger_text(ledger: Mapping[str, list[Any]]) -> str:
    """The ledger as text: one line per event, with its date, its day and, in a theatre, its siege."""
    lines = []
    for row, day in enumerate(ledger["day"]):
        date, siege = ledger["date"][row], ledger["siege"][row]
        where = f"{place_title(siege)}: " if siege else ""
        lines.append(f"{date.day} {date:%B %Y} (day {number(day)}): {where}{ledger['text'][row]}\n")
    return "".join(lines)


def ledger_columns(siege: Siege, name: str | None = None) -> dict[str, list[Any]]:
    """The ledger as lists by column of `sim.tables.runs.EVENTS`; `name` is that of the siege in a theatre."""
    context = ledger_context(siege)
    rows = []
    for entry in siege.ledger:
        package = entry.get("package")
        rows.append(
            entry
            | {
                "siege": name,
                "date": date_of(siege, entry["day"]),
                "package": None if package is None else Package(package).name,
                "text": sentence(entry, context),
            }
        )
    return {column.name: [row.get(column.name) for row in rows] for column in EVENTS}
