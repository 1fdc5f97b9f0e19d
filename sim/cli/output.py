"""Output of a command: text or one JSON document on stdout, notes on stderr."""

import json
from pathlib import Path
from typing import Any

import typer


def is_stdout(file: Path, option: str, as_json: bool) -> bool:
    """Whether `file` is standard output. Raises ScenarioError where --json would write there as well."""
    from sim.scenario.errors import ScenarioError
    from sim.scenario.writing import is_standard_output

    stdout = is_standard_output(file)
    if stdout and as_json:
        raise ScenarioError(
            f"{option} {file}: is standard output, and --json also writes there; use only one of the two"
        )
    return stdout


def print_json(document: Any) -> None:
    """Print the JSON document of a command to stdout; dates as text."""
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False, default=str, allow_nan=False))


def print_note(text: str) -> None:
    """Print a note to stderr."""
    typer.echo(text, err=True)


def print_result(text: str, document: Any, as_json: bool, quiet: bool = True) -> None:
    """Print the result of a command to stdout: text, or with --json the document (then the text goes to stderr)."""
    if not as_json:
        typer.echo(text)
        return
    if not quiet:
        print_note(text)
    print_json(document)


def print_table(columns: list[str], rows: list[list[str]], right: tuple[str, ...] = ()) -> None:
    """Print a table; unless on a terminal, without wrapping, so that grep finds whole lines."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console()
    if not console.is_terminal:
        wide = console.options.update(max_width=10_000)
        console = Console(width=console.measure(table, options=wide).maximum)
    console.print(table)
