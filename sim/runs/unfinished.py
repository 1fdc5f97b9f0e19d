"""The finished runs of a call that is not complete: a file next to its folder, one line per run.

An interrupted call leaves it; the same call again does only the missing runs, and the complete folder replaces it.
"""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from sim.hashes import model_hash
from sim.runs.executor import FinishedRun
from sim.scenario.errors import ScenarioError
from sim.scenario.files import label_of
from sim.scenario.writing import exists, make_folder, remove_empty, reporting_disk_errors, sync
from sim.text.format import count, number

ENDING = ".unfinished"
SYNC_S = 1.0  # what a power cut may cost; a kill costs nothing that is finished

#: Called with the number of runs finished by this call and the number due; (0, all) before the first.
Progress = Callable[[int, int], None]
Say = Callable[[str], None]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, or a signal that asks to stop; the text says what is kept."""


class SeededRun(Protocol):
    """A run that can be told from the others of the same call."""

    @property
    def seed(self) -> int: ...


@contextlib.contextmanager
def nothing_saved() -> Iterator[None]:
    """Say so where one run is interrupted: it has no parts that could stay. Raises Interrupted."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted("the run did not finish and nothing was kept") from None


def saved_text(finished: int, expected: int, where: Path) -> str:
    """What an interrupted call leaves, as a sentence."""
    if not finished:
        return f"none of {count(expected, 'run')} is finished"
    return (
        f"{number(finished)} of {count(expected, 'run')} are finished and kept in {label_of(where)}; "
        "the same command does the others"
    )


def quiet(*_: Any) -> None:
    """A callback that does nothing."""


@contextlib.contextmanager
def resumable[Plan: SeededRun](
    plans: Sequence[Plan],
    carry_out: Callable[[list[Plan]], Generator[FinishedRun]],
    final: Path | None,
    identity: Mapping[str, Any],
    progress: Progress | None = None,
    say: Say | None = None,
) -> Iterator[list[FinishedRun]]:
    """All runs of `plans`, those that an earlier call with this `identity` finished read, the others carried out.

    Runs that failed are done again. The block writes `final`; when it ends well, what was kept beside `final` is
    removed, else it stays and Interrupted or `say` tell of it. Without `final` nothing is kept. Raises ScenarioError
    where another process has the same runs in hand, or nothing can be written.
    """
    progress, say = progress or quiet, say or quiet
    kept = _SavedRuns(final, identity, plans, say) if final else None
    with kept.held() if kept else contextlib.nullcontext():
        runs = list(kept.read().values()) if kept else []
        there = {done.seed for done in runs}
        due = [plan for plan in plans if plan.seed not in there]
        if runs:
            say(f"{number(len(runs))} of {count(len(plans), 'run')} are finished already")
        progress(0, len(due))
        with contextlib.closing(carry_out(due)) as finished:
            for now, done in enumerate(finished, 1):
                if kept:
                    kept.add(done)
                runs.append(done)
                progress(now, len(due))
        yield sorted(runs, key=lambda done: done.seed)


def runs_so_far(final: Path) -> list[FinishedRun]:
    """The runs that a call under way, or interrupted, has finished; `final` is the folder that it will write.

    Only reads, so that another process can watch. Raises OSError where there is no such call.
    """
    runs = {}
    for line in final.with_name(f"{final.name}{ENDING}").read_bytes().split(b"\n")[1:-1]:
        with contextlib.suppress(ValueError, TypeError, LookupError):
            done = FinishedRun(*json.loads(line))
            runs[done.seed] = done
    return [runs[seed] for seed in sorted(runs)]


class _SavedRuns:
    """The file of one call; one process at a time has it."""

    def __init__(self, final: Path, identity: Mapping[str, Any], plans: Sequence[SeededRun], say: Say) -> None:
        self.final, self.say, self.seeds = final, say, {plan.seed for plan in plans}
        self.path = final.with_name(f"{final.name}{ENDING}")
        self.identity = json.loads(json.dumps({**identity, "model": model_hash()}, default=str))
        self.file: BinaryIO
        self.synced = time.monotonic()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Open while the block lasts; gone when that ends well, or when nothing is finished."""
        with reporting_disk_errors(self.final):
            made = [folder for folder in (self.final.parent, *self.final.parent.parents) if not exists(folder)]
            try:
                make_folder(self.final.parent)
                with self._opened():
                    yield
                    self.path.unlink(missing_ok=True)
            finally:
                remove_empty(made)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[None]:
        with _locked(self.path) as self.file:
            try:
                yield
            except BaseException as error:
                finished = self._finished()
                if isinstance(error, KeyboardInterrupt):
                    raise Interrupted(finished) from None
                self.say(finished)
                raise

    def _finished(self) -> str:
        """What a call that is broken off leaves, in words."""
        kept = sum(not done.failed for done in self._lines()[1].values())
        if not kept:
            self.path.unlink(missing_ok=True)
            return saved_text(0, len(self.seeds), self.path)
        with contextlib.suppress(OSError):
            os.fsync(self.file.fileno())
            sync(self.path.parent)
        return saved_text(kept, len(self.seeds), self.path)

    def read(self) -> dict[int, FinishedRun]:
        """The runs that are finished, by seed; what cannot be used is removed, with a word."""
        there, runs, good = self._lines()
        if there == self.identity:
            self.file.truncate(good)  # what a kill or a full disk left of a line
            return {seed: done for seed, done in runs.items() if seed in self.seeds and not done.failed}
        if runs:
            self.say(
                f"starts anew: {label_of(self.path)} has {count(len(runs), 'run')} of another call: "
                f"{_differences(there, self.identity)}"
            )
        elif good or self.file.seek(0, os.SEEK_END):
            self.say(f"starts anew: {label_of(self.path)} cannot be read")
        self.file.truncate(0)
        self._write(self.identity)
        return {}

    def add(self, done: FinishedRun) -> None:
        """Keep one more run."""
        self._write([done.document, done.measures])
        if time.monotonic() - self.synced > SYNC_S:
            os.fsync(self.file.fileno())
            self.synced = time.monotonic()

    def _write(self, content: Any) -> None:
        line = json.dumps(content, ensure_ascii=False, default=_plain).encode() + b"\n"
        while line:
            line = line[self.file.write(line) :]

    def _lines(self) -> tuple[Any, dict[int, FinishedRun], int]:
        """The identity, the runs by seed, and how many bytes of the file are good."""
        self.file.seek(0)
        there, runs, good = None, {}, 0
        for line in self.file.read().split(b"\n")[:-1]:
            try:
                if good:
                    done = FinishedRun(*json.loads(line))
                    runs[done.seed] = done
                else:
                    there = json.loads(line)
            except (ValueError, TypeError, LookupError):
                break
            good += len(line) + 1
        return there, runs, good


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    """A file that is appended to, for this process alone; ScenarioError where another has it."""
    while True:
        with path.open("ab+", buffering=0) as file:
            try:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ScenarioError(
                    f"{label_of(path)}: another process is working on the same runs; "
                    "wait for it to finish, or stop it first"
                ) from None
            if exists(path) and os.path.samestat(os.fstat(file.fileno()), path.stat()):
                yield file  # type: ignore[misc]
                return
        # else its owner was done with it, and removed it, between opening and locking


def _plain(value: Any) -> Any:
    """A NumPy number as a Python number, for JSON."""
    return value.item()


def _differences(then: Any, now: dict[str, Any]) -> str:
    then = then if isinstance(then, dict) else {}
    names = [name for name in {**now, **then} if then.get(name) != now.get(name)]
    return "; ".join(f"{name} was {then.get(name)} and is {now.get(name)}" for name in names)
