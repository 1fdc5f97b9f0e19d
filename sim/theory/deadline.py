"""Dates that both sides know: an ultimatum, an announced offensive, the day by which the besieger must be done.

A coming date makes a storm believed and talks quick; a threat that is not carried out is believed less the next time
(Tomz 2007; Kertzer and Brutger 2016). The sizes are assumptions.
"""

import math

from sim.compiled import rule

#: Days left where nothing presses.
NEVER = 1e6


@rule
def nearness(left, notice):
    """How near a date is, 0..1: 1 - days left / notice; 0 when it is past or further off than the notice."""
    if left < 0.0 or left >= notice:
        return 0.0
    return 1.0 - left / notice


@rule
def threat_day(ultimatum, offensive, day):
    """Day of the nearest threat of a storm that is still ahead, or -1; a day below 0 stands for none."""
    if ultimatum >= day and (ultimatum <= offensive or offensive < day):
        return ultimatum
    return offensive if offensive >= day else -1.0


@rule
def days_left(finish_by, day):
    """Days until the besieger must be done; many where nothing presses."""
    return max(0.0, finish_by - day) if finish_by >= 0.0 else NEVER


@rule
def leave_by(threat, finish_by, day, usual):
    """Days until one would leave by a date, and whether that is a date which both sides know already."""
    nearest = -1.0
    if threat > day:
        nearest = threat - day
    if finish_by > day and (nearest < 0.0 or finish_by - day < nearest):
        nearest = finish_by - day
    if 0.0 <= nearest <= 2.0 * usual:
        return nearest, True
    return usual, False


@rule
def threatened(belief, credibility, near):
    """Belief in a storm under a threat with a date: belief + (1 - belief) x credibility x nearness."""
    return belief + (1.0 - belief) * credibility * near


@rule
def hastened(interval, haste, near):
    """Days between two offers as a date comes near: interval x (1 - haste x nearness)."""
    return interval * (1.0 - haste * near)


@rule
def lateness(days, left):
    """How far a way that takes so many days overruns a date, 0..1: 1 - e^(-(days - left) / 28 days)."""
    return 1.0 - math.exp(-max(0.0, days - left) / 28.0)


@rule
def credibility_after(credibility, kept, step):
    """Belief in his threats after a date has come: it loses a share, or gains that share of what it lacks."""
    return credibility + step * (1.0 - credibility) if kept else credibility * (1.0 - step)
