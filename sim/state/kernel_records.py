"""The state of a siege as records for compiled days: filled before such days, read back after them."""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from struct import Struct
from typing import Any, NamedTuple

import numpy as np

from sim.state.day_inputs import StateRecords
from sim.state.siege import Siege
from sim.state.siege_state import (
    BesiegerMind,
    Campaign,
    Convoy,
    GarrisonMind,
    InitialCounts,
    Link,
    Public,
    Stores,
    Talks,
)

#: Kinds of number, as `struct` and NumPy call them; other fields do not reach compiled days.
CODES = {int: ("q", "i8"), bool: ("q", "i8"), float: ("d", "f8")}
#: The parts of the state that compiled days write, with all of their numbers.
WRITTEN = {"stores": Stores, "garrison": GarrisonMind, "besieger": BesiegerMind, "public": Public}
#: Those that they only read, with the numbers that they need.
READ = {
    "campaign": (
        Campaign,
        "pressed", "pushing", "since", "axis_x", "axis_y", "middle_x", "middle_y", "attack_factor",
    ),
    "talks": (Talks, "open", "next_offer", "truce_until", "ceasefire_until", "last_chance_to_leave", "cold_until"),
    "convoy": (Convoy, "under_way", "secret", "ration"),
    "link": (Link, "linked", "hostages", "precedent", "hope"),
}  # fmt: skip


class RecordLayout(NamedTuple):
    """How the numbers of one part of the state lie in its record."""

    names: tuple[str, ...]
    codes: str
    kind: np.dtype
    read: Callable[[Any], tuple[Any, ...]]
    truths: tuple[str, ...]  # fields that are true or false


def _layout(part: type, *names: str) -> RecordLayout:
    """The layout of one part of the state, with these of its numbers, or with all."""
    of: dict[str, Any] = {f.name: f.type for f in fields(part) if f.type in CODES}
    names = names or tuple(of)
    return RecordLayout(
        names,
        "".join(CODES[of[name]][0] for name in names),
        np.dtype((np.record, [(name, CODES[of[name]][1]) for name in names])),
        attrgetter(*names),
        tuple(name for name in names if of[name] is bool),
    )


LAYOUTS = {name: _layout(part) for name, part in WRITTEN.items()}
LAYOUTS |= {name: _layout(part, *names) for name, (part, *names) in READ.items()}
ALL_NUMBERS = Struct("=" + "".join(layout.codes for layout in LAYOUTS.values()))
WRITTEN_NUMBERS = Struct("=" + "".join(LAYOUTS[name].codes for name in WRITTEN))
INITIAL = _layout(InitialCounts)


class KernelRecords:
    """The state of one siege as records over one buffer."""

    def __init__(self, siege: Siege) -> None:
        """Allocate the records of a siege."""
        self.siege, self.memory = siege, bytearray(ALL_NUMBERS.size)
        views, offset = [], 0
        for layout in LAYOUTS.values():
            views.append(np.frombuffer(self.memory, layout.kind, 1, offset))
            offset += layout.kind.itemsize
        views.append(np.array([INITIAL.read(siege.initial)], INITIAL.kind))
        self.beliefs: list[tuple[float, ...]] = []  # as they stand in the arrays
        arrays = [np.zeros(len(belief)) for belief in _beliefs(siege)]
        self.records = StateRecords._make([*views, *arrays, np.zeros(1, np.int64), np.zeros(1)])

    def fill(self, interval: float) -> None:
        """Copy the state into the records; `interval`: days between two offers."""
        siege, records = self.siege, self.records
        numbers: list[Any] = []
        for name, layout in LAYOUTS.items():
            numbers += layout.read(getattr(siege, name))
        ALL_NUMBERS.pack_into(self.memory, 0, *numbers)
        records.asks[0] = siege.talks.open and siege.talks.opened_by == "garrison"
        records.interval[0] = interval
        beliefs = _beliefs(siege)
        if any(now is not then for now, then in zip(beliefs, self.beliefs or [()] * 3, strict=True)):
            for array, belief in zip((records.belief, records.endurance_belief, records.tastes), beliefs, strict=True):
                array[:] = belief
            self.beliefs = beliefs

    def read_back(self, learned: bool) -> None:
        """Copy the records back into the parts that compiled days write; the beliefs too, if they were updated."""
        siege, numbers, start = self.siege, WRITTEN_NUMBERS.unpack_from(self.memory), 0
        for name in WRITTEN:
            layout, part = LAYOUTS[name], getattr(siege, name)
            vars(part).update(zip(layout.names, numbers[start : start + len(layout.names)], strict=True))
            for truth in layout.truths:
                setattr(part, truth, bool(getattr(part, truth)))
            start += len(layout.names)
        if learned:
            siege.besieger.belief = tuple(self.records.belief.tolist())
            siege.besieger.endurance_belief = tuple(self.records.endurance_belief.tolist())
            self.beliefs = _beliefs(siege)


def _beliefs(siege: Siege) -> list[tuple[float, ...]]:
    """What the besieger's mind holds in tuples."""
    mind = siege.besieger
    return [mind.belief, mind.endurance_belief, mind.tastes]
