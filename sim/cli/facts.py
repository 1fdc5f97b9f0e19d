"""The command `facts`: stylised facts put to the test, each against what theory predicts."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, Out, Quiet, SweepWorkers
from sim.cli.output import print_note, print_result
from sim.cli.progress import shown
from sim.cli.startup import load_model, usable_cores
from sim.exit_codes import ExitCode

Which = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME]...", help="Names or codes, such as guarantor or T2. [default: all]"),
]
Quick = Annotated[bool, typer.Option("--quick", help="A few replicates for a look; verdicts are provisional.")]


def facts(
    names: Which = None,
    quick: Quick = False,
    as_json: Json = False,
    workers: SweepWorkers = None,
    out: Out = None,
    quiet: Quiet = False,
) -> int:
    """Put stylised facts to the test: predicted, measured, verdict; the same command goes on where it stopped."""
    from sim.facts import page
    from sim.facts.fact import load
    from sim.facts.figures import fact_figures
    from sim.facts.results import FactResult, evaluate
    from sim.facts.runs import finished, run_facts, size
    from sim.runs import store
    from sim.runs.unfinished import Interrupted, saved_text
    from sim.scenario.numbers import MAX_WORKERS, optional_whole_number
    from sim.scenario.writing import check_writable

    optional_whole_number("workers", workers, 1, MAX_WORKERS)
    wanted = load(names or ())
    root = Path(store.RESULTS) if out is None else out
    folder = root / ("facts-quick" if quick else "facts")
    check_writable(folder / page.PAGE, "--out")
    total = sum(size(fact, quick) for fact in wanted)
    done = 0
    results: dict[str, FactResult] = {}
    try:
        load_model(quiet)
        with ExitStack() as stack:
            told = stack.enter_context(shown(total, "run", quiet, at_most=False))

            def progress(runs: int) -> None:
                nonlocal done
                done += runs
                told(done)

            for fact, runs in run_facts(wanted, root, usable_cores() if workers is None else workers, quick, progress):
                results[fact.name] = evaluate(fact, runs, quick)
                if not quiet:
                    print_note(f"{fact.code} {fact.name}: {results[fact.name].verdict}")
    except KeyboardInterrupt:
        raise Interrupted(saved_text(finished(wanted, root, quick), total, root)) from None
    judged = [results[fact.name] for fact in wanted]
    documents = [result.document() for result in judged]
    page.write(documents, fact_figures(judged), folder)
    said = f"{page.table(documents)}\nPage: {folder / page.PAGE}"
    print_result(said, {"facts": documents, "summary": page.summary(documents), "out": str(folder)}, as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if any(result.failed for result in judged) else ExitCode.OK
