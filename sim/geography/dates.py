"""Dates of features: which of a layer's states holds on the first day."""

import datetime
from typing import TYPE_CHECKING, Any

from sim.geography.report import MapReport
from sim.geography.sources import LayerFile
from sim.scenario.errors import ScenarioError, shown
from sim.text.format import count

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

DATE = "date"


def date_of(given: Any, file: LayerFile) -> datetime.date | None:
    """The date of an attribute, or None where it is missing. Raises ScenarioError for other values."""
    if given is None or given != given or given == "":
        return None
    if isinstance(given, datetime.datetime):
        return given.date()
    if isinstance(given, datetime.date):
        return given
    text = str(given).strip().replace("/", "-")
    try:
        return datetime.date.fromisoformat(text[:10] if len(text) > 10 and text[10] in "T " else text)
    except ValueError:
        raise ScenarioError(
            f"{file.label}: {DATE} = {shown(str(given))}: must be a date such as 2017-06-29 (year-month-day)"
        ) from None


def state_on(
    frame: "GeoDataFrame", start: datetime.date | None, file: LayerFile, report: MapReport
) -> tuple["GeoDataFrame", "GeoDataFrame"]:
    """The features that hold on day 0, and the later ones: undated features, and those of the last date not after it.

    Raises ScenarioError where dates need a `--start`, or all are later.
    """
    if DATE not in frame.columns:
        return frame, frame.iloc[:0]
    dates = frame[DATE].map(lambda given: date_of(given, file))
    dated = dates.notna()
    if not dated.any():
        return frame, frame.iloc[:0]
    known = sorted(set(dates[dated]))
    if start is None:
        if len(known) > 1:
            raise ScenarioError(
                f"{file.label}: has {len(known)} dates, {known[0]} to {known[-1]}; give the first day of the siege "
                "with --start, such as --start " + known[0].isoformat()
            )
        start = known[0]
    past = [date for date in known if date <= start]
    if not past and not (~dated).any():
        raise ScenarioError(f"{file.label}: its first date is {known[0]}, after --start {start}; give an earlier state")
    last = past[-1] if past else None
    now = ~dated | (dates == last)
    earlier = dated & (dates < (last or start)) & (dates != last)
    if earlier.any():
        report.dropped.append(f"{file.label}: {count(int(earlier.sum()), 'feature')} of earlier dates than {last}")
    later = dated & (dates > start)
    return frame[now].reset_index(drop=True), frame[later].reset_index(drop=True)
