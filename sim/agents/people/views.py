"""People as Mesa agents: views on rows, made when first touched and the same ever after."""

from bisect import bisect_right
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, ClassVar

import mesa
import numpy as np

from sim.agents.people.attributes import (
    Attribute,
    CellAttribute,
    ColumnAttribute,
    DerivedAttribute,
    FlagAttribute,
    Position,
    UniqueId,
)
from sim.state.columns import (
    FOREIGN,
    KIN,
    Array,
    Kind,
    People,
    Roll,
    Status,
    uid_of,
)

FINITE = float(np.finfo(np.float32).max)
PRESENT, DEAD = int(Status.aboard), int(Status.dead)  # NumPy compares with an enum twenty times slower
FOLLOWS_STATUS = "it follows from status; set that"


class NoDataSets(frozenset):
    """Where Mesa's NumpyAgentDataSet would enter itself before it replaces our traits by its own columns."""

    def add(self, name: str) -> None:
        """Refuse."""
        raise TypeError(f"{name}: people are columns already; take model.agents_by_type[...].column(...).")


class Person(mesa.Agent):
    """One row of the columns, seen as a Mesa agent; it has no numbers of its own and no step.

    Views are made by the population, never by a call of the class. Someone who left or died is in no set of
    the model any more, but the view still tells what became of them. Kernels that move or kill people emit no
    Mesa signals; `remove` does.
    """

    __slots__ = ("population", "row")
    population: "Population"
    row: int
    kind: ClassVar[Kind]
    traits: ClassVar[dict[str, Attribute]]

    cell: Any = CellAttribute("cell", 0, np.inf)
    mass = ColumnAttribute("mass", 0, FINITE)
    mind = ColumnAttribute("mind", 0, 1)
    health = ColumnAttribute("health", 0, 1)
    weight = ColumnAttribute("weight", 1, 0xFFFF)
    status = ColumnAttribute("status", 0, max(Status), plain=Status)
    group = DerivedAttribute(lambda p, rows: p.people.group[rows], "groups are runs of rows, settled on the first day")
    pos: Any = Position(cell)
    unique_id: Any = UniqueId(lambda p, rows: p.uids(rows), "it says which row this is, for good")
    alive = DerivedAttribute(lambda p, rows: p.people.status[rows] != DEAD, FOLLOWS_STATUS)
    present = DerivedAttribute(lambda p, rows: p.people.status[rows] <= PRESENT, FOLLOWS_STATUS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError(
            f"A {type(self).__name__} is a view on a row and cannot be made by hand. The scenario says how "
            "many people there are; for an agent with attributes of its own, subclass mesa.Agent."
        )

    @property
    def model(self) -> Any:
        """The model in which the population is installed."""
        return self.population.model

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._datasets = NoDataSets()
        cls.traits = {name: trait for name in dir(cls) if isinstance(trait := getattr(cls, name), Attribute)}

    def remove(self) -> None:
        """Take a present person out of the model, into the books as withdrawn, so that the sums still hold.

        As in Mesa the agent leaves `model.agents` and references stay good. Nothing happens to someone who
        has left or died already, nor to someone still awaited.
        """
        if self.present:
            super().remove()

    def __setattr__(self, name: str, value: Any) -> None:
        trait = self.traits.get(name)
        if trait is None:
            raise AttributeError(self._advice(name))
        trait.write(self.population, self.row, value)

    def _advice(self, name: str) -> str:
        """Why this name cannot be set, and the way out."""
        kind = type(self).__name__
        has = f"A {kind} has {', '.join(sorted(self.traits))}."
        if name in ATTRIBUTES:
            owners = " and ".join(view.__name__ for view in VIEWS if name in view.traits)
            return f"A {kind} has no {name}, which belongs to {owners}. {has}"
        if hasattr(type(self), name):
            return f"{name} cannot be set on a {kind}, since no column keeps it. {has}"
        near = get_close_matches(name, self.traits, 1)
        way_out = f"did you mean {near[0]}?" if near else "keep it in a dict by unique_id or an array by row."
        return f"A {kind} cannot keep {name}; {way_out} {has}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id:#x} {self.status.name}>"

    def __copy__(self) -> "Person":
        return self  # a person is one; a second view of the row would break identity

    def __getstate__(self) -> tuple["Population", int]:
        return self.population, self.row

    def __setstate__(self, state: tuple["Population", int]) -> None:
        state[0].adopt(self, state[1])


class Civilian(Person):
    """A person who does not fight."""

    __slots__ = ()
    kind = Kind.civilian
    fear = ColumnAttribute("mind", 0, 1)
    kin = FlagAttribute(KIN, {False: 0, True: KIN})


class Fighter(Person):
    """A defender, of the town or from elsewhere."""

    __slots__ = ()
    kind = Kind.fighter
    morale = ColumnAttribute("mind", 0, 1)
    foreign = FlagAttribute(FOREIGN, {False: 0, True: FOREIGN})
    faction = FlagAttribute(FOREIGN, {"local": 0, "foreign": FOREIGN})


class Besieger(Person):
    """A soldier of the besieger."""

    __slots__ = ()
    kind = Kind.besieger
    morale = Fighter.morale


VIEWS: tuple[type[Person], ...] = (Civilian, Fighter, Besieger)  # by Kind
ATTRIBUTES: dict[str, Attribute] = Civilian.traits | Fighter.traits | Besieger.traits
_set_population = Person.__dict__["population"].__set__  # around Person.__setattr__, which takes traits only
_set_row = Person.__dict__["row"].__set__


class Population:
    """The columns, where each kind begins, and the views that someone has touched. Costs nothing a person."""

    model: Any
    _views: dict[int, Person]

    def __new__(cls, *args: Any, **kwargs: Any) -> "Population":
        self = super().__new__(cls)
        self.model, self._views = None, {}  # here, since a copy may adopt views before it has its columns
        return self

    def __init__(self, people: People, roll: Roll, width: int, height: int | None = None) -> None:
        self.people, self.roll, self.width, self.height = people, roll, width, height
        self.starts: list[int] = roll.start.tolist()
        if len(people.cell) != self.starts[-1]:
            raise ValueError(f"The roll ends at row {self.starts[-1]}, the columns at {len(people.cell)}.")

    @property
    def cells(self) -> int:
        """How many cells the grid has; without a height, as many as the column can tell."""
        return self.width * self.height if self.height else np.iinfo(np.int32).max

    def view(self, row: int) -> Person:
        """The one view of a row."""
        found = self._views.get(row)
        if found is None:
            if not 0 <= row < self.starts[-1]:
                raise IndexError(f"There is no row {row}; rows go from 0 to {self.starts[-1] - 1}.")
            found = object.__new__(VIEWS[bisect_right(self.starts, row) - 1])
            self.adopt(found, int(row))
        return found

    def views(self, rows: Array) -> Iterator[Person]:
        """The views of some rows."""
        known = self._views.get
        for row in rows.tolist():
            yield known(row) or self.view(row)

    def adopt(self, view: Person, row: int) -> None:
        """Make this object the view of the row."""
        _set_population(view, self)
        _set_row(view, row)
        self._views[row] = view

    def person(self, uid: int) -> Person:
        """The view of the person with this unique_id."""
        kind, index = (uid >> 28) - 1, uid & (1 << 28) - 1
        if not 0 <= kind < len(VIEWS) or index >= self.starts[kind + 1] - self.starts[kind]:
            raise KeyError(f"There is no person {uid}.")
        return self.view(self.starts[kind] + index)

    def uid(self, row: int) -> int:
        """The unique_id of a row."""
        kind = bisect_right(self.starts, row) - 1
        return uid_of(kind, row - self.starts[kind])

    def uids(self, rows: Array) -> Array:
        """The unique_ids of rows."""
        kinds = np.searchsorted(self.roll.start, rows, "right") - 1
        return (kinds + 1) << 28 | rows - self.roll.start[kinds]

    def present(self, kind: Kind | None = None) -> Array:
        """Rows of all who are inside or aboard, of one kind or of all."""
        first, last = (0, self.starts[-1]) if kind is None else self.starts[kind : kind + 2]
        return np.flatnonzero(self.people.status[first:last] <= PRESENT) + first

    def are(self, rows: Array, kinds: list[Kind]) -> Array:
        """Which rows are of one of the kinds."""
        found = np.zeros(len(rows), bool)
        for kind in kinds:
            found |= (rows >= self.starts[kind]) & (rows < self.starts[kind + 1])
        return found

    def __getstate__(self) -> dict[str, Any]:
        # Views that nobody holds are made anew; those that somebody holds are adopted when they are restored.
        return {name: value for name, value in vars(self).items() if name != "_views"}
