"""Numbers, counts, shares and lists as text: the one place where their format is decided."""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd

#: Units of things that are counted, as they are read: fewer of them, not less.
COUNTED_UNITS = ("people", "deaths", "offers", "incidents")
NO_VALUE = "–"


class Interval(Protocol):
    """An estimate with the ends of its 95% confidence interval (CI); NaN where the data do not determine them."""

    @property
    def value(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


def number(value: float) -> str:
    """A finite number, rounded to a whole one, digits grouped in threes: 12 345."""
    return with_decimals(value, 0)


def with_decimals(value: float, decimals: int) -> str:
    """A finite number with a fixed number of decimals, digits grouped in threes: 12 345.60."""
    rounded = round(value) if decimals == 0 else value
    return f"{rounded:,.{decimals}f}".replace(",", " ")


def byte_size(size: float) -> str:
    """A number of bytes in a readable unit: 512 MB, 3.2 GB."""
    return f"{with_decimals(size / 2**30, 1)} GB" if size >= 2**30 else f"{number(size / 2**20)} MB"


def count(n: float, one: str, many: str = "") -> str:
    """A count with its noun: 1 fighter, 2 fighters, no fighters."""
    return f"{number(n) if round(n) else 'no'} {one if round(n) == 1 else many or one + 's'}"


def capitalized(text: str) -> str:
    """The text with its first letter in upper case and the rest unchanged."""
    return text[:1].upper() + text[1:]


def place_title(key: str) -> str:
    """The name of a siege of a theatre as people read it: red_town -> Red Town."""
    return key.replace("_", " ").title()


def join_and(parts: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def display(value: Any) -> str:
    """A value in its shortest readable form: yes or no, four significant digits, thousands grouped."""
    value = value.item() if hasattr(value, "item") else value  # a NumPy scalar
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return NO_VALUE
        return number(value) if abs(value) >= 1000 or value == round(value) else f"{value:.4g}"
    return str(value)


def three_digits(value: float) -> str:
    """Three significant digits, or the whole number from 100 on."""
    return display(round(value) if 100 <= abs(value) < math.inf else float(f"{value:.3g}"))


def quantity(value: float) -> str:
    """A mean count: whole from 10 on, one decimal from 1 on, two significant digits below."""
    if not math.isfinite(value):
        return display(value)
    size = abs(value)
    text = display(round(value) if size >= 9.95 else round(value, 1) if size >= 0.995 else float(f"{value:.2g}"))
    return text.replace("-0", "0") if text == "-0" else text


def duration(seconds: float) -> str:
    """A duration in a readable unit."""
    for length, unit in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} s"


def percent_text(share: float) -> str:
    """A share 0..1 in per cent, without the sign; with one decimal where a whole number would read 0 or 100."""
    if not math.isfinite(share):
        return NO_VALUE
    whole = 100 * share
    text = f"{whole:.0f}" if (abs(whole) >= 1 and (whole <= 99 or whole >= 100)) or whole == 0 else f"{whole:.1f}"
    return text.replace("-0", "0") if text in ("-0", "-0.0") else text


def p_value(p: float) -> str:
    """0.03, or < 0.001."""
    return NO_VALUE if not math.isfinite(p) else "< 0.001" if p < 0.001 else f"{p:.2g}"


def formatter_of(unit: str, binary: bool = False) -> Callable[[float], str]:
    """The function that formats values of a unit; `binary` for the share of a yes or no."""
    return percent_text if binary else quantity if unit in COUNTED_UNITS else three_digits


def share_with_interval(estimate: Interval, runs: str = "") -> str:
    """44% (95% CI 38 to 50%); with the number of runs: 44% of 120 runs (95% CI 38 to 50%)."""
    of = f" of {runs} runs" if runs else ""
    if not math.isfinite(estimate.value):
        return "an unknown share"
    value = f"{percent_text(estimate.value)}%{of}"
    if not math.isfinite(estimate.low):
        return value
    return f"{value} (95% CI {percent_text(estimate.low)} to {percent_text(estimate.high)}%)"


def points_with_interval(change: Interval) -> str:
    """The size of a change of a share in percentage points: 24 points (95% CI 18 to 30)."""
    size = f"{percent_text(abs(change.value))} points"
    if not math.isfinite(change.low):
        return size
    low, high = sorted((change.low, change.high)) if change.value >= 0 else sorted((-change.high, -change.low))
    return f"{size} (95% CI {percent_text(low)} to {percent_text(high)})"


def number_with_interval(estimate: Interval, unit: str = "") -> str:
    """123 people (95% CI 100 to 146)."""
    unit = f" {unit}" if unit else ""
    if not math.isfinite(estimate.value):
        return "unknown"
    value = f"{three_digits(estimate.value)}{unit}"
    if not math.isfinite(estimate.low):
        return value
    return f"{value} (95% CI {three_digits(estimate.low)} to {three_digits(estimate.high)})"


def estimate_cell(row: "pd.Series", binary: bool, unit: str = "") -> str:
    """A row's `value`, `low` and `high` as one cell of a table: 44% (38 to 50), or 123 (100 to 146)."""
    form, sign = formatter_of(unit, binary), "%" if binary else ""
    if not math.isfinite(row["value"]):
        return NO_VALUE
    interval = f" ({form(row['low'])} to {form(row['high'])})" if math.isfinite(row["low"]) else ""
    return f"{form(row['value'])}{sign}{interval}"
