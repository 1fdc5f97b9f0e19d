"""The exit codes of every command."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the exit code of a command says."""

    OK = 0
    INTERNAL_ERROR = 1  # a bug in Safe Conduct
    INVALID_INPUT = 2  # the user's input, the installation, or a disk that is full
    SOME_RUNS_FAILED = 3  # finished, but some runs failed
    INTERRUPTED = 130  # Ctrl-C, SIGTERM or SIGHUP
