"""The attributes of people: each can be read and written for one row or for many at once."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sim.agents.people.rows import PopulationRows
from sim.state.columns import Array

Rows = Array | int  # int64 (n,), or one row


class Attribute:
    """An attribute of people: a Python value on a view, an array on a set; one attribute per name for all kinds."""

    name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        return self if view is None else self.to_python(self.read(view.population, view.row))

    def __set__(self, view: Any, value: Any) -> None:
        self.write(view.population, view.row, value)

    def to_python(self, value: Any) -> Any:
        """One person's NumPy value as a Python value."""
        return value.item()

    def to_list(self, values: Array) -> list[Any]:
        """Many people's values (n,) as a list of the Python values that their views give.

        The dtype is that of `read`, or bool.
        """
        return values.tolist()

    def read(self, population: PopulationRows, rows: Rows) -> Any:
        """Values of the rows: an array (n,) for many, a NumPy scalar for one."""
        raise NotImplementedError

    def write(self, population: PopulationRows, rows: Rows, value: Any) -> None:
        """Set the rows to one value, or to an array (n,) with one value per row."""
        raise NotImplementedError


class DerivedAttribute(Attribute):
    """An attribute that follows from the columns and cannot be set."""

    def __init__(self, compute: Callable[[Any, Any], Any], advice: str) -> None:
        self.compute, self.advice = compute, advice

    def read(self, population: PopulationRows, rows: Rows) -> Any:
        """Values of the rows: an array (n,) for many, a NumPy scalar for one."""
        return self.compute(population, rows)

    def write(self, population: PopulationRows, rows: Rows, value: Any) -> None:
        """Raises AttributeError, with the alternative."""
        raise AttributeError(f"{self.name} cannot be set: {self.advice}")


class UniqueId(DerivedAttribute):
    """The unique_id. One view reads it without NumPy, since Mesa's collectors ask every agent for it."""

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        return self if view is None else view.population.uid(view.row)


class ColumnAttribute(Attribute):
    """An attribute stored in a column, with its valid range, and the Python type of its values."""

    def __init__(self, column: str, low: float, high: float, type_: Callable[[Any], Any] | None = None) -> None:
        self.column, self.low, self.high, self.type_ = column, low, high, type_

    def to_python(self, value: Any) -> Any:
        """One person's NumPy value as a Python value."""
        return value.item() if self.type_ is None else self.type_(value)

    def to_list(self, values: Array) -> list[Any]:
        """Many people's values (n,) as a list of the Python values that their views give.

        The dtype is that of the column, such as float32.
        """
        numbers = values.tolist()
        if self.type_ is None:
            return numbers
        converted = {number: self.type_(number) for number in set(numbers)}
        return [converted[number] for number in numbers]

    def highest(self, population: PopulationRows) -> float:
        """The largest value that may be written."""
        return self.high

    def read(self, population: PopulationRows, rows: Rows) -> Any:
        """Values of the rows, in the dtype of the column: an array (n,) for many, a NumPy scalar for one."""
        return getattr(population.people, self.column)[rows]

    def write(self, population: PopulationRows, rows: Rows, value: Any) -> None:
        """Set the rows to one number, or to an array (n,) with one number per row.

        Raises TypeError where a value is not a number, or not a whole number in an integer column; ValueError where one
        is out of range.
        """
        column, high = getattr(population.people, self.column), self.highest(population)
        if isinstance(value, int | float):  # far faster than the array path for a single value
            whole, in_range = isinstance(value, int) or value.is_integer(), self.low <= value <= high
        else:
            values = np.asarray(value)
            if values.dtype.kind not in "biuf":
                raise TypeError(f"{self.name} = {value!r}: must be a number")
            whole = values.dtype.kind in "biu" or bool((values == np.floor(values)).all())
            in_range = bool(((values >= self.low) & (values <= high)).all())
        if not whole and column.dtype.kind in "iu":
            raise TypeError(f"{self.name} = {value!r}: must be a whole number")
        if not in_range:
            raise ValueError(f"{self.name} = {value!r}: must be between {self.low:g} and {high:g}")
        column[rows] = value


class CellAttribute(ColumnAttribute):
    """The cell, which must lie on the grid: compiled kernels do not check it."""

    def highest(self, population: PopulationRows) -> float:
        """The last cell."""
        return population.cells - 1


class Position(Attribute):
    """The cell as (x, y)."""

    def __init__(self, cell: CellAttribute) -> None:
        self.cell = cell

    def to_python(self, value: Any) -> tuple[int, int]:
        """One position as a pair of ints."""
        x, y = value.tolist()
        return x, y

    def to_list(self, values: Array) -> list[Any]:
        """Positions (n, 2) as a list of pairs of ints. Values are int64."""
        return [(x, y) for x, y in values.tolist()]

    def read(self, population: PopulationRows, rows: Rows) -> Array:
        """Positions of the rows, integers (n, 2), or (2,) for one row."""
        y, x = np.divmod(population.people.cell[rows], population.width)
        return np.stack((x, y), axis=-1)

    def write(self, population: PopulationRows, rows: Rows, value: Any) -> None:
        """Move the rows to one position (x, y), or to one each (n, 2).

        Raises TypeError where they are not pairs of whole numbers; ValueError where they lie outside the grid.
        """
        positions = np.asarray(value)
        if positions.dtype.kind == "f" and (positions == np.floor(positions)).all():
            positions = positions.astype(np.int64)
        if positions.dtype.kind not in "iu" or positions.shape[-1:] != (2,):
            raise TypeError(f"{self.name} = {value!r}: must be two whole numbers, x and y")
        x, y = positions[..., 0], positions[..., 1]
        if not ((x >= 0) & (x < population.width)).all():
            raise ValueError(f"{self.name} = {value!r}: x must be between 0 and {population.width - 1}")
        self.cell.write(population, rows, y.astype(np.int64) * population.width + x)


class FlagAttribute(Attribute):
    """Some bits of `flags`, given as names or as true and false."""

    def __init__(self, mask: int, choices: Mapping[Any, int]) -> None:
        self.mask, self.choices = mask, dict(choices)
        names = list(self.choices)
        self.table = np.full(mask + 1, names[0], np.array(names).dtype)
        for choice, bits in self.choices.items():
            self.table[bits] = choice

    def read(self, population: PopulationRows, rows: Rows) -> Any:
        """Names (str) or truth values of the rows: an array (n,) for many, a NumPy scalar for one."""
        return self.table[population.people.flags[rows] & self.mask]

    def write(self, population: PopulationRows, rows: Rows, value: Any) -> None:
        """Set these bits of the rows and keep the other flags; one choice, or an array (n,) with one per row.

        Raises ValueError where a value is not one of the choices.
        """
        values = np.asarray(value)
        bits = np.zeros(values.shape, np.uint8)
        known = np.zeros(values.shape, bool)
        for choice, pattern in self.choices.items():
            chosen = values == choice
            bits[chosen] = pattern
            known |= chosen
        if not known.all():
            allowed = ", ".join(map(repr, self.choices))
            raise ValueError(f"{self.name} = {value!r}: must be one of {allowed}")
        flags = population.people.flags
        flags[rows] = flags[rows] & (0xFF ^ self.mask) | bits
