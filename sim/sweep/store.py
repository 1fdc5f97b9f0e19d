"""The rows of a sweep on the disk. Each run is there whole or not at all, and once, whenever the process is killed.

What a chunk came to is first kept as small Arrow files in `fresh/<part>/`, put there by a rename; the rename of the
table of runs is what makes its runs count. From time to time `fresh/<part>/` becomes `parts/<part>.parquet`. The rename
of that part makes the fresh files stale, so that at any moment each run counts in one place only. Files are on the disk
before they are renamed, and the renames before anything that relies on them, so a power cut is no worse than a kill.
"""

import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.runs import store
from sim.scenario.writing import sync
from sim.sweep import parts
from sim.sweep.chunks import ChunkTables
from sim.sweep.parts import CORRUPT, DAILY, FOLDERS, FRESH, KEY, RUNS, SIEGE, InvalidPart, PartMetadata, new_metadata
from sim.sweep.read import read_chunk_file, read_part
from sim.tables.columns import conformed

if TYPE_CHECKING:
    import pyarrow as pa

#: Fresh files become a part when there are so many rows or bytes, or when the last part is so old: at least so many
#: seconds, and a share of the time since the start, so that a sweep of weeks has hundreds of parts, not many thousands.
MOST_ROWS, MOST_BYTES, LEAST_S, SHARE = 4096, 32 << 20, 10.0, 0.01


