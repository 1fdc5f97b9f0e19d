"""Deadlines: which lie ahead, how near they are, and what becomes of the threats behind them."""

from sim.state.events import Event
from sim.state.siege import Siege
from sim.theory import deadline

#: The dates that may pass unfulfilled, in the order of their marks in `besieger.dates_judged`.
JUDGED = ("ultimatum_day", "finish_by_day")


def pressure(siege: Siege) -> float:
    """How near the nearest date is, 0..1."""
    return deadline.pressure(_named(siege), siege.day, siege.scenario.deadline.notice_days)


def pending(siege: Siege) -> bool:
    """Whether a date lies ahead, or one that has passed is not judged yet, or an announced offensive runs."""
    d, judged = siege.scenario.deadline, siege.besieger.dates_judged
    unjudged = any(getattr(d, name) >= 0 and not judged & 1 << number for number, name in enumerate(JUDGED))
    return unjudged or siege.scenario.besieger.offensive_day >= 0


def _named(siege: Siege) -> tuple[int, int, int]:
    """The days that the scenario names, -1 for none: an ultimatum, an offensive, the day by which he must be done."""
    s = siege.scenario
    return s.deadline.ultimatum_day, s.besieger.offensive_day, s.deadline.finish_by_day


def reopen(siege: Siege, name: str) -> None:
    """Let a date of `JUDGED` be judged once more, since it is given anew. Writes the besieger's mind."""
    siege.besieger.dates_judged &= ~(1 << JUDGED.index(name))


def judge(siege: Siege) -> None:
    """A date has passed: was the threat carried out? Writes minds."""
    mind, d = siege.besieger, siege.scenario.deadline
    for number, name in enumerate(JUDGED):
        day, mark = getattr(d, name), 1 << number
        if not 0 <= day < siege.day or mind.dates_judged & mark or siege.convoy.under_way:
            continue
        mind.dates_judged |= mark
        kept = name == "ultimatum_day" and siege.campaign.pressed
        garrison = siege.garrison
        garrison.threat_credibility = deadline.credibility_after(garrison.threat_credibility, kept, d.credibility_loss)
        siege.log_event(
            Event.deadline_passed,
            "besieger",
            public=True,
            reason=name,
            chance=garrison.threat_credibility,
            value=1.0 if kept else 0.0,
        )
