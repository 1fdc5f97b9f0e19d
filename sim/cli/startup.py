"""Steps before the first run of a command."""

import os
from typing import TYPE_CHECKING

from sim.cli.output import print_note
from sim.hashes import model_hash

if TYPE_CHECKING:
    from sim.state.siege import Siege


def load_model(quiet: bool) -> None:
    """Load the compiled model before progress is timed; compile it first where there is no compiled code yet."""
    from sim.compiled import cache_folder
    from sim.runs.run import warm_up

    if not quiet and not any(cache_folder().iterdir()):
        print_note("compiling the model, once on this machine: about a minute")
    warm_up()


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
