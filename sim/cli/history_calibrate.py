"""The command `history calibrate`: what the cases teach about the constants of the bargain."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.history_options import File, MappingFile
from sim.cli.history_runs import complete_runs
from sim.cli.options import Json, Out, Quiet, SweepWorkers, named_path
from sim.cli.output import print_note, print_result
from sim.cli.sweep import Limit, Scheduler
from sim.exit_codes import ExitCode

PriorsFile = Annotated[
    Path | None,
    typer.Option(
        "--priors", metavar="FILE", help="Prior ranges of the constants. [default: shipped]", parser=named_path
    ),
]
Points = Annotated[int, typer.Option(metavar="N", help="Design points over the constants; each runs every case.")]
PointReplicates = Annotated[int, typer.Option("--replicates", metavar="N", help="Runs per case and design point.")]
Publish = Annotated[
    bool, typer.Option("--publish", help="In a source tree: keep the result, ship its draws and rewrite the page.")
]
#: As in `sim.calibration.runs`, which takes a second to import.
USUAL_POINTS, USUAL_REPLICATES = 1024, 2


def calibrate(
    file: File = None,
    mapping: MappingFile = None,
    priors: PriorsFile = None,
    points: Points = USUAL_POINTS,
    replicates: PointReplicates = USUAL_REPLICATES,
    workers: SweepWorkers = None,
    scheduler: Scheduler = None,
    limit: Limit = None,
    publish: Publish = False,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Calibrate the constants of the bargain on historical cases. Missing runs are run first, resumably."""
    from sim.calibration import page
    from sim.calibration.results import calibrate as calibrated
    from sim.calibration.runs import FEWEST, folder_of, prepare_calibration, read_runs
    from sim.scenario.numbers import MAX_RUNS, whole_number
    from sim.text.format import count

    whole_number("points", points, FEWEST, MAX_RUNS)
    whole_number("replicates", replicates, 1, MAX_RUNS)
    if publish:
        from sim.calibration.publish import check_tree

        check_tree(Path.cwd())
    prepared = prepare_calibration(file, mapping, priors, points, replicates)
    folder = folder_of(prepared, out)
    if not quiet:
        cases = count(len(prepared.mapped.cases), "case")
        print_note(
            f"{prepared.priors.title}: {count(points, 'point')} x {cases} x {count(replicates, 'replicate')} = "
            f"{count(prepared.expected, 'run')}"
        )
        for case, why in prepared.mapped.refused.items():
            print_note(f"{case}: refused: {why}")
    complete_runs(prepared, folder, workers, scheduler, quiet, limit)
    runs = read_runs(prepared, folder)
    if not quiet:
        print_note("Fitting and checking the emulators; this takes a few minutes")
    found = calibrated(prepared, runs)
    page.write(folder, found.document, found.posterior)
    text = page.tables.calibration_text(found.document)
    text += f"\nPage: {folder / page.PAGE}\nJoint draws: {folder / page.POSTERIOR}"
    if publish:
        from sim.calibration.publish import publish as kept

        text += f"\n{kept(prepared, runs, found.document, found.posterior, Path.cwd())}"
    print_result(text, {**found.document, "out": str(folder)}, as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if runs.failed else ExitCode.OK
