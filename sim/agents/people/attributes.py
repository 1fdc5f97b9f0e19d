"""What can be asked of people: each attribute, read and written for one row or for many at once."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.state.columns import Array

if TYPE_CHECKING:
    from sim.agents.people.views import Population

Rows = Array | int


class Attribute:
    """An attribute of people: a Python value on a view, an array on a set; one trait a name for all kinds."""

    name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        return self if view is None else self.plain(self.read(view.population, view.row))

    def __set__(self, view: Any, value: Any) -> None:
        self.write(view.population, view.row, value)

    def plain(self, value: Any) -> Any:
        """The Python value for one person's NumPy value."""
        return value.item()

    def listed(self, values: Array) -> list[Any]:
        """The Python values for many people's, as their views give them."""
        return values.tolist()

    def read(self, population: "Population", rows: Rows) -> Any:
        """Values of the rows, an array for many and a NumPy scalar for one."""
        raise NotImplementedError

    def write(self, population: "Population", rows: Rows, value: Any) -> None:
        """Give the rows one value, or an array with a value each."""
        raise NotImplementedError


class DerivedAttribute(Attribute):
    """An attribute that follows from the columns and cannot be set."""

    def __init__(self, told: Callable[["Population", Any], Any], advice: str, plain: Callable | None = None):
        self.told, self.advice = told, advice
        if plain is not None:
            self.plain = plain

    def read(self, population: "Population", rows: Rows) -> Any:
        """Values of the rows."""
        return self.told(population, rows)

    def write(self, population: "Population", rows: Rows, value: Any) -> None:
        """Refuse."""
        raise AttributeError(f"{self.name} cannot be set: {self.advice}")


class UniqueId(DerivedAttribute):
    """The unique_id. One view's is told without NumPy, since Mesa's collectors ask it of each agent."""

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        return self if view is None else view.population.uid(view.row)


class ColumnAttribute(Attribute):
    """An attribute kept in a column, with the range in which it makes sense."""

    def __init__(self, column: str, low: float, high: float, plain: Callable | None = None):
        self.column, self.low, self.high, self.of = column, low, high, plain
        if plain is not None:
            self.plain = plain

    def listed(self, values: Array) -> list[Any]:
        """The Python values for many people's, as their views give them."""
        found = values.tolist()
        if self.of is None:
            return found
        known = {value: self.of(value) for value in set(found)}
        return [known[value] for value in found]

    def top(self, population: "Population") -> float:
        """The largest value that may be written."""
        return self.high

    def read(self, population: "Population", rows: Rows) -> Any:
        """Values of the rows."""
        return getattr(population.people, self.column)[rows]

    def write(self, population: "Population", rows: Rows, value: Any) -> None:
        """Set the rows, if the value is in range (and whole in a column of whole numbers)."""
        column, top = getattr(population.people, self.column), self.top(population)
        if isinstance(value, int | float):  # for one value, far faster than the way below
            whole, within = isinstance(value, int) or value.is_integer(), self.low <= value <= top
        else:
            values = np.asarray(value)
            if values.dtype.kind not in "biuf":
                raise TypeError(f"{self.name} = {value!r}: should be a number")
            whole = values.dtype.kind in "biu" or bool((values == np.floor(values)).all())
            within = bool(((values >= self.low) & (values <= top)).all())
        if not whole and column.dtype.kind in "iu":
            raise TypeError(f"{self.name} = {value!r}: should be a whole number")
        if not within:
            raise ValueError(f"{self.name} = {value!r}: should be between {self.low:g} and {top:g}")
        column[rows] = value


class CellAttribute(ColumnAttribute):
    """The cell, which must lie on the grid: compiled kernels do not look."""

    def top(self, population: "Population") -> float:
        """The last cell."""
        return population.cells - 1


class Position(Attribute):
    """The cell as (x, y)."""

    def __init__(self, cell: CellAttribute):
        self.cell = cell

    def plain(self, value: Any) -> tuple[int, int]:
        """A pair of ints."""
        x, y = value.tolist()
        return x, y

    def listed(self, values: Array) -> list[Any]:
        """Pairs of ints."""
        return [(x, y) for x, y in values.tolist()]

    def read(self, population: "Population", rows: Rows) -> Array:
        """Pairs x, y in the last axis."""
        y, x = np.divmod(population.people.cell[rows], population.width)
        return np.stack((x, y), axis=-1)

    def write(self, population: "Population", rows: Rows, value: Any) -> None:
        """Put the rows on one place (x, y), or each on its own."""
        places = np.asarray(value)
        if places.dtype.kind == "f" and (places == np.floor(places)).all():
            places = places.astype(np.int64)
        if places.dtype.kind not in "iu" or places.shape[-1:] != (2,):
            raise TypeError(f"{self.name} = {value!r}: should be two whole numbers, x and y")
        x, y = places[..., 0], places[..., 1]
        if not ((x >= 0) & (x < population.width)).all():
            raise ValueError(f"{self.name} = {value!r}: x should be between 0 and {population.width - 1}")
        self.cell.write(population, rows, y.astype(np.int64) * population.width + x)


class FlagAttribute(Attribute):
    """Some bits of `flags`, told by name or as true and false."""

    def __init__(self, mask: int, choices: Mapping[Any, int]):
        self.mask, self.choices = mask, dict(choices)
        names = list(self.choices)
        self.table = np.full(mask + 1, names[0], np.array(names).dtype)
        for choice, bits in self.choices.items():
            self.table[bits] = choice

    def read(self, population: "Population", rows: Rows) -> Any:
        """Names or truth values of the rows."""
        return self.table[population.people.flags[rows] & self.mask]

    def write(self, population: "Population", rows: Rows, value: Any) -> None:
        """Set the rows' bits and leave the other flags."""
        values = np.asarray(value)
        bits = np.zeros(values.shape, np.uint8)
        known = np.zeros(values.shape, bool)
        for choice, these in self.choices.items():
            chosen = values == choice
            bits[chosen] = these
            known |= chosen
        if not known.all():
            offered = ", ".join(map(repr, self.choices))
            raise ValueError(f"{self.name} = {value!r}: should be one of {offered}")
        flags = population.people.flags
        flags[rows] = flags[rows] & (0xFF ^ self.mask) | bits
