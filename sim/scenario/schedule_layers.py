"""A schedule as plain data: parts of it by dotted names, and one schedule laid over another."""

from collections.abc import Mapping
from typing import Any

from sim.scenario.schedule import TIMES, Entry

SCHEDULE = "schedule"
#: Keys of an entry that hold further keys.
NESTED = ("set", "arrive")


def plain_schedule(schedule: Mapping[str, Entry]) -> dict[str, Any]:
    """The entries as a file would state them."""
    return {name: entry.model_dump(exclude_defaults=True) for name, entry in schedule.items()}


def add_part(schedule: dict[str, Any], name: str, value: Any) -> None:
    """Set a part of a schedule, such as `airlift.day` or `airlift.set.supply.aid`; `airlift` alone is a whole entry."""
    entry, _, key = name.partition(".")
    outer, _, inner = key.partition(".")
    if not key:
        schedule[entry] = value
    elif outer in NESTED and inner:
        schedule.setdefault(entry, {}).setdefault(outer, {})[inner] = value
    else:
        schedule.setdefault(entry, {})[key] = value


def merged(base: Any, entries: dict[str, Any], in_part: bool) -> dict[str, Any]:
    """The schedule of a file over the one that it extends: an entry replaces that of its name, null removes it.

    With `in_part` the keys of an entry are replaced one by one: a new time replaces the old one, whichever key it has.
    """
    made = dict(base) if isinstance(base, dict) else {}
    for name, entry in entries.items():
        old = made.get(name)
        if entry is None:
            made.pop(name, None)
        elif in_part and isinstance(old, dict) and isinstance(entry, dict):
            dropped = TIMES if any(time in entry for time in TIMES) else ()
            kept = {key: value for key, value in old.items() if key not in dropped}
            inner = {
                key: {**old[key], **value}
                for key, value in entry.items()
                if isinstance(value, dict) and isinstance(old.get(key), dict)
            }
            made[name] = {**kept, **entry, **inner}
        else:
            made[name] = entry
    return made
