"""The commands `status` and `export`: what a sweep has come to so far."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from sim.cli_options import Json, output_file, tell, warn
from sim.hashes import model_hash
from sim.runs.command import Out

DONE = 0
Table = Literal["runs", "daily", "ledger"]
Where = Annotated[str, typer.Argument(help="A folder of a sweep, or the name of its experiment.", show_default=False)]


def status(where: Where, out: Out = None, as_json: Json = False) -> int:
    """Say how far a sweep is, also while it runs."""
    from sim.runs.small_words import count, number
    from sim.sweep.status import found, status_of

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
    tell("\n".join(lines), document, as_json)
    return DONE


def model_lines(made_with: dict[str, Any]) -> list[str]:
    """What the rows were made with, and a warning where the model has changed since."""
    version, model = made_with["version"], made_with["model"]
    line = f"Made with version {version}, model {model or 'not recorded'}"
    line += f", commit {made_with['commit']}." if made_with["commit"] else "."
    if made_with["current"] is False:
        line += f" The model here is {model_hash()}: new runs would go to a new folder."
    return [line]


def export(
    where: Where,
    csv: Annotated[
        Path,
        typer.Option("--csv", metavar="FILE", help="Where to write the table; - is stdout.", parser=output_file),
    ],
    table: Annotated[Table, typer.Option(help="Which table.")] = "runs",
    errors: Annotated[bool, typer.Option("--errors", help="Also the runs that failed.")] = False,
    out: Out = None,
) -> int:
    """Write the rows of a sweep as a CSV file."""
    from sim.runs.small_words import count
    from sim.scenario.writing import check_writable
    from sim.sweep.read import load, load_daily, load_ledger, write_csv
    from sim.sweep.status import found

    folder = found(where, out)
    check_writable(csv, "--csv")
    frame = load(folder, errors) if table == "runs" else {"daily": load_daily, "ledger": load_ledger}[table](folder)
    write_csv(frame, csv)
    warn(f"{count(len(frame), 'row')} in {csv}")
    return DONE
