"""Offers, answers and what weighed in them, in plain words."""

from collections.abc import Mapping
from typing import Any

from sim.state.events import Event
from sim.text.format import number
from sim.theory import packages

#: What weighed most in an answer: against the terms in a no, against fighting on in a yes.
REASON_PHRASES = {
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
ALTERNATIVE_PHRASES = {"storm": "storming", "wait": "waiting", "lift": "marching off"}


def terms_text(package: int, concession: float, linked: str = "the linked town") -> str:
    """What was offered, in words; `linked` is the name of the town to which this one is tied."""
    offered = packages.Package(package).text.replace("the linked town", linked)
    if packages.gives_up(package) or packages.bare(package):
        return offered
    if unarmed(package, concession):
        baggage = "with families but without arms"
    else:
        baggage = "with light arms and families" if concession < 0.75 else "with arms, families and baggage"
    return f"{offered}, {baggage}"


def unarmed(package: int, concession: float) -> bool:
    """Whether those who leave under these terms leave their arms behind."""
    return packages.bare(package) or concession < 0.125


def on_the_table(e: Mapping[str, Any]) -> str:
    """The terms that an entry of the ledger speaks of."""
    return terms_text(e["package"], e["concession"], e["linked"])


def reckoning(e: Mapping[str, Any]) -> str:
    """What terms and fighting on were worth to the faction that was harder to win."""
    way = "giving up" if packages.gives_up(e["package"]) else "leaving"
    value, outside, who = _hardest(e)
    return f"to a {who} fighter {way} was worth {value:.2f} of a life, fighting on {outside:.2f}"


def _hardest(e: Mapping[str, Any]) -> tuple[float, float, str]:
    """What the terms and fighting on were worth to the faction that was harder to win, and which it was."""
    value, outside = e["value"], e["alternative_value"]
    harder = e.get("foreign_value", 0.0) - e.get("foreign_alternative_value", 0.0) < value - outside
    if e["foreigners"] and harder and not packages.splits(e["package"]):
        return e["foreign_value"], e["foreign_alternative_value"], "foreign"
    return value, outside, "local"


def sums_of_yes(e: Mapping[str, Any]) -> tuple[str, bool]:
    """What a yes rested on, and whether the sums alone would have said it; few foreigners have a small voice."""
    value, outside, who = _hardest(e)
    if value > outside or who == "local" or e["value"] <= e["alternative_value"]:
        return reckoning(e), value > outside
    local = reckoning({**e, "foreigners": False})
    return f"{local}; the foreigners, to whom it was {value:.2f} against {outside:.2f}, did not stop it", True


def answer(e: Mapping[str, Any]) -> str:
    """A yes or a no, with what it rested on; one against the sums is said to be so."""
    said = f"the garrison {e['event']} {on_the_table(e)}"
    if e["event"] == Event.accepted:
        sums, expected = sums_of_yes(e)
        chance = f"{weighed(e)}; it would have said yes {round(100 * e['chance'])} times in 100"
        if expected:
            return f"{said}: {sums}; {chance}"
        return f"{said}, although {sums}: it was less set on holding out than its situation alone would say; {chance}"
    value, outside, _ = _hardest(e)
    why = f": {reckoning(e)}"
    if value > outside:
        why = f", although {reckoning(e)}: it was more set on holding out than its situation alone would say"
    short = f"{e['shortfall']:.2f} of a life" if e["shortfall"] >= 0.005 else "a hair"
    return f"{said}{why}; {weighed(e)}; by its own measure the terms fell short by {short}"


def weighed(e: Mapping[str, Any]) -> str:
    """What weighed most in an answer."""
    return f"what weighed most was {REASON_PHRASES.get(e['reason'], e['reason'])}"


def unasked(e: Mapping[str, Any]) -> str:
    """A garrison that gives itself up without an offer."""
    return f"the garrison gave itself up unasked: {reckoning(e)}; {weighed(e)}"


def opened(e: Mapping[str, Any]) -> str:
    """Who opened talks, and on what hope."""
    said = f"the {e['party']} opened talks{' through a mediator' if e['reason'] == 'mediator' else ''}"
    if "alternative" not in e:
        return said
    if e["party"] == "besieger":
        return f"{said}: the best that it could offer was {own_lives({**e, 'reason': e['alternative']})}"
    worse = "short of" if e["value"] < 0 else "over"
    return f"{said}: its best hope of a deal was {abs(e['value']):.2f} of a life {worse} fighting on"


def own_lives(e: Mapping[str, Any]) -> str:
    """What an offer was worth to the besieger, and the next best way."""
    way, outside = ALTERNATIVE_PHRASES.get(e["reason"], "the next best way"), e["alternative_value"]
    other = f"where {way} would cost it {number(-outside)}" if outside < 0 else f"against {number(outside)} by {way}"
    return f"{_worth(e['value'])} to the besieger, {other}"


def _worth(lives: float) -> str:
    return f"worth {number(lives)} own lives" if lives >= 0 else f"a loss of {number(-lives)} own lives"


def ordered(e: Mapping[str, Any]) -> str:
    """An assault is ordered; sometimes against the besieger's own sums, which make it only less likely."""
    if e["reason"] == "announced":
        return "the besieger began its announced offensive"
    worth = f"storming was {_worth(e['value'])}, waiting {_worth(e['alternative_value'])}"
    if e["value"] >= e["alternative_value"]:
        return f"the besieger ordered an assault: {worth}"
    return f"the besieger ordered an assault, although {worth}: its own sums make a choice likely, not certain"


def truce_broken(e: Mapping[str, Any]) -> str:
    """Who broke a truce, and over what."""
    offered = on_the_table(e)
    if e["party"] == "besieger":
        return f"the besieger broke the truce, and the talks over {offered}: it was set on storming"
    loss = f"{max(0.0, e['value']):.2f} of a life"
    return f"hardliners broke the truce, and the talks over {offered}, which would have cost each of them {loss}"


def objected(e: Mapping[str, Any]) -> str:
    """What a partner of the besieger had against an offer."""
    how = "objected to and blocked" if e["event"] == Event.objected else "objected to, but stood aside from,"
    loss = "cost" if e["value"] < 0 else "gain"
    offered = on_the_table(e)
    return f"the partner {e['party']} {how} {offered}: it would {loss} it {number(abs(e['value']))} own lives"


def date_passed(e: Mapping[str, Any]) -> str:
    """A date that had been threatened with has come."""
    what = "the ultimatum" if e["reason"] == "ultimatum_day" else "the day by which the besieger was to be done"
    kept = "with the threat carried out" if e["value"] > 0 else "and nothing came of it"
    return f"{what} passed {kept}; the garrison now believes {round(100 * e['chance'])} threats in 100"
