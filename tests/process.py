"""The command as a process of its own, which can be killed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]


class CommandResult(NamedTuple):
    """What a process left."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., CommandResult]
Start = Callable[..., subprocess.Popen[str]]


def started(folder: Path, *words: object) -> subprocess.Popen[str]:
    """Start safeconduct in a folder, as the head of a group of processes."""
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *map(str, words)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str]) -> CommandResult:
    """What a process says and how it ends; never with a traceback."""
    out, err = process.communicate(timeout=600)
    assert "Traceback" not in err, err
    return CommandResult(process.returncode, out, err)
