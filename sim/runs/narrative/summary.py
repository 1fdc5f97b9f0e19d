"""The outcome of a siege in plain words."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.agents.endings import deal_outcome
from sim.outcomes import DAILY
from sim.runs.narrative.bargaining import REASON_PHRASES, sums_of_yes, terms_text, weighed
from sim.runs.narrative.ledger import date_and_day, ledger_context, sentence
from sim.runs.narrative.outcomes import (
    CAUSE_PHRASES,
    OUTCOME_PHRASES,
    REMNANT_PHRASES,
    deal_result,
    deaths_line,
    status_lines,
)
from sim.state.events import Event
from sim.state.siege import Siege
from sim.state.siege_state import Deal
from sim.text.format import capitalized, count, number

DEALS = {"evacuation": "Evacuation", "split": "A split deal", "surrender": "Surrender"}
#: How an offer came to nothing; the last so many are told.
FAILED = {
    Event.refused: "the garrison refused",
    Event.blocked: "the patron blocked it",
    Event.deal_broken: "the deal was broken off",
    Event.lapsed: "the agreement lapsed, since {linked} was not ready",
}
TOLD = 3


def headline(siege: Siege) -> str:
    """The outcome in one line, without the name of the place."""
    deal, ending = siege.main_deal, siege.ending
    if deal is not None:
        after = f" after {count(deal.refused_before, 'failed offer')}" if deal.refused_before else ""
        ended = DEALS[deal_outcome(deal, siege.scenario.endings.deal_share)]
        return f"{ended} on day {number(deal.signed_day)}{after}: {deal_result(deal)}"
    if ending is None:
        return f"Day {number(siege.day - 1)}, undecided so far"
    how = capitalized(OUTCOME_PHRASES[ending.outcome])
    return f"{how} on day {number(ending.day)}: {CAUSE_PHRASES.get(ending.cause, ending.cause)}"


def run_summary(siege: Siege) -> str:
    """What happened: how it ended and when, the offers, who left and who died. A few lines."""
    lines = [_how(siege), _offers(siege), *status_lines(siege), deaths_line(siege)]
    return "\n".join(lines)


def _how(siege: Siege) -> str:
    deal, ending = siege.main_deal, siege.ending
    said = []
    if deal is not None:
        signed, completed = (date_and_day(siege, day) for day in (deal.signed_day, deal.completed_day))
        out = "the same day" if completed == signed else f"by {completed}"
        agreed = terms_text(deal.package, deal.concession, ledger_context(siege).linked)
        said.append(f"A deal on {agreed} was signed on {signed} and carried out {out}: {deal_result(deal)}.")
    if ending is None:
        said.append(f"The run was cut on {date_and_day(siege, siege.day - 1)}, before the siege was over.")
    elif deal is None:
        cause = CAUSE_PHRASES.get(ending.cause, ending.cause)
        said.append(f"{capitalized(OUTCOME_PHRASES[ending.outcome])} on {date_and_day(siege, ending.day)}: {cause}.")
    elif ending.secondary:
        said.append(f"Those who fought on {REMNANT_PHRASES[ending.secondary]} on {date_and_day(siege, ending.day)}.")
    return " ".join(said)


def _offers(siege: Siege) -> str:
    """Who opened the talks, how many offers failed and why the last ones did, and why the one that held did."""
    deal = siege.main_deal
    failed = [e for e in siege.ledger if e["event"] in FAILED]
    if deal is None:
        if failed:
            last = sentence(failed[-1], ledger_context(siege))
            return f"{capitalized(count(len(failed), 'offer'))} failed, and none held. The last: {last}"
        return "No offer was made." if siege.talks.rounds == 0 else "No offer was answered."
    held = max(
        (
            e
            for e in siege.ledger
            if e["event"] in (Event.accepted, Event.gave_up_unasked) and e["day"] <= deal.signed_day
        ),
        key=lambda e: e["day"],
    )
    before = [e for e in failed if e["day"] <= deal.signed_day]
    why = _last_of(before, ledger_context(siege).linked)
    said = f"{_opener(siege, deal)}{capitalized(count(len(before), 'offer'))} failed before it{why}. "
    said += f"It held because {_why(siege, held)}"
    refused = [e["day"] for e in before if e["event"] == Event.refused]
    if refused:
        first, now = _plight(siege, refused[0]), _plight(siege, deal.signed_day - 1)
        said += f"; at the first refusal, on day {number(refused[0])}, there was {first}, at the signature {now}"
    return f"{said}."


def _opener(siege: Siege, deal: Deal) -> str:
    """Who opened the talks in which the deal was made."""
    opened = [e for e in siege.ledger if e["event"] == Event.talks_opened and e["day"] <= deal.signed_day]
    return f"The {opened[-1]['party']} opened the talks, on day {number(opened[-1]['day'])}. " if opened else ""


def _last_of(failed: Sequence[Mapping[str, Any]], linked: str) -> str:
    """Why the last few of the offers failed."""
    some = failed[-TOLD:]
    why = [f"on day {number(e['day'])} {FAILED[e['event']].format(linked=linked)}{_because(e)}" for e in some]
    return f" ({'the last: ' if len(failed) > TOLD else ''}{'; '.join(why)})" if why else ""


def _because(e: Mapping[str, Any]) -> str:
    return f", above all for {REASON_PHRASES.get(e['reason'], e['reason'])}" if e["event"] == Event.refused else ""


def _why(siege: Siege, held: Mapping[str, Any]) -> str:
    sums, expected = sums_of_yes({**held, "foreigners": ledger_context(siege).foreigners})
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
