"""Running the missing runs of an experiment, on this machine or on a cluster."""

import contextlib
import itertools
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
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
from sim.sweep.adaptive_design import AdaptiveDesign
from sim.sweep.chunk_worker import CHUNK_HANDLER, Chunk, ChunkTables, SweepContext, context_of, read_ipc, schemas_of
from sim.sweep.earlier_runs import EarlierRuns
from sim.sweep.experiment import Experiment
from sim.sweep.experiment_reader import load_experiment, with_changes
from sim.sweep.observed_runs import ObservedRuns
from sim.sweep.parts import RUNS
from sim.sweep.precision import precision_of
from sim.sweep.prepare import PreparedExperiment
from sim.sweep.read import CASES, EXPERIMENT, SWEEPS, is_sweep, load_samples
from sim.sweep.row_store import SweepStore
from sim.sweep.status import counts
from sim.sweep.sweep_files import check, initialize, record, versions, write_points
from sim.text.format import count

#: Target duration of a chunk: long compared with the milliseconds of storing it, short enough to lose in a kill. The
#: first chunks are shorter, so that there are rows soon, and so are the last, so that all workers finish together.
CHUNK_S, LEAST_CHUNK_S, MOST_IN_CHUNK = 0.5, 0.05, 500
GROWTH = 2  # how many times the runs of the previous chunk a chunk may have
REPORT_S = 1.0  # shortest interval between two reports of the number of running runs


class SweepProgress(NamedTuple):
    """The progress of a sweep, in runs."""

    expected: int
    finished: int  # with a result
    failed: int  # with an error
    now: int  # done by this call so far
    due: int  # to be done by this call
    rule: str = ""  # of a complete adaptive design: what it was, and what it came to, in sentences

    @property
    def missing(self) -> int:
        """Number of runs without a row."""
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
    """Run an experiment, or the missing runs of it, and return the sweep's folder.

    `experiment` is a name, a folder, a file, or an `Experiment`; `out` is the results folder, or the sweep's own. With
    `scheduler` the runs go to a Dask cluster, otherwise to `workers` processes. At most `limit` runs are done. Failed
    runs keep their rows unless `retry_failed`. `progress` is called before the first and after each chunk, `say` with
    each message for the user. Raises ScenarioError for invalid input, and Interrupted, which says how much is saved, on
    Ctrl-C.
    """
    prepared, folder = locate(experiment, out)
    try:
        run_missing(prepared, folder, workers, scheduler, limit, retry_failed, progress, say)
    except KeyboardInterrupt:
        raise Interrupted(saved_text(count_finished(folder), prepared.expected, folder)) from None
    return folder


def count_finished(folder: Path) -> int:
    """Number of runs of a sweep that have a result; 0 if it has not begun."""
    return counts(folder)[0] if is_sweep(folder) else 0


def locate(
    experiment: Experiment | str | Path,
    out: str | Path | None = None,
    replicates: int | None = None,
    scale: int | None = None,
    until: str | None = None,
) -> tuple[PreparedExperiment, Path]:
    """The prepared experiment and the folder of its sweep; for a sweep folder, the experiment stored in it.

    `until` is a precision, as `precision_of` reads it.

    Raises ScenarioError for an invalid experiment, and if `out` is given with a sweep folder.
    """
    folder = None
    if not isinstance(experiment, Experiment):
        if is_sweep(Path(experiment)):
            if out is not None:
                raise ScenarioError(
                    f"{label_of(Path(experiment))}: is an existing sweep, which stays where it is; omit --out"
                )
            folder = Path(experiment)
            if (folder / CASES).is_file():
                raise ScenarioError(
                    f"{label_of(folder)}: has the runs of historical cases; "
                    "continue them with `safeconduct history run`"
                )
            experiment = folder / EXPERIMENT
        experiment = load_experiment(experiment)
    precision = None if until is None else precision_of(until, experiment.precision)
    prepared = PreparedExperiment(with_changes(experiment, replicates=replicates, scale=scale, precision=precision))
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
    handler: TaskHandler[Chunk, ChunkTables] = CHUNK_HANDLER,
) -> SweepProgress:
    """Run the missing runs of an experiment into a folder. Raises ScenarioError if that is not possible."""
    workers = whole_number("workers", workers, 1, MAX_WORKERS)
    limit = optional_whole_number("limit", limit, 0, MAX_RUNS)
    say = say or (lambda line: None)
    if prepared.joint and prepared.joint.warning:
        say(prepared.joint.warning)
    context = context_of(prepared)  # before the workers, so that forked ones have it
    with (  # workers first: without them no folder is needed
        _workers(workers, scheduler, handler, prepared.expected) as (width, map_chunks),
        _opened(prepared, folder, say) as (rows, owner),
    ):
        call = _SweepCall(prepared, context, folder, rows, owner, say)
        return call.run(width, map_chunks, limit, retry_failed, progress)


