"""What a command writes: one JSON document or text on stdout, notes on stderr."""

import json
from pathlib import Path
from typing import Any

import typer


def is_stdout(file: Path, option: str, as_json: bool) -> bool:
    """Whether a file is standard output, which then has room for nothing else; refuses --json beside it.

    Raises ScenarioError.
    """
    from sim.scenario.errors import ScenarioError
    from sim.scenario.writing import is_standard_output

    taken = is_standard_output(file)
    if taken and as_json:
        raise ScenarioError(f"{option} {file}: is standard output, as is the document of --json; leave out one of them")
    return taken


def print_json(document: Any) -> None:
    """The one document of a command on stdout; dates as text."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False, default=str, allow_nan=False))


def print_note(text: str) -> None:
    """A line for the reader on stderr."""
    typer.echo(text, err=True)


def print_result(said: str, document: Any, as_json: bool, quiet: bool = True) -> None:
    """The outcome of a command: words on stdout, or the document there and the words beside it."""
    if not as_json:
        typer.echo(said)
        return
    if not quiet:
        print_note(said)
    print_json(document)
