"""Preparing and running historical cases, as all commands `history ...` do it."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.output import print_note
from sim.cli.progress import sweep_progress
from sim.cli.startup import load_model, usable_cores

if TYPE_CHECKING:
    from sim.history.prepare import PreparedHistory
    from sim.sweep.engine import SweepProgress


def prepared_cases(
    file: Path | None, mapping: Path | None, replicates: int, cases: str | None, changes: list[str] | None
) -> "PreparedHistory":
    """The cases that the options of a command ask for. Raises ScenarioError for invalid ones."""
    from sim.history.runs import prepare_history
    from sim.scenario.numbers import MAX_RUNS, whole_number

    whole_number("replicates", replicates, 1, MAX_RUNS)
    only = [each.strip() for each in cases.split(",") if each.strip()] if cases else []
    return prepare_history(file, mapping, replicates, only, changes or [])


def run_cases(
    prepared: "PreparedHistory",
    folder: Path,
    workers: int | None,
    scheduler: str | None,
    quiet: bool,
    limit: int | None = None,
    retry_failed: bool = False,
) -> "SweepProgress":
    """Do the missing runs and show their progress. Raises Interrupted on Ctrl-C, with what is saved."""
    from sim.history.runs import run_history
    from sim.runs.unfinished import Interrupted, saved_text
    from sim.sweep.engine import count_finished

    load_model(quiet)
    used = usable_cores() if workers is None else workers
    try:
        with ExitStack() as stack:
            progress = sweep_progress(stack, quiet)
            return run_history(prepared, folder, used, scheduler, limit, retry_failed, progress, print_note)
    except KeyboardInterrupt:
        raise Interrupted(saved_text(count_finished(folder), prepared.expected, folder)) from None


def complete_runs(
    prepared: "PreparedHistory",
    folder: Path,
    workers: int | None,
    scheduler: str | None,
    quiet: bool,
    limit: int | None = None,
) -> None:
    """Do the missing runs, at most `limit` of them, after saying how many are missing."""
    from sim.scenario.numbers import MAX_WORKERS, optional_whole_number
    from sim.sweep.read import is_sweep
    from sim.sweep.status import counts
    from sim.text.format import count, number

    optional_whole_number("workers", workers, 1, MAX_WORKERS)
    missing = prepared.expected - sum(counts(folder)) if is_sweep(folder) else prepared.expected
    if missing > 0:
        if not quiet:
            print_note(f"{number(missing)} of {count(prepared.expected, 'run')} are missing and will be done first")
        run_cases(prepared, folder, workers, scheduler, quiet, limit)
