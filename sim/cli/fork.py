"""The command `fork`: what if the rules had changed during the siege?"""

from typing import Annotated

import typer

from sim.cli.options import Json, Out, Quiet, Scale, Seed, Set, SetAt, Workers, with_set_at
from sim.cli.output import print_note, print_result
from sim.cli.progress import show_progress_of
from sim.cli.startup import load_model, note_other_model_code
from sim.exit_codes import ExitCode

At = Annotated[
    str | None,
    typer.Option(
        metavar="deal|DAY",
        help="Where to branch: a day, or the day of the signature (deal). [default: day of the snapshot]",
    ),
]
Replicates = Annotated[
    int | None,
    typer.Option(metavar="N", help="Number of replicates (consecutive seeds). [default: 20; 1 for a snapshot]"),
]
Days = Annotated[
    int | None, typer.Option(metavar="N", help="Simulate at most N days after the fork. [default: until both end]")
]


def fork(
    source: Annotated[
        str, typer.Argument(metavar="SCENARIO|SNAPSHOT", help="A shipped name, a scenario file, or a snapshot.")
    ],
    at: At = None,
    changes: Set = None,
    dated: SetAt = None,
    replicates: Replicates = None,
    seed: Seed = None,
    workers: Workers = 1,
    out: Out = None,
    scale: Scale = None,
    days: Days = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Compare a siege with a what-if branch from the same morning. Both branches use the same random numbers."""
    from sim.runs.fork import check_changes, check_replicates, plan_fork
    from sim.runs.store import RESULTS, may_be_written

    planned = plan_fork(source, at, with_set_at(changes, dated), seed=seed, scale=scale, days=days)

    from sim.compare.fork.fork import replicate_count, result_folder, run_fork
    from sim.compare.fork.fork_text import summary

    wanted = replicate_count(planned, replicates)
    check_replicates(planned, wanted, workers)
    may_be_written(result_folder(out or RESULTS, planned, wanted))
    check_changes(planned)
    note_other_model_code(planned.plan.siege)
    with show_progress_of("replicate", quiet, load_model) as step:
        document = run_fork(planned, wanted, workers=workers, out=out or RESULTS, progress=step, say=print_note)
    print_result(summary(document), document, as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if document["failed"] else ExitCode.OK
