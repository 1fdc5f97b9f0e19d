"""Changes, counterfactuals and endings as phrases."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.compare.counterfactuals.changes import NONE, Change
from sim.compare.counterfactuals.why_plan import ALL, Counterfactual
from sim.compare.outcomes import DATES, ENDING_PHRASES, UNDER_WAY, Outcome
from sim.compare.statistics.estimate import has_no_width
from sim.text import format as fmt


def describe(change: Change) -> str:
    """A change with its values: food in the stores (supply.food_days), 10 days instead of 45 days."""
    if change.kind == "event":
        if change.as_it_was == NONE:
            return f"the absence of {change.label} of the reference ({change.instead})"
        instead = "" if change.instead == NONE else f" instead of: {change.instead}"
        return f"{change.label}: {change.as_it_was}{instead}"
    if change.kind == "lever":
        return f"{change.label}, {change.instead} instead of {change.as_it_was}"
    return f"{change.label}, {change.as_it_was} instead of {change.instead}"


def short_label(of: Counterfactual) -> str:
    """A counterfactual in a list or a figure: food in the stores; with its value where a lever is set."""
    if of.kind == ALL:
        return f"all {len(of.changes)} changes"
    return " + ".join(_short(change) for change in of.changes)


def _short(change: Change) -> str:
    label = change.label.partition(" (")[0]
    return f"{label} at {change.instead}" if change.kind == "lever" else label


def end_so(ending: Outcome) -> str:
    """To end so, as a verb: end in a deal."""
    name = ending.name
    return "are still under way" if name == UNDER_WAY else f"end in {ENDING_PHRASES[name]}"


def question_title(outcome: Outcome) -> str:
    """The heading of a column: civilian deaths (people)."""
    unit = "points" if outcome.binary else outcome.unit
    return outcome.label.lower() + ("" if unit in outcome.label else f" ({unit})")


def ending_text(row: pd.Series) -> str:
    """How a run ended and when: ended in an evacuation, signed on day 57."""
    if row["ending"] == UNDER_WAY:
        return f"not ended by day {fmt.number(row['exit_day'])}"
    when = f"signed on day {fmt.number(row['signed_day'])}" if row["deal"] else f"on day {fmt.number(row['day'])}"
    return f"ended in {ENDING_PHRASES[row['ending']]}, {when}"


def size_interval(row: Mapping[str, Any], unit: str) -> str:
    """The size of an effect: 19 days, 95% CI 5 to 34, n = 13."""
    form = fmt.formatter_of(row["unit"], row["binary"])
    text = f"{form(abs(row['difference']))} {unit}"
    if not has_no_width(row["low"], row["high"]):
        low, high = (row["low"], row["high"]) if row["difference"] > 0 else (-row["high"], -row["low"])
        text += f", 95% CI {form(low)} to {form(high)}"
    return f"{text}, n = {fmt.number(row['n'])}" if row["outcome"] in DATES else text


def signed_interval(row: Mapping[str, Any] | pd.Series) -> str:
    """A difference with its sign and interval: -8 (-20 to +4)."""
    form = fmt.formatter_of(row["unit"], row["binary"])
    value, low, high = (_signed(row[name], form(row[name])) for name in ("difference", "low", "high"))
    return value if has_no_width(row["low"], row["high"]) else f"{value} ({low} to {high})"


def _signed(value: float, text: str) -> str:
    return f"+{text}" if value > 0 and text != "0" else text
