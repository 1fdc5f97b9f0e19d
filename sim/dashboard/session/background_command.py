"""A command of `safeconduct` in a process of its own: watched, paused while nobody looks, and stopped."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sim.exit_codes import ExitCode

LOOK_S, STOP_S = 0.5, 6.0
#: Priority of the process: below that of the sieges on the pages.
NICENESS = 5
LONGEST_ERROR = 600


_running: set["BackgroundCommand"] = set()


def stop_all() -> None:
    """End every command of this server."""
    for command in list(_running):
        command.close()


class BackgroundCommand:
    """Runs `python -m sim` with arguments and `--json`. `look` is called about twice a second, and at the end."""

    def __init__(self, arguments: Sequence[str], look: Callable[[], None]) -> None:
        self.stopped, self.paused = False, False
        self._look = look
        self._folder = tempfile.TemporaryDirectory(prefix="safeconduct-")
        self._out, self._err = (Path(self._folder.name) / name for name in ("out", "err"))
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sim", *arguments, "--json"], stdin=subprocess.DEVNULL, stdout=out, stderr=err
            )
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, NICENESS)
        self._closed = threading.Event()
        _running.add(self)
        threading.Thread(target=self._watch, name="background command", daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether it has not ended; also while it is paused."""
        return self._process.poll() is None

    @property
    def document(self) -> dict[str, Any] | None:
        """What it printed once it has ended well; None otherwise."""
        if self._process.poll() not in (ExitCode.OK, ExitCode.SOME_RUNS_FAILED):
            return None
        with contextlib.suppress(OSError, ValueError):
            return json.loads(self._out.read_text(encoding="utf-8"))
        return None

    @property
    def error(self) -> str:
        """What it said before it failed; empty otherwise."""
        if self.stopped or self.running or self.document is not None:
            return ""
        return self.notes[-LONGEST_ERROR:] or f"the command ended with exit code {self._process.returncode}"

    @property
    def notes(self) -> str:
        """What it has written to stderr so far, such as its progress."""
        with contextlib.suppress(OSError):
            return self._err.read_text(encoding="utf-8", errors="replace").strip()
        return ""

    def pause(self, paused: bool) -> None:
        """Let it rest, or go on."""
        if self.running and paused != self.paused:
            self.paused = paused
            self._process.send_signal(signal.SIGSTOP if paused else signal.SIGCONT)

    def stop(self) -> None:
        """End it, as Ctrl-C does; what it has finished is kept where the command keeps anything."""
        if not self.running:
            return
        self.stopped = True
        self._process.send_signal(signal.SIGINT)
        self.pause(False)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """End it and remove what it has written for the page."""
        self._closed.set()
        self.stop()
        self._folder.cleanup()
        _running.discard(self)

    def _watch(self) -> None:
        while not self._closed.wait(LOOK_S):
            running = self.running  # before the look, so that the last look sees the end
            self._look()
            if not running:
                return
