"""The rows of a sweep on the disk. Each run is there whole or not at all, and once, whenever the process is killed.

What a chunk came to is first kept as small Arrow files in `fresh/<part>/`, put there by a rename; the rename of the
table of runs is what makes its runs count. From time to time `fresh/<part>/` becomes `parts/<part>.parquet`. The rename
of that part makes the fresh files stale, so that at any moment each run counts in one place only.
"""

import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.runs import store
from sim.sweep.read import FOLDERS, FRESH, KEY, RUNS, open_fresh, open_part
from sim.sweep.tasks import Made
from sim.tables.columns import conformed

if TYPE_CHECKING:
    import pyarrow as pa

CORRUPT = ".corrupt"
#: Fresh files become a part when there are so many rows or bytes, or when the last part is so old: at least so many
#: seconds, and a share of the time since the start, so that a sweep of weeks has hundreds of parts, not many thousands.
MOST_ROWS, MOST_BYTES, LEAST_S, SHARE = 4096, 32 << 20, 10.0, 0.01


class Store:
    """The tables of one sweep of so many points and replicates; one process at a time writes them."""

    def __init__(self, folder: Path, schemas: "Mapping[str, pa.Schema]", points: int, replicates: int) -> None:
        self.folder, self.schemas = folder, schemas
        self.points, self.replicates = points, replicates
        self.notes: list[str] = []  # what the user should know of damaged files
        self.others = sorted(set(schemas) - {RUNS})
        self.opened = time.monotonic()

    def begin(self) -> tuple[np.ndarray, np.ndarray]:
        """Finish what a killed process left; which runs have a row, and which of these failed, bool (runs,)."""
        for name in self.schemas:
            (self.folder / FOLDERS[name]).mkdir(parents=True, exist_ok=True)
        (self.folder / FRESH).mkdir(exist_ok=True)
        for stray in self.folder.rglob(".*.draft"):
            stray.unlink(missing_ok=True)  # one of `running.json` may be in use
        for left in sorted((self.folder / FRESH).iterdir()):
            self.part = int(left.name)
            self.fold()
        there, failed = self._read()
        self._next()
        return there, failed

    def _next(self) -> None:
        taken = [int(path.name.partition(".")[0]) for path in (self.folder / FOLDERS[RUNS]).iterdir()]
        self.part = max(taken, default=-1) + 1
        self.rows = self.bytes = self.chunk = 0
        self.folded = time.monotonic()

    @property
    def _fresh(self) -> Path:
        return self.folder / FRESH / f"{self.part:06d}"

    def _part(self, table: str) -> Path:
        return self.folder / FOLDERS[table] / f"{self.part:06d}.parquet"

    def add(self, made: Made) -> None:
        """Keep what a chunk came to; from here on its runs are not done again."""
        self._fresh.mkdir(exist_ok=True)
        for table in (*self.others, RUNS):  # the runs last: they make the rest count
            if table in made.tables:
                with store.replaced(self._fresh / f"{self.chunk:06d}.{table}") as draft:
                    draft.write_bytes(made.tables[table])
                self.bytes += len(made.tables[table])
        self.chunk += 1
        self.rows += made.runs
        age, since = time.monotonic() - self.folded, time.monotonic() - self.opened
        if self.rows >= MOST_ROWS or self.bytes >= MOST_BYTES or age > max(LEAST_S, SHARE * since):
            self.fold()
            self._next()

    def fold(self) -> None:
        """Make one part of the fresh files."""
        if not self._fresh.is_dir():
            return
        if not self._part(RUNS).exists():
            chunks = [self._opened(path) for path in sorted(self._fresh.glob(f"*.{RUNS}"))]
            for table in (*self.others, RUNS):
                self._fold(table, [chunk[table] for chunk in chunks if table in chunk])
        shutil.rmtree(self._fresh)

    def _opened(self, runs: Path) -> "dict[str, pa.Table]":
        """The tables of a chunk; none where one of them cannot be read."""
        try:
            files = {table: runs.with_suffix(f".{table}") for table in (*self.others, RUNS)}
            made = {table: open_fresh(file) for table, file in files.items() if file.exists()}
            return {table: conformed(its, self.schemas[table]) for table, its in made.items()}  # of an older version
        except (OSError, ValueError) as error:  # what pyarrow raises is one or the other
            self._note(runs.relative_to(self.folder), error, "left out")
            return {}

    def _fold(self, table: str, made: "list[pa.Table]") -> None:
        import pyarrow as pa

        if made:
            store.write_part(self._part(table), pa.concat_tables(made))

    def _read(self) -> tuple[np.ndarray, np.ndarray]:
        """Every part, one at a time, in full, so that what is damaged is found now and not by a reader."""
        there, failed = np.zeros((2, self.points * self.replicates), bool)
        for part in sorted((self.folder / FOLDERS[RUNS]).glob("*.parquet")):
            try:
                table = open_part(part)
                for other in self.others:
                    if (self.folder / FOLDERS[other] / part.name).exists():
                        open_part(self.folder / FOLDERS[other] / part.name)
                runs = self._numbers(table)
                if len(np.unique(runs)) < len(runs) or there[runs].any():
                    raise ValueError("it has runs that are there already")
            except (OSError, ValueError, KeyError) as error:
                self._set_aside(part, error)
                continue
            there[runs] = True
            failed[runs] = np.asarray(table.column("error").is_valid())
        return there, failed

    def _numbers(self, table: "pa.Table") -> np.ndarray:
        """The numbers of the runs of a table, as `Prepared.number` has them."""
        point, replicate = (table.column(name).to_numpy() for name in KEY)
        if len(point) and not (point.min() >= 0 and point.max() < self.points):
            raise ValueError("it has points that this experiment has not")
        if len(point) and not (replicate.min() >= 1 and replicate.max() <= self.replicates):
            raise ValueError("it has replicates that this experiment has not")
        return (replicate - 1) * self.points + point

    def _set_aside(self, part: Path, error: Exception) -> None:
        for name in self.schemas:
            damaged = self.folder / FOLDERS[name] / part.name
            if damaged.exists():
                damaged.rename(damaged.with_suffix(CORRUPT))
        self._note(part.relative_to(self.folder), error, f"set aside as *{CORRUPT}")

    def _note(self, file: Path, error: Exception, fate: str) -> None:
        why = (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
        self.notes.append(f"{file}: cannot be used ({why}); {fate}, its runs are done again")

    def forget(self, failed: np.ndarray) -> None:
        """Take the rows of failed runs out, so that they can be done again."""
        if not failed.any():
            return
        for part in sorted((self.folder / FOLDERS[RUNS]).glob("*.parquet")):
            table = open_part(part)
            good = table.filter(table.column("error").is_null())
            if good.num_rows < table.num_rows:
                store.write_part(part, good)
