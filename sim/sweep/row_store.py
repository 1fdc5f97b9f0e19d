"""Writing the rows of a sweep. Each run is stored completely or not at all, and once, whenever the process is killed.

The tables of a chunk are first written as small Arrow files in `fresh/<part>/`, each under a draft name and then
renamed; its runs count from the moment when the table of runs is renamed. From time to time `fresh/<part>/` is folded
into `parts/<part>.parquet`. Renaming that part makes the fresh files obsolete, so at any moment each run counts in one
place only. Files are synced before they are renamed, and renames before anything relies on them, so a power failure is
no worse than a kill.
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
from sim.sweep.chunk_worker import ChunkTables
from sim.sweep.part_reader import read_chunk_file, read_part
from sim.sweep.parts import CORRUPT, DAILY, FOLDERS, FRESH, KEY, RUNS, SIEGE, InvalidPart, PartMetadata, new_metadata
from sim.tables.arrays import whole_numbers
from sim.tables.columns import conformed

if TYPE_CHECKING:
    import pyarrow as pa

#: Fresh files are folded into a part when they have this many rows or bytes, or when the last part is this old: at
#: least LEAST_S, and SHARE of the time since the start, so that a sweep of weeks has hundreds of parts, not thousands.
MOST_ROWS, MOST_BYTES, LEAST_S, SHARE = 4096, 32 << 20, 10.0, 0.01


class SweepStore:
    """The tables of one sweep; only one process at a time writes them."""

    def __init__(
        self, folder: Path, sweep: str, schemas: "Mapping[str, pa.Schema]", points: int, replicates: int
    ) -> None:
        self.folder, self.sweep, self.schemas = folder, sweep, schemas
        self.points, self.replicates = points, replicates
        self.notes: list[str] = []  # messages for the user about damaged files
        self.others = sorted(set(schemas) - {RUNS})
        self.opened = time.monotonic()

    def begin(self) -> tuple[np.ndarray, np.ndarray]:
        """Finish what a killed process left. Returns which runs have a row, and which failed, bool (runs,) each."""
        for name in self.schemas:
            (self.folder / FOLDERS[name]).mkdir(parents=True, exist_ok=True)
        (self.folder / FRESH).mkdir(exist_ok=True)
        sync(self.folder)
        for draft in parts.drafts_in(self.folder):
            draft.unlink(missing_ok=True)  # one of `running.json` may be in use
        for table in self.schemas:
            for path in parts.not_files(self.folder, table):
                self._set_aside([path], InvalidPart("it is not a file"))
        for number in parts.fresh_in(self.folder):
            self.part = number
            self.fold()
        done, failed = self._read()
        self._next()
        return done, failed

    def _next(self) -> None:
        self.part = max(parts.used_numbers(self.folder), default=-1) + 1
        self.rows = self.bytes = self.chunk = 0
        self.folded = time.monotonic()

    @property
    def _fresh(self) -> Path:
        return self.folder / FRESH / f"{self.part:06d}"

    def _part(self, table: str) -> Path:
        return self.folder / FOLDERS[table] / f"{self.part:06d}.parquet"

    def add(self, chunk: ChunkTables) -> None:
        """Write the tables of a chunk to disk; from now on its runs are not repeated."""
        if not self._fresh.is_dir():
            self._fresh.mkdir()
            sync(self._fresh.parent)
        for table in (*self.others, RUNS):  # the runs last: with them the chunk counts
            if table in chunk.tables:
                with store.atomic_write(self._fresh / f"{self.chunk:06d}.{table}", synced=False) as draft:
                    draft.write_bytes(chunk.tables[table])
                    sync(draft)
                self.bytes += len(chunk.tables[table])
        sync(self._fresh)  # once for all of them
        self.chunk += 1
        self.rows += chunk.runs
        age, since = time.monotonic() - self.folded, time.monotonic() - self.opened
        if self.rows >= MOST_ROWS or self.bytes >= MOST_BYTES or age > max(LEAST_S, SHARE * since):
            self.fold()
            self._next()

    def fold(self) -> None:
        """Fold the fresh files into one part."""
        if not self._fresh.is_dir():
            return
        if not self._is_written():
            for table in self.others:  # left by an attempt that was killed
                self._part(table).unlink(missing_ok=True)
            self._write_part(self._chunks())
        # A file that a reader on a network file system has open stays for a while, but nothing will read it again.
        shutil.rmtree(self._fresh, ignore_errors=True)

    def _is_written(self) -> bool:
        """Whether the part has been written completely; a damaged one is set aside, as the fresh files still exist."""
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
        """The tables of each valid chunk whose runs are in no other chunk."""
        chunks, seen = [], set[int]()
        for run_file in parts.chunks_in(self._fresh, RUNS).values():
            try:
                files = {table: run_file.with_suffix(f".{table}") for table in (RUNS, *self.others)}
                tables = {table: read_chunk_file(file) for table, file in files.items() if file.is_file()}
                numbers = self._checked(tables, None).tolist()
                if not seen.isdisjoint(numbers):
                    raise InvalidPart("it repeats runs of another part")
                seen.update(numbers)
                # Files of version 0.1.0 have other columns.
                chunks.append({table: conformed(rows, self.schemas[table]) for table, rows in tables.items()})
            except parts.read_errors() as error:
                self._note(run_file, error, "left out")
        return chunks

    def _write_part(self, chunks: "list[dict[str, pa.Table]]") -> None:
        import pyarrow as pa

        if not chunks:
            return
        tables = {
            table: pa.concat_tables([chunk[table] for chunk in chunks if table in chunk])
            for table in (*self.others, RUNS)
            if any(table in chunk for chunk in chunks)
        }
        counts = {table: rows.num_rows for table, rows in tables.items() if table != RUNS}
        metadata = new_metadata(self.sweep, self.part, counts)
        for table, rows in tables.items():  # the runs last here too
            store.write_part(self._part(table), metadata._replace(table=table).on(rows))

    def _read(self) -> tuple[np.ndarray, np.ndarray]:
        """Read every part in full, so that damage is found now and not by a reader; returns as `begin`."""
        done, failed = np.zeros((2, self.points * self.replicates), bool)
        unmatched = {table: parts.parts_in(self.folder, table) for table in self.schemas}
        for number, run_file in unmatched.pop(RUNS).items():
            files = {RUNS: run_file}
            files |= {table: unmatched[table].pop(number) for table in self.others if number in unmatched[table]}
            try:
                tables = {table: read_part(file) for table, file in files.items()}
                runs = self._checked(tables, number)
                if done[runs].any():
                    raise InvalidPart("it repeats runs of another part")
            except parts.read_errors() as error:
                self._set_aside(list(files.values()), error)
                continue
            done[runs] = True
            failed[runs] = tables[RUNS].column("error").is_valid().to_pylist()
        for files_of_table in unmatched.values():
            for file in files_of_table.values():
                self._set_aside([file], InvalidPart("it belongs to no runs"))
        return done, failed

    def _checked(self, tables: "Mapping[str, pa.Table]", number: int | None) -> np.ndarray:
        """The numbers of the runs in tables that were written together, int64 (runs,); InvalidPart if they were not.

        `number` is that of the part; None for a chunk.
        """
        metadata = {table: parts.check_schema(rows.schema, table, number, self.sweep) for table, rows in tables.items()}
        runs = self._numbers(tables[RUNS])
        if len(np.unique(runs)) < len(runs):
            raise InvalidPart("it contains a run twice")
        successful = tables[RUNS].filter(tables[RUNS].column("error").is_null())
        for table in self.others:
            parts.check_together(metadata[RUNS], metadata.get(table), table)
            self._check_rows(metadata[RUNS], successful, table, tables.get(table))
        return runs

    def _check_rows(
        self, metadata: PartMetadata | None, successful: "pa.Table", table: str, rows: "pa.Table | None"
    ) -> None:
        """Raise InvalidPart if the rows of a further table are not those of the successful runs."""
        n = 0 if rows is None else rows.num_rows
        if metadata is not None and n != metadata.rows.get(table, 0):
            raise InvalidPart(f"it has {n} {table} rows instead of {metadata.rows.get(table, 0)}")
        runs, run_of_row = self._numbers(successful), np.empty(0, int) if rows is None else self._numbers(rows)
        known, index, counts = np.unique(np.append(runs, run_of_row), return_inverse=True, return_counts=True)
        if len(known) > len(runs):
            raise InvalidPart(f"it has {table} rows of failed or missing runs")
        if table == DAILY:  # a run has one row per day; one of a theatre one per day and siege that was under way
            own, days = counts[index[: len(runs)]] - 1, whole_numbers(successful.column("days_simulated"))
            theatre = rows is not None and SIEGE in rows.column_names and rows.column(SIEGE).null_count == 0
            if (np.minimum(own, 1) < np.minimum(days, 1)).any() if theatre else (own != days).any():
                raise InvalidPart(f"some {table} rows of its runs are missing")

    def _numbers(self, table: "pa.Table") -> np.ndarray:
        """The number of the run of each row, as in `PreparedExperiment.number`, int64 (rows,)."""
        if any(table.column(name).null_count for name in KEY):
            raise InvalidPart("it has rows that belong to no run")
        point, replicate = (whole_numbers(table.column(name)) for name in KEY)
        if len(point) and not (point.min() >= 0 and point.max() < self.points):
            raise InvalidPart("it has points outside this experiment")
        if len(point) and not (replicate.min() >= 1 and replicate.max() <= self.replicates):
            raise InvalidPart("it has replicates outside this experiment")
        return (replicate - 1) * self.points + point

    def _set_aside(self, files: Sequence[Path], error: BaseException) -> None:
        """Rename files that were written together and cannot be used, with a note about the first."""
        for file in files:
            parts.set_aside(file)
        fate = "its runs are run again" if files[0].parent.name == FOLDERS[RUNS] else "no run is lost"
        self._note(files[0], error, f"set aside as *{CORRUPT}", fate)

    def _note(self, file: Path, error: BaseException, fate: str, then: str = "its runs are run again") -> None:
        name = file.relative_to(self.folder)
        self.notes.append(f"{name}: cannot be used ({parts.short_reason(error)}); {fate}, {then}")

    def forget(self, failed: np.ndarray) -> None:
        """Remove the rows of failed runs, so that they are repeated; the other tables have no rows of them.

        `failed` marks runs, bool (runs,).
        """
        if not failed.any():
            return
        for part in parts.parts_in(self.folder, RUNS).values():
            rows = read_part(part)
            successful = rows.filter(rows.column("error").is_null())
            if successful.num_rows < rows.num_rows:
                store.write_part(part, successful)
