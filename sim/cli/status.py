"""The command `status`: how far a sweep is."""

from typing import Any

from sim.cli.options import Json, Out, SweepName
from sim.cli.output import print_result
from sim.exit_codes import ExitCode
from sim.hashes import model_hash


def status(where: SweepName, out: Out = None, as_json: Json = False) -> int:
    """Say how far a sweep is, also while it runs."""
    from sim.sweep.status import found, status_of
    from sim.text.format import count, number

    folder = found(where, out)
    document = status_of(folder)
    missing = document["expected"] - document["finished"] - document["failed"]
    lines = [
        f"{document['name']}: {number(document['finished'])} of {count(document['expected'], 'run')} finished, "
        f"{number(document['failed'])} failed, {number(document['running'])} running."
    ]
    if document["owner"]:
        lines.append(f"Process {document['owner']['pid']} on {document['owner']['host']} works on it.")
    elif missing:
        lines.append(f"Nobody works on it; `safeconduct sweep {folder}` does the other {number(missing)}.")
    lines += model_lines(document["made_with"])
    print_result("\n".join(lines), document, as_json)
    return ExitCode.OK


def model_lines(made_with: dict[str, Any]) -> list[str]:
    """What the rows were made with, and a warning where the model has changed since."""
    version, model = made_with["version"], made_with["model"]
    line = f"Made with version {version}, model {model or 'not recorded'}"
    line += f", commit {made_with['commit']}." if made_with["commit"] else "."
    if made_with["current"] is False:
        line += f" The model here is {model_hash()}: new runs would go to a new folder."
    return [line]
