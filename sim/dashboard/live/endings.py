"""Endings as plain data for the page: a sentence that begins with the dead, the values at each offer, the account."""

from typing import Any

from sim.dashboard.live.view_model import COLUMN, SiegeView
from sim.dashboard.theme import keep_numbers_whole
from sim.runs.narrative.ending import OfferValues, offer_values
from sim.text.format import number

#: Answers that are shown; the newest.
MAX_OFFERS = 12
OPTIONS = {"fight": "fight on", "leave": "leave", "give_up": "give up"}


def ending_card(view: SiegeView, run_name: str) -> dict[str, Any]:
    """What the card of an ending shows; `run_name` is that of a run of a fork, or empty. No title: nothing to show."""
    label = f"Ending of the {run_name.lower()} run" if run_name else "Ending"
    if not view.headline:
        return {"label": label, "title": "", "toll": "", "offers": [], "earlier": 0, "account": []}
    offers = offer_values(view.ledger[: view.events], view.rows[: view.days], view.ledger_context)
    rows = [_row(one) for one in offers[-MAX_OFFERS:]]
    if not rows and view.days:
        rows = [_last_row(view)]
    values = [value for row in rows for value in (*row["values"].values(), row["needed"]) if value is not None]
    low, high = min([0.0, *values]), max([1.0, *values])
    return {
        "label": label,
        "title": keep_numbers_whole(f"{run_name}: {view.headline}" if run_name else view.headline),
        "toll": view.toll,
        "offers": [_placed(row, low, high) for row in rows],
        "earlier": max(0, len(offers) - MAX_OFFERS),
        "account": [keep_numbers_whole(paragraph) for paragraph in view.summary.splitlines()],
    }


def _row(one: OfferValues) -> dict[str, Any]:
    who = "" if one.who == "local" else " (foreign fighters)"
    return {
        "label": f"Day {number(one.day)}, {one.answer}{who}",
        "values": {"fight": one.fight, "leave": one.leave, "give_up": one.give_up},
        "offered": one.offered,
        "needed": one.needed,
    }


def _last_row(view: SiegeView) -> dict[str, Any]:
    """What a local fighter expected in the end, where no offer was answered."""
    row = view.rows[view.days - 1]
    values = {option: float(row[COLUMN[f"garrison_{option}"]]) for option in OPTIONS}
    return {"label": "No offer was answered; values on the last day", "values": values, "offered": "", "needed": None}


def _placed(row: dict[str, Any], low: float, high: float) -> dict[str, Any]:
    """The row with the place of each value on the bar, in per cent from its left end."""

    def place(value: float) -> float:
        return round(100.0 * (value - low) / (high - low), 2)

    marks = [
        {"option": option, "name": OPTIONS[option], "text": f"{value:.2f}", "at": place(value),
         "offered": option == row["offered"]}
        for option, value in row["values"].items()
        if value is not None
    ]  # fmt: skip
    needed = None if row["needed"] is None else {"text": f"{row['needed']:.2f}", "at": place(row["needed"])}
    return {"label": row["label"], "marks": marks, "needed": needed}
