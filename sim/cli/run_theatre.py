"""The command `run` for a theatre."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.output import print_note, print_result
from sim.cli.progress import Update, show_progress_of
from sim.cli.run_once import RunText, run_once
from sim.cli.startup import load_model, note_other_model_code
from sim.exit_codes import ExitCode

if TYPE_CHECKING:
    from sim.runs.theatre import TheatreResult


def names_theatre(scenario: str | None, start_from: Path | None) -> bool:
    """Whether the arguments name a theatre, its file, or a snapshot of one."""
    from sim.scenario.load_theatre import is_theatre

    if start_from is not None:
        from sim.state.theatre_snapshot import is_theatre_snapshot

        return is_theatre_snapshot(start_from)
    return scenario is not None and is_theatre(scenario)


def run_theatre(
    theatre: str | None,
    seed: int | None,
    days: int | None,
    changes: Sequence[str],
    scale: int | None,
    threads: int,
    replicates: int | None,
    workers: int,
    out: Path,
    as_json: bool,
    quiet: bool,
    snapshot_at: int | None,
    start_from: Path | None,
) -> int:
    """Run a theatre once, or as many replicates."""
    from sim.runs.replicates import replicates_summary
    from sim.runs.store import may_be_written
    from sim.runs.theatre import plan_theatre, run_theatre_plan
    from sim.runs.theatre_replicates import check_replicates, folder_of, replicate
    from sim.scenario.numbers import MAX_THREADS, whole_number

    plan = plan_theatre(
        theatre, seed, days=days, scale=scale, overrides=changes, snapshot_at=snapshot_at, start_from=start_from
    )
    note_other_model_code(next(iter((plan.sieges or {}).values()), None))  # all sieges were saved by the same code
    whole_number("threads", threads, 1, MAX_THREADS)
    headline = f"{plan.theatre.document.title or plan.theatre.name}: {len(plan.theatre.sieges)} sieges"
    if replicates is not None:
        check_replicates(plan, replicates, workers)
        may_be_written(folder_of(out, plan, replicates))
        if not quiet:
            print_note(f"{headline}; {replicates} replicates from seed {plan.seed}")
        with show_progress_of("run", quiet, load_model) as step:
            document = replicate(plan, replicates, workers=workers, out=out, progress=step, say=print_note)
        print_result(replicates_summary(document), document, as_json, quiet)
        return ExitCode.SOME_RUNS_FAILED if document["failed"] else ExitCode.OK

    def simulate(step: Update) -> "TheatreResult":
        return run_theatre_plan(plan, threads=threads, out=out, progress=lambda day: step(day - plan.first_day))

    wording = RunText(f"{headline}; seed {plan.seed}", not_saved="all sieges ended", paragraph="\n\n")
    return run_once(plan, simulate, wording, out, as_json, quiet)
