"""Options that several commands share, and the paths that options name."""

import os
from pathlib import Path
from typing import Annotated

import typer


def named_path(text: str) -> Path:
    """A path as an option names it. `~` is the home folder also where the shell leaves it, as in --out=~/there.

    Raises BadParameter where there is no such path.
    """
    try:
        text.encode()
        return Path(text).expanduser()
    except UnicodeEncodeError:
        raise typer.BadParameter("its name is not UTF-8 text; choose another") from None
    except RuntimeError:
        raise typer.BadParameter(f"{text.partition(os.sep)[0]} is nobody's home folder here") from None


def output_folder(text: str) -> Path:
    """A folder that is written to. Raises BadParameter for standard output."""
    if text == "-":
        raise typer.BadParameter("- is standard output, and this is a folder; ./- is the folder of that name")
    return named_path(text)


def output_file(text: str) -> Path:
    """A file that is written; `-` is standard output. Raises BadParameter where it names a folder."""
    if text.endswith(("/", os.sep)):
        raise typer.BadParameter(f"{text} names a folder; give the name of a file")
    path = named_path(text)
    return path if text == "-" or path != Path("-") else Path.cwd() / path


Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, all else on stderr.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a parameter: supply.food_days=20; repeatable."),
]
#: Options under the names that users know; messages of the Python side use those of its arguments.
Days = Annotated[int | None, typer.Option(metavar="N", help="Simulate at most so many days; else to the end.")]
Seed = Annotated[
    int | None, typer.Option(metavar="N", help="Luck of the siege, or of the first replicate. [default: 1]")
]
Scale = Annotated[int | None, typer.Option(metavar="N", help="People that one agent stands for: faster and coarser.")]
Threads = Annotated[int, typer.Option(metavar="N", help="Threads of one run; they change nothing in it.")]
Replicates = Annotated[int | None, typer.Option(metavar="N", help="Run with so many seeds in a row.")]
Workers = Annotated[int, typer.Option(metavar="N", help="Processes that share the replicates.")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder of results. [default: results]", parser=output_folder)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress; only the outcome.")]
SnapshotAt = Annotated[int | None, typer.Option(metavar="DAY", help="Keep the morning of this day, to go on from.")]
From = Annotated[
    Path | None, typer.Option("--from", metavar="SNAPSHOT", help="Go on from a snapshot.", parser=named_path)
]
SweepWorkers = Annotated[
    int | None,
    typer.Option(metavar="N", help="Processes that share the runs. [default: one a core]", show_default=False),
]
SweepName = Annotated[
    str, typer.Argument(help="A folder of a sweep, or the name of its experiment.", show_default=False)
]
