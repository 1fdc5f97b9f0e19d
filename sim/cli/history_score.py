"""The commands `history score` and `history why`: how the runs of historical cases score, and what decided them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.history_options import USUAL, Cases, File, MappingFile, Replicates
from sim.cli.history_runs import complete_runs, prepared_cases
from sim.cli.options import Json, Out, Quiet, Set, SweepWorkers
from sim.cli.output import print_result
from sim.cli.progress import show_progress_of
from sim.cli.startup import load_model, usable_cores
from sim.cli.sweep import Scheduler
from sim.exit_codes import ExitCode

if TYPE_CHECKING:
    from sim.history.prepare import PreparedHistory
    from sim.history.runs import HistoryRuns

Publish = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="In a source tree: store runs and scores under this name, and add a row to the table of scored versions.",
    ),
]
Estimates = Annotated[
    bool, typer.Option(help="Also compare what the parties estimate on the first day with what happens.")
]


def score(
    file: File = None,
    mapping: MappingFile = None,
    replicates: Replicates = USUAL,
    cases: Cases = None,
    changes: Set = None,
    workers: SweepWorkers = None,
    scheduler: Scheduler = None,
    publish: Publish = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Score the runs against what happened, and compare with baselines. Missing runs are done first."""
    from sim.history import page, results
    from sim.history.decisions import decisions, read_ledger
    from sim.history.explanation import explanation
    from sim.history.score_tables import score_text
    from sim.history.start_estimates import kept_estimates

    prepared = prepared_cases(file, mapping, replicates, cases, changes)
    runs = _complete(prepared, workers, scheduler, out, quiet)
    document = results.score(prepared.cases, runs)
    scored = results.scored_cases(prepared.cases, runs)
    decided = decisions(runs.table, runs.cases, read_ledger(runs.folder))
    explained = results.plain({**explanation(scored, decided), "estimates": kept_estimates(runs.folder)})
    page.write(runs.folder, document, explained)
    text = f"{score_text(document)}\nPage: {runs.folder / page.PAGE}"
    if publish is not None:
        from sim.history.publish import publish as kept

        text += f"\n{kept(publish, runs, decided, document, explained, Path.cwd())}"
    print_result(text, {**document, "out": str(runs.folder)}, as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if runs.failed else ExitCode.OK


def why(
    file: File = None,
    mapping: MappingFile = None,
    replicates: Replicates = USUAL,
    cases: Cases = None,
    changes: Set = None,
    estimates: Estimates = True,
    workers: SweepWorkers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Show what decided the runs of each case, and where the loss comes from. Missing runs are done first."""
    from sim.history import results
    from sim.history.decisions import decisions, read_ledger
    from sim.history.explanation import explanation
    from sim.history.explanation_tables import explanation_text
    from sim.history.start_estimates import start_estimates

    prepared = prepared_cases(file, mapping, replicates, cases, changes)
    runs = _complete(prepared, workers, scheduler, out, quiet)
    decided = decisions(runs.table, runs.cases, read_ledger(runs.folder))
    explained: dict[str, Any] = results.plain(explanation(results.scored_cases(prepared.cases, runs), decided))
    found = None
    if estimates:
        used = usable_cores() if workers is None else workers
        with show_progress_of("case", quiet, load_model) as step:
            found = results.plain(start_estimates(prepared, runs.folder, used, step))
    document = {**explained, "estimates": found, "out": str(runs.folder)}
    print_result(explanation_text(explained, found), document, as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if runs.failed else ExitCode.OK


def _complete(
    prepared: "PreparedHistory", workers: int | None, scheduler: str | None, out: Path | None, quiet: bool
) -> "HistoryRuns":
    """All runs of the cases; those that are missing are run, after saying so."""
    from sim.history.runs import folder_of, read_history

    folder = folder_of(prepared, out)
    complete_runs(prepared, folder, workers, scheduler, quiet)
    return read_history(folder)
