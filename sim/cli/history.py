"""The commands `history ...`: historical sieges as cases, their runs and how the runs score."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import history_calibrate, history_score
from sim.cli.history_options import USUAL, Cases, File, MappingFile, Replicates
from sim.cli.history_runs import prepared_cases, run_cases
from sim.cli.options import Json, Out, Quiet, Set, SweepWorkers
from sim.cli.output import print_note, print_result, print_table
from sim.cli.sweep import Limit, Retry, Scheduler
from sim.exit_codes import ExitCode

if TYPE_CHECKING:
    from sim.history.prepare import PreparedHistory
    from sim.sweep.engine import SweepProgress

history = typer.Typer(
    name="history",
    help="Compare the model with historical sieges: their cases, runs and scores.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
MOST_NOTES = 10  # clamped parameters that are listed one by one


@history.command()
def cases(
    file: File = None,
    case: Annotated[str | None, typer.Option("--case", metavar="ID", help="Show the parameters of this case.")] = None,
    mapping: MappingFile = None,
    as_json: Json = False,
) -> int:
    """List the cases and what is known about them, or the parameters of one case."""
    from sim.history.case_file import read_case_file
    from sim.history.case_table import case_document, cases_document, parameter_rows
    from sim.history.mapping import read_mapping

    read = read_case_file(file)
    if case is not None:
        document = case_document(read, read_mapping(read.codebook, mapping), case)
        if as_json:
            print_result("", document, as_json)
            return ExitCode.OK
        head = ["parameter", "low", "best", "high", "unit", "rule", "inputs", "why"]
        print_table(head, parameter_rows(document), right=("low", "best", "high"))
        return ExitCode.OK
    document = cases_document(read)
    if as_json:
        print_result("", document, as_json)
        return ExitCode.OK
    typer.echo(f"{document['title']}. {document['about']}\n")
    rows = [
        [each["case"], each["cluster"], str(each["inputs_known"]), each["class"] or ""] for each in document["cases"]
    ]
    print_table(["case", "cluster", f"inputs known of {document['inputs']}", "class of its outcome"], rows)
    columns = [[each[key] for key in ("column", "role", "unit", "meaning")] for each in document["columns"]]
    print_table(["column", "role", "unit", "meaning"], columns)
    for name, why in document["refused"].items():
        print_note(f"{name}: refused: {why}")
    if document["unknown_columns"]:
        print_note(f"not in the codebook, not read: {', '.join(document['unknown_columns'])}")
    return ExitCode.OK


@history.command()
def run(
    file: File = None,
    mapping: MappingFile = None,
    replicates: Replicates = USUAL,
    cases: Cases = None,
    changes: Set = None,
    workers: SweepWorkers = None,
    scheduler: Scheduler = None,
    limit: Limit = None,
    retry_failed: Retry = False,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Run the cases. Resumable: run the same command again to continue."""
    from sim.history.runs import folder_of
    from sim.scenario.numbers import MAX_WORKERS, optional_whole_number

    optional_whole_number("workers", workers, 1, MAX_WORKERS)
    prepared = prepared_cases(file, mapping, replicates, cases, changes)
    folder = folder_of(prepared, out)
    if not quiet:
        for line in notes_of(prepared):
            print_note(line)
    state = run_cases(prepared, folder, workers, scheduler, quiet, limit, retry_failed)
    print_result(_summary(prepared, folder, state), _document(prepared, folder, state), as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if state.failed else ExitCode.OK


def notes_of(prepared: "PreparedHistory") -> list[str]:
    """What is about to be run, which cases are refused, and which parameters were set to a bound."""
    from sim.text.format import count, display

    lines = [
        f"{prepared.cases.codebook.title}: {count(prepared.points, 'case')} x "
        f"{count(prepared.experiment.replicates, 'replicate')} = {count(prepared.expected, 'run')}"
    ]
    lines += [f"{case}: refused: {why}" for case, why in prepared.mapped.refused.items()]
    if unknown := prepared.cases.unknown_columns:
        lines.append(f"not in the codebook, not read: {', '.join(unknown)}")
    clamped = prepared.mapped.clamped
    for each in clamped[:MOST_NOTES]:
        times = count(each.replicates, "replicate")
        lines.append(
            f"{each.case}: {each.parameter} set to {display(each.bound)} in {times} (up to {display(each.furthest)})"
        )
    if len(clamped) > MOST_NOTES:
        lines.append(f"... and {count(len(clamped) - MOST_NOTES, 'more clamped parameter')}; see cases.json")
    return lines


def _document(prepared: "PreparedHistory", folder: Path, state: "SweepProgress") -> dict[str, Any]:
    from sim.hashes import model_hash
    from sim.sweep.read import failures, outcomes

    return {
        "hash": prepared.hash,
        "model": model_hash(),
        "mapping": prepared.mapping.hash,
        "case_file": prepared.cases.hash,
        "cases": list(prepared.mapped.cases),
        "replicates": prepared.experiment.replicates,
        "expected": state.expected,
        "finished": state.finished,
        "failed": state.failed,
        "done_now": state.now,
        "refused": prepared.mapped.refused,
        "clamped": [each._asdict() for each in prepared.mapped.clamped],
        "changes": list(prepared.changes),
        "outcomes": outcomes(folder),
        "errors": failures(folder, 20),
        "out": str(folder),
    }


def _summary(prepared: "PreparedHistory", folder: Path, state: "SweepProgress") -> str:
    from sim.sweep.read import failures, outcomes
    from sim.text.format import count, number

    shares = ", ".join(f"{name} {number(runs)}" for name, runs in outcomes(folder).items())
    lines = [f"{number(state.finished)} of {count(state.expected, 'run')} finished: {shares or 'none yet'}."]
    if state.missing:
        lines.append(f"{count(state.missing, 'run')} missing; run the same command again for them.")
    if state.failed:
        first = failures(folder, 1)[0]
        case = prepared.mapped.cases[first["point"]]
        lines.append(
            f"{count(state.failed, 'run')} failed; {case}, replicate {first['replicate']}: {first['error']}. "
            "Use --retry-failed to run them again."
        )
    return "\n".join([*lines, f"Tables: {folder}"])


for _command in (history_score.score, history_score.why, history_calibrate.calibrate):
    history.command()(_command)
