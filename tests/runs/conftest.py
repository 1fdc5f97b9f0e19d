"""A siege of 900 people, and the command as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

SMALL = {"population.civilians": 300, "garrison.fighters": 200, "besieger.manpower": 400}
SET = [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]
ROOT = Path(__file__).parents[2]


class Said(NamedTuple):
    """What a process left."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Said]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Call safeconduct in an empty folder."""

    def _command(*words: object) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "sim", *map(str, words)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert "Traceback" not in done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    return _command
