"""Estimates in words and in cells of tables."""

import math
from collections.abc import Callable

import pandas as pd

from sim.compare.axes import shown
from sim.compare.statistics.estimate import Estimate

#: Observations of what is counted: fewer, not less.
COUNTED = ("people", "deaths", "offers", "incidents")


def count(n: float) -> str:
    """12 345."""
    return f"{n:,.0f}".replace(",", " ")


def share(found: Estimate, runs: str = "") -> str:
    """44 % (95 % CI 38 to 50 %), or with the number of runs 44 % of 120 runs (95 % CI 38 to 50 %)."""
    of = f" of {runs} runs" if runs else ""
    if not math.isfinite(found.value):
        return "an unknown share"
    if not math.isfinite(found.low):
        return f"{per_cent(found.value)} %{of}"
    return f"{per_cent(found.value)} %{of} (95 % CI {per_cent(found.low)} to {per_cent(found.high)} %)"


def points(found: Estimate) -> str:
    """24 points (95 % CI 18 to 30)."""
    size = f"{per_cent(abs(found.value))} points"
    if not math.isfinite(found.low):
        return size
    low, high = sorted((found.low, found.high)) if found.value >= 0 else sorted((-found.high, -found.low))
    return f"{size} (95 % CI {per_cent(low)} to {per_cent(high)})"


def number(found: Estimate, unit: str = "") -> str:
    """123 people (95 % CI 100 to 146)."""
    unit = f" {unit}" if unit else ""
    if not math.isfinite(found.value):
        return "unknown"
    if not math.isfinite(found.low):
        return f"{figure(found.value)}{unit}"
    return f"{figure(found.value)}{unit} (95 % CI {figure(found.low)} to {figure(found.high)})"


def figure(value: float) -> str:
    """Three digits, or all before the point."""
    return shown(round(value) if 100 <= abs(value) < math.inf else float(f"{value:.3g}"))


def counted(value: float) -> str:
    """A number of people, or of what else is counted: whole from 10 on, one decimal from 1 on, two digits below."""
    if not math.isfinite(value):
        return shown(value)
    size = abs(value)
    text = shown(round(value) if size >= 9.95 else round(value, 1) if size >= 0.995 else float(f"{value:.2g}"))
    return text.replace("-0", "0") if text == "-0" else text


def form_of(unit: str, binary: bool = False) -> Callable[[float], str]:
    """How values of a unit are written."""
    return per_cent if binary else counted if unit in COUNTED else figure


def alike(low: float, high: float) -> bool:
    """Whether all that was seen is one and the same, so that an interval would claim what nobody knows."""
    return math.isfinite(low) and math.isclose(low, high, rel_tol=1e-9, abs_tol=1e-12)


def per_cent(value: float) -> str:
    """A share 0..1 as per cent; one digit where a whole number would say nothing or all."""
    if not math.isfinite(value):
        return "–"
    whole = 100 * value
    text = f"{whole:.0f}" if (abs(whole) >= 1 and (whole <= 99 or whole == 100)) or whole == 0 else f"{whole:.1f}"
    return text.replace("-0", "0") if text in ("-0", "-0.0") else text


def cell(row: pd.Series, binary: bool, unit: str = "") -> str:
    """44 % (38 to 50), or 123 (100 to 146) as values of a unit are written."""
    form, unit = form_of(unit, binary), " %" if binary else ""
    if not math.isfinite(row["value"]):
        return "–"
    ends = f" ({form(row['low'])} to {form(row['high'])})" if math.isfinite(row["low"]) else ""
    return f"{form(row['value'])}{unit}{ends}"


def p_value(p: float) -> str:
    """0.03, or < 0.001."""
    return "–" if not math.isfinite(p) else "< 0.001" if p < 0.001 else f"{p:.2g}"


def listed(parts: list[str]) -> str:
    """a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def capital(text: str) -> str:
    """With a capital; the rest as it is."""
    return text[:1].upper() + text[1:]
