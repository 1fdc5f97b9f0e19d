"""The ledger in plain words, made from codes and numbers on reading."""

import datetime
from collections.abc import Mapping
from typing import Any

from sim.state.siege import Siege
from sim.theory import packages
from sim.theory.packages import Package

#: By number of the package.
OFFERED = (
    "safe passage for all",
    "safe passage for the local fighters alone",
    "surrender",
    "surrender of the local fighters alone",
    "the honours of war, flags flying",
    "bare lives: the fighters without arms or families",
    "a secret way out, without flags and to be denied",
    "safe passage for all, the wounded ahead of the others",
    "buses for bodies and prisoners",
    "safe passage in step with the linked town",
    "safe passage by a date, unless relief comes before",
    "papers for locals who stay and safe passage for the rest",
)

#: What weighed most in an answer: against the terms in a no, against fighting on in a yes.
WEIGHED = {
    "holding": "what holding the place is worth to them",
    "road": "fear for their lives on the road",
    "prison": "fear of what captivity would bring",
    "exile": "unwillingness to leave home",
    "doctrine": "a cause that forbids giving up",
    "waning": "how little time was left to hold the place",
    "dying": "how likely they were to die there",
    "families": "what their families suffered",
    "stripped": "what the terms would have made them leave behind",
    "resolve": "their own temper, beyond what the situation alone would say",
}
OTHER_WAY = {"storm": "storming", "wait": "waiting", "lift": "marching off"}
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


def number(value: float) -> str:
    """12 345; large counts in threes."""
    return f"{round(value):,}".replace(",", " ")


def count(heads: float, one: str, many: str = "") -> str:
    """1 fighter, 2 fighters, no fighters."""
    return f"{number(heads) if round(heads) else 'no'} {one if round(heads) == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """With a capital; the rest as it is."""
    return text[:1].upper() + text[1:]


def listed(parts: list[str]) -> str:
    """a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def date_of(siege: Siege, day: int) -> datetime.date:
    """Calendar date of a day."""
    return siege.scenario.clock.start + datetime.timedelta(days=day)


def when(siege: Siege, day: int) -> str:
    """12 October 2017 (day 128)."""
    date = date_of(siege, day)
    return f"{date.day} {date:%B %Y} (day {number(day)})"


def terms(package: int, concession: float) -> str:
    """What was offered, in words."""
    if packages.gives_up(package) or packages.bare(package):
        return OFFERED[package]
    if concession < 0.125:
        baggage = "with families but without arms"
    else:
        baggage = "with light arms and families" if concession < 0.75 else "with arms, families and baggage"
    return f"{OFFERED[package]}, {baggage}"


def line(entry: Mapping[str, Any], foreigners: bool = True) -> str:
    """One event of the ledger as a sentence; `foreigners` tells whether the garrison has any."""
    entry = {**entry, "foreigners": foreigners}
    write = SENTENCES.get(entry["event"], lambda e: f"{e['party']}: {e['event'].replace('_', ' ')}")
    return f"{capital(write(entry))}."


def reckoning(e: Mapping[str, Any]) -> str:
    """What terms and fighting on were worth to the faction that was harder to win."""
    package = e["package"]
    way = "giving up" if packages.gives_up(package) else "leaving"
    value, outside, who = e["value"], e["outside"], "local"
    harder = e.get("foreign_value", 0.0) - e.get("foreign_outside", 0.0) < value - outside
    if e["foreigners"] and harder and not packages.splits(package):
        value, outside, who = e["foreign_value"], e["foreign_outside"], "foreign"
    return f"to a {who} fighter {way} was worth {value:.2f} of a life, fighting on {outside:.2f}"


def _answer(e: Mapping[str, Any]) -> str:
    said = f"the garrison {e['event']} {terms(e['package'], e['concession'])}: {reckoning(e)}; {_weighed(e)}"
    if e["event"] == "accepted":
        return f"{said}; it would have said yes {round(100 * e['chance'])} times in 100"
    return f"{said}, and it fell short by {e['sufficed']:.2f} of a life"


def _weighed(e: Mapping[str, Any]) -> str:
    return f"what weighed most was {WEIGHED.get(e['term'], e['term'])}"


def _unasked(e: Mapping[str, Any]) -> str:
    return f"the garrison gave itself up unasked: {reckoning(e)}; {_weighed(e)}"


