"""Commands that are run and timed: wall-clock and processor seconds, and the JSON document that ends their output."""

import json
import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]


class Child(NamedTuple):
    """A command that has ended."""

    document: dict[str, Any]
    cpu_s: float  # of the command and all that it started
    wall_s: float


def run_child(
    command: Sequence[str], environment: Mapping[str, str] | None = None, good: Sequence[int] = (0,)
) -> Child:
    """Run a command whose last line of output is a JSON document; `good` are the exit codes that it may end with.

    Raises RuntimeError with the end of what it said where it fails.
    """
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in good:
        raise RuntimeError(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Child(json.loads(done.stdout.splitlines()[-1]), cpu, wall)
