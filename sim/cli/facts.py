"""The command `facts`: test stylised facts, the predictions of theory, against runs of the model."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, Out, Quiet, SweepWorkers
from sim.cli.output import print_note, print_result
from sim.cli.progress import show_progress
from sim.cli.startup import load_model, usable_cores
from sim.exit_codes import ExitCode

Which = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME", help="Names or codes of facts, such as guarantor or T2. [default: all]"),
]
Quick = Annotated[bool, typer.Option("--quick", help="Few replicates; verdicts are provisional.")]


def facts(
    names: Which = None,
    quick: Quick = False,
    as_json: Json = False,
    workers: SweepWorkers = None,
    out: Out = None,
    quiet: Quiet = False,
) -> int:
    """Test stylised facts of the literature. Resumable: run the same command again to continue."""
    from sim.facts import page
    from sim.facts.fact import load
    from sim.facts.figures import fact_figures
    from sim.facts.results import FactResult, evaluate
    from sim.facts.runs import count_expected, count_finished, run_facts
    from sim.runs import store
    from sim.runs.unfinished import Interrupted, saved_text
    from sim.scenario.numbers import MAX_WORKERS, optional_whole_number
    from sim.scenario.writing import check_writable

    optional_whole_number("workers", workers, 1, MAX_WORKERS)
    wanted = load(names or ())
    root = Path(store.RESULTS) if out is None else out
    folder = root / ("facts-quick" if quick else "facts")
    check_writable(folder / page.PAGE, "--out")
    total = sum(count_expected(fact, quick) for fact in wanted)
    done = 0
    results: dict[str, FactResult] = {}
    try:
        load_model(quiet)
        with ExitStack() as stack:
            update = stack.enter_context(show_progress(total, "run", quiet, at_most=False))

            def progress(runs: int) -> None:
                nonlocal done
                done += runs
                update(done)

            for fact, runs in run_facts(wanted, root, usable_cores() if workers is None else workers, quick, progress):
                results[fact.name] = evaluate(fact, runs, quick)
                if not quiet:
                    print_note(f"{fact.code} {fact.name}: {results[fact.name].verdict}")
    except KeyboardInterrupt:
        raise Interrupted(saved_text(count_finished(wanted, root, quick), total, root)) from None
    in_order = [results[fact.name] for fact in wanted]
    documents = [result.document() for result in in_order]
    page.write(documents, fact_figures(in_order), folder)
    text = f"{page.table(documents)}\nPage: {folder / page.PAGE}"
    print_result(text, {"facts": documents, "summary": page.summary(documents), "out": str(folder)}, as_json, quiet)
    return ExitCode.SOME_RUNS_FAILED if any(result.failed for result in in_order) else ExitCode.OK
