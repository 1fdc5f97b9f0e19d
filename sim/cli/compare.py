"""The command `compare`: differences between sweeps, experiments or scenarios, seed by seed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.options import Json, Out, Quiet, output_file
from sim.cli.output import is_stdout, print_note, print_result
from sim.cli.progress import sweep_progress
from sim.cli.startup import load_model
from sim.exit_codes import ExitCode

if TYPE_CHECKING:
    from sim.sweep.engine import Progress, Say, SweepProgress

What = Annotated[
    list[str],
    typer.Argument(
        help="Two or more sweeps (folders or names), experiments or scenarios; the first is the reference.",
        metavar="ARM",
    ),
]
Replicates = Annotated[int, typer.Option(metavar="N", help="Replicates for scenarios that have not been run yet.")]
Outcome = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Compare this outcome only. Repeatable.")]
Width = Annotated[
    list[str] | None,
    typer.Option(
        metavar="X", help="Estimate the replicates needed for intervals this wide: 0.05, or NAME=20 for one outcome."
    ),
]
Page = Annotated[
    Path | None,
    typer.Option(metavar="FILE.html", help="Write an HTML report; - for stdout.", parser=output_file),
]
Reference = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The arm that the others are compared with. [default: the first]"),
]
Explain = Annotated[
    bool,
    typer.Option(
        "--explain",
        help="Also explain the difference between two scenarios by swapping parameters one at a time; takes more runs.",
    ),
]
Horizon = Annotated[
    int | None,
    typer.Option(
        metavar="DAYS", help="Compare up to this day; in all arms, a siege that ends later counts as still open."
    ),
]
Workers = Annotated[int, typer.Option(metavar="N", help="Number of worker processes for missing runs.")]


def compare(
    what: What,
    replicates: Replicates = 100,
    outcome: Outcome = None,
    width: Width = None,
    horizon: Horizon = None,
    reference: Reference = None,
    explain: Explain = False,
    report: Page = None,
    workers: Workers = 1,
    out: Out = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Compare sweeps, experiments or scenarios. Reports each difference in outcomes with its 95% interval."""
    from sim.compare.comparison.comparison import compare as compared
    from sim.compare.comparison.comparison_text import hazard_display, outcome_display
    from sim.scenario.writing import check_writable

    to_stdout = report is not None and is_stdout(report, "--report", as_json)
    if report is not None:
        check_writable(report, "--report")
    comparison = compared(
        *what,
        replicates=replicates,
        outcomes=outcome or (),
        width=_widths(width or []),
        workers=workers,
        out=out,
        horizon=horizon,
        reference=reference,
        explain=explain,
        watched=partial(_watched, quiet=quiet),
    )
    document = comparison.document()
    if report is not None:
        document["report"] = str(comparison.write(report))
    ranked = comparison.ranking_display
    first = [] if ranked is None else [f"{ranked.to_string(index=False)}\n"]
    tables = [outcome_display(comparison.outcomes), hazard_display(comparison.hazards)]
    folders = [f"{arm.name}: {arm.sweep.folder}" for arm in comparison.arms]
    explanation = comparison.explanation
    explained = [] if explanation is None else [*explanation.paragraphs, "", explanation.display.to_string(index=False)]
    text_tables = [f"{table.to_string(index=False)}\n" for table in tables if len(table)]
    lines = [
        *first,
        *comparison.opening,
        "",
        *comparison.paragraphs,
        *comparison.notes,
        "",
        *explained,
        "",
        *folders,
        "",
        *text_tables,
    ]
    if report is not None:
        lines.append(f"Page: {report}")
    if to_stdout:
        print_note("\n".join(lines))
    else:
        print_result("\n".join(lines), document, as_json)
    return ExitCode.OK


@contextmanager
def _watched(what: str | Path, quiet: bool) -> "Iterator[tuple[Progress, Say]]":
    """Show the progress of the missing runs of one side of the comparison."""
    from sim.text.format import count

    with ExitStack() as stack:
        update = sweep_progress(stack, quiet)

        def progress(state: "SweepProgress") -> None:
            if not state.now and state.due:
                if not quiet:
                    print_note(f"{what}: {count(state.due, 'run')} to do")
                load_model(quiet)
            update(state)

        yield progress, print_note


def _widths(options: list[str]) -> float | dict[str, float] | None:
    """The values of --width: one number for all shares, or numbers by outcome.

    Raises ScenarioError for anything else.
    """
    from sim.scenario.errors import ScenarioError, shorten

    named: dict[str, float] = {}
    for text in options:
        name, equals, value = text.rpartition("=")
        try:
            number = float(value)
        except ValueError:
            raise ScenarioError(f"--width {shorten(text)}: must be a number, or NAME=NUMBER") from None
        if not equals:
            if len(options) > 1:
                raise ScenarioError("--width: give one number for all shares, or NAME=NUMBER for each")
            return number
        named[name] = number
    return named or None
