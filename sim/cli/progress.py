"""How far a run is: a bar on a terminal, a line now and then elsewhere."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sim.cli.output import print_note

if TYPE_CHECKING:
    from sim.sweep.engine import Progress, SweepProgress

EVERY_S = 10.0  # between two plain lines

#: Told after each step how many there were.
Tell = Callable[[int], None]


@contextlib.contextmanager
def shown(total: int, unit: str, quiet: bool, at_most: bool = True) -> Iterator[Tell]:
    """Show progress towards `total` steps, or `at_most` so many, on stderr while the block lasts."""
    if quiet:
        yield lambda done: None
    elif sys.stderr.isatty():
        with _bar(total, unit, "at most " if at_most else "") as tell:
            yield tell
    else:
        yield _Lines(total, unit, "at most " if at_most else "")


@contextlib.contextmanager
def counted(unit: str, quiet: bool, load_model: Callable[[bool], None]) -> Iterator[Callable[[int, int], None]]:
    """The same where the first call gives the number of steps: (0, due). `load_model(quiet)` runs before these."""
    with contextlib.ExitStack() as stack:
        shown_since: list[Tell] = []

        def tell(done: int, due: int) -> None:
            if not shown_since:
                load_model(quiet)
                shown_since.append(stack.enter_context(shown(due, unit, quiet, at_most=False)))
            shown_since[0](done)

        yield tell


@contextlib.contextmanager
def _bar(total: int, unit: str, most: str) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(f"{unit} {{task.completed:.0f}} of {most}{{task.total:.0f}}"),
        BarColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn(most.strip()),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    began = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True, refresh_per_second=5) as progress:
        task = progress.add_task("", total=total, rate="")

        def tell(done: int) -> None:
            rate = done / max(1e-9, time.monotonic() - began)
            progress.update(task, completed=done, rate=f"{rate:.1f} {unit}s/s")

        yield tell


class _Lines:
    """A plain line every ten seconds."""

    def __init__(self, total: int, unit: str, most: str) -> None:
        self.total, self.unit, self.most = total, unit, most
        self.began = self.said = time.monotonic()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self.said < EVERY_S:
            return
        self.said = now
        rate = done / (now - self.began)
        left = (self.total - done) / rate if rate else 0.0
        pace = f"{rate:.1f} {self.unit}s/s, {self.most}{left:.0f} s left"
        print_note(f"{self.unit} {done} of {self.most}{self.total}; {pace}")


def sweep_progress(stack: contextlib.ExitStack, quiet: bool) -> "Progress":
    """A bar that appears with the first runs, so that the start of the processes does not count as slow runs."""
    from sim.text.format import count, number

    told: list[Tell] = []

    def progress(standing: "SweepProgress") -> None:
        there = standing.finished + standing.failed
        if not standing.now:
            if there and not quiet:
                print_note(f"{count(there, 'run')} of {number(standing.expected)} are there already")
            return
        if not told:
            told.append(stack.enter_context(shown(standing.due, "run", quiet, at_most=False)))
        told[0](standing.now)

    return progress
