"""`python -m sim.doctor` works where the command line cannot start, since it needs no other package."""

import json
import sys

from sim.doctor.examine import examine
from sim.doctor.words import show
from sim.exit_codes import ExitCode


def main() -> int:
    """Examine and tell; the exit code of `safeconduct doctor`."""
    document = examine()
    if "--json" in sys.argv[1:]:
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
    else:
        show(document)
    return ExitCode.OK if document["ok"] else ExitCode.INVALID_INPUT


if __name__ == "__main__":
    sys.exit(main())
