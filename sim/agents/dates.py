"""Dates that press: which lie ahead, how near they are, and what becomes of the threats behind them."""

from sim.state.siege import Siege
from sim.theory import deadline

#: Days left where nothing presses.
NEVER = 1e6
#: The dates that may pass unfulfilled, in the order of their marks in `besieger.dates_judged`.
JUDGED = ("ultimatum_day", "finish_by_day")


def threat_day(siege: Siege) -> int:
    """Day of the nearest threat of a storm that is still ahead, or -1."""
    s = siege.scenario
    ahead = [day for day in (s.deadline.ultimatum_day, s.besieger.offensive_day) if day >= siege.day]
    return min(ahead, default=-1)


def days_left(siege: Siege) -> float:
    """Days until the besieger must be done."""
    day = siege.scenario.deadline.finish_by_day
    return float(max(0, day - siege.day)) if day >= 0 else NEVER


def threat(siege: Siege) -> float:
    """How far the garrison expects a threat with a date to be carried out now: belief x nearness."""
    day = threat_day(siege)
    if day < 0:
        return 0.0
    near = deadline.nearness(float(day - siege.day), siege.scenario.deadline.notice_days)
    return siege.garrison.threat_credibility * near


def pressure(siege: Siege) -> float:
    """How near the nearest date is, 0..1."""
    d, day = siege.scenario.deadline, threat_day(siege)
    if day < 0 and d.finish_by_day < siege.day:
        return 0.0
    left = [float(ahead - siege.day) for ahead in (day, d.finish_by_day) if ahead >= siege.day]
    return deadline.nearness(min(left), d.notice_days)


def leave_by(siege: Siege) -> tuple[float, bool]:
    """Days until one would leave by a date, and whether that is a date which both sides know already."""
    ahead = [day - siege.day for day in (threat_day(siege), siege.scenario.deadline.finish_by_day) if day > siege.day]
    usual = siege.scenario.terms.date_days
    if ahead and min(ahead) <= 2 * usual:
        return float(min(ahead)), True
    return usual, False


def judge(siege: Siege) -> None:
    """A date has come and gone: was the threat carried out? Writes minds."""
    mind, d = siege.besieger, siege.scenario.deadline
    for number, name in enumerate(JUDGED):
        day, mark = getattr(d, name), 1 << number
        if not 0 <= day < siege.day or mind.dates_judged & mark or siege.convoy.under_way:
            continue
        mind.dates_judged |= mark
        kept = name == "ultimatum_day" and siege.campaign.pressed
        garrison = siege.garrison
        garrison.threat_credibility = deadline.credibility_after(garrison.threat_credibility, kept, d.credibility_loss)
        siege.write(
            "date_passed",
            "besieger",
            public=True,
            term=name,
            chance=garrison.threat_credibility,
            value=1.0 if kept else 0.0,
        )
