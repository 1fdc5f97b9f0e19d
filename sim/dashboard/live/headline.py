"""The figures of the headline strip: civilians dead, food, the best offer against fighting on, days besieged."""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.dashboard.live.view_model import COLUMN, SiegeView
from sim.dashboard.theme import keep_numbers_whole
from sim.runs.timeline_series import first_reckoning, series_of
from sim.text.format import NO_VALUE, capitalized, count, number, percent_text

#: Food that lasts longer than this is said to last longer.
LONGEST_FOOD_DAYS = 999


class HeadlineFigure(NamedTuple):
    """One figure of the strip: its name, its value, and what explains it."""

    name: str
    value: str
    detail: str


def headline_figures(view: SiegeView, day: int | None = None) -> list[HeadlineFigure]:
    """The figures on the evening of a day; None: of the last one."""
    last = view.days - 1 if day is None else min(day, view.days - 1)
    row = {name: view.rows[last][column] for name, column in COLUMN.items()} if last >= 0 else None
    return [
        _civilians_dead(view, row),
        _food(row),
        _best_offer(view, row, last),
        _days_besieged(view, last, day is None),
    ]


def _civilians_dead(view: SiegeView, row: Mapping[str, Any] | None) -> HeadlineFigure:
    dead, first = row["dead_civilians"] if row else view.deaths["civilian"], view.initial.civilians
    share = f"{percent_text(dead / first)}% of {number(first)}" if first else "there were none"
    return HeadlineFigure("Civilians dead", keep_numbers_whole(number(dead)), keep_numbers_whole(share))


def _food(row: Mapping[str, Any] | None) -> HeadlineFigure:
    name = "Food left"
    if row is None:
        return HeadlineFigure(name, NO_VALUE, "known from the first day on")
    eaters = row["fighters"] + row["civilians"]
    if not eaters:
        return HeadlineFigure(name, NO_VALUE, "nobody is left to feed")
    ration = (row["fighters"] * row["fighter_ration"] + row["civilians"] * row["civilian_ration"]) / eaters
    detail = f"at today's ration, {percent_text(ration)}% of full"
    if row["food_days"] < 0.5:
        return HeadlineFigure(name, "none in store", f"today's ration is {percent_text(ration)}% of full")
    if ration <= 0:
        return HeadlineFigure(name, count(row["food_days"], "day"), "at full ration; nothing is handed out")
    days = row["food_days"] / ration
    value = f"over {LONGEST_FOOD_DAYS} days" if days > LONGEST_FOOD_DAYS else count(days, "day")
    return HeadlineFigure(name, value, detail)


def _best_offer(view: SiegeView, row: Mapping[str, Any] | None, last: int) -> HeadlineFigure:
    """What the better of leaving and giving up is worth to a local fighter, beside fighting on."""
    name = "Best offer : fighting on"
    if row is None or first_reckoning(series_of(view.rows[: last + 1]))[0] > last:
        return HeadlineFigure(name, NO_VALUE, "the garrison has not weighed its options yet")
    if not row["fighters"]:
        return HeadlineFigure(name, NO_VALUE, "no garrison is left")
    options = {"leaving": row["garrison_leave"], "giving up": row["garrison_give_up"]}
    act = max(options, key=lambda option: options[option])
    best = options[act]
    fight, resolve = row["garrison_fight"], view.ledger_context.local_resolve
    detail = f"{act} compared with fighting on, in own lives"
    if resolve is not None:
        detail += f"; given the hidden resolve, a yes needs {fight + resolve:.2f}"
    return HeadlineFigure(name, f"{best:.2f} : {fight:.2f}", detail)


def _days_besieged(view: SiegeView, last: int, today: bool) -> HeadlineFigure:
    if today and view.ended_day >= 0:
        when = f"ended on {day_and_date(view, view.ended_day)}"
    else:
        when = f"morning of {day_and_date(view, view.day)}" if today else f"evening of {day_and_date(view, last)}"
    return HeadlineFigure("Days besieged", number(last + 1), capitalized(when))


def day_and_date(view: SiegeView, day: int) -> str:
    """day 47, 23 Jul 2017."""
    date = view.start + datetime.timedelta(days=max(0, day))
    return f"day {number(max(0, day))}, {date.day} {date:%b %Y}"
