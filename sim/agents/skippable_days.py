"""The number of days on which, by the state of the siege, no party can act; a random draw may end them sooner."""

from sim.agents import deadlines, schedule
from sim.state.siege import Siege


def days(siege: Siege, most: int) -> int:
    """How many days, at most `most`, may be carried out in a row: 1 where something is under way or a date is near.

    The last of them is for Python to finish, so the day before something that is due counts as the last one.
    """
    if most <= 1 or _under_way(siege) or deadlines.pending(siege):
        return 1
    scenario, today = siege.scenario, siege.day
    until = min(scenario.clock.horizon_days, schedule.next_day(siege) or scenario.clock.horizon_days)
    return max(1, min(most, until - today))


def _under_way(siege: Siege) -> bool:
    """Whether there is something that every day must look at: a push, an offer, a truce, a road, a linked town."""
    talks, link, public = siege.talks, siege.link, siege.public
    return bool(
        siege.campaign.pressed
        or siege.campaign.pushing
        or talks.on_table
        or talks.leave_day >= 0
        or siege.day <= talks.truce_until
        or siege.convoy.under_way
        or link.linked
        or link.agreed
        or (public.denied and public.exposed_day < 0)
        or siege.scenario.partners
        or schedule.lifts(siege)
    )
