"""The command `doctor`."""

from sim.cli_options import Json, print_json

DONE, USER = 0, 2


def doctor(as_json: Json = False) -> int:
    """Check this installation and this machine: packages, compile cache, memory, places to write, and what to fix."""
    from sim.doctor.examine import examine
    from sim.doctor.words import show

    document = examine()
    if as_json:
        print_json(document)
    else:
        show(document)
    return DONE if document["ok"] else USER
