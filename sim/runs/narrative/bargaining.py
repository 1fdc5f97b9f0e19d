"""Offers, answers and what weighed in them, as phrases and sentences."""

from collections.abc import Mapping
from typing import Any

from sim.state.events import Event
from sim.text.format import number, percent_text
from sim.theory import packages

Entry = Mapping[str, Any]  # an entry of the ledger, with the fields of `ledger.LedgerContext`

#: The main reason of an answer: against the terms in a no, against fighting on in a yes.
REASON_PHRASES = {
    "holding": "the value of holding the place",
    "road": "fear of dying on the road",
    "prison": "fear of captivity",
    "exile": "unwillingness to leave home",
    "doctrine": "a doctrine that forbids giving up",
    "waning": "the little time left to hold the place",
    "dying": "the risk of dying in the fight",
    "families": "the suffering of their families",
    "stripped": "what the terms would have made them leave behind",
    "resolve": "resolve beyond what the situation explains",
}
ALTERNATIVE_PHRASES = {"storm": "storming", "wait": "waiting", "lift": "lifting the siege"}
NEGLIGIBLE = 0.005  # lives; rounds to 0.00


def terms_text(package: int, concession: float, linked: str = "the linked town") -> str:
    """The terms of an offer as a noun phrase; `linked` is the name of the town to which this one is tied."""
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


def terms_of(e: Entry) -> str:
    """The terms that an entry of the ledger is about."""
    return terms_text(e["package"], e["concession"], e["linked"])


def values(e: Entry) -> str:
    """How the faction that was harder to win valued the terms and fighting on."""
    act = "giving up" if packages.gives_up(e["package"]) else "leaving"
    value, alternative, who = harder_faction(e)
    return f"a {who} fighter valued {act} at {value:.2f} and fighting on at {alternative:.2f} (1 = own life)"


def harder_faction(e: Entry) -> tuple[float, float, str]:
    """Value of the terms and of fighting on to the faction that was harder to win, and which it was."""
    value, alternative = e["value"], e["alternative_value"]
    harder = e.get("foreign_value", 0.0) - e.get("foreign_alternative_value", 0.0) < value - alternative
    if e["foreigners"] and harder and not packages.splits(e["package"]):
        return e["foreign_value"], e["foreign_alternative_value"], "foreign"
    return value, alternative, "local"


def reasons_for_yes(e: Entry) -> tuple[str, bool]:
    """The values behind a yes, and whether they favoured it; a few foreigners have a small say."""
    value, alternative, who = harder_faction(e)
    if value > alternative or who == "local" or e["value"] <= e["alternative_value"]:
        return values(e), value > alternative
    local = values({**e, "foreigners": False})
    return f"{local}; foreign fighters valued it at {value:.2f} against {alternative:.2f}, but were too few", True


def answer(e: Entry) -> str:
    """A yes or a no with its reasons; one against the stated values says so."""
    text = f"the garrison {e['event']} {terms_of(e)}"
    if e["event"] == Event.accepted:
        stated, favoured = reasons_for_yes(e)
        return f"{text}{': ' if favoured else ', although '}{stated}{_resolve(e)}; {main_reason(e)}; {probability(e)}"
    value, alternative, _ = harder_faction(e)
    lead = ", although " if value > alternative else ": "
    return f"{text}{lead}{values(e)}{_shortfall(e)}; {main_reason(e)}"


def _resolve(e: Entry) -> str:
    """The hidden resolve that comes on top of the stated values, where it is known and matters."""
    hidden = e["foreign_resolve" if harder_faction(e)[2] == "foreign" else "local_resolve"]
    return "" if hidden is None or abs(hidden) < NEGLIGIBLE else f"; its hidden resolve was {hidden:.2f}"


def _shortfall(e: Entry) -> str:
    """By how much an offer fell short, so that the numbers add up: the gap, the hidden resolve, the conditions."""
    if e["shortfall"] < NEGLIGIBLE:
        return "; the offer did not fall short, but answers also depend on chance"
    value, alternative, who = harder_faction(e)
    hidden = e["foreign_resolve" if who == "foreign" else "local_resolve"]
    if hidden is None:
        return f"; with its hidden resolve, the offer fell short by {e['shortfall']:.2f}"
    conditions = e["shortfall"] - (alternative - value) - hidden
    parts = [f"its hidden resolve ({hidden:.2f})"] if abs(hidden) >= NEGLIGIBLE else []
    parts += [f"the conditions of the offer ({conditions:.2f})"] if abs(conditions) >= NEGLIGIBLE else []
    added = f"adding {' and '.join(parts)}, " if parts else ""
    return f"; {added}the offer fell short by {e['shortfall']:.2f}"


