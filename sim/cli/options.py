"""Options shared by several commands, and parsers for path options."""

import os
from pathlib import Path
from typing import Annotated

import typer


def named_path(text: str) -> Path:
    """The path given to an option. `~` is expanded even where the shell does not, as in --out=~/there.

    Raises typer.BadParameter where the name is not UTF-8 or names an unknown user.
    """
    try:
        text.encode()
        return Path(text).expanduser()
    except UnicodeEncodeError:
        raise typer.BadParameter("the name is not valid UTF-8; choose another") from None
    except RuntimeError:
        raise typer.BadParameter(f"{text.partition(os.sep)[0]}: there is no such user on this machine") from None


def output_folder(text: str) -> Path:
    """An output folder. Raises typer.BadParameter for `-`, which stands for standard output."""
    if text == "-":
        raise typer.BadParameter("- means standard output, but a folder is needed; write ./- for a folder of that name")
    return named_path(text)


def output_file(text: str) -> Path:
    """An output file; `-` is standard output. Raises typer.BadParameter for a folder."""
    if text.endswith(("/", os.sep)):
        raise typer.BadParameter(f"{text} is a folder; give a file name")
    path = named_path(text)
    return path if text == "-" or path != Path("-") else Path.cwd() / path


Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON document to stdout; everything else goes to stderr.")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a parameter, for example supply.food_days=20. Repeatable."),
]
Days = Annotated[int | None, typer.Option(metavar="N", help="Simulate at most N days. [default: until the siege ends]")]
Seed = Annotated[
    int | None, typer.Option(metavar="N", help="Random seed of the run, or of the first replicate. [default: 1]")
]
Scale = Annotated[
    int | None, typer.Option(metavar="N", help="Persons represented by one agent. Larger is faster but coarser.")
]
Threads = Annotated[int, typer.Option(metavar="N", help="Threads per run. Results do not depend on it.")]
Replicates = Annotated[int | None, typer.Option(metavar="N", help="Number of replicates, with consecutive seeds.")]
Workers = Annotated[int, typer.Option(metavar="N", help="Number of worker processes.")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Results folder. [default: results]", parser=output_folder)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print the result only, no progress.")]
SnapshotAt = Annotated[
    int | None, typer.Option(metavar="DAY", help="Save a snapshot on the morning of this day, for --from.")
]
From = Annotated[
    Path | None, typer.Option("--from", metavar="SNAPSHOT", help="Continue from a snapshot.", parser=named_path)
]
SweepWorkers = Annotated[
    int | None,
    typer.Option(metavar="N", help="Number of worker processes. [default: one per core]", show_default=False),
]
SweepName = Annotated[str, typer.Argument(help="A sweep folder, or the name of its experiment.", show_default=False)]
