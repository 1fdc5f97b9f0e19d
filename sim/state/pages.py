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
from sim.state.siege import Siege

#: Kinds of number, as `struct` and NumPy call them; what else a book holds is not for compiled days.
CODES = {int: ("q", "i8"), bool: ("q", "i8"), float: ("d", "f8")}
#: The books that compiled days write come first.
BOOKS = {
    "stores": Stores, "garrison": GarrisonMind, "besieger": BesiegerMind, "public": Public,
    "campaign": Campaign, "talks": Talks, "convoy": Convoy, "link": Link, "first": First,
}  # fmt: skip
WRITTEN = ("stores", "garrison", "besieger", "public")


class Page(NamedTuple):
    """How the numbers of one book lie in its record."""

    names: tuple[str, ...]
    codes: str
    kind: np.dtype
    read: Callable[[Any], tuple[Any, ...]]
    truths: tuple[str, ...]  # of a written book, those that are true or false


def _page(book: type) -> Page:
    numbers = [(f.name, CODES[f.type]) for f in fields(book) if f.type in CODES]  # pyright: ignore[reportArgumentType]
    names = tuple(name for name, _ in numbers)
    return Page(
        names,
        "".join(code for _, (code, _) in numbers),
        np.dtype((np.record, [(name, kind) for name, (_, kind) in numbers])),
        attrgetter(*names),
        tuple(f.name for f in fields(book) if f.type is bool),
    )


PAGES = {name: _page(book) for name, book in BOOKS.items()}
WHOLE = Struct("=" + "".join(page.codes for page in PAGES.values()))
BACK = Struct("=" + "".join(PAGES[name].codes for name in WRITTEN))


class Records(NamedTuple):
    """The pages as compiled days are given them: arrays of one record, and the besieger's beliefs."""

    stores: Any
    garrison: Any
    besieger: Any
    public: Any
    campaign: Any
    talks: Any
    convoy: Any
    link: Any
    first: Any
    belief: Any  # float64, of `BesiegerMind.belief`
    stock_belief: Any
    tastes: Any
    asks: Any  # int64 (1,), 1 where the garrison opened the talks that are open
    interval: Any  # float64 (1,), days between two offers


class Pages:
    """The books of one siege, as records over one piece of memory."""

    def __init__(self, siege: Siege) -> None:
        """Room for the books of a siege."""
        self.siege, self.memory = siege, bytearray(WHOLE.size)
        views, offset = [], 0
        for page in PAGES.values():
            views.append(np.frombuffer(self.memory, page.kind, 1, offset))
            offset += page.kind.itemsize
        mind = siege.besieger
        self.beliefs = tuple(np.zeros(len(belief)) for belief in (mind.belief, mind.stock_belief, mind.tastes))
        self.records = Records._make([*views, *self.beliefs, np.zeros(1, np.int64), np.zeros(1)])

    def fill(self, interval: float) -> None:
        """Copy the books into the records; `interval` days lie between two offers."""
        siege = self.siege
        self.records.asks[0] = siege.talks.open and siege.talks.opened_by == "garrison"
        self.records.interval[0] = interval
        numbers: list[Any] = []
        for name, page in PAGES.items():
            numbers += page.read(getattr(siege, name))
        WHOLE.pack_into(self.memory, 0, *numbers)
        mind = siege.besieger
        for array, belief in zip(self.beliefs, (mind.belief, mind.stock_belief, mind.tastes), strict=True):
            array[:] = belief

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
            siege.besieger.belief = tuple(self.beliefs[0].tolist())
            siege.besieger.stock_belief = tuple(self.beliefs[1].tolist())
