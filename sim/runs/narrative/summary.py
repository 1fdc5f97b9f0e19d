"""The summary of a run: how it ended and what it cost, why, and what became of everyone."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.agents.endings import deal_outcome
from sim.outcomes import DAILY, SiegeOutcome
from sim.runs.narrative.bargaining import REASON_PHRASES, main_reason, probability, reasons_for_yes, terms_text
from sim.runs.narrative.ledger import LedgerContext, date_and_day, ledger_context, sentence
from sim.runs.narrative.outcomes import (
    CAUSE_PHRASES,
    civilian_deaths,
    convoy_history,
    deal_result,
    deaths_line,
    status_lines,
)
from sim.state.events import Event
from sim.state.siege import Siege
from sim.state.siege_state import Deal
from sim.text.format import capitalized, count, number

#: How an offer failed.
FAILED = {
    Event.refused: "the garrison refused",
    Event.blocked: "the patron blocked it",
    Event.deal_broken: "the deal was broken off",
    Event.agreement_lapsed: "the agreement lapsed because {linked} was not ready",
}
LAST_FAILURES = 3  # of which the reason is given


def headline(siege: Siege) -> str:
    """The outcome in one line, without the name of the place."""
    deal, ending = siege.main_deal, siege.ending
    if deal is not None:
        after = f" after {count(deal.refused_before, 'failed offer')}" if deal.refused_before else ""
        lead = capitalized(deal_outcome(deal, siege.scenario.endings.deal_share).headline)
        return f"{lead} on day {number(deal.signed_day)}{after}: {deal_result(deal)}"
    if ending is None:
        return f"Day {number(siege.day - 1)}, undecided so far"
    outcome = capitalized(SiegeOutcome[ending.outcome].headline)
    return f"{outcome} on day {number(ending.day)}: {CAUSE_PHRASES.get(ending.cause, ending.cause)}"


def run_summary(siege: Siege) -> str:
    """What happened: the ending and the civilian deaths, why, where everyone is, all deaths. Six lines."""
    return "\n".join([_outcome(siege), _offers(siege), *status_lines(siege), deaths_line(siege)])


def _outcome(siege: Siege) -> str:
    """How it ended, and how many civilians died; then the deal."""
    deal, ending = siege.main_deal, siege.ending
    if deal is not None:
        lead = capitalized(deal_outcome(deal, siege.scenario.endings.deal_share).headline)
        text = f"{lead}, signed on {date_and_day(siege, deal.signed_day)}"
    elif ending is None:
        text = f"The run was stopped on {date_and_day(siege, siege.day - 1)}, before the siege ended"
    else:
        cause = CAUSE_PHRASES.get(ending.cause, ending.cause)
        outcome = capitalized(SiegeOutcome[ending.outcome].headline)
        text = f"{outcome} on {date_and_day(siege, ending.day)}: {cause}"
    parts = [f"{text}.", f"{capitalized(civilian_deaths(siege))}."]
    if deal is not None:
        parts.append(_deal(siege, deal))
        if ending is None:
            parts.append(f"The run was stopped on {date_and_day(siege, siege.day - 1)}, before the siege ended.")
        elif ending.secondary:
            day = date_and_day(siege, ending.day)
            parts.append(f"Those who fought on {SiegeOutcome[ending.secondary].remnant} on {day}.")
    return " ".join(parts)


def _deal(siege: Siege, deal: Deal) -> str:
    """The terms of the deal, when it was completed, and what became of the fighters and their convoy."""
    agreed = terms_text(deal.package, deal.concession, ledger_context(siege).linked)
    same_day = deal.completed_day == deal.signed_day
    when = "the same day" if same_day else f"on {date_and_day(siege, deal.completed_day)}"
    history = convoy_history(deal)
    end = f". {capitalized(history)}." if history else "."
    return f"The deal: {agreed}; completed {when}. {capitalized(deal_result(deal))}{end}"


def _offers(siege: Siege) -> str:
    """Who opened talks, how many offers failed and why the last ones did, and why the accepted one was accepted."""
    deal = siege.main_deal
    failed = [e for e in siege.ledger if e["event"] in FAILED]
    context = ledger_context(siege)
    if deal is None:
        if failed:
            last = sentence(failed[-1], context)
            return f"{capitalized(count(len(failed), 'offer'))} failed and none was carried out. The last: {last}"
        return "No offer was made." if siege.talks.rounds == 0 else "No offer was answered."
    agreed = [e for e in siege.ledger if e["event"] in (Event.accepted, Event.surrendered_unprompted)]
    accepted = max((e for e in agreed if e["day"] <= deal.signed_day), key=lambda e: e["day"])
    before = [e for e in failed if e["day"] <= deal.signed_day]
    text = f"{_opener(siege, deal)}{capitalized(count(len(before), 'offer'))} failed before this one"
    text += f"{_last_failures(before, context.linked)}. {_why_accepted(accepted, context)}."
    refused = [e["day"] for e in before if e["event"] == Event.refused]
    if refused:
        first, last = _situation(siege, refused[0]), _situation(siege, deal.signed_day - 1)
        text += (
            f" Between the first refusal on day {number(refused[0])} and the signature, food went from "
            f"{number(first['food_days'])} to {count(last['food_days'], 'day')} and the garrison's morale from "
            f"{first['morale_fighters']:.2f} to {last['morale_fighters']:.2f}."
        )
    return text


def _opener(siege: Siege, deal: Deal) -> str:
    """Who opened the talks in which the deal was made."""
    opened = [e for e in siege.ledger if e["event"] == Event.talks_opened and e["day"] <= deal.signed_day]
    return f"The {opened[-1]['party']} opened talks on day {number(opened[-1]['day'])}. " if opened else ""


def _last_failures(failed: Sequence[Mapping[str, Any]], linked: str) -> str:
    """Why the last few of the offers failed."""
    some = failed[-LAST_FAILURES:]
    why = [f"day {number(e['day'])}: {FAILED[e['event']].format(linked=linked)}{_because(e)}" for e in some]
    return f" ({'the last: ' if len(failed) > LAST_FAILURES else ''}{'; '.join(why)})" if why else ""


def _because(e: Mapping[str, Any]) -> str:
    if e["event"] != Event.refused:
        return ""
    return f" because of {REASON_PHRASES.get(e['reason'], e['reason'])}"


def _why_accepted(accepted: Mapping[str, Any], context: LedgerContext) -> str:
    """Why the garrison accepted, or surrendered without an offer."""
    entry = {**accepted, **context._asdict()}
    stated, favoured = reasons_for_yes(entry)
    did = "surrendered without an offer" if accepted["event"] == Event.surrendered_unprompted else "accepted"
    link = "because" if favoured else "although"
    return f"The garrison {did} {link} {stated}; {main_reason(entry)}; {probability(entry)}"


def _situation(siege: Siege, day: int) -> dict[str, Any]:
    """The daily series of one evening by column; on that of the signature the fighters may have left already."""
    row = siege.daily[max(0, min(day, len(siege.daily) - 1))]
    return dict(zip((column.name for column in DAILY), row, strict=True))
