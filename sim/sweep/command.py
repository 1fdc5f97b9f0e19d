"""The command `sweep`: an experiment carried out, gone on with, or only reckoned up."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli_options import Json, tell, warn
from sim.runs.command import Out, Quiet, Scale, get_ready
from sim.runs.progress import Tell, shown

if TYPE_CHECKING:
    from sim.sweep.engine import Progress, Standing
    from sim.sweep.prepare import Prepared

DONE, SOME_FAILED, INTERRUPTED = 0, 3, 130
MOST_ERRORS = 20  # that a document repeats
Workers = Annotated[
    int | None,
    typer.Option(metavar="N", help="Processes that share the runs. [default: one a core]", show_default=False),
]
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Use a running Dask cluster, such as tcp://10.0.0.5:8786.")
]
Limit = Annotated[int | None, typer.Option(metavar="N", help="Do at most so many of the missing runs now.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say how many runs, how long, how much disk; keep nothing.")]
Retry = Annotated[bool, typer.Option("--retry-failed", help="Do the runs that failed again.")]
Replicates = Annotated[int | None, typer.Option(metavar="N", help="In the place of the experiment's replicates.")]


def sweep(
    experiment: Annotated[
        str, typer.Argument(help="A name, a folder with an experiment.yaml, a file, or a sweep.", show_default=False)
    ],
    workers: Workers = None,
    scheduler: Scheduler = None,
    limit: Limit = None,
    dry_run: DryRun = False,
    retry_failed: Retry = False,
    replicates: Replicates = None,
    scale: Scale = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Carry out an experiment; the same command again does the runs that are missing."""
    from sim.scenario.numbers import MAX_RUNS, MAX_WORKERS, optional_whole_number
    from sim.sweep.engine import located
    from sim.sweep.engine import sweep as carry_out
    from sim.sweep.read import MANIFEST, load_manifest

    optional_whole_number("workers", workers, 1, MAX_WORKERS)
    optional_whole_number("limit", limit, 0, MAX_RUNS)
    prepared, folder = located(experiment, out, replicates, scale)
    workers = cores() if workers is None else workers
    if not quiet:
        warn(_first_line(prepared))
    if dry_run:
        return _estimate(prepared, folder, workers, limit, retry_failed, as_json)
    get_ready(quiet)
    try:
        with ExitStack() as stack:
            progress = progress_on(stack, quiet)
            standing = carry_out(prepared, folder, workers, scheduler, limit, retry_failed, progress, warn)
    except KeyboardInterrupt:
        counts = load_manifest(folder) if (folder / MANIFEST).exists() else {"finished": 0}
        warn(f"interrupted: {counts['finished']} of {prepared.expected} runs are done and kept in {folder}")
        warn("the same command goes on with the others")
        return INTERRUPTED
    return _told(prepared, folder, standing, as_json, quiet)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _first_line(prepared: "Prepared") -> str:
    from sim.runs.small_words import count

    asked = prepared.experiment
    points = count(prepared.points, "point")
    return f"{asked.question} {points} x {count(asked.replicates, 'replicate')} = {count(prepared.expected, 'run')}"


def progress_on(stack: ExitStack, quiet: bool) -> "Progress":
    """A bar that appears with the first runs, so that the start of the processes does not count as slow runs."""
    from sim.runs.small_words import count, number

    told: list[Tell] = []

    def progress(standing: "Standing") -> None:
        there = standing.finished + standing.failed
        if not standing.now:
            if there and not quiet:
                warn(f"{count(there, 'run')} of {number(standing.expected)} are there already")
            return
        if not told:
            told.append(stack.enter_context(shown(standing.due, "run", quiet, at_most=False)))
        told[0](standing.now)

    return progress


def _told(prepared: "Prepared", folder: Path, standing: "Standing", as_json: bool, quiet: bool) -> int:
    from sim.runs.small_words import count, number
    from sim.sweep.read import failures, outcomes

    document: dict[str, Any] = {
        "name": prepared.experiment.name,
        "hash": prepared.hash,
        "points": prepared.points,
        "replicates": prepared.experiment.replicates,
        "expected": standing.expected,
        "finished": standing.finished,
        "failed": standing.failed,
        "done_now": standing.now,
        "outcomes": outcomes(folder),
        "errors": failures(folder, MOST_ERRORS),
        "out": str(folder),
    }
    shares = ", ".join(f"{name} {number(runs)}" for name, runs in document["outcomes"].items())
    lines = [f"{number(standing.finished)} of {count(standing.expected, 'run')} done: {shares or 'nothing yet'}."]
    if standing.missing:
        lines.append(f"{count(standing.missing, 'run')} missing; the same command goes on with them.")
    if document["errors"]:
        first = document["errors"][0]
        lines.append(
            f"{count(standing.failed, 'run')} failed; point {first['point']}, replicate {first['replicate']}: "
            f"{first['error']}"
        )
        lines.append("--retry-failed does them again.")
    lines.append(f"Tables: {folder}")
    tell("\n".join(lines), document, as_json, quiet)
    return SOME_FAILED if standing.failed else DONE


def _estimate(
    prepared: "Prepared", folder: Path, workers: int, limit: int | None, retry_failed: bool, as_json: bool
) -> int:
    from sim.runs.small_words import count, number
    from sim.sweep.estimate import estimate

    document = estimate(prepared, folder, workers, limit, retry_failed)
    hands, start = document["workers"], duration(document["seconds_to_start"])
    lines = [
        f"{count(document['due'], 'run')} to do of {number(document['expected'])} "
        f"({number(document['finished'])} finished, {number(document['failed'])} failed).",
        f"About {duration(document['seconds'])} with {count(hands, 'process', 'processes')}: "
        f"{document['seconds_per_run']:.3g} s a run and {start} until a process is ready for its first, "
        f"measured on {count(document['measured'], 'run')} in a process of their own.",
    ]
    if document["seconds_alone"] < document["seconds"]:
        lines.append(f"About {duration(document['seconds_alone'])} with --workers 1: starting the others takes longer.")
    lines.append(f"About {document['bytes'] / 1e6:.1f} MB on the disk, in {folder}")
    tell("\n".join(lines), document, as_json)
    return DONE


def duration(seconds: float) -> str:
    """About how long, in the unit that suits."""
    for length, unit in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} s"
