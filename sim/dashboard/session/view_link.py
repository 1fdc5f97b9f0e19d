"""The address of a page: what its query says, read and written. Nothing here opens a file or knows a session.

A query comes from anybody who sends a link. It is limited in length, each part that cannot be used is dropped and said
in words, and files are only ever named by lists that the server itself has made. Whether a value is allowed is for the
scenario to say when it is loaded.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from sim.dashboard.run_setup import is_theatre_parameter
from sim.runs.dated import DatedChange, is_dated_key, is_time
from sim.scenario.errors import shorten
from sim.scenario.explain import dotted_names
from sim.scenario.numbers import MAX_SEED
from sim.scenario.schedule import LONGEST_DAYS
from sim.scenario.schema import LISTS

#: Characters of a query, of one value in it, and parts of one name: longer ones are dropped.
LONGEST, LONGEST_VALUE, MOST = 12_000, 3_000, 60
#: Characters that the page leaves readable in a query.
READABLE = ":,./-_[]{}|"
#: The parameter that names a file.
MAP = "map.file"
NAME = re.compile(r"[\w .:|+\-]{1,200}")
CELL = re.compile(r"all|\d{1,4}(-\d{1,4})?(\|\d{1,4}(-\d{1,4})?){0,2}", re.ASCII)
LEVEL = re.compile(r"[\w.+\-]{1,180}\|\d{1,3}")


class StartingValue(NamedTuple):
    """A parameter with its value as text, as `--set` takes it."""

    name: str
    value: str


class LiveLink(NamedTuple):
    """What the Live page shows. One of `siege`, `saved` and `sweep` with `run` names the siege; all empty: not said."""

    siege: str = ""
    saved: str = ""  # name of a saved run that was opened
    sweep: str = ""  # name of a sweep's folder, with `run` as the key of one of its runs
    run: str = ""
    seed: int | None = None
    start: tuple[StartingValue, ...] = ()  # changed starting values
    pending: tuple[StartingValue, ...] = ()  # starting values that wait for a restart
    dated: tuple[DatedChange, ...] = ()
    watched: str = ""  # the siege of a theatre that is shown
    fork: int | None = None  # day of the fork
    alternative: tuple[DatedChange, ...] = ()  # of the counterfactual run only
    day: int | None = None

    @property
    def source(self) -> tuple[str, str, str, str]:
        """What names the siege."""
        return self.siege, self.saved, self.sweep, self.run


class SweepsLink(NamedTuple):
    """What the Sweeps page shows."""

    sweep: str = ""
    outcome: str = ""
    x: str = ""
    y: str = ""
    panels: str = ""
    cell: str = ""  # codes of its levels, such as 0|2; of a block of cells 0-1|2
    cells: str = ""  # what cells show, if not the outcome: endings
    scale: str = ""  # what colours span, if not the range in hand: whole
    without: tuple[str, ...] = ()  # levels that are left out, such as supply.aid|0


class CompareLink(NamedTuple):
    """What the Compare page compares; the first is the reference."""

    compared: tuple[str, ...] = ()
    replicates: int | None = None
    horizon: int | None = None
    explain: str = ""  # yes: the difference is also explained


class OfferedNames(NamedTuple):
    """Names that a link may use."""

    sieges: Collection[str] = ()
    saved: Collection[str] = ()
    sweeps: Collection[str] = ()
    maps: Collection[str] = ()  # file names of shipped maps


def parse_live(query: str, offered: OfferedNames) -> tuple[LiveLink, list[str]]:
    """The Live page of a query, and what of it was dropped, in words."""
    parts = _Parts(query)
    link = LiveLink(
        siege=parts.listed("siege", offered.sieges),
        saved=parts.listed("saved", offered.saved),
        sweep=parts.listed("sweep", offered.sweeps),
        run=parts.text("run", NAME, "the name of a run"),
        seed=parts.whole("seed", MAX_SEED),
        start=tuple(parts.settings("set", offered.maps)),
        pending=tuple(parts.settings("next", offered.maps)),
        dated=tuple(parts.dated("at")),
        watched=parts.text("watched", NAME, "the name of a siege"),
        fork=parts.whole("fork", LONGEST_DAYS),
        alternative=tuple(parts.dated("alt")),
        day=parts.whole("day", LONGEST_DAYS),
    )
    if bool(link.sweep) != bool(link.run):
        parts.problems.append("sweep and run: a run of a sweep is named by both; dropped")
        link = link._replace(sweep="", run="")
    if link.alternative and link.fork is None:
        parts.problems.append("alt: changes of a counterfactual run need the day of its fork, such as fork=12; dropped")
        link = link._replace(alternative=())
    return link, parts.finished()


def format_live(link: LiveLink) -> str:
    """The query of the Live page, without the question mark."""
    return _query(
        [
            *((name, getattr(link, name)) for name in ("siege", "saved", "sweep", "run", "seed")),
            *(("set", f"{name}:{value}") for name, value in link.start),
            *(("next", f"{name}:{value}") for name, value in link.pending),
            *(("at", ":".join(change)) for change in link.dated),
            ("watched", link.watched),
            ("fork", link.fork),
            *(("alt", ":".join(change)) for change in link.alternative),
            ("day", link.day),
        ]
    )


def parse_sweeps(query: str, sweeps: Collection[str]) -> tuple[SweepsLink, list[str]]:
    """The Sweeps page of a query, and what of it was dropped. Whether a sweep has an outcome or axis, its data says."""
    parts = _Parts(query)
    words = {name: parts.text(name, NAME, "a name") for name in ("outcome", "x", "y", "panels")}
    link = SweepsLink(
        sweep=parts.listed("sweep", sweeps),
        cell=parts.text("cell", CELL, "the cell's levels, such as 0|2"),
        cells=parts.listed("cells", ["endings"]),
        scale=parts.listed("scale", ["whole"]),
        without=tuple(parts.all_texts("without", LEVEL, "a parameter and the place of a level, such as supply.aid|0")),
        **words,
    )
    return link, parts.finished()


def format_sweeps(link: SweepsLink) -> str:
    """The query of the Sweeps page, without the question mark."""
    pairs = [(name, value) for name, value in link._asdict().items() if name != "without"]
    return _query([*pairs, *(("without", one) for one in link.without)])


def parse_compare(query: str, offered: Collection[str]) -> tuple[CompareLink, list[str]]:
    """The Compare page of a query, and what of it was dropped."""
    parts = _Parts(query)
    compared = parts.all_listed("of", offered)
    replicates = parts.whole("replicates", 100_000)
    horizon, explain = parts.whole("horizon", LONGEST_DAYS), parts.listed("explain", ["yes"])
    return CompareLink(tuple(dict.fromkeys(compared)), replicates, horizon, explain), parts.finished()


def format_compare(link: CompareLink) -> str:
    """The query of the Compare page, without the question mark."""
    rest = [(name, getattr(link, name)) for name in ("replicates", "horizon", "explain")]
    return _query([*(("of", one) for one in link.compared), *rest])


def _query(pairs: Any) -> str:
    return urlencode([(name, value) for name, value in pairs if value not in (None, "")], safe=READABLE)


class _Parts:
    """The parts of a query by name, and what is wrong with it."""

    def __init__(self, query: str) -> None:
        self.problems: list[str] = []
        query = query.removeprefix("?")
        if len(query) > LONGEST:
            self.problems.append(f"this link has {len(query)} characters, at most {LONGEST} can be read; ignored")
            query = ""
        pairs = parse_qsl(query, max_num_fields=None)
        self._left: dict[str, list[str]] = {}
        for name, value in pairs:
            if len(value) > LONGEST_VALUE:
                self.problems.append(f"{shorten(name)}: a value of {len(value)} characters is too long; dropped")
            elif not value.isprintable():
                self.problems.append(f"{shorten(name)} = {shorten(value)}: has unprintable characters; dropped")
            else:
                self._left.setdefault(name, []).append(value)

    def drop(self, name: str, value: str, why: str) -> None:
        """Say that a part was dropped."""
        self.problems.append(f"{shorten(name)} = {shorten(value)}: {why}; dropped")

    def finished(self) -> list[str]:
        """Everything that was dropped, with the names that nothing reads."""
        return [*self.problems, *(f"{shorten(name)}: is no part of a link; dropped" for name in self._left)]

    def _all(self, name: str) -> list[str]:
        values = self._left.pop(name, [])
        if len(values) > MOST:
            self.problems.append(f"{name}: given {len(values)} times, at most {MOST} can be read; the rest is dropped")
        return values[:MOST]

    def _one(self, name: str) -> str:
        values = self._all(name)
        if len(values) > 1:
            self.problems.append(f"{name}: given {len(values)} times; the first counts")
        return values[0] if values else ""

    def text(self, name: str, pattern: re.Pattern[str], what: str) -> str:
        """A text that fits a pattern, or an empty one."""
        value = self._one(name)
        if value and not pattern.fullmatch(value):
            self.drop(name, value, f"must be {what}")
            return ""
        return value

    def all_texts(self, name: str, pattern: re.Pattern[str], what: str) -> Iterator[str]:
        """Every text that fits a pattern."""
        for value in self._all(name):
            if pattern.fullmatch(value):
                yield value
            else:
                self.drop(name, value, f"must be {what}")

    def listed(self, name: str, offered: Collection[str]) -> str:
        """A name that the server offers, or an empty text."""
        value = self._one(name)
        if value and value not in offered:
            self.drop(name, value, "is not offered here")
            return ""
        return value

    def all_listed(self, name: str, offered: Collection[str]) -> Iterator[str]:
        """Every name that the server offers."""
        for value in self._all(name):
            if value in offered:
                yield value
            else:
                self.drop(name, value, "is not offered here")

    def whole(self, name: str, high: int) -> int | None:
        """A whole number from 0 to `high`, or None."""
        value = self._one(name)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,12}", value) or int(value) > high:
            self.drop(name, value, f"must be a whole number from 0 to {high}")
            return None
        return int(value)

    def settings(self, name: str, maps: Collection[str]) -> Iterator[StartingValue]:
        """Parameters with values. A map is one of `maps` or none, never a path."""
        for text in self._all(name):
            parameter, colon, value = text.partition(":")
            is_map = DatedChange("0", parameter, "").local_key == MAP
            if is_map and value and value not in maps:
                self.drop(name, text, "is not the name of a shipped map")
            elif colon and _fits(parameter, is_setting):
                yield StartingValue(parameter, value)
            else:
                self.drop(name, text, "must be a parameter and its value, such as supply.food_days:20")

    def dated(self, name: str) -> Iterator[DatedChange]:
        """Dated changes."""
        for text in self._all(name):
            day, _, rest = text.partition(":")
            key, colon, value = rest.partition(":")
            if colon and is_time(day) and _fits(key, is_dated_key):
                yield DatedChange(day, key, value)
            else:
                self.drop(name, text, "must be a day, a parameter and its value, such as 40:supply.aid:0.6")


def _fits(key: str, known: Callable[[str], bool]) -> bool:
    """Whether a key, without the siege of a theatre, is known."""
    return known(DatedChange("0", key, "").local_key)


def is_setting(name: str) -> bool:
    """Whether a link may give a starting value of this name: a parameter or a list, of a siege or a theatre."""
    return name in dotted_names() or name in LISTS or is_theatre_parameter(name)
