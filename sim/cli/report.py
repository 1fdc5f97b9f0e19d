"""The command `report`: the findings of a sweep as text, figures and one page."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, SweepName, SweepWorkers, output_folder
from sim.cli.output import print_note, print_result
from sim.cli.progress import sweep_progress
from sim.cli.startup import load_model, usable_cores
from sim.exit_codes import ExitCode

Outcome = Annotated[str, typer.Option(metavar="NAME", help="Ending to report on: deal, evacuation, stormed, ...")]
X = Annotated[
    str | None,
    typer.Option("--x", metavar="LEVER", help="Horizontal axis of the phase diagram. [default: the first lever]"),
]
Y = Annotated[
    str | None,
    typer.Option("--y", metavar="LEVER", help="Vertical axis of the phase diagram. [default: the second lever]"),
]
Panels = Annotated[
    str | None, typer.Option(metavar="LEVER", help="One panel per level of this lever. [default: the third lever]")
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Output folder. [default: report/ in the sweep folder]", parser=output_folder),
]
Run = Annotated[bool, typer.Option("--run", help="Do the missing runs of the experiment first.")]


def report(
    folder: SweepName,
    outcome: Outcome = "deal",
    x: X = None,
    y: Y = None,
    panels: Panels = None,
    out: Out = None,
    run: Run = False,
    workers: SweepWorkers = None,
    as_json: Json = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print the findings only, not the progress or the files written.")
    ] = False,
) -> int:
    """Report on a sweep: text, figures, tables and one HTML page. The sweep need not be finished.

    Answers to the `effects` of the experiment come first. With --run, missing runs are done before the report.
    """
    from sim.compare.sweep_report.report import PAGE
    from sim.compare.sweep_report.report import report as build_report
    from sim.scenario.writing import check_writable
    from sim.sweep.edited import asked_warning, edited_warning
    from sim.sweep.status import find_sweep

    where = _run_missing(folder, workers, quiet) if run else find_sweep(folder, aside=out)
    for warning in filter(None, (edited_warning(folder, where), asked_warning(folder, where))):
        print_note(warning)
    target = where / "report" if out is None else out
    check_writable(target / PAGE, "--out")
    report_ = build_report(where, outcome=outcome, x=x, y=y, panels=panels)
    written = report_.write(target)
    lines = [*report_.asked, *(["", "What else was found:"] if report_.asked else []), *report_.found]
    if not quiet:
        lines += [
            f"Page: {target / PAGE}",
            f"Figures: {len(report_.figures)}, as PNG and SVG in the same folder",
            f"Tables: {len(report_.tables)}, as CSV in the same folder",
        ]
    document = report_.document() | {"out": str(target), "files": [file.name for file in written]}
    print_result("\n".join(lines), document, as_json)
    return ExitCode.OK


def _run_missing(experiment: str, workers: int | None, quiet: bool) -> Path:
    """Run what is missing of an experiment or sweep; returns its folder."""
    from sim.scenario.numbers import MAX_WORKERS, optional_whole_number
    from sim.sweep import run_experiment

    workers = optional_whole_number("workers", workers, 1, MAX_WORKERS) or usable_cores()
    load_model(quiet)
    with ExitStack() as stack:
        progress = sweep_progress(stack, quiet)
        return run_experiment(experiment, workers=workers, progress=progress, say=print_note)
