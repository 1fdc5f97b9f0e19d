"""The command `report`: what a sweep has found, in words, figures and one page."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, output_folder
from sim.cli.output import print_result
from sim.exit_codes import ExitCode

Where = Annotated[str, typer.Argument(help="A folder of a sweep, or the name of its experiment.", metavar="DIR")]
Outcome = Annotated[str, typer.Option(metavar="NAME", help="Which end: deal, evacuation, stormed, ...")]
X = Annotated[str | None, typer.Option("--x", metavar="LEVER", help="Along the phase diagram. [default: the first]")]
Y = Annotated[str | None, typer.Option("--y", metavar="LEVER", help="Up the phase diagram. [default: the second]")]
Panels = Annotated[str | None, typer.Option(metavar="LEVER", help="From panel to panel. [default: the third]")]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Where to write. [default: DIR/report]", parser=output_folder)
]


def report(
    folder: Where,
    outcome: Outcome = "deal",
    x: X = None,
    y: Y = None,
    panels: Panels = None,
    out: Out = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only the answer, not what was written.")] = False,
) -> int:
    """Report on a sweep, finished or not: the answer in words, figures, tables, one HTML page."""
    from sim.compare.sweep_report.report import PAGE
    from sim.compare.sweep_report.report import report as made
    from sim.scenario.writing import check_writable
    from sim.sweep.status import found

    where = found(folder, aside=out)
    target = where / "report" if out is None else out
    check_writable(target / PAGE, "--out")
    told = made(where, outcome=outcome, x=x, y=y, panels=panels)
    written = told.write(target)
    lines = list(told.answer)
    if not quiet:
        lines += [
            f"Page: {target / PAGE}",
            f"Figures: {len(told.figures)}, as PNG and SVG beside it",
            f"Tables: {len(told.tables)}, as CSV beside it",
        ]
    document = told.document() | {"out": str(target), "files": [file.name for file in written]}
    print_result("\n".join(lines), document, as_json)
    return ExitCode.OK