ChunkMap = Callable[[Iterable[Chunk]], Iterator[ChunkTables]]


@contextlib.contextmanager
def _workers(
    workers: int, scheduler: str | None, handler: TaskHandler[Chunk, ChunkTables], runs: int
) -> Iterator[tuple[int, ChunkMap]]:
    """The number of chunks that run at a time, and the function that runs them."""
    if scheduler is None:
        # All now: once the folder is locked, the heartbeat is a second thread, and this process cannot be forked.
        with executor(workers, handler, ahead=runs) as map_chunks:
            yield workers, map_chunks
        return
    from sim.sweep.cluster import connected, map_on_cluster, slots

    with connected(scheduler) as client:
        yield slots(client), lambda tasks: map_on_cluster(client, tasks, handler)


@contextlib.contextmanager
def _opened(prepared: PreparedExperiment, folder: Path, say: Say) -> Iterator[tuple[SweepStore, lock.Heartbeat]]:
    """The store of a sweep folder, which is created or checked, and locked. Raises ScenarioError for a disk error."""
    try:
        if is_sweep(folder):
            check(prepared, folder)
        else:
            folder.mkdir(parents=True, exist_ok=True)
        with lock.locked(folder) as owner:
            for line in initialize(prepared, folder):
                say(line)
            experiment = prepared.experiment
            schemas = schemas_of(prepared.factors, experiment.daily, experiment.ledger, prepared.sieges)
            yield SweepStore(folder, prepared.hash, schemas, prepared.points, prepared.replicates), owner
    except OSError as error:
        where = Path(os.fsdecode(error.filename or folder))
        where = folder if where.name.startswith(".") else where  # the name of a draft means nothing to the user
        raise ScenarioError(
            f"{label_of(where)}: cannot be written: {os_reason(error)}; "
            "finished runs are saved; run the same command again to resume"
        ) from error


