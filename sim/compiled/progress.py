"""What is being compiled, and how far it is, for whoever waits for it."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from numba.core import event

from sim.compiled.functions import FOLDER, FUNCTIONS, SOURCES, source_of
from sim.compiled.sources import previous_sources


class CompileProgress(NamedTuple):
    """How far compiling is."""

    edited: list[str]  # files of rules and kernels edited since code was last compiled, as `theory/bodies.py`
    files: list[str]  # files whose code is compiled again, the edited ones too; all files where there was no code yet
    done: int  # functions compiled
    at_most: int  # functions in these files; some are never called


@contextlib.contextmanager
def watch_compiling(report: Callable[[CompileProgress], None]) -> Iterator[None]:
    """Call `report` after each function that is compiled inside the block; never where all code is in the cache."""
    with event.install_listener("numba:compile", _Listener(report)):
        yield


class _Listener(event.Listener):
    def __init__(self, report: Callable[[CompileProgress], None]) -> None:
        self.report, self.done = report, set[tuple[str, str]]()
        self.plan: CompileProgress | None = None

    def on_start(self, event: Any) -> None:
        """The first function begins: the files are known now."""
        if self.plan is None:
            self.plan = plan()
            self.report(self.plan)

    def on_end(self, event: Any) -> None:
        """A function is compiled; it counts once, whatever the number of versions for different arguments."""
        function = event.data["dispatcher"].py_func
        if function.__module__.startswith("sim.") and self.plan is not None:
            self.done.add((source_of(function), function.__qualname__))
            self.report(self.plan._replace(done=min(len(self.done), self.plan.at_most)))


def plan() -> CompileProgress:
    """What has to be compiled, before anything is."""
    before = previous_sources(FOLDER)
    if before is None:
        return CompileProgress([], sorted(set(FUNCTIONS)), 0, len(FUNCTIONS))
    edited = sorted(name for name, own in SOURCES.own.items() if before.own.get(name) != own)
    files = sorted(name for name in set(FUNCTIONS) if before.keys.get(name) != SOURCES.keys.get(name))
    return CompileProgress(edited, files, 0, max(1, sum(name in files for name in FUNCTIONS)))
