"""Steps before the first run of a command."""

import contextlib
import os
from typing import TYPE_CHECKING

from sim.cli.output import print_note
from sim.cli.progress import Update, show_progress
from sim.hashes import model_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.compiled.progress import CompileProgress
    from sim.state.siege import Siege

MOST_NAMED = 6  # files in a note


def load_model(quiet: bool) -> None:
    """Load the compiled model before progress is timed; where code is missing, compile it and show how far that is."""
    from sim.compiled.loading import load_without_compiler
    from sim.compiled.progress import watch_compiling
    from sim.runs.run import warm_up

    load_without_compiler()
    with contextlib.ExitStack() as stack:
        if not quiet:
            stack.enter_context(watch_compiling(_show_compiling(stack)))
        warm_up()


def _show_compiling(stack: contextlib.ExitStack) -> "Callable[[CompileProgress], None]":
    """A note of what is compiled, then progress by function, until the stack is closed."""
    updates: list[Update] = []

    def show(compiling: "CompileProgress") -> None:
        if not updates:
            print_note(describe_compiling(compiling))
            updates.append(stack.enter_context(show_progress(compiling.at_most, "function", quiet=False)))
        updates[0](compiling.done)

    return show


def describe_compiling(compiling: "CompileProgress") -> str:
    """What is compiled and why, in one sentence."""
    if not compiling.edited:
        return "compiling the model (only once on this machine): about a minute"
    names = [name.removesuffix(".py") for name in compiling.files if name not in compiling.edited]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    users = f", together with the code that uses it: {', '.join(names[:MOST_NAMED])}{more}" if names else ""
    return f"recompiling after an edit of {', '.join(compiling.edited)}{users}"


def note_other_model_code(siege: "Siege | None") -> None:
    """Print a note where a snapshot was saved by a different version of the model code."""
    if siege is not None and siege.origin_model_hash:
        print_note(
            f"the snapshot was saved by different model code ({siege.origin_model_hash}; this is {model_hash()}): "
            "from the snapshot on, the siege follows the current rules"
        )


def usable_cores() -> int:
    """Number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
