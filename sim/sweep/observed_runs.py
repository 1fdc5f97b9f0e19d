"""What an adaptive design knows of its runs: which have a row, which failed, and in which the outcome happened."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.outcomes import SiegeOutcome
from sim.sweep.part_reader import read_tables
from sim.sweep.parts import KEY, RUNS

if TYPE_CHECKING:
    import pyarrow as pa

DEAL = "deal"
#: What an adaptive design can be about: any ending, or any deal.
ENDINGS = (DEAL, *(outcome.name for outcome in SiegeOutcome))
COLUMNS = (*KEY, "error", "outcome")


class ObservedRuns:
    """The runs of a sweep by number, as in `PreparedExperiment.number`: arrays of bool (runs,)."""

    def __init__(self, points: int, replicates: int, outcomes: Sequence[str]) -> None:
        self.points, self.replicates = points, replicates
        self.done, self.failed = np.zeros((2, points * replicates), bool)
        self.happened = {outcome: np.zeros(points * replicates, bool) for outcome in outcomes}

    def add_folder(self, folder: Path) -> None:
        """Add every row of a sweep folder. Raises ScenarioError if it cannot be read."""
        for table in read_tables(folder, RUNS, COLUMNS):
            self.add(table)

    def add(self, table: "pa.Table") -> None:
        """Add rows of a table of runs."""
        point, replicate, error, ending = (table.column(name).to_pylist() for name in COLUMNS)
        self.add_rows(np.array(point, int), np.array(replicate, int), [one is not None for one in error], ending)

    def add_rows(self, point: np.ndarray, replicate: np.ndarray, failed: Sequence[bool], ending: Sequence[Any]) -> None:
        """Add rows by point and replicate (from 1), int64 (rows,), with their endings; None where cut or failed."""
        numbers = (replicate - 1) * self.points + point
        self.done[numbers] = True
        self.failed[numbers] = failed
        for outcome, happened in self.happened.items():
            names = {each.name for each in SiegeOutcome if each.is_deal} if outcome == DEAL else {outcome}
            happened[numbers] = [each in names for each in ending]
