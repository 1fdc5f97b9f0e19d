"""The command `export`: a table of a sweep as CSV."""

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
        typer.Option("--csv", metavar="FILE", help="Output file; - for stdout.", parser=output_file),
    ],
    table: Annotated[Table, typer.Option(help="Table to export.")] = "runs",
    errors: Annotated[bool, typer.Option("--errors", help="Include failed runs.")] = False,
    decimal: Annotated[str, typer.Option(metavar="CHARACTER", help="Decimal separator: . or ,")] = ".",
    separator: Annotated[str, typer.Option(metavar="CHARACTER", help="Column separator: , ; | or tab")] = ",",
    out: Out = None,
    quiet: Quiet = False,
) -> int:
    """Export a table of a sweep as CSV."""
    from sim.scenario.writing import check_writable
    from sim.sweep.edited import edited_warning
    from sim.sweep.read import export as write_csv
    from sim.sweep.status import find_sweep
    from sim.tables.textfile import checked
    from sim.text.format import count

    folder = find_sweep(where, out)
    checked(decimal, separator)
    if warning := edited_warning(where, folder):
        print_note(warning)
    check_writable(csv, "--csv")
    rows = write_csv(folder, csv, table, errors, decimal, separator)
    if not quiet:
        print_note(f"{count(rows, 'row')} written to {csv}")
    return ExitCode.OK
