"""Carrying out an experiment: exactly the runs that are missing, on this machine or on a cluster."""

import contextlib
import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.runs import store
from sim.runs.executor import TaskHandler, executor
from sim.runs.unfinished import Interrupted, saved_text
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.scenario.numbers import MAX_RUNS, MAX_WORKERS, optional_whole_number, whole_number
from sim.scenario.writing import os_reason
from sim.sweep import lock
from sim.sweep.chunks import LABOUR, Chunk, ChunkTables, SweepContext, context_of, schemas_of
from sim.sweep.experiment import Experiment
from sim.sweep.experiment_reader import load_experiment, with_changes
from sim.sweep.folder import check, initialize, record
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import EXPERIMENT, SWEEPS, is_sweep
from sim.sweep.status import counts
from sim.sweep.store import SweepStore

#: A chunk should take about so long: long against the milliseconds of storing it, short against what a kill costs. The
#: first ones are shorter, so that there are rows soon, and the last ones, so that all workers end together.
CHUNK_S, MOST_IN_CHUNK, LEAST_CHUNK_S = 0.5, 500, 0.05
GROWTH = 2  # a chunk has at most so many times the runs of the one before
TELL_S = 1.0  # between two words on how many runs are under way


class SweepProgress(NamedTuple):
    """How far a sweep is."""

    expected: int
    finished: int  # with a result
    failed: int  # with an error
    now: int  # done by this call
    due: int  # that this call was to do

    @property
    def missing(self) -> int:
        """Runs without a row."""
        return self.expected - self.finished - self.failed


Progress = Callable[[SweepProgress], None]
Say = Callable[[str], None]


def run_experiment(
    experiment: Experiment | str | Path,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    out: str | Path | None = None,
    limit: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
) -> Path:
    """Carry out an experiment, or what is missing of it, and return its folder.

    `experiment` is a name, a folder, a file, or one made in Python; `out` is the folder of results, or of this very
    sweep. With `scheduler` the runs go to a Dask cluster, else to `workers` processes. At most `limit` runs are done
    now. Failed runs keep their rows unless `retry_failed`. `progress` is told before the first and after each chunk of
    runs, `say` what a user should know. Raises ScenarioError for what is wrong with any of it; Interrupted, which says
    what is kept, at Ctrl-C.
    """
    prepared, folder = locate(experiment, out)
    try:
        run_missing(prepared, folder, workers, scheduler, limit, retry_failed, progress, say)
    except KeyboardInterrupt:
        raise Interrupted(saved_text(count_finished(folder), prepared.expected, folder)) from None
    return folder


def count_finished(folder: Path) -> int:
    """How many runs of a sweep have a result; none where it has not begun."""
    return counts(folder)[0] if is_sweep(folder) else 0


def locate(
    experiment: Experiment | str | Path,
    out: str | Path | None = None,
    replicates: int | None = None,
    scale: int | None = None,
) -> tuple[PreparedExperiment, Path]:
    """An experiment made ready, and the folder of its sweep. A folder of a sweep goes on by itself.

    Raises ScenarioError where `out` is given for a folder of a sweep.
    """
    folder = None
    if not isinstance(experiment, Experiment):
        if is_sweep(Path(experiment)):
            if out is not None:
                raise ScenarioError(
                    f"{label_of(Path(experiment))}: is an existing sweep, which stays where it is; omit --out"
                )
            folder = Path(experiment)
            experiment = Path(experiment) / EXPERIMENT
        experiment = load_experiment(experiment)
    prepared = PreparedExperiment(with_changes(experiment, replicates=replicates, scale=scale))
    if folder is None:
        root = Path(store.RESULTS if out is None else out)
        folder = root if is_sweep(root) else root / SWEEPS / prepared.name
    return prepared, folder


def run_missing(
    prepared: PreparedExperiment,
    folder: Path,
    workers: int = 1,
    scheduler: str | None = None,
    limit: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
    labour: TaskHandler[Chunk, ChunkTables] = LABOUR,
) -> SweepProgress:
    """Carry out what is missing of an experiment in a folder."""
    workers = whole_number("workers", workers, 1, MAX_WORKERS)
    limit = optional_whole_number("limit", limit, 0, MAX_RUNS)
    say = say or (lambda line: None)
    context = context_of(prepared)  # before the workers, so that forked ones have it
    with (  # workers first: without them no folder is needed
        _workers(workers, scheduler, labour, prepared.expected) as (width, map_chunks),
        _opened(prepared, folder, say) as (rows, owner),
    ):
        call = _Sweep(prepared, context, folder, rows, owner, say)
        return call.run(width, map_chunks, limit, retry_failed, progress)


ChunkMap = Callable[[Iterable[Chunk]], Iterator[ChunkTables]]


