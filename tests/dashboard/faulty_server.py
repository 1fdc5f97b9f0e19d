"""The dashboard as the command line starts it, except that the siege of one seed raises an error on its third day."""

import signal

from sim.cli import main
from sim.dashboard.session import watched_run

BROKEN_SEED = 666


def step(self: watched_run.WatchedRun) -> None:
    """A day, or an error."""
    if self.siege.seed == BROKEN_SEED and self.siege.day == 2:
        raise RuntimeError("the dice rolled off the table")
    sound(self)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background switches it off
    sound, watched_run.WatchedRun.step = watched_run.WatchedRun.step, step
    main()
