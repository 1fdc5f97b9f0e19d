"""The effects that an experiment asks for, as a table."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from sim.compare.analysis.asked_effects import AskedEffect, EffectEstimate
from sim.compare.html_page import Table
from sim.compare.outcomes import DATES
from sim.tables import reports
from sim.text import format as fmt

MEASURES = {
    ("difference", False): "difference",
    ("difference", True): "interaction",
    ("hazard ratio", False): "hazard ratio",
    ("hazard ratio", True): "ratio of hazard ratios",
}


def asked_table(asked: Sequence[AskedEffect]) -> Table | None:
    """One row per estimate; None where nothing was asked for."""
    if not asked:
        return None
    frame = pd.DataFrame([row for one in asked for row in _rows(one)], columns=[c.name for c in reports.ASKED])
    frame = frame.astype({"seeds": "Int64"})
    return Table("asked", "The effects asked for", frame, _display(frame), reports.ASKED)


def _rows(one: AskedEffect) -> Iterator[dict[str, Any]]:
    held = "; ".join(f"{axis.dotted} = {fmt.display(level)}" for axis, level in one.held) or None
    shared = {
        "effect": one.number,
        "outcome": one.outcome.name,
        "axis": one.along.dotted,
        "from": one.levels[0],
        "to": one.levels[1],
        "across": one.across.dotted if one.across else None,
        "held": held,
        "acted": one.acted,
    }
    for each in one.estimates:
        yield {**shared, **_of_estimate(one, each)}
    if one.response is not None:
        nan = math.nan
        found = one.threshold
        value, low, high = (nan, nan, nan) if found is None else (found.value, found.low, found.high)
        yield {
            **shared,
            "measure": f"threshold of {one.target:g}",
            "unit": one.along.unit,
            "value": value,
            "low": low,
            "high": high,
            "n": int(one.response["n"].sum()),
            "n_unit": "runs",
        }


def _of_estimate(one: AskedEffect, each: EffectEstimate) -> dict[str, Any]:
    ratio = each.measure == "hazard ratio"
    unit = "ratio" if ratio else "day" if one.outcome.name in DATES else one.outcome.unit
    return {
        "measure": MEASURES[each.measure, each.interaction],
        "unit": unit,
        "across_at": each.where or (" and ".join(one.ends) if one.ends else None),
        "at_first": each.first,
        "at_last": each.second,
        **each.estimate._asdict(),
        "n_unit": ("sets of four runs" if each.interaction else "pairs of runs") if each.paired else "runs",
        "seeds": each.seeds,
    }


def _display(frame: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for record in frame.to_dict("records"):
        row = {str(name): value for name, value in record.items()}
        share = row["unit"] == reports.SHARE
        form = fmt.formatter_of(str(row["unit"]), share)
        known = math.isfinite(row["value"])
        ends = f" ({_end(row['low'], form)} to {_end(row['high'], form)})" if not math.isnan(row["low"]) else ""
        unit = " points" if share else "" if row["unit"] == "ratio" else f" {row['unit']}"
        rows.append(
            {
                "outcome": row["outcome"],
                "measure": row["measure"],
                "lever": f"{row['axis']}: {row['from']} to {row['to']}",
                "at": "; ".join(
                    part for part in (_across(row), row["held"] if isinstance(row["held"], str) else "") if part
                ),
                "estimate (95% CI)": f"{form(row['value'])}{unit}{ends}" if known else fmt.NO_VALUE,
                "n": f"{fmt.number(row['n'])} {row['n_unit']}",
            }
        )
    return pd.DataFrame(rows)


def _end(value: float, form: Any) -> str:
    return form(value) if math.isfinite(value) else "beyond the levels"


def _across(row: dict[str, Any]) -> str:
    return f"{row['across']} = {row['across_at']}" if isinstance(row["across_at"], str) else ""
