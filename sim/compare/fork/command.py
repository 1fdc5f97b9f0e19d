"""The command `fork`: what if the rules had changed on the way?"""

from typing import Annotated

import typer

from sim.cli_options import Json, Set, tell, warn
from sim.runs.command import DONE, SOME_FAILED, Out, Quiet, Scale, Seed, Workers, get_ready, warn_of_other_code

At = Annotated[
    str | None,
    typer.Option(metavar="deal|DAY", help="On the morning of this day, or of the signature. [default: the snapshot's]"),
]
Replicates = Annotated[
    int | None, typer.Option(metavar="N", help="Fork with so many seeds in a row. [default: 20; of a snapshot 1]")
]
Days = Annotated[int | None, typer.Option(metavar="N", help="Follow both at most so many days; else to the end.")]


def fork(
    source: Annotated[
        str, typer.Argument(metavar="SCENARIO|SNAPSHOT", help="A shipped name, a scenario file, or a snapshot.")
    ],
    at: At = None,
    changes: Set = None,
    replicates: Replicates = None,
    seed: Seed = None,
    workers: Workers = 1,
    out: Out = None,
    scale: Scale = None,
    days: Days = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Go on twice from one morning, with the same luck: as it was, and under changed rules; compare."""
    from sim.runs.fork import check_changes, check_replicates, plan_fork
    from sim.runs.store import RESULTS, may_be_written

    planned = plan_fork(source, at, changes or (), seed=seed, scale=scale, days=days)

    from sim.compare.fork.fork import replicate_count, result_folder, run_fork
    from sim.compare.fork.fork_text import summary
    from sim.runs.progress import counted

    wanted = replicate_count(planned, replicates)
    check_replicates(planned, wanted, workers)
    may_be_written(result_folder(out or RESULTS, planned, wanted))
    check_changes(planned)
    warn_of_other_code(planned.plan.siege)
    with counted("replicate", quiet, get_ready) as step:
        document = run_fork(planned, wanted, workers=workers, out=out or RESULTS, progress=step, say=warn)
    tell(summary(document), document, as_json, quiet)
    return SOME_FAILED if document["failed"] else DONE