def main_reason(e: Entry) -> str:
    """What weighed most in an answer."""
    return f"main reason: {REASON_PHRASES.get(e['reason'], e['reason'])}"


def probability(e: Entry) -> str:
    """The probability with which an answer was a yes."""
    p = e["chance"]
    text = "under 1" if 0 < p < 0.005 else "over 99" if 0.995 <= p < 1 else percent_text(p)
    return f"probability of acceptance {text}%"


def unasked(e: Entry) -> str:
    """A garrison that surrenders without an offer."""
    return f"the garrison surrendered without an offer: {values(e)}; {main_reason(e)}"


def opened(e: Entry) -> str:
    """Who opened talks, and what they hoped for."""
    text = f"the {e['party']} opened talks{' through a mediator' if e['reason'] == 'mediator' else ''}"
    if "alternative" not in e:
        return text
    if e["party"] == "besieger":
        return f"{text}: its best offer was {besieger_values({**e, 'reason': e['alternative']})}"
    than = "less than" if e["value"] < 0 else "more than"
    return f"{text}: the best deal it could hope for was worth {abs(e['value']):.2f} of a life {than} fighting on"


def besieger_values(e: Entry) -> str:
    """What an offer was worth to the besieger, and its best alternative."""
    act, alternative = ALTERNATIVE_PHRASES.get(e["reason"], "the best alternative"), e["alternative_value"]
    if alternative < 0:
        return f"{_own_lives(e['value'])} to the besieger, while {act} would cost it {number(-alternative)}"
    return f"{_own_lives(e['value'])} to the besieger, against {number(alternative)} for {act}"


def _own_lives(lives: float) -> str:
    """A value in the besieger's unit: lives of its own soldiers."""
    if lives >= 0:
        return f"worth {number(lives)} of its soldiers' lives"
    return f"a loss of {number(-lives)} of its soldiers' lives"


def ordered(e: Entry) -> str:
    """An assault is ordered; sometimes against the besieger's own values, which make a choice only more likely."""
    if e["reason"] == "announced":
        return "the besieger began its announced offensive"
    if e["reason"] == "scheduled":
        return "the besieger began an offensive that nobody had announced"
    storming, waiting = (
        f"{'' if v >= 0 else 'a loss of '}{number(abs(v))}" for v in (e["value"], e["alternative_value"])
    )
    stated = f"it valued storming at {storming} of its soldiers' lives and waiting at {waiting}"
    if e["value"] >= e["alternative_value"]:
        return f"the besieger ordered an assault: {stated}"
    return f"the besieger ordered an assault, although {stated}: commanders do not always choose the better option"


def truce_broken(e: Entry) -> str:
    """Who broke a truce, and over which offer."""
    offered = terms_of(e)
    if e["party"] == "besieger":
        return f"the besieger broke the truce and the talks on {offered}: it was set on storming"
    loss = f"{max(0.0, e['value']):.2f} of a life"
    return f"hardliners broke the truce and the talks on {offered}, which would have cost each of them {loss}"


def objected(e: Entry) -> str:
    """A partner of the besieger objects to an offer, and blocks it or not."""
    did = "blocked" if e["event"] == Event.objected else "objected to but did not block"
    effect = "cost" if e["value"] < 0 else "gained"
    lives = f"{number(abs(e['value']))} of its soldiers' lives"
    return f"the partner {e['party']} {did} {terms_of(e)}, which would have {effect} it {lives}"


def date_passed(e: Entry) -> str:
    """A date named in a threat has come."""
    what = "the ultimatum expired" if e["reason"] == "ultimatum_day" else "the besieger's deadline passed"
    kept = "and the threat was carried out" if e["value"] > 0 else "and nothing happened"
    return f"{what} {kept}; the garrison now believes a threat with a probability of {percent_text(e['chance'])}%"
