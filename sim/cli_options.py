"""Options that several commands share, and how a command speaks."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, all else on stderr.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a parameter: supply.food_days=20; repeatable."),
]


def named_path(text: str) -> Path:
    """A path as an option names it. `~` is the home folder also where the shell leaves it, as in --out=~/there."""
    try:
        text.encode()
        return Path(text).expanduser()
    except UnicodeEncodeError:
        raise typer.BadParameter("its name is not UTF-8 text; choose another") from None
    except RuntimeError:
        raise typer.BadParameter(f"{text.partition(os.sep)[0]} is nobody's home folder here") from None


def output_folder(text: str) -> Path:
    """A folder that is written to."""
    if text == "-":
        raise typer.BadParameter("- is standard output, and this is a folder; ./- is the folder of that name")
    return named_path(text)


def output_file(text: str) -> Path:
    """A file that is written; `-` is standard output."""
    if text.endswith(("/", os.sep)):
        raise typer.BadParameter(f"{text} names a folder; give the name of a file")
    path = named_path(text)
    return path if text == "-" or path != Path("-") else Path.cwd() / path


def holds_output(file: Path, option: str, as_json: bool) -> bool:
    """Whether a file is standard output, which then has room for nothing else; refuses --json beside it."""
    from sim.scenario.errors import ScenarioError
    from sim.scenario.writing import is_standard_output

    taken = is_standard_output(file)
    if taken and as_json:
        raise ScenarioError(f"{option} {file}: is standard output, as is the document of --json; leave out one of them")
    return taken


def print_json(document: Any) -> None:
    """The one document of a command on stdout; dates as text."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False, default=str, allow_nan=False))


def warn(text: str) -> None:
    """A line for the reader on stderr."""
    typer.echo(text, err=True)


def tell(said: str, document: Any, as_json: bool, quiet: bool = True) -> None:
    """The outcome of a command: words on stdout, or the document there and the words beside it."""
    if not as_json:
        typer.echo(said)
        return
    if not quiet:
        warn(said)
    print_json(document)