@contextlib.contextmanager
def _workers(
    workers: int, scheduler: str | None, labour: TaskHandler[Chunk, ChunkTables], runs: int
) -> Iterator[tuple[int, ChunkMap]]:
    """The number of chunks that run at a time, and the function that runs them."""
    if scheduler is None:
        # All now: once the folder is locked, the heartbeat is a second thread, and this process cannot be forked.
        with executor(workers, labour, ahead=runs) as map_chunks:
            yield workers, map_chunks
        return
    from sim.sweep.cluster import connected, hands, map_on_cluster

    with connected(scheduler) as client:
        yield hands(client), lambda tasks: map_on_cluster(client, tasks, labour)


@contextlib.contextmanager
def _opened(prepared: PreparedExperiment, folder: Path, say: Say) -> Iterator[tuple[SweepStore, lock.Heartbeat]]:
    """The rows of a folder, which is made or checked, and locked; what the disk refuses is told."""
    try:
        if is_sweep(folder):
            check(prepared, folder)
        else:
            folder.mkdir(parents=True, exist_ok=True)
        with lock.locked(folder) as owner:
            for line in initialize(prepared, folder):
                say(line)
            asked = prepared.experiment
            schemas = schemas_of(prepared.factors, asked.daily, asked.ledger, prepared.sieges)
            yield SweepStore(folder, prepared.hash, schemas, prepared.points, asked.replicates), owner
    except OSError as error:
        where = Path(os.fsdecode(error.filename or folder))
        where = folder if where.name.startswith(".") else where  # a draft is of no use to anybody
        raise ScenarioError(
            f"{label_of(where)}: cannot be written: {os_reason(error)}; "
            "finished runs are saved; run the same command again to resume"
        ) from error


class _Sweep:
    """One call that does runs: counts, paces and keeps them."""

    def __init__(
        self,
        prepared: PreparedExperiment,
        context: SweepContext,
        folder: Path,
        rows: SweepStore,
        owner: lock.Heartbeat,
        say: Say,
    ) -> None:
        self.prepared, self.context = prepared, context
        self.folder, self.rows, self.owner, self.say = folder, rows, owner, say
        self.handed = self.now = 0
        self.run_s, self.told = 0.0, 0.0

    def run(
        self,
        width: int,
        map_chunks: ChunkMap,
        limit: int | None,
        retry_failed: bool,
        progress: Progress | None,
    ) -> SweepProgress:
        """Do what is missing; whatever happens, what was done stays."""
        there, failed = self.rows.begin()
        self._say_notes()
        if retry_failed:
            self.rows.forget(failed)
            there &= ~failed
            failed[:] = False
        self.failed, self.finished = int(failed.sum()), int((there & ~failed).sum())
        missing = len(there) - int(there.sum())
        self.due = missing if limit is None else min(limit, missing)
        record(self.prepared, self.folder, self.finished, self.failed)
        if progress:
            progress(self.standing)
        try:
            for made in map_chunks(self._chunks(there, width)):
                self._keep(made)
                if progress:
                    progress(self.standing)
        finally:
            self.rows.fold()
            self._say_notes()
            record(self.prepared, self.folder, *counts(self.folder))
        return self.standing

    def _say_notes(self) -> None:
        """Tell what was found of damaged files."""
        while self.rows.notes:
            self.say(self.rows.notes.pop(0))

    @property
    def standing(self) -> SweepProgress:
        return SweepProgress(self.prepared.expected, self.finished, self.failed, self.now, self.due)

    def _chunks(self, there: np.ndarray, width: int) -> Iterator[Chunk]:
        """What is due, in chunks of about CHUNK_S."""
        runs = itertools.islice(self.prepared.missing(there), self.due)
        size = 1
        while self.handed < self.due:
            if self.run_s:
                share = -(-(self.due - self.handed) // (3 * width))
                share = max(share, int(LEAST_CHUNK_S / self.run_s))
                size = max(1, min(int(CHUNK_S / self.run_s), MOST_IN_CHUNK, GROWTH * size, share))
            chunk = Chunk(self.context, tuple(self.prepared.asked(run) for run in itertools.islice(runs, size)))
            self.handed += len(chunk.runs)
            self._tell()
            yield chunk

    def _keep(self, made: ChunkTables) -> None:
        self.rows.add(made)
        self.now += made.runs
        self.failed += made.failed
        self.finished += made.runs - made.failed
        if made.seconds:
            run_s = max(1e-4, made.seconds / made.runs)
            self.run_s += (0.3 if self.run_s else 1.0) * (run_s - self.run_s)
        if self.handed == self.due:  # else the next chunk tells of it in a moment: in between a lone hand has nothing
            self._tell()

    def _tell(self) -> None:
        """Say how many runs are in hand; what was left unsaid for being too soon, the heartbeat says."""
        self.owner.running = self.handed - self.now
        if time.monotonic() - self.told > TELL_S:
            self.told = time.monotonic()
            self.owner.tell(self.owner.running)
