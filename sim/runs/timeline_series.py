"""The panels of a siege's timeline: which daily series each shows, and where it has no value, for picture and page."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.outcomes import DAILY
from sim.state.columns import Array
from sim.state.siege_state import InitialCounts
from sim.text.format import number, three_digits

COLUMN = {series.name: index for index, series in enumerate(DAILY)}
#: The daily series that a timeline needs.
NAMES = (
    "day", "food_days", "fighter_ration", "civilian_ration", "inflow", "morale_fighters", "morale_besiegers", "fear",
    "civilians", "fighters", "fit_fighters", "besiegers", "ground", "pressed", "truce", "talks", "dead_civilians",
    "dead_fighters", "dead_besiegers", "garrison_endurance", "garrison_fight", "garrison_leave", "garrison_give_up",
    "besieger_storm", "besieger_wait", "besieger_deal", "besieger_lift",
)  # fmt: skip
#: Food for longer than this would flatten the rest; a store that begins with more is shown up to its first value.
FOOD_CAP_DAYS = 365.0
#: Days over which estimates are smoothed: the parties decide every few days.
WINDOW_DAYS = 7


class Line(NamedTuple):
    """One line of a panel."""

    name: str  # of the daily series
    label: str
    colour: str  # what it is about: a key of the colours of picture and page
    values: Array  # float64 (days,), NaN where there is nothing to show
    low: Array | None = None  # float64 (days,): the band of a smoothed line
    high: Array | None = None


class Panel(NamedTuple):
    """Lines on one scale."""

    key: str
    title: str
    unit: str
    lines: tuple[Line, ...]
    top: float | None = None  # upper end of the scale, beyond which lines are cut off; None: by the values
    bottom: float | None = None
    stacked: bool = False


def series_of(rows: Sequence[Sequence[Any]], names: Sequence[str] = NAMES) -> dict[str, Array]:
    """Daily series by name, each (days,), from the rows of a siege."""
    return {name: np.array([row[COLUMN[name]] for row in rows]) for name in names}


def panels_of(days: Mapping[str, Array], initial: InitialCounts) -> tuple[Panel, ...]:
    """All panels, from top to bottom. `days` holds the daily series by name, each (days,)."""
    return (
        food(days),
        rations(days),
        morale(days),
        forces(days, initial),
        deaths(days),
        garrison_values(days),
        besieger_values(days),
    )


def where(values: Array, there: Array) -> Array:
    """The values with NaN where there is none: float64 (n,) of (n,) and bool (n,)."""
    return np.where(there, values, np.nan).astype(float)


def food(days: Mapping[str, Array]) -> Panel:
    """What lies in the stores, as days at full ration, on a scale up to a cap that the unit names."""
    stock = days["food_days"].astype(float)
    cap = max(FOOD_CAP_DAYS, 1.1 * float(stock[0])) if len(stock) else FOOD_CAP_DAYS
    over = bool(len(stock)) and float(stock.max()) > cap
    unit = f"days at full ration, cut off at {number(cap)}" if over else "days at full ration"
    return Panel("food", "Food in store", unit, (Line("food_days", "food", "food", stock),), cap if over else None, 0.0)


def rations(days: Mapping[str, Array]) -> Panel:
    """What is handed out, where somebody eats."""
    lines = (
        Line("fighter_ration", "fighters", "fighter", where(100 * days["fighter_ration"], days["fighters"] > 0)),
        Line("civilian_ration", "civilians", "civilian", where(100 * days["civilian_ration"], days["civilians"] > 0)),
    )
    return Panel("ration", "Ration", "% of full", lines, bottom=0.0)


def morale(days: Mapping[str, Array]) -> Panel:
    """The morale of both sides and the civilians' fear, where there is somebody."""
    lines = (
        Line("morale_fighters", "garrison", "fighter", where(days["morale_fighters"], days["fighters"] > 0)),
        Line("morale_besiegers", "besiegers", "besieger", where(days["morale_besiegers"], days["besiegers"] > 0)),
        Line("fear", "civilians' fear", "civilian", where(days["fear"], days["civilians"] > 0)),
    )
    return Panel("morale", "Morale and fear", "0 to 1", lines, 1.0, 0.0)


def forces(days: Mapping[str, Array], initial: InitialCounts) -> Panel:
    """Who and what is left of the first day, each on its own scale, so that the many do not flatten the few."""
    parts = (
        ("fit_fighters", initial.fighters, "fit fighters", "fighter"),
        ("besiegers", initial.besiegers, "besiegers", "besieger"),
        ("civilians", initial.civilians, "civilians", "civilian"),
    )
    lines = [Line(name, label, colour, 100.0 * days[name] / first) for name, first, label, colour in parts if first]
    lines.append(Line("ground", "ground", "soft", 100.0 * days["ground"]))
    return Panel("forces", "Remaining", "% of day 0", tuple(lines), bottom=0.0)


