"""The command `estimates`: what the parties estimate, compared with what then happens in the model."""

from typing import Annotated

import typer

from sim.cli.options import Json, Out, Quiet, Scale, Seed, Set, Workers
from sim.cli.output import print_result
from sim.cli.progress import show_progress_of
from sim.cli.startup import load_model
from sim.estimates.sizes import DEFAULT, SEEDS, Sizes
from sim.exit_codes import ExitCode

Seeds = Annotated[int, typer.Option(metavar="N", help="Number of sieges (consecutive seeds).")]
Moments = Annotated[int, typer.Option(metavar="N", help="Random days of each siege on which estimates are compared.")]
Continuations = Annotated[int, typer.Option(metavar="N", help="Number of seeds with which each state is continued.")]
Longest = Annotated[int, typer.Option(metavar="DAYS", help="Continue each state for at most this many days.")]
Follow = Annotated[
    bool,
    typer.Option(
        "--follow",
        help="Also triple each cause, and cut it to a third, to see if estimates and outcomes respond alike.",
    ),
]


def estimates(
    scenario: Annotated[str, typer.Argument(help="A shipped name or a scenario file.")],
    changes: Set = None,
    seeds: Seeds = SEEDS,
    moments: Moments = DEFAULT.moments,
    continuations: Continuations = DEFAULT.continuations,
    longest: Longest = DEFAULT.longest,
    follow: Follow = False,
    seed: Seed = None,
    scale: Scale = None,
    workers: Workers = 1,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Compare what the parties estimate with what then happens from the same states."""
    from sim.estimates.run import plan_estimates, result_folder, run_estimates
    from sim.estimates.table import table
    from sim.runs.store import RESULTS, may_be_written
    from sim.scenario.numbers import MAX_WORKERS, whole_number

    planned = plan_estimates(
        scenario,
        changes or (),
        seed=seed,
        seeds=seeds,
        sizes=Sizes(moments, continuations, longest),
        follow=follow,
        scale=scale,
    )
    whole_number("workers", workers, 1, MAX_WORKERS)
    may_be_written(result_folder(out or RESULTS, planned))
    with show_progress_of("seed", quiet, load_model) as step:
        document = run_estimates(planned, workers=workers, out=out or RESULTS, progress=step)
    print_result(table(document), document, as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if document["failed"] else ExitCode.OK
