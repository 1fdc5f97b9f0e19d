"""One run of a siege or of a theatre as a command carries it out: headline, progress, result and where it is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.cli.output import print_note, print_result
from sim.cli.progress import Update, show_progress
from sim.cli.startup import load_model
from sim.exit_codes import ExitCode

if TYPE_CHECKING:
    from sim.runs.plan import Plan
    from sim.runs.result import Result
    from sim.runs.theatre import TheatrePlan, TheatreResult


class RunText(NamedTuple):
    """What the output of a run says differently of a siege and of a theatre."""

    headline: str
    not_saved: str  # that there is no snapshot, without the day
    paragraph: str  # what separates the summary from where things are kept


def run_once(
    plan: "Plan | TheatrePlan",
    simulate: "Callable[[Update], Result | TheatreResult]",
    wording: RunText,
    out: Path,
    as_json: bool,
    quiet: bool,
) -> int:
    """Run a plan once and print the result; `simulate` keeps it under `out` and is given what shows days done."""
    from sim.runs.store import LEDGER_TEXT, PICTURE, may_be_written, run_folder

    may_be_written(run_folder(out, plan.name))
    if not quiet:
        print_note(wording.headline)  # before the imports below, which take a while
    from sim.runs.run import snapshot_name
    from sim.runs.unfinished import nothing_saved

    load_model(quiet)
    with show_progress(plan.last_day - plan.first_day, "day", quiet) as step, nothing_saved():
        result = simulate(step)
    folder = Path(result.out or "")
    text = result.summary
    if plan.snapshot_at is not None:
        saved = folder / snapshot_name(plan.snapshot_at)
        if saved.exists():
            text += f"{wording.paragraph}Snapshot of day {plan.snapshot_at}: {saved}"
        else:
            print_note(f"no snapshot saved: {wording.not_saved} before day {plan.snapshot_at}")
    text += f"{wording.paragraph}Ledger: {folder / LEDGER_TEXT}\nPicture: {folder / PICTURE}\nTables: {folder}"
    print_result(text, result.document(), as_json, quiet)
    return ExitCode.OK
