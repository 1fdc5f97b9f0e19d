"""The command `signatures`: whether the shipped sieges show what their history showed."""

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import Json, Out, Quiet, Scale, SweepWorkers
from sim.cli.output import print_note, print_result
from sim.cli.progress import shown
from sim.cli.startup import load_model, usable_cores
from sim.exit_codes import ExitCode

if TYPE_CHECKING:
    from sim.signatures.carry_out import Account

USUAL = 200
Which = Annotated[list[str] | None, typer.Argument(metavar="[SIEGE]...", help="Sieges. [default: all]")]
Replicates = Annotated[int, typer.Option(metavar="N", help="Runs of each siege.")]


def signatures(
    sieges: Which = None,
    replicates: Replicates = USUAL,
    scale: Scale = None,
    workers: SweepWorkers = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Hold the shipped sieges against their history: bands on many runs; the same command goes on where it stopped."""
    from sim.runs.store import RESULTS
    from sim.scenario.numbers import MAX_RUNS, MAX_WORKERS, optional_whole_number, whole_number
    from sim.signatures import bands
    from sim.signatures.carry_out import carry_out

    whole_number("replicates", replicates, 1, MAX_RUNS)
    optional_whole_number("workers", workers, 1, MAX_WORKERS)
    wanted = bands.chosen(bands.load(), sieges or ())
    load_model(quiet)
    accounts: list[Account] = []
    hands, root = usable_cores() if workers is None else workers, out or RESULTS
    for name, signature in wanted.items():
        if not quiet:
            print_note(f"{name}:")
        with shown(replicates, "run", quiet, at_most=False) as told:
            counted = lambda standing, told=told: told(standing.finished)  # noqa: E731
            accounts.append(carry_out(name, signature, replicates, scale, hands, root, counted))
    documents = {account.siege: account.document() for account in accounts}
    print_result(table(accounts), {"signatures": documents}, as_json, quiet)
    return ExitCode.OK


def table(accounts: "list[Account]") -> str:
    """A line for each band."""
    lines = []
    for account in accounts:
        lines.append(f"{account.siege}: {account.replicates} runs, {account.scale} to an agent")
        for judged in account.judged:
            e, band = judged.estimate, judged.band
            measured = f"{e.value:.3g} ({e.low:.3g} to {e.high:.3g}; n = {e.n})"
            lines.append(f"  {judged.verdict:9}  {band.says}: {measured}, must be {band.range}")
    return "\n".join(lines)
