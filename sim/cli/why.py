"""The command `why`: which change made a siege end so?"""

from typing import Annotated

import typer

from sim.cli.options import Days, Json, Out, Quiet, Scale, Seed, Set, SetAt, SweepWorkers, with_set_at
from sim.cli.output import print_note, print_result
from sim.cli.progress import show_progress_of
from sim.cli.startup import load_model, usable_cores
from sim.exit_codes import ExitCode

Against = Annotated[
    str | None,
    typer.Option(
        metavar="SCENARIO|RUN",
        help="What the siege is compared with: a scenario or a run. [default: the scenario without --set and "
        "--set-at, else the shipped scenario that the run is of, else baseline]",
    ),
]
Seeds = Annotated[
    int | None,
    typer.Option(metavar="N", help="Number of other seeds. [default: 40, fewer where these take over two minutes]"),
]


def why(
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="The folder of a run, or a scenario: a shipped name or a file.")
    ],
    against: Against = None,
    changes: Set = None,
    dated: SetAt = None,
    seed: Seed = None,
    seeds: Seeds = None,
    scale: Scale = None,
    days: Days = None,
    workers: SweepWorkers = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Explain why a siege ended as it did, by undoing each change from its reference, alone and in pairs."""
    from sim.compare.counterfactuals.why_plan import SEEDS, plan_why
    from sim.runs.store import RESULTS, may_be_written
    from sim.scenario.numbers import MAX_WORKERS, optional_whole_number

    processes = optional_whole_number("workers", workers, 1, MAX_WORKERS) or usable_cores()
    plan = plan_why(run, against, with_set_at(changes, dated), seed=seed, seeds=seeds, scale=scale, days=days)

    from sim.compare.counterfactuals.why import PAGE, result_folder, run_why

    root = out or RESULTS
    may_be_written(result_folder(root, plan, seeds or SEEDS))
    load_model(quiet)
    with show_progress_of("run", quiet, load_model) as step:
        say = (lambda text: None) if quiet else print_note
        answer, folder = run_why(plan, workers=processes, out=root, progress=step, say=say)
    lines = [*answer.paragraphs, *answer.notes, "", answer.display.to_string(index=False), ""]
    lines.append(f"Differences with 95% CI over {answer.runs.seeds} other seeds; *: p below 0.05, Holm-adjusted")
    lines.append(f"Page: {folder / PAGE if folder else ''}\nTables: {folder}")
    print_result("\n".join(lines), answer.document(str(folder)), as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if answer.runs.failed else ExitCode.OK