class SweepStore:
    """The tables of one sweep of so many points and replicates; one process at a time writes them."""

    def __init__(
        self, folder: Path, sweep: str, schemas: "Mapping[str, pa.Schema]", points: int, replicates: int
    ) -> None:
        self.folder, self.sweep, self.schemas = folder, sweep, schemas
        self.points, self.replicates = points, replicates
        self.notes: list[str] = []  # what the user should know of damaged files
        self.others = sorted(set(schemas) - {RUNS})
        self.opened = time.monotonic()

    def begin(self) -> tuple[np.ndarray, np.ndarray]:
        """Finish what a killed process left; which runs have a row, and which of these failed, bool (runs,)."""
        for name in self.schemas:
            (self.folder / FOLDERS[name]).mkdir(parents=True, exist_ok=True)
        (self.folder / FRESH).mkdir(exist_ok=True)
        sync(self.folder)
        for draft in parts.drafts_in(self.folder):
            draft.unlink(missing_ok=True)  # one of `running.json` may be in use
        for table in self.schemas:
            for place in parts.not_files(self.folder, table):
                self._set_aside([place], InvalidPart("it is not a file"))
        for number in parts.fresh_in(self.folder):
            self.part = number
            self.fold()
        there, failed = self._read()
        self._next()
        return there, failed

    def _next(self) -> None:
        self.part = max(parts.used_numbers(self.folder), default=-1) + 1
        self.rows = self.bytes = self.chunk = 0
        self.folded = time.monotonic()

    @property
    def _fresh(self) -> Path:
        return self.folder / FRESH / f"{self.part:06d}"

    def _part(self, table: str) -> Path:
        return self.folder / FOLDERS[table] / f"{self.part:06d}.parquet"

    def add(self, made: ChunkTables) -> None:
        """Keep what a chunk came to, on the disk; from here on its runs are not done again."""
        if not self._fresh.is_dir():
            self._fresh.mkdir()
            sync(self._fresh.parent)
        for table in (*self.others, RUNS):  # the runs last: they make the rest count
            if table in made.tables:
                with store.atomic_write(self._fresh / f"{self.chunk:06d}.{table}", synced=False) as draft:
                    draft.write_bytes(made.tables[table])
                    sync(draft)
                self.bytes += len(made.tables[table])
        sync(self._fresh)  # once for all of them
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
        if not self._is_written():
            for table in self.others:  # of an attempt that was killed
                self._part(table).unlink(missing_ok=True)
            self._write_part(self._chunks())
        # Where a reader on a network file system holds one open it stays for a while; nothing reads it any more.
        shutil.rmtree(self._fresh, ignore_errors=True)

    def _is_written(self) -> bool:
        """Whether the part is there, whole; one that is damaged is set aside while there is what it was made of."""
        part = self._part(RUNS)
        if not part.exists():
            return False
        try:
            read_part(part)
        except parts.read_errors() as error:
            self._set_aside([part], error)
            return False
        return True

    def _chunks(self) -> "list[dict[str, pa.Table]]":
        """The tables of each chunk that is whole, and whose runs are in no other."""
        chunks, there = [], set[int]()
        for runs in parts.chunks_in(self._fresh, RUNS).values():
            try:
                files = {table: runs.with_suffix(f".{table}") for table in (RUNS, *self.others)}
                made = {table: read_chunk_file(file) for table, file in files.items() if file.is_file()}
                numbers = self._checked(made, None).tolist()
                if not there.isdisjoint(numbers):
                    raise InvalidPart("it repeats runs of another part")
                there.update(numbers)
                chunks.append({table: conformed(its, self.schemas[table]) for table, its in made.items()})  # of 0.1.0
            except parts.read_errors() as error:
                self._note(runs, error, "left out")
        return chunks

    def _write_part(self, chunks: "list[dict[str, pa.Table]]") -> None:
        import pyarrow as pa

        if not chunks:
            return
        made = {
            table: pa.concat_tables([chunk[table] for chunk in chunks if table in chunk])
            for table in (*self.others, RUNS)
            if any(table in chunk for chunk in chunks)
        }
        mark = new_metadata(
            self.sweep, self.part, {table: made[table].num_rows for table in self.others if table in made}
        )
        for table, rows in made.items():  # the runs last here too
            store.write_part(self._part(table), mark._replace(table=table).on(rows))

    def _read(self) -> tuple[np.ndarray, np.ndarray]:
        """Every part, one at a time, in full, so that what is damaged is found now and not by a reader."""
        there, failed = np.zeros((2, self.points * self.replicates), bool)
        found = {table: parts.parts_in(self.folder, table) for table in self.schemas}
        for number in found[RUNS]:
            its = {table: found[table].pop(number) for table in self.others if number in found[table]}
            its = {RUNS: found[RUNS][number], **its}
            try:
                made = {table: read_part(part) for table, part in its.items()}
                runs = self._checked(made, number)
                if there[runs].any():
                    raise InvalidPart("it repeats runs of another part")
            except parts.read_errors() as error:
                self._set_aside(list(its.values()), error)
                continue
            there[runs] = True
            failed[runs] = np.asarray(made[RUNS].column("error").is_valid())
        for table in self.others:
            for part in found[table].values():
                self._set_aside([part], InvalidPart("it belongs to no runs"))
        return there, failed

    def _checked(self, made: "Mapping[str, pa.Table]", number: int | None) -> np.ndarray:
        """The numbers of the runs of tables that were written together; InvalidPart where they were not.

        `number` is that of the part; a chunk has none.
        """
        metadata = {table: parts.check_schema(its.schema, table, number, self.sweep) for table, its in made.items()}
        runs = self._numbers(made[RUNS])
        if len(np.unique(runs)) < len(runs):
            raise InvalidPart("it contains a run twice")
        good = made[RUNS].filter(made[RUNS].column("error").is_null())
        for table in self.others:
            parts.check_together(metadata[RUNS], metadata.get(table), table)
            self._check_rows(metadata[RUNS], good, table, made.get(table))
        return runs

    def _check_rows(self, mark: PartMetadata | None, good: "pa.Table", table: str, its: "pa.Table | None") -> None:
        """InvalidPart where the rows of a further table are not those of the runs that went well."""
        rows = 0 if its is None else its.num_rows
        if mark is not None and rows != mark.rows.get(table, 0):
            raise InvalidPart(f"it has {rows} {table} rows instead of {mark.rows.get(table, 0)}")
        own, theirs = self._numbers(good), np.empty(0, int) if its is None else self._numbers(its)
        known, place, counts = np.unique(np.append(own, theirs), return_inverse=True, return_counts=True)
        if len(known) > len(own):
            raise InvalidPart(f"it has {table} rows of failed or missing runs")
        if table == DAILY:  # a run has a row for each day; of a theatre one for each siege that was under way
            found, days = counts[place[: len(own)]] - 1, np.asarray(good.column("days_simulated"))
            several = its is not None and SIEGE in its.column_names and its.column(SIEGE).null_count == 0
            if (np.minimum(found, 1) < np.minimum(days, 1)).any() if several else (found != days).any():
                raise InvalidPart(f"some {table} rows of its runs are missing")

    def _numbers(self, table: "pa.Table") -> np.ndarray:
        """The numbers of the runs of a table, as `PreparedExperiment.number` has them."""
        if any(table.column(name).null_count for name in KEY):
            raise InvalidPart("it has rows that belong to no run")
        point, replicate = (table.column(name).to_numpy() for name in KEY)
        if len(point) and not (point.min() >= 0 and point.max() < self.points):
            raise InvalidPart("it has points outside this experiment")
        if len(point) and not (replicate.min() >= 1 and replicate.max() <= self.replicates):
            raise InvalidPart("it has replicates outside this experiment")
        return (replicate - 1) * self.points + point

    def _set_aside(self, files: Sequence[Path], error: BaseException) -> None:
        """Put away what was written together, named after the first."""
        for file in files:
            parts.set_aside(file)
        fate = "its runs are run again" if files[0].parent.name == FOLDERS[RUNS] else "no run is lost"
        self._note(files[0], error, f"set aside as *{CORRUPT}", fate)

    def _note(self, file: Path, error: BaseException, fate: str, then: str = "its runs are run again") -> None:
        name = file.relative_to(self.folder)
        self.notes.append(f"{name}: cannot be used ({parts.short_reason(error)}); {fate}, {then}")

    def forget(self, failed: np.ndarray) -> None:
        """Take the rows of failed runs out, so that they can be done again; in the other tables they have none.

        `failed` marks runs, bool (runs,).
        """
        if not failed.any():
            return
        for part in parts.parts_in(self.folder, RUNS).values():
            table = read_part(part)
            good = table.filter(table.column("error").is_null())
            if good.num_rows < table.num_rows:
                store.write_part(part, good)
