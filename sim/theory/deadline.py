"""Dates that both sides know: an ultimatum, an announced offensive, the day by which the besieger must be done.

A coming date makes a storm credible and talks quick; a threat that is not carried out is believed less the next time
(Tomz 2007; Kertzer and Brutger 2016). The sizes are assumptions.
"""

import math

from sim.compiled import rule
from sim.constants import constant

#: Days left where nothing presses.
NEVER = 1e6
OVERRUN_DAYS = constant(
    28.0, "day", "overrun of a deadline at which 63 % of the cost of being late is due", low=7.0, high=90.0
)
LONGEST_WAIT = constant(
    2.0, "ratio", "furthest date that a package by a date may name, over the usual one", low=1.0, high=4.0
)


@rule
def nearness(left: float, notice: float) -> float:
    """How near a date is, 0..1: 1 - days left / notice; 0 when it is past or further off than the notice.

    >>> nearness(7.0, 28.0)
    0.75
    """
    if left < 0.0 or left >= notice:
        return 0.0
    return 1.0 - left / notice


@rule
def threat_day(ultimatum: float, offensive: float, day: float) -> float:
    """Day of the nearest threat of a storm that is still ahead, or -1; a day below 0 stands for none."""
    if ultimatum >= day and (ultimatum <= offensive or offensive < day):
        return ultimatum
    return offensive if offensive >= day else -1.0


@rule
def threat(credibility: float, ultimatum: float, offensive: float, day: float, notice: float) -> float:
    """How far the garrison expects a dated threat to be carried out now: credibility x nearness of the date."""
    nearest = threat_day(ultimatum, offensive, day)
    if nearest < 0.0:
        return 0.0
    return credibility * nearness(nearest - day, notice)


@rule
def days_left(finish_by: float, day: float) -> float:
    """Days until the besieger must be done; very many where nothing presses."""
    return max(0.0, finish_by - day) if finish_by >= 0.0 else NEVER


@rule
def leave_by(threat: float, finish_by: float, day: float, usual: float) -> tuple[float, bool]:
    """Days until one would leave by a date, and whether that is a date which both sides know already."""
    nearest = -1.0
    if threat > day:
        nearest = threat - day
    if finish_by > day and (nearest < 0.0 or finish_by - day < nearest):
        nearest = finish_by - day
    if 0.0 <= nearest <= LONGEST_WAIT * usual:
        return nearest, True
    return usual, False


@rule
def threatened(belief: float, credibility: float, near: float) -> float:
    """Belief in a storm under a threat with a date: belief + (1 - belief) x credibility x nearness."""
    return belief + (1.0 - belief) * credibility * near


@rule
def hastened(interval: float, haste: float, near: float) -> float:
    """Days between two offers as a date comes near: interval x (1 - haste x nearness)."""
    return interval * (1.0 - haste * near)


@rule
def lateness(days: float, left: float) -> float:
    """Lateness of an option that takes `days`, 0..1: 1 - e^(-(days - left) / 28 days)."""
    return 1.0 - math.exp(-max(0.0, days - left) / OVERRUN_DAYS)


@rule
def credibility_after(credibility: float, kept: bool, step: float) -> float:
    """Belief in his threats after a date has come: it loses a share, or gains that share of what it lacks."""
    return credibility + step * (1.0 - credibility) if kept else credibility * (1.0 - step)


def pressure(dates: tuple[int, ...], day: int, notice: float) -> float:
    """How near the nearest of some dates is, 0..1; one below `day` is past, or stands for none."""
    left = [float(date - day) for date in dates if date >= day]
    return nearness(min(left), notice) if left else 0.0


def offer_interval(usual: float, haste: float, near: float) -> int:
    """Whole days between two offers, at least one; `usual` days, hastened as a date comes near."""
    return max(1, round(hastened(usual, haste, near)))
