"""Progress on stderr: a bar on a terminal, otherwise a line every ten seconds."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sim.cli.output import print_note

if TYPE_CHECKING:
    from sim.sweep.engine import Progress, SweepProgress

EVERY_S = 10.0  # between two lines
REDRAW_S = 0.2  # between two states of the bar

#: Called after each step with the number of steps done.
Update = Callable[[int], None]


@contextlib.contextmanager
def show_progress(total: int, unit: str, quiet: bool, at_most: bool = True) -> Iterator[Update]:
    """Show progress towards `total` steps while the block runs; `at_most` marks `total` as an upper bound."""
    if quiet:
        yield lambda done: None
    elif sys.stderr.isatty():
        with _bar(total, unit, "at most " if at_most else "") as update:
            yield update
    else:
        yield _ProgressLines(total, unit, "at most " if at_most else "")


@contextlib.contextmanager
def show_progress_of(
    unit: str, quiet: bool, load_model: Callable[[bool], None]
) -> Iterator[Callable[[int, int], None]]:
    """Progress whose first call, (0, due), gives the number of steps; calls `load_model(quiet)` before it starts."""
    with contextlib.ExitStack() as stack:
        updates: list[Update] = []

        def update(done: int, due: int) -> None:
            if not updates:
                load_model(quiet)
                updates.append(stack.enter_context(show_progress(due, unit, quiet, at_most=False)))
            updates[0](done)

        yield update


@contextlib.contextmanager
def _bar(total: int, unit: str, most: str) -> Iterator[Update]:
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
    # Drawn on updates, not by a thread of its own: with a second thread, workers could not be forked.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        task = progress.add_task("", total=total, rate="")
        progress.refresh()
        drawn = began

        def update(done: int) -> None:
            nonlocal drawn
            now = time.monotonic()
            if now - drawn < REDRAW_S and done < total:
                return
            drawn = now
            rate = done / max(1e-9, now - began)
            progress.update(task, completed=done, rate=_pace(rate, unit), refresh=True)

        yield update


def _pace(rate: float, unit: str) -> str:
    """Steps per second, or per minute where there is less than one in ten seconds."""
    return f"{rate:.1f} {unit}s/s" if rate >= 0.1 or not rate else f"{60 * rate:.2g} {unit}s/min"


class _ProgressLines:
    """A line every EVERY_S seconds, for output that is not a terminal."""

    def __init__(self, total: int, unit: str, most: str) -> None:
        self.total, self.unit, self.most = total, unit, most
        self.began = self.last_line = time.monotonic()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self.last_line < EVERY_S:
            return
        self.last_line = now
        rate = done / (now - self.began)
        left = (self.total - done) / rate if rate else 0.0
        pace = f"{_pace(rate, self.unit)}, {self.most}{left:.0f} s left" if done < self.total else "finishing"
        print_note(f"{self.unit} {done} of {self.most}{self.total}; {pace}")


def sweep_progress(stack: contextlib.ExitStack, quiet: bool) -> "Progress":
    """Progress of a sweep; starts with the first finished run, so that process start-up does not lower the rate."""
    from sim.text.format import count, number

    updates: list[Update] = []

    def progress(state: "SweepProgress") -> None:
        done = state.finished + state.failed
        if not state.now:
            if done and not quiet:
                print_note(f"{number(done)} of {count(state.expected, 'run')} already done")
            return
        if not updates:
            updates.append(stack.enter_context(show_progress(state.due, "run", quiet, at_most=False)))
        updates[0](state.now)

    return progress