def _opened(e: Mapping[str, Any]) -> str:
    said = f"the {e['party']} opened talks{' through a mediator' if e['term'] == 'mediator' else ''}"
    if "way" not in e:
        return said
    if e["party"] == "besieger":
        return f"{said}: the best that it could offer was {_own_lives({**e, 'term': e['way']})}"
    worse = "short of" if e["value"] < 0 else "over"
    return f"{said}: its best hope of a deal was {abs(e['value']):.2f} of a life {worse} fighting on"


def _own_lives(e: Mapping[str, Any]) -> str:
    way = OTHER_WAY.get(e["term"], "the next best way")
    return f"worth {number(e['value'])} own lives to the besieger, against {number(e['outside'])} by {way}"


def _ordered(e: Mapping[str, Any]) -> str:
    if e["term"] == "announced":
        return "the besieger began its announced offensive"
    worth = f"worth {number(e['value'])} own lives, waiting {number(e['outside'])}"
    return f"the besieger ordered an assault: {worth}"


def _push(e: Mapping[str, Any]) -> str:
    how = "succeeded" if e["event"] == "push_won" else "was repulsed"
    price = count(e["outside"], "attacker")
    return f"a push {how} at {price} dead; the garrison holds {e['value']:.0%} of its ground"


def _reported(e: Mapping[str, Any]) -> str:
    return f"{e['party']} reported {SEEN.get(e['term'], e['term'].replace('_', ' '))}"


def _truce_broken(e: Mapping[str, Any]) -> str:
    offered = terms(e["package"], e["concession"])
    if e["party"] == "besieger":
        return f"the besieger broke the truce, and the talks over {offered}: it was set on storming"
    loss = f"{max(0.0, e['value']):.2f} of a life"
    return f"hardliners broke the truce, and the talks over {offered}, which would have cost each of them {loss}"


def _objected(e: Mapping[str, Any]) -> str:
    how = "objected to and blocked" if e["event"] == "objected" else "objected to, but stood aside from,"
    loss = "cost" if e["value"] < 0 else "gain"
    offered = terms(e["package"], e["concession"])
    return f"the partner {e['party']} {how} {offered}: it would {loss} it {number(abs(e['value']))} own lives"


def _date_passed(e: Mapping[str, Any]) -> str:
    what = "the ultimatum" if e["term"] == "ultimatum_day" else "the day by which the besieger was to be done"
    kept = "with the threat carried out" if e["value"] > 0 else "and nothing came of it"
    return f"{what} passed {kept}; the garrison now believes {round(100 * e['chance'])} threats in 100"


SENTENCES = {
    "talks_opened": _opened,
    "talks_broken_off": lambda e: (
        "the talks were forbidden"
        if e["term"] == "void"
        else f"the besieger broke off the talks: no offer beat {OTHER_WAY.get(e['term'], 'none')}"
    ),
    "offer": lambda e: f"the besieger offered {terms(e['package'], e['concession'])}: {_own_lives(e)}",
    "accepted": _answer,
    "refused": _answer,
    "gave_up_unasked": _unasked,
    "blocked": lambda e: f"the besieger's patron blocked {terms(e['package'], e['concession'])}",
    "objected": _objected,
    "stood_aside": _objected,
    "promised": lambda e: (
        f"the garrison promised to leave on day {number(e['value'])} under {terms(e['package'], e['concession'])}"
    ),
    "truce_broken": _truce_broken,
    "date_passed": _date_passed,
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
    "campaign_ordered": _ordered,
    "campaign_halted": lambda e: "the besieger called off the assault",
    "push_won": _push,
    "push_repulsed": _push,
    "reported": _reported,
    "agreed": lambda e: f"{terms(e['package'], e['concession'])} was agreed, to be signed when the other town is ready",
    "lapsed": lambda e: "the agreement lapsed: the other town was not ready in time",
    "joined": lambda e: f"{count(e['value'], 'man', 'men')} from {e['origin']} joined the {e['party']}",
    "heard": lambda e: f"word came {HEARD.get(e['term'], 'of what had happened')} at {e['origin']}",
    "reinforced": lambda e: f"{count(e['value'], 'man', 'men')} joined the besieger",
    "ended": lambda e: f"the siege was {OUTCOMES.get(e['term'], 'over')}",
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
