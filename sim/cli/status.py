"""The command `status`: the progress of a sweep."""

from typing import Any

from sim.cli.options import Json, Out, SweepName
from sim.cli.output import print_note, print_result
from sim.exit_codes import ExitCode
from sim.hashes import model_hash


def status(where: SweepName, out: Out = None, as_json: Json = False) -> int:
    """Show the progress of a sweep, even while it is running."""
    from sim.sweep.edited import edited_warning
    from sim.sweep.status import find_sweep, status_of
    from sim.text.format import count, number

    folder = find_sweep(where, out)
    document = status_of(folder)
    missing = document["expected"] - document["finished"] - document["failed"]
    most, at_most = ("at most ", " at most") if document["at_most"] else ("", "")
    lines = [
        f"{document['name']}: {number(document['finished'])} of {most}{count(document['expected'], 'run')} finished, "
        f"{number(document['failed'])} failed, {number(document['running'])} running."
    ]
    if document["owner"]:
        lines.append(f"In progress: process {document['owner']['pid']} on {document['owner']['host']}.")
    elif missing:
        lines.append(f"Not in progress; `safeconduct sweep {folder}` runs the remaining {number(missing)}{at_most}.")
    lines += model_lines(document["made_with"])
    warning = edited_warning(where, folder)
    if warning:
        print_note(warning)
    print_result("\n".join(lines), document | {"edited": warning or None}, as_json)
    return ExitCode.OK


def model_lines(made_with: dict[str, Any]) -> list[str]:
    """The model version that made the rows, and a warning where the model has changed since."""
    version, model = made_with["version"], made_with["model"]
    line = f"Made with version {version}, model {model or 'not recorded'}"
    line += f", commit {made_with['commit']}." if made_with["commit"] else "."
    if made_with["current"] is False:
        line += f" The current model is {model_hash()}: new runs would go to a new folder."
    return [line]
