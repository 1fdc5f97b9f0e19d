"""The command `sweep`: run an experiment, resume it, or estimate its cost."""

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

MAX_ERRORS = 20  # listed in the JSON document
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Run on this Dask cluster, for example tcp://10.0.0.5:8786.")
]
Limit = Annotated[int | None, typer.Option(metavar="N", help="Run at most N missing runs.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Estimate runs, time and disk space; write nothing.")]
Retry = Annotated[bool, typer.Option("--retry-failed", help="Run failed runs again.")]
Replicates = Annotated[int | None, typer.Option(metavar="N", help="Override the number of replicates.")]
Until = Annotated[
    str | None,
    typer.Option(
        metavar="PRECISION",
        help="Add blocks of seeds until shares are known: sure (the experiment's precision, or deals within 5 points), "
        "or such as surrender=5.",
    ),
]


def sweep(
    experiment: Annotated[
        str,
        typer.Argument(help="Name, file or folder of an experiment, or the folder of a sweep.", show_default=False),
    ],
    workers: SweepWorkers = None,
    scheduler: Scheduler = None,
    limit: Limit = None,
    dry_run: DryRun = False,
    retry_failed: Retry = False,
    replicates: Replicates = None,
    scale: Scale = None,
    until: Until = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Run an experiment. Resumable: run the same command again to continue."""
    from sim.scenario.numbers import MAX_RUNS, MAX_WORKERS, optional_whole_number
    from sim.sweep.engine import locate, run_missing
    from sim.sweep.read import MANIFEST, load_manifest

    optional_whole_number("workers", workers, 1, MAX_WORKERS)
    optional_whole_number("limit", limit, 0, MAX_RUNS)
    prepared, folder = locate(experiment, out, replicates, scale, until)
    workers = usable_cores() if workers is None else workers
    if not quiet:
        print_note(_headline(prepared))
    if dry_run:
        return _estimate(prepared, folder, workers, limit, retry_failed, as_json)
    load_model(quiet)
    try:
        with ExitStack() as stack:
            progress = sweep_progress(stack, quiet)
            state = run_missing(prepared, folder, workers, scheduler, limit, retry_failed, progress, print_note)
    except KeyboardInterrupt:
        counts = load_manifest(folder) if (folder / MANIFEST).exists() else {"finished": 0}
        print_note(f"interrupted: {counts['finished']} of {prepared.expected} runs finished and saved in {folder}")
        print_note("run the same command again for the remaining runs")
        return ExitCode.INTERRUPTED
    return _report(prepared, folder, state, as_json, quiet)


def _headline(prepared: "PreparedExperiment") -> str:
    from sim.text.format import count

    experiment, points = prepared.experiment, count(prepared.points, "point")
    if prepared.adaptive():
        return f"{experiment.question} {points}, {prepared.size_text()}"
    replicates = count(experiment.replicates, "replicate")
    return f"{experiment.question} {points} x {replicates} = {count(prepared.expected, 'run')}"


def _report(prepared: "PreparedExperiment", folder: Path, state: "SweepProgress", as_json: bool, quiet: bool) -> int:
    from sim.sweep.read import failures, outcomes
    from sim.text.format import count, number

    document: dict[str, Any] = {
        "name": prepared.experiment.name,
        "hash": prepared.hash,
        "points": prepared.points,
        "replicates": prepared.replicates,
        "expected": state.expected,
        "finished": state.finished,
        "failed": state.failed,
        "done_now": state.now,
        "rule": state.rule or None,
        "outcomes": outcomes(folder),
        "errors": failures(folder, MAX_ERRORS),
        "out": str(folder),
    }
    shares = ", ".join(f"{name} {number(runs)}" for name, runs in document["outcomes"].items())
    lines = [f"{number(state.finished)} of {count(state.expected, 'run')} finished: {shares or 'none yet'}."]
    if state.rule:
        lines.append(state.rule)
    if state.missing:
        most = "At most " if prepared.adaptive() else ""
        lines.append(f"{most}{count(state.missing, 'run')} missing; run the same command again for them.")
    if document["errors"]:
        first = document["errors"][0]
        lines.append(
            f"{count(state.failed, 'run')} failed; point {first['point']}, replicate {first['replicate']}: "
            f"{first['error']}"
        )
        lines.append("Use --retry-failed to run them again.")
    lines.append(f"Tables: {folder}")
    print_result("\n".join(lines), document, as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if state.failed else ExitCode.OK


def _estimate(
    prepared: "PreparedExperiment", folder: Path, workers: int, limit: int | None, retry_failed: bool, as_json: bool
) -> int:
    from sim.sweep.estimate import estimate
    from sim.text.format import count, duration, number

    document = estimate(prepared, folder, workers, limit, retry_failed)
    start = duration(document["seconds_to_start"])
    taken = f", {number(document['taken_over'])} taken over from earlier sweeps" if document["taken_over"] else ""
    most = "At most " if prepared.adaptive() and document["due"] else ""
    lines = [
        f"{most}{number(document['due'])} of {count(document['expected'], 'run')} to do "
        f"({number(document['finished'])} finished, {number(document['failed'])} failed{taken}).",
        f"About {duration(document['seconds'])} with {count(document['workers'], 'process', 'processes')}: "
        f"{document['seconds_per_run']:.3g} s per run, and {start} to start a process "
        f"(measured on {count(document['measured'], 'run')}).",
    ]
    if document["seconds_alone"] < document["seconds"]:
        lines.append(
            f"About {duration(document['seconds_alone'])} with --workers 1: starting more processes takes longer."
        )
    lines.append(f"About {document['bytes'] / 1e6:.1f} MB of disk space, in {folder}")
    print_result("\n".join(lines), document, as_json)
    return ExitCode.OK
