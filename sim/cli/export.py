"""The command `export`: a table of a sweep as CSV, or a run as layers for a GIS."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.cli.options import Out, Quiet, output_file, output_folder
from sim.cli.output import print_note
from sim.exit_codes import ExitCode

Table = Literal["runs", "daily", "ledger"]


def export(
    where: Annotated[
        str,
        typer.Argument(
            help="A sweep folder, or the name of its experiment; with --gis the folder of a run.", show_default=False
        ),
    ],
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Output file of a table; - for stdout.", parser=output_file),
    ] = None,
    gis: Annotated[
        Path | None,
        typer.Option(
            "--gis",
            metavar="DIR",
            help="Folder for the layers of a run, as GeoTIFF and GeoPackage; the run is repeated for it.",
            parser=output_folder,
        ),
    ] = None,
    every: Annotated[int, typer.Option(metavar="N", help="With --gis: days from one band to the next.")] = 1,
    table: Annotated[Table, typer.Option(help="Table to export.")] = "runs",
    errors: Annotated[bool, typer.Option("--errors", help="Include failed runs.")] = False,
    decimal: Annotated[str, typer.Option(metavar="CHARACTER", help="Decimal separator: . or ,")] = ".",
    separator: Annotated[str, typer.Option(metavar="CHARACTER", help="Column separator: , ; | or tab")] = ",",
    out: Out = None,
    quiet: Quiet = False,
) -> int:
    """Export a table of a sweep as CSV, or a run as layers for a GIS."""
    from sim.scenario.errors import ScenarioError

    if (csv is None) == (gis is None):
        raise ScenarioError("give either --csv FILE, for a table of a sweep, or --gis DIR, for the layers of a run")
    if gis is not None:
        return _layers(Path(where), gis, every, quiet)
    assert csv is not None
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


def _layers(run: Path, folder: Path, every: int, quiet: bool) -> int:
    from sim.cli.progress import show_progress
    from sim.cli.startup import load_model
    from sim.geography.run_layers import export_run, planned
    from sim.geography.sources import check_packages

    check_packages("writing layers for a GIS")
    plan, document = planned(run)
    load_model(quiet)
    with show_progress(int(document["day"]) + 1, "day", quiet, at_most=False) as step:
        made = export_run(run, folder, every, step)
    if not quiet:
        print_note(
            f"{plan.name}: {len(made.files)} files in {folder}, {made.evenings} evenings, day 0 to {document['day']}, "
            f"EPSG:{made.grid.epsg}: {', '.join(made.files)}"
        )
    return ExitCode.OK
