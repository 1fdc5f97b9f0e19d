"""People as Mesa agents: views of rows, created on first access and kept from then on."""

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
from sim.agents.people.rows import PRESENT, PopulationRows
from sim.state.columns import FOREIGN, KIN, Array, Kind, Status

MAX_FLOAT32 = float(np.finfo(np.float32).max)
DEAD = int(Status.dead)
FOLLOWS_STATUS = "it follows from status; set that instead"


class NoDataSets(frozenset):
    """Keeps out Mesa's NumpyAgentDataSet, which would replace our attributes by columns of its own."""

    def add(self, name: str) -> None:
        """Raises TypeError, with the alternative."""
        raise TypeError(f"{name}: people are stored in columns already; use model.agents_by_type[...].column(...).")


class Person(mesa.Agent):
    """One row of the columns as a Mesa agent; it stores no values of its own and has no step.

    Views are created by the population, never by calling the class. A person who has left or died is in none of the
    model's sets, but the view still shows what became of them. Kernels that move or kill people emit no Mesa signals;
    `remove` does.
    """

    __slots__ = ("population", "row")
    population: "Population"
    row: int
    kind: ClassVar[Kind]
    attributes: ClassVar[dict[str, Attribute]]

    cell: Any = CellAttribute("cell", 0, np.inf)
    mass = ColumnAttribute("mass", 0, MAX_FLOAT32)
    mind = ColumnAttribute("mind", 0, 1)
    health = ColumnAttribute("health", 0, 1)
    weight = ColumnAttribute("weight", 1, 0xFFFF)
    status = ColumnAttribute("status", 0, max(Status), type_=Status)
    group = DerivedAttribute(lambda p, rows: p.people.group[rows], "groups are runs of rows, fixed on the first day")
    pos: Any = Position(cell)
    unique_id: Any = UniqueId(lambda p, rows: p.uids(rows), "it identifies the row and never changes")
    alive = DerivedAttribute(lambda p, rows: p.people.status[rows] != DEAD, FOLLOWS_STATUS)
    present = DerivedAttribute(lambda p, rows: p.people.status[rows] <= PRESENT, FOLLOWS_STATUS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Raises TypeError: the population creates the views."""
        raise TypeError(
            f"A {type(self).__name__} is a view of a row and cannot be created by hand. The scenario sets the number "
            "of people; for an agent with attributes of its own, subclass mesa.Agent."
        )

    @property
    def model(self) -> Any:
        """The model in which the population is installed."""
        return self.population.model

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._datasets = NoDataSets()
        cls.attributes = {name: found for name in dir(cls) if isinstance(found := getattr(cls, name), Attribute)}

    def remove(self) -> None:
        """Remove a person who is present from the model and record them as withdrawn, so that totals still add up.

        As in Mesa, the agent leaves `model.agents` and references stay valid. Has no effect on a person who has left or
        died already, or has not arrived yet.
        """
        if self.present:
            super().remove()

    def __setattr__(self, name: str, value: Any) -> None:
        attribute = self.attributes.get(name)
        if attribute is None:
            raise AttributeError(self._advice(name))
        attribute.write(self.population, self.row, value)

    def _advice(self, name: str) -> str:
        """Why this name cannot be set, and the alternative."""
        kind = type(self).__name__
        has = f"A {kind} has {', '.join(sorted(self.attributes))}."
        if name in ATTRIBUTES:
            owners = " and ".join(view.__name__ for view in VIEWS if name in view.attributes)
            return f"A {kind} has no {name}, an attribute of {owners}. {has}"
        if hasattr(type(self), name):
            return f"{name} of a {kind} cannot be set, since no column stores it. {has}"
        near = get_close_matches(name, self.attributes, 1)
        alternative = f"did you mean {near[0]}?" if near else "keep it in a dict by unique_id or an array by row."
        return f"A {kind} cannot store {name}; {alternative} {has}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id:#x} {self.status.name}>"

    def __copy__(self) -> "Person":
        return self  # a second view of the row would break identity

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
ATTRIBUTES: dict[str, Attribute] = Civilian.attributes | Fighter.attributes | Besieger.attributes
_set_population = Person.__dict__["population"].__set__  # bypasses Person.__setattr__, which accepts attributes only
_set_row = Person.__dict__["row"].__set__


class Population(PopulationRows):
    """The rows of the population, and the views of them created so far."""

    model: Any
    _views: dict[int, Person]

    def __new__(cls, *args: Any, **kwargs: Any) -> "Population":
        self = super().__new__(cls)
        self.model, self._views = None, {}  # here, since a copy may adopt views before it has its columns
        return self

    def view(self, row: int) -> Person:
        """The one view of a row. Raises IndexError where there is no such row."""
        found = self._views.get(row)
        if found is None:
            if not 0 <= row < self.starts[-1]:
                raise IndexError(f"There is no row {row}; rows go from 0 to {self.starts[-1] - 1}.")
            found = object.__new__(VIEWS[bisect_right(self.starts, row) - 1])
            self.adopt(found, int(row))
        return found

    def views(self, rows: Array) -> Iterator[Person]:
        """The views of `rows` (int64, (n,)). Raises IndexError where there is no such row."""
        known = self._views.get
        for row in rows.tolist():
            yield known(row) or self.view(row)

    def adopt(self, view: Person, row: int) -> None:
        """Make this object the view of the row."""
        _set_population(view, self)
        _set_row(view, row)
        self._views[row] = view

    def person(self, uid: int) -> Person:
        """The view of the person with this unique_id. Raises KeyError where there is none."""
        kind, index = (uid >> 28) - 1, uid & (1 << 28) - 1
        if not 0 <= kind < len(VIEWS) or index >= self.starts[kind + 1] - self.starts[kind]:
            raise KeyError(f"There is no person {uid}.")
        return self.view(self.starts[kind] + index)

    def __getstate__(self) -> dict[str, Any]:
        # Views without other references are created anew; the others are adopted when they are restored.
        return {name: value for name, value in vars(self).items() if name != "_views"}
