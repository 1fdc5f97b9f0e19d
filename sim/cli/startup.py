"""What commands do before their first run."""

import os
from typing import TYPE_CHECKING

from sim.cli.output import print_note
from sim.hashes import model_hash

if TYPE_CHECKING:
    from sim.state.siege import Siege


def load_model(quiet: bool) -> None:
    """Load the machine code before the clock of the progress starts; the first time, make it."""
    from sim.compiled import cache_folder
    from sim.runs.run import warm_up

    if not quiet and not any(cache_folder().iterdir()):
        print_note("compiling the model for this machine, once: about a minute")
    warm_up()


def note_other_model_code(siege: "Siege | None") -> None:
    """Tell where a snapshot was made by other code of the model."""
    if siege is not None and siege.origin_model_hash:
        print_note(
            f"the snapshot was made by other code of the model ({siege.origin_model_hash}; now {model_hash()}): "
            "from its day on the siege follows the rules of now"
        )


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
