"""The command `sweep`: an experiment carried out, gone on with, or only reckoned up."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import Json, Out, Quiet, Scale, SweepWorkers
from sim.cli.output import print_note, print_result
from sim.cli.progress import sweep_progress
from sim.cli.startup import load_model, usable_cores
from sim.exit_codes import ExitCode

if TYPE_CHECKING:
    from sim.sweep.engine import SweepProgress
    from sim.sweep.prepare import PreparedExperiment

MOST_ERRORS = 20  # that a document repeats
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
    workers: SweepWorkers = None,
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
    from sim.sweep.engine import locate
    from sim.sweep.engine import sweep as carry_out
    from sim.sweep.read import MANIFEST, load_manifest

    optional_whole_number("workers", workers, 1, MAX_WORKERS)
    optional_whole_number("limit", limit, 0, MAX_RUNS)
    prepared, folder = locate(experiment, out, replicates, scale)
    workers = usable_cores() if workers is None else workers
    if not quiet:
        print_note(_first_line(prepared))
    if dry_run:
        return _estimate(prepared, folder, workers, limit, retry_failed, as_json)
    load_model(quiet)
    try:
        with ExitStack() as stack:
            progress = sweep_progress(stack, quiet)
            standing = carry_out(prepared, folder, workers, scheduler, limit, retry_failed, progress, print_note)
    except KeyboardInterrupt:
        counts = load_manifest(folder) if (folder / MANIFEST).exists() else {"finished": 0}
        print_note(f"interrupted: {counts['finished']} of {prepared.expected} runs are done and kept in {folder}")
        print_note("the same command goes on with the others")
        return ExitCode.INTERRUPTED
    return _told(prepared, folder, standing, as_json, quiet)


def _first_line(prepared: "PreparedExperiment") -> str:
    from sim.text.format import count

    asked = prepared.experiment
    points = count(prepared.points, "point")
    return f"{asked.question} {points} x {count(asked.replicates, 'replicate')} = {count(prepared.expected, 'run')}"


def _told(prepared: "PreparedExperiment", folder: Path, standing: "SweepProgress", as_json: bool, quiet: bool) -> int:
    from sim.sweep.read import failures, outcomes
    from sim.text.format import count, number

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
    print_result("\n".join(lines), document, as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if standing.failed else ExitCode.OK


def _estimate(
    prepared: "PreparedExperiment", folder: Path, workers: int, limit: int | None, retry_failed: bool, as_json: bool
) -> int:
    from sim.sweep.estimate import estimate
    from sim.text.format import count, number

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
    print_result("\n".join(lines), document, as_json)
    return ExitCode.OK


def duration(seconds: float) -> str:
    """About how long, in the unit that suits."""
    for length, unit in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} s"
