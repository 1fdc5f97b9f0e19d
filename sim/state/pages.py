"""The books of a siege as records, for compiled days: filled in before such days, and read back after them."""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from struct import Struct
from typing import Any, NamedTuple

import numpy as np

from sim.state.books import (
    BesiegerMind,
    Campaign,
    Convoy,
    First,
    GarrisonMind,
    Link,
    Public,
    Stores,
    Talks,
)
from sim.state.moment import Records
from sim.state.siege import Siege

#: Kinds of number, as `struct` and NumPy call them; what else a book holds is not for compiled days.
CODES = {int: ("q", "i8"), bool: ("q", "i8"), float: ("d", "f8")}
#: The books that compiled days write, with all of their numbers.
WRITTEN = {"stores": Stores, "garrison": GarrisonMind, "besieger": BesiegerMind, "public": Public}
#: Those that they only read, with the numbers that they need.
READ = {
    "campaign": (
        Campaign,
        "pressed", "pushing", "since", "axis_x", "axis_y", "middle_x", "middle_y", "fortune",
    ),
    "talks": (Talks, "open", "next_offer", "truce_until", "last_chance_to_leave", "cold_until"),
    "convoy": (Convoy, "under_way", "secret", "ration"),
    "link": (Link, "linked", "hostages", "precedent", "hope"),
}  # fmt: skip


class Page(NamedTuple):
    """How the numbers of one book lie in its record."""

    names: tuple[str, ...]
    codes: str
    kind: np.dtype
    read: Callable[[Any], tuple[Any, ...]]
    truths: tuple[str, ...]  # those that are true or false


def _page(book: type, *names: str) -> Page:
    """The page of a book, with these of its numbers, or with all."""
    of: dict[str, Any] = {f.name: f.type for f in fields(book) if f.type in CODES}
    names = names or tuple(of)
    return Page(
        names,
        "".join(CODES[of[name]][0] for name in names),
        np.dtype((np.record, [(name, CODES[of[name]][1]) for name in names])),
        attrgetter(*names),
        tuple(name for name in names if of[name] is bool),
    )


PAGES = {name: _page(book) for name, book in WRITTEN.items()}
PAGES |= {name: _page(book, *names) for name, (book, *names) in READ.items()}
WHOLE = Struct("=" + "".join(page.codes for page in PAGES.values()))
BACK = Struct("=" + "".join(PAGES[name].codes for name in WRITTEN))
FIRST = _page(First)


class Pages:
    """The books of one siege, as records over one piece of memory."""

    def __init__(self, siege: Siege) -> None:
        """Room for the books of a siege."""
        self.siege, self.memory = siege, bytearray(WHOLE.size)
        views, offset = [], 0
        for page in PAGES.values():
            views.append(np.frombuffer(self.memory, page.kind, 1, offset))
            offset += page.kind.itemsize
        views.append(np.array([FIRST.read(siege.first)], FIRST.kind))
        self.beliefs: list[tuple[float, ...]] = []  # as they stand in the arrays
        arrays = [np.zeros(len(belief)) for belief in _beliefs(siege)]
        self.records = Records._make([*views, *arrays, np.zeros(1, np.int64), np.zeros(1)])

    def fill(self, interval: float) -> None:
        """Copy the books into the records; `interval` days lie between two offers."""
        siege, records = self.siege, self.records
        numbers: list[Any] = []
        for name, page in PAGES.items():
            numbers += page.read(getattr(siege, name))
        WHOLE.pack_into(self.memory, 0, *numbers)
        records.asks[0] = siege.talks.open and siege.talks.opened_by == "garrison"
        records.interval[0] = interval
        beliefs = _beliefs(siege)
        if any(now is not then for now, then in zip(beliefs, self.beliefs or [()] * 3, strict=True)):
            for array, belief in zip((records.belief, records.endurance_belief, records.tastes), beliefs, strict=True):
                array[:] = belief
            self.beliefs = beliefs

    def read_back(self, learned: bool) -> None:
        """Copy the records into the books that compiled days write; the beliefs too, if he has `learned`."""
        siege, numbers, start = self.siege, BACK.unpack_from(self.memory), 0
        for name in WRITTEN:
            page, book = PAGES[name], getattr(siege, name)
            vars(book).update(zip(page.names, numbers[start : start + len(page.names)], strict=True))
            for truth in page.truths:
                setattr(book, truth, bool(getattr(book, truth)))
            start += len(page.names)
        if learned:
            siege.besieger.belief = tuple(self.records.belief.tolist())
            siege.besieger.endurance_belief = tuple(self.records.endurance_belief.tolist())
            self.beliefs = _beliefs(siege)


def _beliefs(siege: Siege) -> list[tuple[float, ...]]:
    """What the besieger's mind holds in tuples."""
    mind = siege.besieger
    return [mind.belief, mind.endurance_belief, mind.tastes]