def deaths(days: Mapping[str, Array]) -> Panel:
    """The dead so far, one kind upon the other."""
    kinds = (("civilians", "civilian"), ("fighters", "fighter"), ("besiegers", "besieger"))
    lines = tuple(Line(f"dead_{kind}", kind, colour, days[f"dead_{kind}"].astype(float)) for kind, colour in kinds)
    return Panel("deaths", "Deaths so far", "people", lines, bottom=0.0, stacked=True)


def first_reckoning(days: Mapping[str, Array]) -> tuple[int, int]:
    """The first day on which the garrison, and the besieger, has values of its own; the number of days if none.

    Until its first decision round a party holds what every siege begins with.
    """
    fresh = (
        (("garrison_fight", 1.0), ("garrison_leave", 0.0), ("garrison_give_up", 0.0), ("garrison_endurance", 100.0)),
        (("besieger_storm", 0.0), ("besieger_wait", 0.0), ("besieger_lift", 0.0), ("besieger_deal", 0.0)),
    )
    first = []
    for party in fresh:
        changed = np.zeros(len(days["day"]), bool)
        for name, value in party:
            changed |= days[name] != value
        first.append(int(np.argmax(changed)) if changed.any() else len(changed))
    return first[0], first[1]


def garrison_values(days: Mapping[str, Array]) -> Panel:
    """What a local fighter expects of fighting on, leaving and giving up, while there is a garrison."""
    there = (np.arange(len(days["day"])) >= first_reckoning(days)[0]) & (days["fighters"] > 0)
    parts = (("fight", "fight on", "fighter"), ("leave", "leave", "convoy"), ("give_up", "give up", "civilian"))
    return _values("garrison", "Value to a local fighter", "lives", parts, days, there)


def besieger_values(days: Mapping[str, Array]) -> Panel:
    """What the besieger expects of storming, waiting and its best offer, while it is there."""
    there = (np.arange(len(days["day"])) >= first_reckoning(days)[1]) & (days["besiegers"] > 0)
    parts = (("storm", "storm", "fire"), ("wait", "wait", "soft"), ("deal", "best offer", "convoy"))
    return _values("besieger", "Value to the besieger", "soldiers' lives", parts, days, there)


def _values(
    party: str, title: str, unit: str, parts: Sequence[tuple[str, str, str]], days: Mapping[str, Array], there: Array
) -> Panel:
    """A panel of a party's smoothed values, which says what is drawn and where it is cut off.

    `parts`: column after the party's name, label, colour of each; `there`: bool (days,), where the party has values.
    """
    lines = tuple(smoothed(f"{party}_{name}", label, colour, days, there) for name, label, colour in parts)
    bottom, top = limits([line.values for line in lines])
    unit += f", {WINDOW_DAYS}-day median and range"
    if bottom is not None or top is not None:
        cuts = [f"below {three_digits(bottom)}" if bottom is not None else "",
                f"above {three_digits(top)}" if top is not None else ""]  # fmt: skip
        unit += f", cut off {' and '.join(filter(None, cuts))}"
    return Panel(party, title, unit, lines, top, bottom)


def limits(lines: Sequence[Array]) -> tuple[float | None, float | None]:
    """Lower and upper end of a scale on which outliers, far beyond all but 2 in 100 values, do not flatten the rest.

    `lines` are float64 (days,), with NaN where there is no value; None: nothing is cut off at that end.
    """
    some = np.concatenate(lines) if lines else np.zeros(0)
    some = some[~np.isnan(some)]
    if not len(some):
        return None, None
    low, high = (float(value) for value in np.percentile(some, (2, 98)))
    span = max(high - low, 1e-9)
    bottom = low - span if some.min() < low - 2 * span else None
    top = high + span if some.max() > high + 2 * span else None
    return bottom, top


def smoothed(name: str, label: str, colour: str, days: Mapping[str, Array], there: Array) -> Line:
    """A line of the median of the last days, with their lowest and highest value as its band.

    `there` is bool (days,): where there is a value at all.
    """
    low, middle, high = rolling(where(days[name], there), WINDOW_DAYS)
    return Line(name, label, colour, middle, low, high)


def rolling(values: Array, window: int) -> tuple[Array, Array, Array]:
    """Minimum, median and maximum of the last `window` days up to each day, ignoring days without a value.

    float64 (days,) each, NaN where the day itself has none.
    """
    if not len(values):
        return values, values, values
    padded = np.concatenate([np.full(window - 1, np.nan), values])
    recent = np.lib.stride_tricks.sliding_window_view(padded, window)
    some = ~np.isnan(values)
    out = [np.full(len(values), np.nan) for _ in range(3)]
    for target, reduce in zip(out, (np.nanmin, np.nanmedian, np.nanmax), strict=True):
        target[some] = reduce(recent[some], axis=1)
    return out[0], out[1], out[2]