class _SweepCall:
    """One call of `run_missing`: sizes the chunks, stores their rows and counts them."""

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
        self.submitted = self.now = 0
        self.expected, self.rule = prepared.expected, ""
        self.observed: ObservedRuns | None = None
        self.run_s, self.last_report = 0.0, 0.0  # run_s: 0 until the first chunk is measured

    def run(
        self,
        width: int,
        map_chunks: ChunkMap,
        limit: int | None,
        retry_failed: bool,
        progress: Progress | None,
    ) -> SweepProgress:
        """Run what is missing; finished runs are saved even if this raises."""
        done, failed = self.rows.begin()
        self._say_notes()
        if retry_failed:
            self.rows.forget(failed)
            done &= ~failed
            failed[:] = False
        self.failed, self.finished = int(failed.sum()), int((done & ~failed).sum())
        design = self.prepared.adaptive()
        if design is None:
            self._take_earlier(done, self.prepared.missing(done))
        missing = self.expected - self.failed - self.finished
        self.due = missing if limit is None else min(limit, missing)
        record(self.prepared, self.folder, self.finished, self.failed)
        if progress:
            progress(self.standing)
        try:
            rounds = [(self.prepared.missing(done), self.due)] if design is None else self._rounds(design)
            for runs, number in rounds:
                for output in map_chunks(self._chunks(runs, number, width)):
                    self._keep(output)
                    if progress:
                        progress(self.standing)
        finally:
            self.rows.fold()
            self._say_notes()
            record(self.prepared, self.folder, *counts(self.folder), self.expected)
        return self.standing

    def _rounds(self, design: AdaptiveDesign) -> Iterator[tuple[Iterator[int], int]]:
        """The runs of each round of an adaptive design, and their number; a round begins when the last is stored."""
        observed = ObservedRuns(self.prepared.points, self.prepared.replicates, design.outcomes)
        observed.add_folder(self.folder)
        self.observed = observed
        known = self._restore_points()
        while len(runs := design.next_runs(observed)):
            if self.prepared.known_points > known:  # kept before they are run
                write_points(self.prepared, self.folder)
                known = self.prepared.known_points
            self._take_earlier(observed.done, runs.tolist())
            missing = runs[~observed.done[runs]]
            if not len(missing):
                continue
            number = min(len(missing), self.due - self.now)
            if not number:  # the limit of this call
                return
            yield iter(missing.tolist()), number
        self.expected = self.finished + self.failed
        self.rule = design.text(observed)

    def _restore_points(self) -> int:
        """Take up the points that a boundary design has chosen before, if their file is whole; their number."""
        if self.prepared.known_points < self.prepared.points:
            with contextlib.suppress(ScenarioError):  # otherwise the same points are chosen again
                self.prepared.restore_points(load_samples(self.folder)[1].to_numpy(dtype=float))
        return self.prepared.known_points

    def _take_earlier(self, done: np.ndarray, numbers: Iterable[int]) -> None:
        """Take over the runs of these numbers that earlier sweeps have; `done`, bool (runs,), then marks them."""
        if done.all():
            return
        taken: Counter[Path] = Counter()
        for runs in self.earlier.take(numbers):
            self._store(runs.tables)
            done[runs.numbers] = True
            taken[runs.folder] += len(runs.numbers)
        for folder, number in taken.items():
            self.say(f"{count(number, 'run')} taken over from {label_of(folder)}, which has them already")
        self.finished += taken.total()

    @cached_property
    def earlier(self) -> EarlierRuns:
        """The runs of earlier sweeps of the experiment."""
        return EarlierRuns(self.prepared, self.folder, versions())

    def _store(self, tables: ChunkTables) -> None:
        """Write rows, and let an adaptive design see them."""
        self.rows.add(tables)
        if self.observed is not None:
            self.observed.add(read_ipc(tables.tables[RUNS]))

    def _say_notes(self) -> None:
        """Pass on the store's messages about damaged files."""
        while self.rows.notes:
            self.say(self.rows.notes.pop(0))

    @property
    def standing(self) -> SweepProgress:
        return SweepProgress(self.expected, self.finished, self.failed, self.now, self.due, self.rule)

    def _chunks(self, runs: Iterator[int], number: int, width: int) -> Iterator[Chunk]:
        """The first `number` runs in chunks of about CHUNK_S, smaller at the beginning and towards the end."""
        runs = itertools.islice(runs, number)
        size, end = 1, self.submitted + number
        while self.submitted < end:
            if self.run_s:
                share = -(-(end - self.submitted) // (3 * width))
                share = max(share, int(LEAST_CHUNK_S / self.run_s))
                size = max(1, min(int(CHUNK_S / self.run_s), MOST_IN_CHUNK, GROWTH * size, share))
            chunk = Chunk(self.context, tuple(self.prepared.spec(run) for run in itertools.islice(runs, size)))
            self.submitted += len(chunk.runs)
            self._report_running()
            yield chunk

    def _keep(self, output: ChunkTables) -> None:
        self._store(output)
        self.now += output.runs
        self.failed += output.failed
        self.finished += output.runs - output.failed
        if output.seconds:
            run_s = max(1e-4, output.seconds / output.runs)
            self.run_s += (0.3 if self.run_s else 1.0) * (run_s - self.run_s)
        if self.submitted == self.due:  # otherwise the next chunk, which follows at once, reports it
            self._report_running()

    def _report_running(self) -> None:
        """Report the number of running runs, at most every REPORT_S; the heartbeat repeats the latest number."""
        self.owner.running = self.submitted - self.now
        if time.monotonic() - self.last_report > REPORT_S:
            self.last_report = time.monotonic()
            self.owner.beat(self.owner.running)
