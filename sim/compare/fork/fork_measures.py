"""The measures that a fork compares between its two arms."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sim.outcomes import OUTCOMES

DEATHS = ("deaths_civilians", "deaths_fighters", "deaths_besiegers")

Row = Mapping[str, Any]


class ForkMeasure(NamedTuple):
    """A number of one arm of a fork."""

    unit: str
    label: str
    of: Callable[[Row], float]  # from the row of the run


def _column(name: str) -> ForkMeasure:
    measure = next(m for m in OUTCOMES if m.name == name)
    return ForkMeasure(measure.unit, measure.label, lambda row: row[name])


#: Days count from the fork to the ending, or to the day on which both arms are cut.
FORK_MEASURES = {
    **{name: _column(name) for name in DEATHS},
    "deaths": ForkMeasure("person", "All deaths", lambda row: sum(row[name] for name in DEATHS)),
    "days": ForkMeasure("day", "Days until the end", lambda row: row["days_simulated"]),
    "displaced": _column("displaced"),
    "left_armed": _column("left_armed"),
}
#: Civilian deaths over equal horizons: in each pair up to the day on which the first of its arms ended.
COMMON_DEATHS = ForkMeasure("person", "Civilian deaths while both last", lambda row: row["deaths_civilians_common"])
