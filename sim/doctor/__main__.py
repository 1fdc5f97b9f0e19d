"""`python -m sim.doctor`, which needs no other package and so works even if the command line cannot start."""

import json
import sys

from sim.doctor.examine import examine
from sim.doctor.report import show
from sim.exit_codes import ExitCode


def main() -> int:
    """Examine the installation, print the report and return the exit code."""
    document = examine()
    if "--json" in sys.argv[1:]:
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
    else:
        show(document)
    return ExitCode.OK if document["ok"] else ExitCode.INVALID_INPUT


if __name__ == "__main__":
    sys.exit(main())
