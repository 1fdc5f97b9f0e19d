"""The command `doctor`."""

from sim.cli.options import Json
from sim.cli.output import print_json
from sim.exit_codes import ExitCode


def doctor(as_json: Json = False) -> int:
    """Check this installation and machine. Covers packages, cache, memory and disk, with a fix for each problem."""
    from sim.doctor.examine import examine
    from sim.doctor.report import show

    document = examine()
    if as_json:
        print_json(document)
    else:
        show(document)
    return ExitCode.OK if document["ok"] else ExitCode.INVALID_INPUT
