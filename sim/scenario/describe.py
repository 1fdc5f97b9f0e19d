"""Write the files that are generated from the declared parameters: `python -m sim.scenario.describe write`."""

import sys
from collections.abc import Sequence

from sim.exit_codes import ExitCode
from sim.scenario.documents import files
from sim.scenario.writing import output_file


def main(wanted: Sequence[str]) -> int:
    """Write all generated files, or print the named one."""
    texts = files()
    by_name: dict[str, str] = {path.name.partition(".")[0]: text for path, text in texts.items()}
    if list(wanted) == ["write"]:
        for path, text in texts.items():
            with output_file(path, "folder") as draft:
                draft.write_text(text, encoding="utf-8")
            sys.stderr.write(f"wrote {path}\n")
        return ExitCode.OK
    if len(wanted) != 1 or wanted[0] not in by_name:
        sys.stderr.write(f"usage: python -m sim.scenario.describe write | {' | '.join(by_name)}\n")
        return ExitCode.INVALID_INPUT
    sys.stdout.write(by_name[wanted[0]])
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
