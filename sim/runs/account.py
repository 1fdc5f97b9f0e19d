"""The outcome of a siege in plain words."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.agents.endings import deal_outcome
from sim.outcomes import DAILY
from sim.runs.bargain_words import WEIGHED, sums_of_yes, terms, weighed
from sim.runs.fates import CAUSES, OUTCOMES, REMNANT, parting, toll, whereabouts
from sim.runs.small_words import capital, count, number
from sim.runs.words import line, place_of, when
from sim.state.books import Deal
from sim.state.siege import Siege

DEALS = {"evacuation": "Evacuation", "split": "A split deal", "surrender": "Surrender"}
#: How an offer came to nothing; the last so many are told.
FAILED = {
    "refused": "the garrison refused", "blocked": "the patron blocked it", "deal_broken": "the deal was broken off",
    "lapsed": "the agreement lapsed, since {linked} was not ready",
}  # fmt: skip
TOLD = 3


def headline(siege: Siege) -> str:
    """The outcome in one line, without the name of the place."""
    deal, ending = siege.main_deal, siege.ending
    if deal is not None:
        after = f" after {count(deal.refused_before, 'failed offer')}" if deal.refused_before else ""
        ended = DEALS[deal_outcome(deal, siege.scenario.endings.deal_share)]
        return f"{ended} on day {number(deal.signed_day)}{after}: {parting(deal)}"
    if ending is None:
        return f"Day {number(siege.day - 1)}, undecided so far"
    how = capital(OUTCOMES[ending.outcome])
    return f"{how} on day {number(ending.day)}: {CAUSES.get(ending.cause, ending.cause)}"


def account(siege: Siege) -> str:
    """What happened: how it ended and when, the offers, who left and who died. A few lines."""
    lines = [_how(siege), _offers(siege), *whereabouts(siege), toll(siege)]
    return "\n".join(lines)


def _how(siege: Siege) -> str:
    deal, ending = siege.main_deal, siege.ending
    said = []
    if deal is not None:
        out = "the same day" if deal.completed_day == deal.signed_day else f"by {when(siege, deal.completed_day)}"
        agreed = terms(deal.package, deal.concession, place_of(siege).linked)
        said.append(
            f"A deal on {agreed} was signed on {when(siege, deal.signed_day)} and carried out {out}: {parting(deal)}."
        )
    if ending is None:
        said.append(f"The run was cut on {when(siege, siege.day - 1)}, before the siege was over.")
    elif deal is None:
        cause = CAUSES.get(ending.cause, ending.cause)
        said.append(f"{capital(OUTCOMES[ending.outcome])} on {when(siege, ending.day)}: {cause}.")
    elif ending.secondary:
        said.append(f"Those who fought on {REMNANT[ending.secondary]} on {when(siege, ending.day)}.")
    return " ".join(said)


def _offers(siege: Siege) -> str:
    """Who opened the talks, how many offers failed and why the last ones did, and why the one that held did."""
    deal = siege.main_deal
    failed = [e for e in siege.ledger if e["event"] in FAILED]
    if deal is None:
        if failed:
            last = line(failed[-1], place_of(siege))
            return f"{capital(count(len(failed), 'offer'))} failed, and none held. The last: {last}"
        return "No offer was made." if siege.talks.rounds == 0 else "No offer was answered."
    held = max(
        (e for e in siege.ledger if e["event"] in ("accepted", "gave_up_unasked") and e["day"] <= deal.signed_day),
        key=lambda e: e["day"],
    )
    before = [e for e in failed if e["day"] <= deal.signed_day]
    why = _last_of(before, place_of(siege).linked)
    said = f"{_opener(siege, deal)}{capital(count(len(before), 'offer'))} failed before it{why}. "
    said += f"It held because {_why(siege, held)}"
    refused = [e["day"] for e in before if e["event"] == "refused"]
    if refused:
        first, now = _plight(siege, refused[0]), _plight(siege, deal.signed_day - 1)
        said += f"; at the first refusal, on day {number(refused[0])}, there was {first}, at the signature {now}"
    return f"{said}."


def _opener(siege: Siege, deal: Deal) -> str:
    """Who opened the talks in which the deal was made."""
    opened = [e for e in siege.ledger if e["event"] == "talks_opened" and e["day"] <= deal.signed_day]
    return f"The {opened[-1]['party']} opened the talks, on day {number(opened[-1]['day'])}. " if opened else ""


def _last_of(failed: Sequence[Mapping[str, Any]], linked: str) -> str:
    """Why the last few of the offers failed."""
    some = failed[-TOLD:]
    why = [f"on day {number(e['day'])} {FAILED[e['event']].format(linked=linked)}{_because(e)}" for e in some]
    return f" ({'the last: ' if len(failed) > TOLD else ''}{'; '.join(why)})" if why else ""


def _because(e: Mapping[str, Any]) -> str:
    return f", above all for {WEIGHED.get(e['reason'], e['reason'])}" if e["event"] == "refused" else ""


def _why(siege: Siege, held: Mapping[str, Any]) -> str:
    sums, expected = sums_of_yes({**held, "foreigners": place_of(siege).foreigners})
    said, yes = f"{sums}; {weighed(held)}", f"it would have said yes {round(100 * held['chance'])} times in 100"
    if expected:
        return f"{said}; {yes}"
    return f"this garrison was less set on holding out than its situation alone would say: {said}, and yet {yes}"


def _plight(siege: Siege, day: int) -> str:
    """How things stood on the evening of a day; on that of the signature the fighters may have gone already."""
    today = dict(
        zip((measure.name for measure in DAILY), siege.daily[max(0, min(day, len(siege.daily) - 1))], strict=True)
    )
    return f"food for {number(today['food_days'])} days and a morale of {today['morale_fighters']:.2f}"
