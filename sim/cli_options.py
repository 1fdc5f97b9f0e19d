"""Options that several commands share, and how a command speaks."""

import json
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, all else on stderr.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a parameter: supply.food_days=20; repeatable."),
]


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
