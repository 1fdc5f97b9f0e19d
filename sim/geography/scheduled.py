"""Entries of the schedule from dated features, whose attributes say what changes."""

import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.geography.dates import DATE, date_of
from sim.geography.report import MapReport
from sim.geography.sources import LayerFile
from sim.geography.vectors import value
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.load import parse_overrides

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

#: Attributes that say what a feature changes: numbers of days, texts, and parameters as `supply.aid=0.5; ...`.
NUMBERS, TEXTS = ("ceasefire", "ultimatum", "announced"), ("offensive",)
SET, SIDE, MEN, LIFT = "set", "side", "men", "lift"
EFFECTS = (*NUMBERS, *TEXTS, SET, MEN, LIFT)


def entries_of(
    frame: "GeoDataFrame",
    file: LayerFile,
    start: datetime.date | None,
    taken: Mapping[str, Any],
    report: MapReport,
) -> dict[str, dict[str, Any]]:
    """Entries by name for the dated features that change something; names in `taken` are not used again.

    Raises ScenarioError for attributes that cannot be read.
    """
    entries: dict[str, dict[str, Any]] = {}
    if DATE not in frame.columns:
        return entries
    dated = [(date, row) for row in frame.itertuples() if (date := date_of(value(row, DATE), file)) is not None]
    for date, row in sorted(dated, key=lambda pair: pair[0]):
        effects = _effects(row, file)
        name = value(row, "name")
        what = f"{file.label}: {name or 'a feature'} of {date}"
        if not effects:
            if file.layer not in ("ring", "front", "control"):
                report.unknown.append(
                    f"{what}: nothing says what it changes; give it an attribute such as {SET} = supply.aid_tonnes=2"
                )
            continue
        if start is not None and date < start:
            report.dropped.append(f"{what}: before the first day {start}; state it with --set if it still holds")
            continue
        entries[_new_name(str(name or file.layer), date, {**taken, **entries})] = {DATE: date.isoformat(), **effects}
    return entries


def _effects(row: Any, file: LayerFile) -> dict[str, Any]:
    effects: dict[str, Any] = {}
    for key in NUMBERS:
        if (given := value(row, key)) is not None:
            effects[key] = _whole(given, key, file)
    for key in TEXTS:
        if (given := value(row, key)) is not None:
            effects[key] = str(given)
    if (given := value(row, LIFT)) is not None and str(given).lower() in ("1", "true", "yes", "1.0"):
        effects[LIFT] = True
    if (given := value(row, SET)) is not None:
        pairs, problems = parse_overrides([part.strip() for part in str(given).split(";") if part.strip()])
        if problems:
            raise ScenarioError(
                f"{file.label}: {SET} = {shown(str(given))}: must be parameters and values, such as "
                "supply.aid_tonnes=2; besieger.aid_allowed=0.5"
            )
        effects[SET] = dict(pairs)
    if (given := value(row, MEN)) is not None:
        side = value(row, SIDE)
        if side is None:
            raise ScenarioError(
                f"{file.label}: {MEN} = {shown(given)}: needs an attribute {SIDE}: garrison or besieger"
            )
        effects["arrive"] = {"side": str(side), "men": _whole(given, MEN, file)}
    return effects


def _whole(given: Any, key: str, file: LayerFile) -> int:
    try:
        number = float(given)
    except (TypeError, ValueError):
        number = 0.5
    if number != int(number):
        raise ScenarioError(f"{file.label}: {key} = {shown(str(given))}: must be a whole number")
    return int(number)


def _new_name(name: str, date: datetime.date, taken: Mapping[str, Any]) -> str:
    base = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "entry"
    tried, n = f"{base}_{date.isoformat().replace('-', '_')}", 2
    while tried in taken:
        tried, n = f"{base}_{date.isoformat().replace('-', '_')}_{n}", n + 1
    return tried
