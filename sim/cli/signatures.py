"""The command `signatures`: check shipped scenarios against historical ranges."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import Json, Out, Quiet, Scale, SweepWorkers
from sim.cli.output import print_note, print_result
from sim.cli.progress import show_progress
from sim.cli.startup import load_model, usable_cores
from sim.exit_codes import ExitCode

if TYPE_CHECKING:
    from sim.signatures.runs import SignatureResult

USUAL = 200
Which = Annotated[list[str] | None, typer.Argument(metavar="SIEGE", help="Scenarios to check. [default: all]")]
Replicates = Annotated[int, typer.Option(metavar="N", help="Runs per scenario.")]


def signatures(
    sieges: Which = None,
    replicates: Replicates = USUAL,
    scale: Scale = None,
    workers: SweepWorkers = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Check shipped scenarios against historical ranges. Resumable: run the same command again to continue."""
    from sim.runs.store import RESULTS
    from sim.scenario.numbers import MAX_RUNS, MAX_WORKERS, optional_whole_number, whole_number
    from sim.signatures.runs import run_signature
    from sim.signatures.signature import load, select

    whole_number("replicates", replicates, 1, MAX_RUNS)
    optional_whole_number("workers", workers, 1, MAX_WORKERS)
    wanted = select(load(), sieges or ())
    load_model(quiet)
    results: list[SignatureResult] = []
    workers, root = usable_cores() if workers is None else workers, out or RESULTS
    for name, signature in wanted.items():
        if not quiet:
            print_note(f"{name}:")
        with show_progress(replicates, "run", quiet, at_most=False) as update:
            counted = lambda state, update=update: update(state.finished)  # noqa: E731
            results.append(run_signature(name, signature, replicates, scale, workers, root, counted))
    documents = {result.siege: result.document() for result in results}
    print_result(table(results), {"signatures": documents}, as_json, quiet)
    return ExitCode.OK


def table(results: "list[SignatureResult]") -> str:
    """One line per band."""
    from sim.text.format import number, three_digits

    lines = []
    for result in results:
        people = "one person" if result.scale == 1 else f"{result.scale} people"
        lines.append(f"{result.siege}: {number(result.replicates)} runs, {people} per agent")
        for judged in result.judged:
            e, band = judged.estimate, judged.band
            measured = f"{three_digits(e.value)} ({three_digits(e.low)} to {three_digits(e.high)}; n {number(e.n)})"
            lines.append(f"  {judged.verdict:9}  {band.says}: {measured}, must be {band.range}")
    return "\n".join(lines)
