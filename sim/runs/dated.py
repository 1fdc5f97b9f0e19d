"""Dated changes: what `--set-at DAY KEY=VALUE` adds to the schedule of a scenario, and what was added to one."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sim.scenario.errors import shown
from sim.scenario.explain import dotted_names
from sim.scenario.schedule import Entry
from sim.scenario.schedule_layers import SCHEDULE
from sim.scenario.schema import Scenario

#: Keys of a dated change beside the parameters: effects of an entry of the schedule.
EFFECTS = ("ceasefire", "ultimatum", "offensive", "lift")
#: Keys for people who arrive: the side that they join. Each side has an entry of its own.
ARRIVALS = {"arrive.garrison": "garrison", "arrive.besieger": "besieger"}
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
DAY = re.compile(r"\d{1,6}")


class DatedChange(NamedTuple):
    """One change during a siege, as `--set-at` takes it; values are text, as on the command line."""

    day: str  # a day, or a date such as 2017-03-02
    key: str  # a parameter, or one of EFFECTS and ARRIVALS; in a theatre after sieges.NAME.
    value: str

    @property
    def siege(self) -> str:
        """The part of the key that names a siege of a theatre, such as `sieges.fuah.`; empty for a single siege."""
        parts = self.key.split(".")
        return ".".join([*parts[:2], ""]) if parts[0] == "sieges" and len(parts) > 2 else ""

    @property
    def local_key(self) -> str:
        """The key without the siege of a theatre."""
        return self.key.removeprefix(self.siege)


def is_dated_key(key: str) -> bool:
    """Whether something with this key, without the siege of a theatre, can be dated."""
    return key in EFFECTS or key in ARRIVALS or key in dotted_names()


def is_time(text: str) -> bool:
    """Whether a text is a day or a date."""
    return bool(DATE.fullmatch(text) or DAY.fullmatch(text))


def entry_name(change: DatedChange) -> str:
    """Name of the entry that the change is written to."""
    day = change.day.replace("-", "_")
    side = ARRIVALS.get(change.local_key)
    return f"{side}_at_{day}" if side else f"set_at_{day}"


def is_entry_of_changes(name: str) -> bool:
    """Whether an entry has the name that dated changes give it."""
    return re.fullmatch(r"(set|garrison|besieger)_at_[0-9_]+", name) is not None


def overrides_of(changes: Iterable[DatedChange]) -> list[str]:
    """The changes as overrides, such as `schedule.set_at_60.day=60` and `schedule.set_at_60.set.supply.aid=0.5`."""
    made = []
    for change in changes:
        entry = f"{change.siege}{SCHEDULE}.{entry_name(change)}"
        made.append(f"{entry}.{'date' if DATE.fullmatch(change.day) else 'day'}={change.day}")
        key = change.local_key
        if key in ARRIVALS:
            made += [f"{entry}.arrive.side={ARRIVALS[key]}", f"{entry}.arrive.men={change.value}"]
        else:
            made.append(f"{entry}.{key if key in EFFECTS else f'set.{key}'}={change.value}")
    return made


def added_changes(schedule: Mapping[str, Entry], before: Mapping[str, Entry], prefix: str = "") -> list[DatedChange]:
    """The dated changes that turn the schedule `before` into `schedule`, in the order of its entries.

    Only entries that dated changes make are looked at; `prefix` names the siege of a theatre, such as `sieges.fuah.`.
    """
    known = {(change.day, change.key): change.value for change in _changes_in(before, prefix)}
    return [change for change in _changes_in(schedule, prefix) if known.get(change[:2]) != change.value]


def _changes_in(schedule: Mapping[str, Entry], prefix: str) -> Iterator[DatedChange]:
    for name, entry in schedule.items():
        day = str(entry.date or entry.day)
        if entry.condition is not None:
            continue
        named = day.replace("-", "_")
        if name == f"set_at_{named}":
            for dotted, value in entry.set.items():
                yield DatedChange(day, f"{prefix}{dotted}", plain_text(value))
            for effect in EFFECTS:
                if (value := getattr(entry, effect)) not in (None, False):
                    yield DatedChange(day, f"{prefix}{effect}", plain_text(value))
        elif entry.arrive and not entry.arrive.foreign and name == f"{entry.arrive.side}_at_{named}":
            yield DatedChange(day, f"{prefix}arrive.{entry.arrive.side}", str(entry.arrive.men))


def plain_text(value: object) -> str:
    """A value as the command line takes it: without quotes where it needs none, lists as JSON."""
    return json.dumps(value) if isinstance(value, list | dict) else shown(value).strip('"')


def without_change(scenario: Scenario, change: DatedChange) -> Scenario:
    """The scenario without one of its dated changes, and without the entry where nothing else is left of it."""
    name = entry_name(change)
    entry = scenario.schedule.get(name)
    if entry is None:
        return scenario
    key = change.local_key
    if key in ARRIVALS:
        kept = None
    elif key in EFFECTS:
        kept = entry.model_copy(update={key: False if key == "lift" else None})
    else:
        kept = entry.model_copy(update={"set": {dotted: v for dotted, v in entry.set.items() if dotted != key}})
    schedule = dict(scenario.schedule)
    if kept is None or not (kept.set or kept.arrive or any(getattr(kept, effect) for effect in EFFECTS)):
        del schedule[name]
    else:
        schedule[name] = kept
    return scenario.model_copy(update={SCHEDULE: schedule})
