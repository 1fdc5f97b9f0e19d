"""The command `export`: the rows of a sweep as CSV."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.cli.options import Out, Quiet, SweepName, output_file
from sim.cli.output import print_note
from sim.exit_codes import ExitCode

Table = Literal["runs", "daily", "ledger"]


def export(
    where: SweepName,
    csv: Annotated[
        Path,
        typer.Option("--csv", metavar="FILE", help="SweepName to write the table; - is stdout.", parser=output_file),
    ],
    table: Annotated[Table, typer.Option(help="Which table.")] = "runs",
    errors: Annotated[bool, typer.Option("--errors", help="Also the runs that failed.")] = False,
    decimal: Annotated[str, typer.Option(metavar="CHARACTER", help="Decimal mark: . or ,")] = ".",
    separator: Annotated[str, typer.Option(metavar="CHARACTER", help="Between cells: , or ; or | or tab")] = ",",
    out: Out = None,
    quiet: Quiet = False,
) -> int:
    """Write the rows of a sweep as a CSV file."""
    from sim.scenario.writing import check_writable
    from sim.sweep.read import export as written
    from sim.sweep.status import found
    from sim.tables.textfile import checked
    from sim.text.format import count

    folder = found(where, out)
    checked(decimal, separator)
    check_writable(csv, "--csv")
    rows = written(folder, csv, table, errors, decimal, separator)
    if not quiet:
        print_note(f"{count(rows, 'row')} in {csv}")
    return ExitCode.OK
