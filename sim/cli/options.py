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


SET_AT = "--set-at"


def join_set_at(arguments: list[str]) -> list[str]:
    """The arguments with the two that follow `--set-at` joined to one, as the parser takes one for each option."""
    made: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        made.append(argument)
        if argument == SET_AT:
            day = next(rest, None)
            if day is not None:
                assignment = "" if "=" in day else next(rest, "")
                made.append(f"{day} {assignment}".strip())
    return made


def with_set_at(changes: list[str] | None, dated: list[str] | None) -> list[str]:
    """The overrides of `--set` and of `--set-at`, which adds an entry to the schedule for each day.

    Raises ScenarioError for anything but a day or date and KEY=VALUE.
    """
    from sim.runs.dated import DatedChange, is_time, overrides_of
    from sim.scenario.errors import ScenarioError, shorten

    given, problems = [], []
    for text in dated or ():
        day, _, assignment = text.partition(" ")
        key, equals, value = assignment.strip().partition("=")
        if is_time(day) and equals:
            given.append(DatedChange(day, key, value))
        else:
            problems.append(
                f"{SET_AT} {shorten(text)}: must be a day or date and KEY=VALUE, such as {SET_AT} 60 supply.aid=0.5"
            )
    if problems:
        raise ScenarioError(problems)
    return [*(changes or ()), *overrides_of(given)]


Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON document to stdout; everything else goes to stderr.")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a parameter, for example supply.food_days=20. Repeatable."),
]
SetAt = Annotated[
    list[str] | None,
    typer.Option(
        "--set-at",
        metavar="DAY KEY=VALUE",
        help="Change something during the siege: a parameter (--set-at 60 supply.aid=0.5), ceasefire=DAYS, "
        "ultimatum=DAYS, offensive=begin or halt, lift=true, arrive.garrison=MEN, arrive.besieger=MEN. Repeatable.",
    ),
]
Days = Annotated[int | None, typer.Option(metavar="N", help="Simulate at most N days. [default: until the siege ends]")]
Seed = Annotated[
    int | None, typer.Option(metavar="N", help="Random seed of the run, or of the first replicate. [default: 1]")
]
Scale = Annotated[int | None, typer.Option(metavar="N", help="People per agent. Larger values are faster but coarser.")]
Threads = Annotated[int, typer.Option(metavar="N", help="Threads per run. Results do not depend on it.")]
Replicates = Annotated[int | None, typer.Option(metavar="N", help="Number of replicates, with consecutive seeds.")]
Workers = Annotated[int, typer.Option(metavar="N", help="Number of worker processes.")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Results folder. [default: results]", parser=output_folder)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only the result, not the progress.")]
SnapshotAt = Annotated[
    int | None, typer.Option(metavar="DAY", help="Save a snapshot on the morning of this day, for --from.")
]
From = Annotated[
    Path | None, typer.Option("--from", metavar="SNAPSHOT", help="Continue from a snapshot.", parser=named_path)
]
Uncertain = Annotated[
    bool,
    typer.Option(
        "--uncertain",
        help="Draw the constants of the bargain from the calibration on historical cases, one draw per seed.",
    ),
]
SweepWorkers = Annotated[
    int | None,
    typer.Option(metavar="N", help="Number of worker processes. [default: one per core]", show_default=False),
]
SweepName = Annotated[str, typer.Argument(help="A sweep folder, or the name of its experiment.", show_default=False)]
