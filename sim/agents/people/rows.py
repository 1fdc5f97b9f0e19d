"""The rows of the population: columns of people, and the row at which each kind begins."""

from bisect import bisect_right

import numpy as np

from sim.state.columns import Array, Kind, People, RowLayout, Status, uid_of

PRESENT = int(Status.aboard)  # the last status of those still present; NumPy compares ints 20 times faster than enums


class PopulationRows:
    """The columns of all people on a grid of `width` x `height` cells. Costs no Python object per person."""

    def __init__(self, people: People, layout: RowLayout, width: int, height: int | None = None) -> None:
        """Raises ValueError where the columns are longer or shorter than the layout says."""
        self.people, self.layout, self.width, self.height = people, layout, width, height
        self.starts: list[int] = layout.kind_start.tolist()
        if len(people.cell) != self.starts[-1]:
            raise ValueError(f"The layout ends at row {self.starts[-1]}, but the columns at {len(people.cell)}.")

    @property
    def cells(self) -> int:
        """Number of cells of the grid; without a height, the largest number that the column can hold."""
        return self.width * self.height if self.height else np.iinfo(np.int32).max

    def uid(self, row: int) -> int:
        """The unique_id of a row."""
        kind = bisect_right(self.starts, row) - 1
        return uid_of(kind, row - self.starts[kind])

    def uids(self, rows: Array) -> Array:
        """The unique_ids of `rows` (int64, (n,)), as int64 (n,)."""
        kinds = np.searchsorted(self.layout.kind_start, rows, "right") - 1
        return (kinds + 1) << 28 | rows - self.layout.kind_start[kinds]

    def present(self, kind: Kind | None = None) -> Array:
        """Rows (int64, (n,)) of all who are inside or aboard, of one kind or of all."""
        first, last = (0, self.starts[-1]) if kind is None else self.starts[kind : kind + 2]
        return np.flatnonzero(self.people.status[first:last] <= PRESENT) + first

    def is_of_kind(self, rows: Array, kinds: list[Kind]) -> Array:
        """Whether each of `rows` (int64, (n,)) is of one of the kinds, as bool (n,)."""
        chosen = np.zeros(len(rows), bool)
        for kind in kinds:
            chosen |= (rows >= self.starts[kind]) & (rows < self.starts[kind + 1])
        return chosen
